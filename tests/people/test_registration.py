"""Bà Tư registers with her phone."""

import re

import pytest

from tenants.context import in_province
from tenants.people import events
from tenants.people.models import AuditEntry, Message, User

TYPED = {"full_name": " Nguyễn Thị  Tư", "phone": "0905 333 444", "consent": "on"}


@pytest.fixture
def heard():
    news = []

    def listen(sender, user, request, **_):
        news.append((user.full_name, request.session.session_key, request.user.is_authenticated))

    events.person_registered.connect(listen)
    yield news
    events.person_registered.disconnect(listen)


def pending_of(answer):
    return re.search(r'name="pending" value="([^"]+)"', answer.content.decode()).group(1)


def newest_code(place):
    with in_province(place):
        body = Message.objects.order_by("-pk").first().body
    return re.search(r"\d{6}", body).group()


def test_registration_opens_an_account(quangnam_client, quangnam, heard):
    asked = quangnam_client.post("/register/", TYPED)
    code = newest_code(quangnam)
    done = quangnam_client.post(
        "/register/", {"pending": pending_of(asked), "code": code, "next": "/courses/"}
    )

    assert (done.status_code, done["Location"]) == (302, "/courses/")
    with in_province(quangnam):
        tu = User.objects.get(phone="+84905333444")
        assert (tu.full_name, tu.has_usable_password()) == ("Nguyễn Thị Tư", False)
        assert tu.activated_at
        actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["people.register", "people.activate", "people.consent"]
    assert [(name, signed_in) for name, _key, signed_in in heard] == [("Nguyễn Thị Tư", False)]
    heir = done.cookies["guest-heir"]
    assert (heir.value, heir["httponly"], heir["max-age"]) == (str(tu.uid), "", 600)
    assert quangnam_client.get("/account/").status_code == 200


def test_consent_stands_unticked_and_is_needed(quangnam_client, quangnam):
    page = quangnam_client.get("/register/").content.decode()
    answer = quangnam_client.post("/register/", TYPED | {"consent": ""})

    assert "checked" not in page
    assert answer.status_code == 422
    assert "Cần có sự đồng ý" in answer.content.decode()
    with in_province(quangnam):
        assert Message.objects.count() == 0


def test_registration_with_a_known_phone_enters_that_account(
    quangnam_client, linh, quangnam, heard
):
    asked = quangnam_client.post("/register/", TYPED | {"phone": "0905000111"})
    done = quangnam_client.post(
        "/register/", {"pending": pending_of(asked), "code": newest_code(quangnam)}
    )

    assert done.status_code == 302
    with in_province(quangnam):
        assert list(User.objects.values_list("full_name", flat=True)) == ["Nguyễn Thị Linh"]
    assert [name for name, *_ in heard] == ["Nguyễn Thị Linh"]


def test_wrong_code_keeps_the_form(quangnam_client, quangnam):
    asked = quangnam_client.post("/register/", TYPED)
    wrong = "1" + newest_code(quangnam)[::-1]
    answer = quangnam_client.post("/register/", {"pending": pending_of(asked), "code": wrong})

    assert answer.status_code == 422
    assert pending_of(answer) == pending_of(asked)
    assert "Mã chưa đúng" in answer.content.decode()


def test_pending_of_another_province_or_forged_is_refused(
    quangnam_client, thainguyen_client, quangnam, thainguyen
):
    asked = quangnam_client.post("/register/", TYPED)
    foreign = thainguyen_client.post(
        "/register/", {"pending": pending_of(asked), "code": newest_code(quangnam)}
    )
    forged = quangnam_client.post("/register/", {"pending": "x", "code": "123456"})

    assert (foreign.status_code, forged.status_code) == (422, 422)
    with in_province(thainguyen):
        assert User.objects.count() == 0


def test_closed_account_stays_closed(quangnam_client, linh, quangnam):
    with in_province(quangnam):
        User.objects.update(is_active=False)
    asked = quangnam_client.post("/register/", TYPED | {"phone": "0905000111"})
    answer = quangnam_client.post(
        "/register/", {"pending": pending_of(asked), "code": newest_code(quangnam)}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["", "1", "12345", "Linh 2"])
def test_bad_name_is_refused(quangnam_client, name):
    assert quangnam_client.post("/register/", TYPED | {"full_name": name}).status_code == 422


def test_registration_exists_in_provinces_only(national_client):
    assert national_client.get("/register/").status_code == 404
