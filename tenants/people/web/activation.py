"""Opening an account from a printed slip or a link in a mail, and choosing its password."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenants.people import actions, codes, forms, links, names, throttle
from tenants.people.models import OneTimeCode
from tenants.people.web import landing, sign_in

ACTIVATE = OneTimeCode.Purpose.ACTIVATE
RESET = OneTimeCode.Purpose.RESET


@never_cache
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest) -> HttpResponse:
    """The code of a printed slip; a right one leads to the choice of a password."""
    if request.method == "GET":
        return slip_page(request, forms.SlipForm())
    form, now = forms.SlipForm(request.POST), timezone.now()
    if not form.is_valid():
        return slip_page(request, form, status=422)
    typed = codes.tidy(form.cleaned_data["code"])
    if throttle.too_many_failures(request, typed, at=now):
        return slip_page(request, form, status=429)
    try:
        row = codes.find(purpose=ACTIVATE, code=typed, at=now)
    except codes.REFUSALS as error:
        throttle.note_failure(request, typed)
        form.add_error("code", slip_words(error))
        return slip_page(request, form, status=422)
    return HttpResponseRedirect(reverse("activate-link", args=[links.token_of(row)]))


@never_cache
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """The password for a new account; it is used once, when the form is sent."""
    return choose_password(request, token, purpose=ACTIVATE)


@never_cache
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """The password that takes the place of a forgotten one."""
    return choose_password(request, token, purpose=RESET)


def choose_password(request: HttpRequest, token: str, *, purpose: str) -> HttpResponse:
    """Ask for a password; setting it uses the link up and signs the person in."""
    now = timezone.now()
    try:
        row = links.read(token, purpose=purpose, at=now)
    except codes.REFUSALS as error:
        return closed_link(request, error, purpose)
    form = forms.NewPasswordForm(request.POST or None, user=row.user)
    if request.method == "GET" or not form.is_valid():
        status = HTTPStatus.OK if request.method == "GET" else HTTPStatus.UNPROCESSABLE_ENTITY
        context = {
            "form": form,
            "person": row.user,
            "phone": names.shown_phone(row.user.phone) if row.user and row.user.phone else "",
            "is_reset": purpose == RESET,
        }
        return render(request, "people/choose_password.html", context, status=status)
    user = links.use(token, purpose=purpose, at=now)
    if purpose == RESET:
        actions.change_password(user=user, password=form.cleaned_data["password"], by=user)
        actions.end_sessions(user=user, by=user)
    else:
        actions.activate(user=user, password=form.cleaned_data["password"])
    actions.sign_in(request, user)
    messages.success(request, _("Đã lưu mật khẩu và đăng nhập."))
    return landing.onward(request, user)


def closed_link(request: HttpRequest, error: Exception, purpose: str) -> HttpResponse:
    """What to do when a link was used, is too old or was never made here."""
    context = {
        "is_used": isinstance(error, codes.CodeUsedUp),
        "is_expired": isinstance(error, codes.CodeExpired),
        "is_reset": purpose == RESET,
        "code": getattr(error, "code", ""),
    }
    status = HTTPStatus.NOT_FOUND if isinstance(error, codes.CodeWrong) else HTTPStatus.GONE
    return render(request, "people/link_closed.html", context, status=status)


def slip_words(error: Exception) -> str:
    """What is wrong with a slip's code and what to do."""
    if isinstance(error, codes.CodeExpired):
        return _("Mã này đã hết hạn. Vui lòng xin phiếu mới ở cơ quan.")
    if isinstance(error, codes.CodeUsedUp):
        return _(
            "Mã này đã được dùng. Nếu chính Ông/Bà đã dùng, hãy đăng nhập bằng mật khẩu đã chọn."
        )
    return _(
        "Mã chưa đúng. Vui lòng xem lại từng chữ trên phiếu; không có số 0, số 1, chữ O và chữ I."
    )


def slip_page(
    request: HttpRequest, form: forms.SlipForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The page of the slip."""
    context = {"form": form, "too_many": status == HTTPStatus.TOO_MANY_REQUESTS}
    return sign_in.answer(render(request, "people/activate.html", context, status=status))
