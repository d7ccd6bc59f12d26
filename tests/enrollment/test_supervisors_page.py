"""The office decides who follows which units."""

import pytest
from django.test import Client

from enrollment import actions
from tenants.context import in_province
from tenants.people import actions as people
from tenants.people.models import Message, Role, RoleGrant, User


@pytest.fixture
def minh(quangnam):
    with in_province(quangnam):
        user = people.create_user(full_name="Minh", email="minh@quangnam.example")
        people.grant_role(user=user, role=Role.PROVINCE_OFFICE, by=None)
        client = Client(HTTP_HOST="quangnam.localhost")
        client.force_login(user)
    return client


@pytest.fixture
def unit(quangnam):
    with in_province(quangnam):
        return actions.create_unit(code="SNV", name="Sở Nội vụ", kind="department", by=None)


def appoint(minh, unit, **fields):
    facts = {"full_name": "Hồ Văn Sơn", "email": "son@quangnam.example"}
    facts["unit"] = str(unit.uid)
    return minh.post("/office/supervisors/", facts | fields)


def test_appointed_person_is_invited_and_follows_the_unit(minh, unit, quangnam):
    response = appoint(minh, unit)

    assert response.status_code == 302
    with in_province(quangnam):
        son = User.objects.get(email="son@quangnam.example")
        grants = RoleGrant.objects.filter(user=son).values_list("role", "scope_uid")
        assert list(grants) == [("supervisor", unit.uid)]
        assert [one.recipient for one in Message.objects.all()] == ["son@quangnam.example"]


def test_appointing_twice_is_once(minh, unit, quangnam):
    appoint(minh, unit)
    appoint(minh, unit)

    with in_province(quangnam):
        assert RoleGrant.objects.filter(role=Role.SUPERVISOR).count() == 1


def test_dismissed_person_follows_nothing(minh, unit, quangnam):
    appoint(minh, unit)
    with in_province(quangnam):
        uid = User.objects.get(email="son@quangnam.example").uid

    response = minh.post(f"/office/supervisors/{uid}/removal/", {"unit": str(unit.uid)})

    assert response.status_code == 302
    with in_province(quangnam):
        assert list(RoleGrant.objects.filter(role=Role.SUPERVISOR)) == []


def test_unknown_unit_is_refused_beside_the_field(minh, unit, quangnam):
    response = minh.post(
        "/office/supervisors/",
        {"full_name": "Sơn", "email": "son@quangnam.example", "unit": "khong-co"},
    )

    assert response.status_code == 422
    with in_province(quangnam):
        assert User.objects.filter(email="son@quangnam.example").count() == 0


def test_page_needs_the_same_statements_for_one_and_three(
    minh, unit, quangnam, django_assert_max_num_queries
):
    appoint(minh, unit)
    with django_assert_max_num_queries(8):
        minh.get("/office/supervisors/")
    for number in (2, 3):
        appoint(minh, unit, email=f"son{number}@quangnam.example")
    with django_assert_max_num_queries(8):
        minh.get("/office/supervisors/")
