"""Every refusal of the API has one shape: {"code", "message", "details"}."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from tenants.context import ALIAS


class TokenRefused(exceptions.AuthenticationFailed):
    """One answer for every key that opens nothing here, whatever the reason."""

    default_code = "token_refused"
    default_detail = gettext_lazy(
        "Khóa truy cập không dùng được ở trang này: sai, hết hạn, đã thu hồi hoặc của trang khác."
    )


class ScopeMissing(Exception):
    """The key does not hold the scope this address asks for; the fact is its name."""

    code = "SCOPE_MISSING"
    status = 403
    message = gettext_lazy("Khóa truy cập không có quyền này.")

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.details = {"scope": scope}


KEPT = (exceptions.NotAuthenticated, exceptions.AuthenticationFailed, exceptions.Throttled)
"""Refusals whose writes stay: counters of failed attempts."""


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an expected error; None lets the unexpected one become a 500.

    Expected are DRF's own and errors that carry `code` and `status`, with facts in `details`.
    What the request wrote so far is rolled back, unless the error says `keeps_writes`.
    """
    answer = _answer(error)
    if answer is not None:
        for name, value in _headers(error):
            answer[name] = value
    keeps_writes = isinstance(error, KEPT) or getattr(error, "keeps_writes", False)
    if not keeps_writes and transaction.get_connection(ALIAS).in_atomic_block:
        transaction.set_rollback(True, using=ALIAS)
    return answer


def _headers(error: Exception) -> Iterator[tuple[str, str]]:
    """Yield what the protocol asks for: how to sign in, when to come back."""
    if header := getattr(error, "auth_header", None):
        yield "WWW-Authenticate", str(header)
    if wait := getattr(error, "wait", None):
        yield "Retry-After", str(math.ceil(wait))


def _answer(error: Exception) -> Response | None:
    if isinstance(error, Http404 | exceptions.NotFound):
        return _response(404, "NOT_FOUND", _("Không tìm thấy."))
    if isinstance(error, TokenRefused):
        return _response(401, error.default_code.upper(), str(error.detail))
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return _response(401, "SIGN_IN_REQUIRED", _("Vui lòng đăng nhập lại."))
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return _response(403, "NOT_ALLOWED", _("Không có quyền làm việc này."))
    if isinstance(error, exceptions.ValidationError):
        message = _("Dữ liệu gửi lên chưa đúng.")
        return _response(422, "INPUT_INVALID", message, _fields(error.detail))
    if isinstance(error, exceptions.Throttled):
        wait = {"retry_after_seconds": math.ceil(getattr(error, "wait", None) or 0) or None}
        return _response(429, "TOO_MANY_REQUESTS", _("Vui lòng thử lại sau ít phút."), wait)
    if isinstance(error, exceptions.APIException):
        return _response(error.status_code, str(error.default_code).upper(), str(error.detail))
    if hasattr(error, "code") and hasattr(error, "status"):
        details = getattr(error, "details", {})
        return _response(int(error.status), str(error.code), _message(error), details)
    return None


def _message(error: Exception) -> str:
    return str(getattr(error, "message", "") or error)


def _fields(detail: Any) -> dict[str, Any]:
    return {"fields": detail if isinstance(detail, dict) else {"non_field_errors": detail}}


def _response(status: int, code: str, message: str, details: Any = None) -> Response:
    return Response({"code": code, "message": message, "details": details or {}}, status=status)
