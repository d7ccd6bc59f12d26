"""A person of the province opens an account with a phone number."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenants import signing
from tenants.people import actions, codes, events, forms, names, throttle
from tenants.people.models import OneTimeCode, User
from tenants.people.web import landing, sign_in

REGISTER = OneTimeCode.Purpose.REGISTER
CONSENT_VERSION = "2026-11"
CODE_LIFETIME = timedelta(minutes=10)
PENDING_SECONDS = timedelta(minutes=30).total_seconds()
PURPOSE = "people.registration"
HEIR_COOKIE = "guest-heir"
"""Tells the script of the next page that what a guest kept on this device is this person's now."""
HEIR_SECONDS = 600


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Name, phone and consent; then the code that was sent to the phone."""
    if request.method == "GET":
        if isinstance(request.user, User):
            return landing.onward(request, request.user)
        return page(request, forms.RegisterForm())
    if "code" in request.POST:
        return finish(request)
    form = forms.RegisterForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    phone = form.cleaned_data["phone"]
    if throttle.too_many_codes(phone, at=timezone.now()):
        return page(request, form, status=429)
    send_code(phone)
    pending = signing.sign([form.cleaned_data["full_name"], phone], purpose=PURPOSE)
    return page(request, forms.RegisterCodeForm(initial={"pending": pending}), phone=phone)


def send_code(phone: str) -> None:
    """Send a code to a number that somebody wants to register."""
    throttle.note_code(phone)
    code = codes.issue(purpose=REGISTER, lifetime=CODE_LIFETIME, sent_to=phone)
    text = _("Học Vụ Số: mã đăng ký là %(code)s, dùng trong 10 phút. Không đưa mã cho ai.")
    actions.send_sms(to=phone, body=text % {"code": code})


def finish(request: HttpRequest) -> HttpResponse:
    """Open the account for a right code and tell the apps above, before the session changes."""
    form, now = forms.RegisterCodeForm(request.POST), timezone.now()
    try:
        full_name, phone = signing.unsign(
            request.POST.get("pending", ""), purpose=PURPOSE, max_age_seconds=PENDING_SECONDS
        )
    except signing.SignatureInvalid:
        return page(request, forms.RegisterForm(), status=422, too_late=True)
    if not form.is_valid():
        return page(request, form, phone=phone, status=422)
    if throttle.too_many_failures(request, phone, at=now):
        return page(request, form, phone=phone, status=429)
    try:
        codes.use(purpose=REGISTER, code=form.cleaned_data["code"], sent_to=phone, at=now)
    except codes.REFUSALS as error:
        throttle.note_failure(request, phone)
        form.add_error("code", sign_in.refusal_words(error))
        return page(request, form, phone=phone, status=422)
    return welcome(request, full_name=full_name, phone=phone)


def welcome(request: HttpRequest, *, full_name: str, phone: str) -> HttpResponse:
    """Make or find the person, announce them, sign them in."""
    user = actions.register(
        full_name=full_name, phone=phone, consent_version=CONSENT_VERSION, at=timezone.now()
    )
    if not user.is_active:
        return page(request, forms.RegisterForm(), status=403, closed=True)
    events.person_registered.send(sender=User, user=user, request=request)
    actions.sign_in(request, user)
    messages.success(request, _("Tài khoản đã mở. Kết quả học được lưu từ bây giờ."))
    response = landing.onward(request, user)
    response.set_cookie(
        HEIR_COOKIE,
        str(user.uid),
        max_age=HEIR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def page(
    request: HttpRequest,
    form: Form,
    *,
    phone: str = "",
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    """The page that asks who, or for the code."""
    context: dict[str, Any] = {
        "form": form,
        "phone": names.shown_phone(phone) if phone else "",
        "next": landing.next_path(request),
        "too_many": status == HTTPStatus.TOO_MANY_REQUESTS,
        **more,
    }
    response = render(request, "people/register.html", context, status=status)
    return sign_in.answer(response)
