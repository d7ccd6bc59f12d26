"""Activation by slip and by link, forgotten passwords, one's own account."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tenants.context import in_province
from tenants.people import actions, codes, letters, links
from tenants.people.models import AuditEntry, Message, OneTimeCode, Session

PASSWORD = "mot cau rat de nho"
NEW = {"password": "con meo nam tren mai", "password_again": "con meo nam tren mai"}
ACTIVATE, RESET = OneTimeCode.Purpose.ACTIVATE, OneTimeCode.Purpose.RESET


@pytest.fixture
def slip(quangnam, invited):
    with in_province(quangnam):
        return codes.issue_many(users=[invited], lifetime=timedelta(days=60))[invited.pk]


@pytest.fixture
def link(quangnam, invited):
    with in_province(quangnam):
        return links.issue(
            purpose=ACTIVATE, user=invited, sent_to="bay@x.example", lifetime=timedelta(days=1)
        )


def test_slip_leads_to_a_password_and_home(quangnam_client, slip, invited, quangnam):
    typed = f"{slip[:4].lower()}-{slip[4:7]} {slip[7:]}"
    found = quangnam_client.post("/activate/", {"code": typed})
    asked = quangnam_client.get(found["Location"])
    done = quangnam_client.post(found["Location"], NEW)

    assert found.status_code == 302
    assert "Trần Văn Bảy" in asked.content.decode()
    assert (done.status_code, done["Location"]) == (302, "/")
    assert quangnam_client.get("/account/").status_code == 200
    again = quangnam_client.post("/activate/", {"code": slip})
    assert again.status_code == 422
    assert "đã được dùng" in again.content.decode()
    with in_province(quangnam):
        assert list(AuditEntry.objects.values_list("action", flat=True)) == ["people.activate"]


def test_wrong_slip_is_explained(quangnam_client, slip):
    answer = quangnam_client.post("/activate/", {"code": "AAAAAAAAAA"})

    assert answer.status_code == 422
    assert "Mã chưa đúng" in answer.content.decode()


def test_short_password_is_refused_in_the_readers_language(quangnam_client, link):
    answer = quangnam_client.post(
        f"/activate/{link}/", {"password": "meo", "password_again": "meo"}
    )

    assert answer.status_code == 422
    assert "Mật khẩu này quá ngắn. Mật khẩu cần ít nhất 10 ký tự." in answer.content.decode()


def test_phone_is_shown_as_people_write_it(quangnam_client, quangnam):
    with in_province(quangnam):
        user = actions.create_user(full_name="Bà Tư", phone="+84989112792")
        token = links.issue(
            purpose=ACTIVATE, user=user, sent_to="0989112792", lifetime=timedelta(days=1)
        )

    page = quangnam_client.get(f"/activate/{token}/").content.decode()

    assert "0989 112 792" in page
    assert "+84989112792" not in page


def test_slip_of_another_province_is_wrong(thainguyen_client, slip):
    assert thainguyen_client.post("/activate/", {"code": slip}).status_code == 422


def test_link_is_used_once_and_opening_it_uses_nothing(quangnam_client, link):
    first = [quangnam_client.get(f"/activate/{link}/").status_code for _ in range(3)]
    done = quangnam_client.post(f"/activate/{link}/", NEW)
    later = quangnam_client.get(f"/activate/{link}/")

    assert first == [200, 200, 200]
    assert done.status_code == 302
    assert later.status_code == 410
    assert "đã được dùng" in later.content.decode()


def test_link_of_another_province_opens_nothing(thainguyen_client, link, quangnam_client):
    foreign = thainguyen_client.get(f"/activate/{link}/")
    changed = quangnam_client.get(f"/activate/{link[:-2]}zz/")

    assert (foreign.status_code, changed.status_code) == (404, 404)
    assert "CODE_WRONG" in foreign.content.decode()


def test_link_of_one_purpose_serves_no_other(quangnam_client, link):
    assert quangnam_client.get(f"/reset/{link}/").status_code == 404


def test_old_link_says_so(quangnam_client, link, quangnam):
    with in_province(quangnam):
        OneTimeCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = quangnam_client.get(f"/activate/{link}/")

    assert answer.status_code == 410
    assert "hết hạn" in answer.content.decode()


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("ngan", "ngan", "ngắn"),
        ("1234567890", "1234567890", "số"),
        ("con meo nam tren mai", "con cho", "Hai mật khẩu chưa giống nhau."),
        ("", "", "Vui lòng chọn mật khẩu."),
    ],
)
def test_bad_password_is_refused_in_vietnamese(quangnam_client, link, password, again, words):
    answer = quangnam_client.post(
        f"/activate/{link}/", {"password": password, "password_again": again}
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_demo_password_is_refused_outside_development(quangnam_client, link, settings):
    settings.HVS_DEVELOPMENT = False

    answer = quangnam_client.post(
        f"/activate/{link}/", {"password": "hoc-vu-so", "password_again": "hoc-vu-so"}
    )

    assert "bản trình diễn" in answer.content.decode()


def test_activation_mail_leads_to_the_own_site(quangnam, linh):
    with in_province(quangnam):
        letters.send_activation(user=linh, token="abc")
        body = Message.objects.get().body

    assert "http://quangnam.localhost" in body or "https://quangnam.localhost" in body
    assert "/activate/abc/" in body


def test_forgotten_password_by_mail(quangnam_client, linh, quangnam):
    asked = quangnam_client.post("/reset/", {"name": "linh@quangnam.example"})
    with in_province(quangnam):
        body = Message.objects.get(channel="mail").body
    path = re.search(r"/reset/[^/\s]+/", body).group()
    done = quangnam_client.post(path, NEW)
    quangnam_client.post("/sign-out/")
    entered = quangnam_client.post("/sign-in/", {"name": "QN-0001", "password": NEW["password"]})

    assert (asked.status_code, done.status_code, entered.status_code) == (200, 302, 302)
    assert quangnam_client.get(path).status_code == 410


def test_forgotten_password_by_text_message(quangnam_client, linh, quangnam):
    quangnam_client.post("/reset/", {"name": "0905 000 111"})
    with in_province(quangnam):
        code = re.search(r"\d{6}", Message.objects.get(channel="sms").body).group()
    wrong = quangnam_client.post("/reset/", {"name": "0905 000 111", "code": "0"})
    found = quangnam_client.post("/reset/", {"name": "0905 000 111", "code": code})
    done = quangnam_client.post(found["Location"], NEW)

    assert (wrong.status_code, found.status_code, done.status_code) == (422, 302, 302)


def test_forgotten_password_of_nobody_looks_the_same(quangnam_client, linh, quangnam):
    known = quangnam_client.post("/reset/", {"name": "linh@quangnam.example"})
    unknown = quangnam_client.post("/reset/", {"name": "linx@quangnam.example"})

    assert known.status_code == unknown.status_code == 200
    with in_province(quangnam):
        assert Message.objects.count() == 1


def test_account_keeps_name_language_and_text_size(quangnam_client, linh, quangnam):
    sign_in(quangnam_client)
    values = {"full_name": "  Nguyễn  Thị Linh ", "language": "en", "text_size_percent": "125"}
    answer = quangnam_client.post("/account/", values)

    assert answer.status_code == 302
    assert answer.cookies["text_size"].value == "125"
    assert answer.cookies["language"].value == "en"
    with in_province(quangnam):
        linh.refresh_from_db()
        assert (linh.full_name, linh.language, linh.text_size_percent) == (
            "Nguyễn Thị Linh",
            "en",
            125,
        )


def test_text_size_and_language_follow_a_person_to_other_devices(quangnam_client, client, linh):
    sign_in(quangnam_client)
    quangnam_client.post("/preferences/text-size/", {"size": "150", "next": "/"})
    quangnam_client.post("/preferences/language/", {"language": "en", "next": "/"})
    client.defaults["HTTP_HOST"] = "quangnam.localhost"
    sign_in(client)

    assert client.cookies["text_size"].value == "150"
    assert client.cookies["language"].value == "en"


def test_account_refuses_an_unknown_text_size(quangnam_client, linh):
    sign_in(quangnam_client)

    answer = quangnam_client.post(
        "/account/", {"full_name": "L", "language": "vi", "text_size_percent": "300"}
    )

    assert answer.status_code == 422


def test_password_change_ends_the_other_sessions(quangnam_client, client, linh, quangnam):
    sign_in(quangnam_client)
    client.defaults["HTTP_HOST"] = "quangnam.localhost"
    sign_in(client)
    wrong = quangnam_client.post("/account/password/", {"current_password": "sai", **NEW})
    done = quangnam_client.post("/account/password/", {"current_password": PASSWORD, **NEW})

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert quangnam_client.get("/account/").status_code == 200
    assert client.get("/account/").status_code == 401


def test_other_sessions_can_be_ended(quangnam_client, client, linh, quangnam):
    sign_in(quangnam_client)
    client.defaults["HTTP_HOST"] = "quangnam.localhost"
    sign_in(client)
    page = quangnam_client.get("/account/").content.decode()
    quangnam_client.post("/account/sessions/")

    assert "đăng nhập trên 2 thiết bị" in page
    assert client.get("/account/").status_code == 401
    with in_province(quangnam):
        assert Session.objects.count() == 1


def sign_in(client):
    answer = client.post("/sign-in/", {"name": "QN-0001", "password": PASSWORD})
    assert answer.status_code == 302
