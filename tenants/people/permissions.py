"""Who may pass a door. Refusals are raised here and worded in config.ui.errors."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from tenants import statements
from tenants.people.models import Role, User

GRANTS = "SELECT role, scope_uid FROM people_rolegrant WHERE user_id = %s ORDER BY id"

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def grants_of(user: Any) -> list[tuple[str, uuid.UUID | None]]:
    """Return (role, scope uid) of a person; one query a request, none for an anonymous one."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_grants"):
        user._grants = statements.rows(GRANTS, [user.pk])
    grants: list[tuple[str, uuid.UUID | None]] = user._grants
    return grants


def has_role(user: Any, *roles: str) -> bool:
    """Whether a person holds one of these roles, for the place or any part of it."""
    return any(role in roles for role, _scope in grants_of(user))


def supervised_scope_uids(user: Any) -> list[uuid.UUID]:
    """Return the units a person supervises (each with all below it)."""
    return [scope for role, scope in grants_of(user) if role == Role.SUPERVISOR and scope]


def role_required[**P](*roles: str) -> Callable[[View[P]], View[P]]:
    """Open a page to people with one of these roles: else sign-in (302), 401 or 403."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_answer(request)
            if not has_role(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_roles = roles  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in_required[**P](view: View[P]) -> View[P]:
    """Open a page to any signed-in person: else sign-in (302) or 401."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_answer(request)
        return view(request, *args, **kwargs)

    guarded.required_roles = ("*",)  # type: ignore[attr-defined]
    return guarded


def sign_in_answer(request: HttpRequest) -> HttpResponse:
    """Send to sign-in; a cookie that opens nothing (expired, foreign) gets 401 with the form.

    A guest's session is open, though nobody signed in with it.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES and not is_guest(request):
        from tenants.people.web.sign_in import form_again

        return form_again(request)
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{query}")


def is_guest(request: HttpRequest) -> bool:
    """Whether the cookie opens a session here that nobody signed in with."""
    keys = set(request.session.keys())
    return bool(keys) and SESSION_KEY not in keys


def person(request: HttpRequest) -> User:
    """Return the signed-in person of a guarded view, typed."""
    assert isinstance(request.user, User)
    return request.user
