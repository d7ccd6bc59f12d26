"""A forgotten password: a link by mail, or a code by text message."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenants.people import actions, backends, codes, forms, letters, links, names, throttle
from tenants.people.models import OneTimeCode, User
from tenants.people.web import sign_in

RESET = OneTimeCode.Purpose.RESET
CODE_LIFETIME = timedelta(minutes=10)


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask who; then say the same whether or not somebody here has that name."""
    if request.method == "GET":
        return page(request, forms.ForgottenForm())
    if "code" in request.POST:
        return check_code(request)
    form = forms.ForgottenForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    name = form.cleaned_data["name"]
    if throttle.too_many_codes(name, at=timezone.now()):
        return page(request, form, status=429)
    send_way_back(name)
    return page(request, forms.ResetCodeForm(initial={"name": name}), name=name)


def send_way_back(name: str) -> None:
    """Send a link to the person's mail address, or a code to the phone that was typed."""
    throttle.note_code(name)
    user = backends.user_named(name)
    if user is None or not user.is_active:
        return
    by_phone = bool(user.phone) and (not user.email or names.phone_number(name) == user.phone)
    if by_phone:
        code = codes.issue(
            purpose=RESET, lifetime=CODE_LIFETIME, user=user, sent_to=user.phone or ""
        )
        text = _(
            "Học Vụ Số: mã đặt lại mật khẩu là %(code)s, dùng trong 10 phút. Không đưa mã cho ai."
        )
        actions.send_sms(to=user.phone or "", body=text % {"code": code})
    elif user.email:
        token = links.issue(
            purpose=RESET, user=user, sent_to=user.email, lifetime=links.RESET_LIFETIME
        )
        letters.send_reset(user=user, token=token)


def check_code(request: HttpRequest) -> HttpResponse:
    """Lead from a right code to the choice of a password."""
    form, now = forms.ResetCodeForm(request.POST), timezone.now()
    name = request.POST.get("name", "")
    if not form.is_valid():
        return page(request, form, name=name, status=422)
    if throttle.too_many_failures(request, name, at=now):
        return page(request, form, name=name, status=429)
    user = backends.user_named(name)
    try:
        row = codes.use(
            purpose=RESET, code=form.cleaned_data["code"], sent_to=phone_of(user, name), at=now
        )
    except codes.REFUSALS as error:
        throttle.note_failure(request, name)
        form.add_error("code", sign_in.refusal_words(error))
        return page(request, form, name=name, status=422)
    assert row.user is not None
    token = links.issue(purpose=RESET, user=row.user, sent_to="", lifetime=timedelta(minutes=30))
    return HttpResponseRedirect(reverse("reset-link", args=[token]))


def phone_of(user: User | None, name: str) -> str:
    """Return where a code would have gone; nobody's phone is a place no code was sent to."""
    return (user.phone if user else "") or f"?{name[:200]}"


def page(
    request: HttpRequest, form: Form, *, name: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """The page that asks who, or for the code."""
    context: dict[str, Any] = {
        "form": form,
        "name": name,
        "too_many": status == HTTPStatus.TOO_MANY_REQUESTS,
        "sign_in_url": settings.LOGIN_URL,
    }
    response = render(request, "people/forgotten.html", context, status=status)
    return sign_in.answer(response)
