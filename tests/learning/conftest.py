"""Linh, Minh, Hoa and bà Tư (nobody's account) at their browsers; two courses in Quảng Nam."""

import pytest
from django.test import Client

from tenants.context import in_province
from tenants.people import actions as people_actions
from tenants.people.models import Role
from tests.learning import school


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.HVS_DEVELOPMENT = True


@pytest.fixture
def security(quangnam):
    """An toàn thông tin: complete, two lessons of five questions."""
    with in_province(quangnam):
        return school.add_course("an-toan-thong-tin", "An toàn thông tin")


@pytest.fixture
def open_course(quangnam):
    """A community course anybody may learn without an account."""
    with in_province(quangnam):
        return school.add_course(
            "tren-mang", "Bảo vệ mình trên mạng", audience="community", is_open_to_guests=True
        )


@pytest.fixture
def linh(quangnam, security):
    """Linh's account, learner and mandatory course."""
    with in_province(quangnam):
        user = school.person(phone="+84905000111", email="linh@quangnam.example")
        school.enroll(school.learner(user), security)
    return user


@pytest.fixture
def linh_browser(quangnam, linh):
    return browser(quangnam, "quangnam.localhost", linh)


@pytest.fixture
def guest_browser(quangnam):
    return Client(HTTP_HOST="quangnam.localhost")


@pytest.fixture
def minh(quangnam):
    with in_province(quangnam):
        user = school.person("Lê Minh", email="minh@quangnam.example")
        people_actions.grant_role(user=user, role=Role.PROVINCE_OFFICE, by=None)
    return user


@pytest.fixture
def minh_browser(quangnam, minh):
    return browser(quangnam, "quangnam.localhost", minh)


@pytest.fixture
def hoa_browser(thainguyen):
    with in_province(thainguyen):
        user = school.person("Hoa", email="hoa@thainguyen.example")
        people_actions.grant_role(user=user, role=Role.PROVINCE_OFFICE, by=None)
    return browser(thainguyen, "thainguyen.localhost", user)


def browser(place, host, user):
    client = Client(HTTP_HOST=host)
    with in_province(place):
        client.force_login(user)
    return client
