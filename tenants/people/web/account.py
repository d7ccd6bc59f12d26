"""One's own account: name, language, text size, password, open sessions."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tenants.people import actions, events, forms, names, permissions, queries, tokens
from tenants.people.models import User
from tenants.people.web import landing


@never_cache
@require_http_methods(["GET", "POST"])
@permissions.signed_in_required
def account(request: HttpRequest) -> HttpResponse:
    """What people may set about themselves."""
    user = permissions.person(request)
    name_note = keeper_of_name(user)
    form = forms.ProfileForm(request.POST or None, instance=user, may_write_name=not name_note)
    if request.method == "GET":
        return page(request, form, name_note)
    if not form.is_valid():
        user.refresh_from_db()
        return page(request, form, name_note, status=422)
    form.save()
    if "full_name" in form.changed_data:
        events.name_changed.send(sender=User, user=user)
    actions.write_audit(
        action="people.change_profile", by=user, subject="user", subject_uid=str(user.uid)
    )
    with override(user.language):
        messages.success(request, _("Đã lưu."))
    response = HttpResponseRedirect(reverse("account"))
    landing.remember(response, landing.TEXT_SIZE_COOKIE, user.text_size_percent)
    landing.remember(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@permissions.signed_in_required
def password(request: HttpRequest) -> HttpResponse:
    """A new password; other sessions end, this one stays."""
    user = permissions.person(request)
    form = forms.ChangePasswordForm(request.POST or None, user=user)
    if request.method == "GET" or not form.is_valid():
        status = HTTPStatus.OK if request.method == "GET" else HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "people/password.html", {"form": form}, status=status)
    actions.change_password(user=user, password=form.cleaned_data["password"], by=user)
    update_session_auth_hash(request, user)
    actions.end_sessions(user=user, by=user, except_key=request.session.session_key)
    messages.success(request, _("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất."))
    return HttpResponseRedirect(reverse("account"))


@require_POST
@permissions.signed_in_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out every other browser of this person."""
    user = permissions.person(request)
    actions.end_sessions(user=user, by=user, except_key=request.session.session_key)
    messages.success(request, _("Các thiết bị khác đã được đăng xuất."))
    return HttpResponseRedirect(reverse("account"))


def keeper_of_name(user: User) -> str:
    """Return who keeps this person's name, in words; "" where they may write it themselves."""
    answers = [words for _receiver, words in events.name_asked.send(sender=User, user=user)]
    return next((str(words) for words in answers if words), "")


def doors_of(user: User) -> list[events.Door]:
    """Return what the apps above let this person do."""
    answers: list[Any] = events.doors_asked.send(sender=User, user=user)
    return [door for _receiver, door in answers if door]


def page(
    request: HttpRequest,
    form: forms.ProfileForm,
    name_note: str,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page of the account."""
    user = permissions.person(request)
    context = {
        "form": form,
        "user": user,
        "name_note": name_note,
        "phone": names.shown_phone(user.phone) if user.phone else "",
        "doors": doors_of(user),
        "may_hold_tokens": permissions.has_role(user, *tokens.HOLDERS),
        "session_count": queries.open_session_count(user),
    }
    return render(request, "people/account.html", context, status=status)
