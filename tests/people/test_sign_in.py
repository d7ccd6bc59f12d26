"""Signing in and out on both sites."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.context import in_province
from tenants.people import codes
from tenants.people.models import Message, OneTimeCode, Session, SignInFailure

PASSWORD = "mot cau rat de nho"


@pytest.mark.parametrize(
    "name",
    ["linh@quangnam.example", "LINH@quangnam.example", "0905 000 111", "+84905000111", "qn-0001"],
)
def test_sign_in_by_any_name_opens_a_session(quangnam_client, linh, name):
    answer = quangnam_client.post("/sign-in/", {"name": name, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert quangnam_client.get("/account/").status_code == 200


def test_sign_in_page_takes_one_statement(quangnam_client):
    quangnam_client.get("/sign-in/")

    with CaptureQueriesContext(connection) as queries:
        answer = quangnam_client.get("/sign-in/")

    assert answer.status_code == 200
    assert len(queries) == 1  # the page view


def test_sign_in_with_wrong_password_says_so_in_words(quangnam_client, linh, quangnam):
    answer = quangnam_client.post("/sign-in/", {"name": "QN-0001", "password": "sai"})

    assert answer.status_code == 422
    assert "Thông tin đăng nhập hoặc mật khẩu chưa đúng." in answer.content.decode()
    with in_province(quangnam):
        assert SignInFailure.objects.count() == 1


def test_sign_in_without_a_name_names_every_field(quangnam_client):
    answer = quangnam_client.post("/sign-in/", {})

    assert answer.status_code == 422
    assert answer.content.decode().count("Vui lòng nhập") >= 2


def test_sign_in_is_throttled_by_name_and_address(quangnam_client, linh):
    for _ in range(10):
        quangnam_client.post("/sign-in/", {"name": "QN-0001", "password": "sai"})

    refused = quangnam_client.post("/sign-in/", {"name": "0QN", "password": "sai"})
    blocked = quangnam_client.post("/sign-in/", {"name": "QN-0001", "password": PASSWORD})
    elsewhere = quangnam_client.post(
        "/sign-in/", {"name": "QN-0001", "password": PASSWORD}, REMOTE_ADDR="203.0.113.9"
    )

    assert refused.status_code == 422, "a neighbour at the same address is not blocked"
    assert (blocked.status_code, blocked["Retry-After"]) == (429, "900")
    assert "đợi 15 phút" in blocked.content.decode()
    assert elsewhere.status_code == 302


def test_sign_in_of_another_province_is_refused(thainguyen_client, linh, hoa):
    answer = thainguyen_client.post(
        "/sign-in/", {"name": "linh@quangnam.example", "password": PASSWORD}
    )

    assert answer.status_code == 422


def test_sign_in_leads_to_where_the_day_begins(quangnam_client, national_client, minh, ha, an):
    office = quangnam_client.post(
        "/sign-in/", {"name": "minh@quangnam.example", "password": PASSWORD}
    )
    administrator = national_client.post(
        "/sign-in/", {"name": "ha@bo.example", "password": PASSWORD}
    )
    national_client.post("/sign-out/")
    editor = national_client.post("/sign-in/", {"name": "an@bo.example", "password": PASSWORD})

    assert [answer["Location"] for answer in (office, administrator, editor)] == [
        "/office/",
        "/ministry/",
        "/desk/",
    ]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/account/", "/account/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("account", "/"),
        ("http://thainguyen.localhost/", "/"),
    ],
)
def test_next_leads_to_paths_of_this_host_only(quangnam_client, linh, asked, led_to):
    answer = quangnam_client.post(
        "/sign-in/", {"name": "QN-0001", "password": PASSWORD, "next": asked}
    )

    assert answer["Location"] == led_to


def test_no_cookie_is_sent_to_sign_in(quangnam_client):
    answer = quangnam_client.get("/account/?a=1")

    assert (answer.status_code, answer["Location"]) == (
        302,
        "/sign-in/?next=%2Faccount%2F%3Fa%3D1",
    )


def test_unknown_cookie_gets_401_with_the_form_and_goes(quangnam_client):
    quangnam_client.cookies["session"] = "z" * 32

    answer = quangnam_client.get("/account/")

    assert answer.status_code == 401
    page = answer.content.decode()
    assert "Vui lòng đăng nhập lại" in page
    assert 'name="next" value="/account/"' in page
    assert answer.cookies["session"].value == ""


def test_expired_cookie_gets_401(quangnam_client, linh, quangnam):
    quangnam_client.post("/sign-in/", {"name": "QN-0001", "password": PASSWORD})
    with in_province(quangnam):
        Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))

    assert quangnam_client.get("/account/").status_code == 401


def test_cookie_of_another_province_gets_401(quangnam_client, thainguyen_client, linh, hoa):
    quangnam_client.post("/sign-in/", {"name": "QN-0001", "password": PASSWORD})
    thainguyen_client.cookies["session"] = quangnam_client.cookies["session"].value

    assert quangnam_client.get("/account/").status_code == 200
    assert thainguyen_client.get("/account/").status_code == 401


def test_sign_in_by_code_takes_a_pasted_code(quangnam_client, linh, quangnam):
    sent = quangnam_client.post("/sign-in/code/", {"phone": "0905 000 111"})
    with in_province(quangnam):
        message = Message.objects.get()
    code = next(word for word in message.body.replace(",", "").split() if word.isdigit())
    answer = quangnam_client.post(
        "/sign-in/code/", {"phone": "+84905000111", "code": f" {code[:3]} {code[3:]} "}
    )
    again = quangnam_client.post("/sign-in/code/", {"phone": "+84905000111", "code": code})

    assert sent.status_code == 200
    assert 'autocomplete="one-time-code"' in sent.content.decode()
    assert '<input type="hidden" name="phone" value="+84905000111"' in sent.content.decode()
    assert (message.channel, message.recipient, len(code)) == ("sms", "+84905000111", 6)
    assert answer.status_code == 302
    assert again.status_code == 422


def test_sign_in_by_code_says_the_same_of_an_unknown_phone(quangnam_client, linh, quangnam):
    known = quangnam_client.post("/sign-in/code/", {"phone": "0905000111"})
    unknown = quangnam_client.post("/sign-in/code/", {"phone": "0905000112"})

    def shape(answer):
        page = answer.content.decode()
        return [
            line
            for line in page.splitlines()
            if "csrf" not in line and "0905 000" not in line and "+84905" not in line
        ]

    assert shape(known) == shape(unknown)
    with in_province(quangnam):
        assert Message.objects.count() == 1


def test_codes_are_sent_five_times_at_most(quangnam_client, linh):
    statuses = [
        quangnam_client.post("/sign-in/code/", {"phone": "0905000111"}).status_code
        for _ in range(6)
    ]

    assert statuses == [200] * 5 + [429]


def test_wrong_code_five_times_uses_it_up(quangnam_client, linh, quangnam):
    with in_province(quangnam):
        code = codes.issue(
            purpose=OneTimeCode.Purpose.SIGN_IN,
            lifetime=timedelta(minutes=10),
            user=linh,
            sent_to="+84905000111",
        )
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        quangnam_client.post("/sign-in/code/", {"phone": "+84905000111", "code": wrong})
    answer = quangnam_client.post("/sign-in/code/", {"phone": "+84905000111", "code": code})

    assert answer.status_code == 422
    assert "không dùng được nữa" in answer.content.decode()


def test_bad_phone_is_refused_with_an_example(quangnam_client):
    answer = quangnam_client.post("/sign-in/code/", {"phone": "12"})

    assert answer.status_code == 422
    assert "Số điện thoại này chưa đúng" in answer.content.decode()


def test_sign_out_ends_the_session(quangnam_client, linh, quangnam):
    quangnam_client.post("/sign-in/", {"name": "QN-0001", "password": PASSWORD})
    answer = quangnam_client.post("/sign-out/")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert quangnam_client.get("/sign-out/").status_code == 405
    with in_province(quangnam):
        assert Session.objects.count() == 0
