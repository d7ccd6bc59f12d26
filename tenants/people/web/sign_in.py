"""Signing in with a password or with a code from a text message, and signing out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tenants.people import actions, backends, codes, forms, names, throttle
from tenants.people.models import OneTimeCode, User
from tenants.people.web import landing

CODE_LIFETIME = timedelta(minutes=10)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; a right name and password open a session."""
    if request.method == "GET":
        if isinstance(request.user, User):
            return landing.onward(request, request.user)
        return page(request, forms.SignInForm())
    form = forms.SignInForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    name, now = form.cleaned_data["name"], timezone.now()
    if throttle.too_many_failures(request, name, at=now):
        return page(request, form, status=429)
    user = authenticate(request, username=name, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        throttle.note_failure(request, name)
        form.add_error(None, _("Thông tin đăng nhập hoặc mật khẩu chưa đúng."))
        return page(request, form, status=422)
    throttle.forget_failures(request, name)
    actions.sign_in(request, user)
    return landing.onward(request, user)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_by_code(request: HttpRequest) -> HttpResponse:
    """A phone number, then the code sent to it."""
    if request.method == "GET":
        return code_page(request, forms.PhoneForm())
    if "code" in request.POST:
        return check_code(request)
    form = forms.PhoneForm(request.POST)
    if not form.is_valid():
        return code_page(request, form, status=422)
    phone = form.cleaned_data["phone"]
    if throttle.too_many_codes(phone, at=timezone.now()):
        return code_page(request, form, status=429)
    send_sign_in_code(phone)
    return code_page(request, forms.PhoneCodeForm(initial={"phone": phone}), phone=phone)


def send_sign_in_code(phone: str) -> None:
    """Send a code if somebody here has this number; the page says the same if nobody has."""
    throttle.note_code(phone)
    user = backends.user_named(phone)
    if user is None or not user.is_active:
        return
    code = codes.issue(
        purpose=OneTimeCode.Purpose.SIGN_IN, lifetime=CODE_LIFETIME, user=user, sent_to=phone
    )
    actions.send_sms(
        to=phone,
        body=_("Học Vụ Số: mã đăng nhập là %(code)s, dùng trong 10 phút. Không đưa mã cho ai.")
        % {"code": code},
    )


def check_code(request: HttpRequest) -> HttpResponse:
    """Open a session for a right code."""
    form = forms.PhoneCodeForm(request.POST)
    phone = names.phone_number(request.POST.get("phone", "")) or ""
    if not form.is_valid():
        return code_page(request, form, phone=phone, status=422)
    now = timezone.now()
    if throttle.too_many_failures(request, phone, at=now):
        return code_page(request, form, phone=phone, status=429)
    try:
        row = codes.use(
            purpose=OneTimeCode.Purpose.SIGN_IN,
            code=form.cleaned_data["code"],
            sent_to=phone,
            at=now,
        )
    except codes.REFUSALS as error:
        throttle.note_failure(request, phone)
        form.add_error("code", refusal_words(error))
        return code_page(request, form, phone=phone, status=422)
    user = row.user
    assert user is not None
    throttle.forget_failures(request, phone)
    actions.open_account(user=user, at=now)
    actions.sign_in(request, user)
    return landing.onward(request, user)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    messages.success(request, _("Đã đăng xuất."))
    response = HttpResponseRedirect("/")
    # Saved lessons, answers not sent, what was typed: nothing stays on a shared device.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def form_again(request: HttpRequest) -> HttpResponse:
    """The form with 401, for a cookie that opens nothing here; the old cookie goes."""
    response = page(
        request, forms.SignInForm(), status=401, next_path=request.get_full_path(), again=True
    )
    response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
    return response


def refusal_words(error: Exception) -> str:
    """What is wrong with a code and what to do."""
    if isinstance(error, codes.CodeExpired):
        return _("Mã này đã hết hạn. Vui lòng lấy mã mới.")
    if isinstance(error, codes.CodeUsedUp):
        return _("Mã này không dùng được nữa. Vui lòng lấy mã mới.")
    return _("Mã chưa đúng. Vui lòng xem lại tin nhắn mới nhất.")


def page(
    request: HttpRequest,
    form: Form,
    *,
    status: int = HTTPStatus.OK,
    next_path: str = "",
    again: bool = False,
) -> HttpResponse:
    """The sign-in page."""
    context: dict[str, Any] = {
        "form": form,
        "next": next_path or landing.next_path(request),
        "again": again,
        "too_many": status == HTTPStatus.TOO_MANY_REQUESTS,
    }
    return answer(render(request, "people/sign_in.html", context, status=status))


def code_page(
    request: HttpRequest, form: Form, *, phone: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """The page that asks for a phone, or for the code sent to it."""
    context: dict[str, Any] = {
        "form": form,
        "phone": names.shown_phone(phone) if phone else "",
        "phone_e164": phone,
        "next": landing.next_path(request),
        "too_many": status == HTTPStatus.TOO_MANY_REQUESTS,
    }
    return answer(render(request, "people/sign_in_code.html", context, status=status))


def answer(response: HttpResponse) -> HttpResponse:
    """Tell a caller that comes too often when to come back."""
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(int(throttle.WINDOW.total_seconds()))
    return response
