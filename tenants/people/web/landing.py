"""Where people stand after signing in, and what their browser is told to remember."""

from typing import Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from tenants.people import permissions
from tenants.people.models import Role, User

TEXT_SIZE_COOKIE = "text_size"  # config.ui.preferences reads it
COOKIE_AGE_SECONDS = 365 * 24 * 60 * 60
FIRST_PAGES = (
    ("/ministry/", (Role.MINISTRY_ADMINISTRATOR, Role.MINISTRY_ANALYST)),
    ("/desk/", (Role.MINISTRY_EDITOR,)),
    ("/office/", (Role.PROVINCE_OFFICE,)),
    ("/supervisor/", (Role.SUPERVISOR,)),
)


def next_path(request: HttpRequest) -> str:
    """Return the path asked for in ?next=, or "" unless it is one of this host."""
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe and asked.startswith("/") else ""


def first_page(user: User) -> str:
    """Return the page a person's day begins on."""
    for path, roles in FIRST_PAGES:
        if permissions.has_role(user, *roles):
            return path
    return str(settings.LOGIN_REDIRECT_URL)


def onward(request: HttpRequest, user: User) -> HttpResponse:
    """Send a person who just signed in on their way, with their own language and text size."""
    response = HttpResponseRedirect(next_path(request) or first_page(user))
    if user.text_size_percent != 100:
        remember(response, TEXT_SIZE_COOKIE, user.text_size_percent)
    if user.language != settings.LANGUAGE_CODE:
        remember(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    return response


def remember(response: HttpResponse, cookie: str, value: Any) -> None:
    """Keep one setting in the browser for a year."""
    response.set_cookie(
        cookie,
        str(value),
        max_age=COOKIE_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
