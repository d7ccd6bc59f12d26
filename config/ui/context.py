"""What every template may use."""

from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config.ui import preferences
from config.ui.navigation import navigation
from config.ui.site_links import site_links

PRODUCT = "Học Vụ Số"


def shell(request: HttpRequest) -> dict[str, Any]:
    """The place, the reader's settings, empty navigation and whom to call; never a query."""
    place = getattr(request, "place", None)
    size = preferences.text_size(request)
    return {
        "product": PRODUCT,
        "place": place,
        "text_size": size,
        "text_size_smaller": preferences.smaller(size),
        "text_size_larger": preferences.larger(size),
        "language": preferences.language(request),
        "languages": settings.LANGUAGES,
        "site_links": partial(site_links, request),
        "is_signed_in": partial(is_signed_in, request),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "help_contact": help_contact(request),
    }


def is_signed_in(request: HttpRequest) -> bool:
    """Whether somebody is signed in; reads the session."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


class HelpContact(NamedTuple):
    """Whom to call."""

    name: str
    phone: str
    person: str = ""
    hours: str = ""


def help_contact(request: HttpRequest) -> HelpContact | None:
    """Whom to call: who the view named (`request.help_contact`), else the operator's hotline."""
    named = getattr(request, "help_contact", None)
    if named:
        return HelpContact(**named)
    place = getattr(request, "place", None)
    phone = getattr(place, "hotline", "")
    return HelpContact(name=getattr(place, "operator", ""), phone=phone) if phone else None
