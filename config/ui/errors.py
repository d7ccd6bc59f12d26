"""Error pages: a stable code, what is wrong, what to do. Never a query, never a stack trace."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

PAGES = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)


def error_page(
    request: HttpRequest | None,
    status: int,
    code: str = "",
    title: str = "",
    message: str = "",
    details: Mapping[str, Any] | None = None,
    home: str = "",
) -> HttpResponse:
    """The page errors/STATUS.html; code, title and message take the place of its own words.

    home: where the way on leads when this host has no first page of its own.
    """
    template = f"errors/{status if status in PAGES else 500}.html"
    facts = dict(details or {})
    error = {"code": code, "title": title, "message": message, "details": facts, "home": home}
    body = loader.render_to_string(template, {"error": error}, request)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


def answer(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    """An error that no view words: its page, or under /api/ what programs read."""
    if not request.path.startswith("/api/"):
        return error_page(request, status)
    body = {"code": code, "message": message, "details": {}}
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400."""
    return answer(request, 400, "BAD_REQUEST", _("Yêu cầu không đọc được"))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return answer(request, 403, "NOT_ALLOWED", _("Không có quyền làm việc này."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404: the same bytes for what is foreign and for what does not exist."""
    return answer(request, 404, "NOT_FOUND", _("Không tìm thấy."))


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: the request's context is left out, it may be what failed."""
    if request.path.startswith("/api/"):
        return answer(request, 500, "SERVER_ERROR", _("Hệ thống gặp sự cố"))
    return error_page(None, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere; the reason goes to the log only."""
    return error_page(
        request,
        403,
        "FORM_EXPIRED",
        _("Biểu mẫu đã hết hiệu lực"),
        _("Vui lòng quay lại trang trước, tải lại trang rồi gửi lại. Nội dung cũ chưa được lưu."),
    )
