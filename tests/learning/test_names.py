"""Whose name it is: the roster's for who stands there, one's own for who came alone."""

import pytest

from enrollment import actions
from enrollment.learning import actions as learning
from enrollment.models import Learner, Unit
from tenants.context import in_province
from tests.learning import school
from tests.learning.conftest import browser

OWN = {"full_name": "Nguyễn Thị Tứ", "language": "vi", "text_size_percent": "100"}


@pytest.fixture
def tu(quangnam):
    """Bà Tư, who registered by herself."""
    with in_province(quangnam):
        actions.ensure_cohorts()
        user = school.person("Nguyễn Thị Tư", phone="+84905000333")
        learning.ensure_learner(user=user)
    return user


def names_of(place, user):
    with in_province(place):
        user.refresh_from_db()
        return user.full_name, Learner.objects.get(user=user).full_name


def test_name_of_who_registered_alone_follows_the_account(quangnam, tu):
    answer = browser(quangnam, "quangnam.localhost", tu).post("/account/", OWN)

    assert answer.status_code == 302
    assert names_of(quangnam, tu) == ("Nguyễn Thị Tứ", "Nguyễn Thị Tứ")
    with in_province(quangnam):
        assert Learner.objects.get(user=tu).folded_name == "nguyen thi tu"


def test_name_on_the_roster_is_changed_by_the_office_only(quangnam, tu):
    with in_province(quangnam):
        unit = Unit.objects.create(
            code="X1",
            name="Xã Nam Phước",
            folded_name="xa nam phuoc",
            kind="commune",
            path="1/",
            help_name="Anh Ba",
            help_phone="0905 000 999",
        )
        Learner.objects.filter(user=tu).update(unit=unit)
    client = browser(quangnam, "quangnam.localhost", tu)

    page = client.get("/account/").content.decode()
    answer = client.post("/account/", OWN)

    assert answer.status_code == 302
    assert names_of(quangnam, tu) == ("Nguyễn Thị Tư", "Nguyễn Thị Tư")
    assert "vui lòng báo Anh Ba, số 0905 000 999." in page
    assert 'name="full_name"' not in page
