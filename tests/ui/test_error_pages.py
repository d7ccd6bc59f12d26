"""Error pages: a code, plain words, no form; no query is possible here (no database fixture)."""

import json

import pytest

from config.ui import errors
from tests.ui.pages import LINH, TEMPLATES, request


@pytest.mark.parametrize("status", errors.PAGES)
def test_page_has_a_code_and_says_what_to_do(status):
    response = errors.error_page(request("/x/"), status)
    html = response.content.decode()

    assert response.status_code == status
    assert (TEMPLATES / "errors" / f"{status}.html").exists()
    assert html.count("<h1>") == 1
    assert "<code>" in html
    assert "<form" not in html


def test_own_words_take_the_place_of_the_pages():
    response = errors.error_page(
        request("/x/"), 422, "DEADLINE_PASSED", "Đã hết hạn", "Bạn xem hạn mới.", {"Hạn": "<30/6>"}
    )
    html = response.content.decode()

    assert "<title>Đã hết hạn – Học Vụ Số</title>" in html
    assert "DEADLINE_PASSED" in html
    assert "INVALID" not in html
    assert "&lt;30/6&gt;" in html


def test_not_found_is_the_same_bytes_for_everything_and_everyone():
    pages = {
        errors.not_found(request(path, user=user)).content
        for path in ("/courses/foreign/", "/courses/absent/")
        for user in (LINH, request().user)
    }

    assert len(pages) == 1


def test_server_error_needs_no_request():
    html = errors.server_error(request("/")).content.decode()

    assert "SERVER_ERROR" in html
    assert "Quảng Nam" not in html


def test_stale_form_says_so():
    response = errors.csrf_failure(request("/"), reason="CSRF cookie not set.")

    assert response.status_code == 403
    assert "FORM_EXPIRED" in response.content.decode()
    assert "CSRF" not in response.content.decode()


@pytest.mark.parametrize(
    ("handler", "status", "code"),
    [
        (errors.bad_request, 400, "BAD_REQUEST"),
        (errors.permission_denied, 403, "NOT_ALLOWED"),
        (errors.not_found, 404, "NOT_FOUND"),
        (errors.server_error, 500, "SERVER_ERROR"),
    ],
)
def test_programs_get_the_shape_they_read(handler, status, code):
    response = handler(request("/api/v1/khong-co/"))

    told = json.loads(response.content)
    assert response.status_code == status
    assert (told["code"], sorted(told)) == (code, ["code", "details", "message"])
    assert response["Content-Type"] == "application/json"
