"""The reader's settings, the province's colour, and the style guide."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from config.ui import colour, preferences, styleguide_data
from tenants.people import actions


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Keeps the text size (100, 125 or 150 percent) and returns to the page."""
    size = request.POST.get("size", "")
    response = _back(request)
    if size in preferences.TEXT_SIZES:
        _keep(response, preferences.TEXT_SIZE_COOKIE, size)
        _keep_for_person(request, text_size_percent=int(size))
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the language and returns to the page."""
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, chosen)
        _keep_for_person(request, language=chosen)
    return response


@require_GET
def theme(request: HttpRequest) -> HttpResponse:
    """The place's accent as a stylesheet; its address changes with the colour."""
    place = getattr(request, "place", None)
    css = colour.theme_css(getattr(place, "accent", "") or "")
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; on development machines only."""
    if not settings.HVS_DEVELOPMENT:
        raise Http404
    shell = request.GET.get("shell", "learner")
    shell = shell if shell in ("national", "learner", "office") else "learner"
    return render(request, "styleguide.html", styleguide_data.context(shell))


def _back(request: HttpRequest) -> HttpResponse:
    """Leads to the form's `next` if it is an address of this host, else to the start."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if allowed else "/")


def _keep_for_person(request: HttpRequest, **changed: Any) -> None:
    """Keeps the setting with the account too, for the person's other devices."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        actions.keep_preferences(user=user, **changed)


def _keep(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie,
        value,
        max_age=preferences.COOKIE_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
