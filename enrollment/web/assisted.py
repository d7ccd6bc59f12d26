"""A helper registers somebody on the helper's own device, and stays who they are there."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from enrollment import slips
from enrollment.learning import assisting
from enrollment.learning.assisting import Agreed, Helper
from enrollment.web import visits
from enrollment.web.assisted_forms import AssistedForm, CodeForm, agreed_in, pending_of, shown_again
from tenants import signing
from tenants.people import actions as people_actions
from tenants.people import codes, letters, names, throttle
from tenants.people.models import OneTimeCode
from tenants.people.permissions import person, signed_in_required
from tenants.people.web import sign_in

ASSIST = OneTimeCode.Purpose.ASSIST
"""A purpose of its own: a code read out to a helper opens no session anywhere."""
CODE_LIFETIME = timedelta(minutes=10)
SLIP_KEY = "assisted_registration"
"""Where the helper's session holds what the slip says: a masked phone, and whether it is new;
`consented_at` says of which registration."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_required
def registration(request: HttpRequest) -> HttpResponse:
    """Name, phone and consent of somebody else; then the code that came to their phone."""
    helper = helper_here(request)
    if request.method != "POST":
        return page(request, AssistedForm(helper=helper), helper)
    if "pending" in request.POST:
        return go_on(request, helper)
    form = AssistedForm(request.POST, helper=helper)
    if not form.is_valid():
        return page(request, form, helper, status=422)
    return ask_for_code(request, form.agreed(helper, at=timezone.now()), helper)


def helper_here(request: HttpRequest) -> Helper:
    """Return the helper who is signed in, with their help box; raises PermissionDenied."""
    try:
        helper = assisting.helper_of(person(request))
    except assisting.NotAHelper as error:
        raise PermissionDenied from error
    visits.offer_help(request, helper.unit)
    return helper


def ask_for_code(request: HttpRequest, agreed: Agreed, helper: Helper) -> HttpResponse:
    """Send a code, whoever has the phone, and ask for it; says the same for a known number."""
    now = timezone.now()
    if throttle.too_many_codes(agreed.phone, at=now) or throttle.too_many_people_helped(
        helper.user, at=now
    ):
        return page(
            request, AssistedForm(initial=shown_again(agreed), helper=helper), helper, status=429
        )
    throttle.note_code(agreed.phone)
    throttle.note_help(helper.user)
    code = codes.issue(purpose=ASSIST, lifetime=CODE_LIFETIME, sent_to=agreed.phone)
    with override(settings.LANGUAGE_CODE):  # the helper's language may be another
        text = _(
            "Học Vụ Số: mã đăng ký giúp là %(code)s, dùng trong 10 phút. "
            "Chỉ đọc mã cho người đang giúp Ông/Bà."
        )
        people_actions.send_sms(to=agreed.phone, body=text % {"code": code})
    form = CodeForm(initial={"pending": pending_of(agreed, helper)})
    return page(request, form, helper, agreed=agreed)


def go_on(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Take the code, send another one, or let what was typed be changed."""
    try:
        agreed = agreed_in(request.POST["pending"], helper)
    except signing.SignatureInvalid:
        return page(request, AssistedForm(helper=helper), helper, status=422, too_late=True)
    match request.POST.get("step"):
        case "resend":
            return ask_for_code(request, agreed, helper)
        case "change":
            form = AssistedForm(initial=shown_again(agreed), helper=helper)
            return page(request, form, helper)
        case _ if is_done(request, agreed):
            return HttpResponseRedirect(reverse("assisted-registration-slip"))
        case _:
            return take_code(request, agreed, helper)


def is_done(request: HttpRequest, agreed: Agreed) -> bool:
    """Whether this very registration was done: its answer was lost, or the button pressed twice."""
    told = request.session.get(SLIP_KEY, {})
    return bool(told.get("consented_at") == agreed.consented_at.isoformat())


def take_code(request: HttpRequest, agreed: Agreed, helper: Helper) -> HttpResponse:
    """Open the account for a right code; nobody is signed in, the helper least of all."""
    form, now = CodeForm(request.POST), timezone.now()
    if not form.is_valid():
        return page(request, form, helper, agreed=agreed, status=422)
    if throttle.too_many_failures(request, agreed.phone, at=now):
        return page(request, form, helper, agreed=agreed, status=429)
    try:
        codes.use(purpose=ASSIST, code=form.cleaned_data["code"], sent_to=agreed.phone, at=now)
    except codes.REFUSALS as error:
        throttle.note_failure(request, agreed.phone)
        form.add_error("code", sign_in.refusal_words(error))
        return page(request, form, helper, agreed=agreed, status=422)
    is_new = True
    try:
        assisting.register_elder(agreed=agreed, by=helper.user, at=now)
    except people_actions.PhoneTaken:
        is_new = False
    request.session[SLIP_KEY] = {
        "phone": names.masked_phone(agreed.phone),
        "is_new": is_new,
        "consented_at": agreed.consented_at.isoformat(),
    }
    return HttpResponseRedirect(reverse("assisted-registration-slip"))


@never_cache
@require_safe
@signed_in_required
def slip(request: HttpRequest) -> HttpResponse:
    """What the helped person does on their own phone, to read, show or print."""
    helper_here(request)
    told = request.session.get(SLIP_KEY)
    if told is None:
        return HttpResponseRedirect(reverse("assisted-registration"))
    address = letters.site_address("/")
    context = {
        "phone": told["phone"],
        "is_new": told["is_new"],
        "address": address.removesuffix("/").partition("://")[2],
        "qr": slips.qr_of(letters.site_address(reverse("sign-in-code"))),
    }
    return visits.page(request, "learner/assisted_slip", context)


def page(
    request: HttpRequest,
    form: forms.Form,
    helper: Helper,
    *,
    agreed: Agreed | None = None,
    status: int = HTTPStatus.OK,
    too_late: bool = False,
) -> HttpResponse:
    """The page that asks who, or for the code."""
    context: dict[str, Any] = {
        "form": form,
        "unit": helper.unit,
        "phone": names.shown_phone(agreed.phone) if agreed else "",
        "pending": pending_of(agreed, helper) if agreed else "",
        "too_many": status == HTTPStatus.TOO_MANY_REQUESTS,
        "too_late": too_late,
    }
    return sign_in.answer(visits.page(request, "learner/assisted", context, status=status))
