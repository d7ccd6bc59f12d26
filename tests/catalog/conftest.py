"""Minh, Linh, Hoa and An at their browsers; files go to a folder of the test."""

import pytest

from tenants.context import in_place
from tenants.people import actions as people_actions
from tenants.people.models import Role


def member(place, role, name):
    """Return a person of a place with one role, or with none."""
    with in_place(place):
        user = people_actions.create_user(full_name=name, email=f"{name}@example.vn")
        if role:
            people_actions.grant_role(user=user, role=role, by=None)
        return user


def signed_in(client, place, user):
    """Return the client with this person signed in."""
    with in_place(place):
        client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def minh(quangnam, quangnam_client):
    """Minh's browser: he runs Quảng Nam's office."""
    return signed_in(quangnam_client, quangnam, member(quangnam, Role.PROVINCE_OFFICE, "minh"))


@pytest.fixture
def hoa(thainguyen, thainguyen_client):
    """Hoa's browser: she runs Thái Nguyên's office."""
    return signed_in(thainguyen_client, thainguyen, member(thainguyen, Role.PROVINCE_OFFICE, "hoa"))


@pytest.fixture
def linh(quangnam, client):
    """Linh's browser: she only learns."""
    client.defaults["HTTP_HOST"] = "quangnam.localhost"
    return signed_in(client, quangnam, member(quangnam, None, "linh"))


@pytest.fixture
def an(ministry, national_client):
    """An's browser: an editor of the ministry."""
    return signed_in(national_client, ministry, member(ministry, Role.MINISTRY_EDITOR, "an"))
