"""What every template may use."""

from typing import Any

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
    doors = SimpleLazyObject(lambda: navigation(request))
    return {
        "product": PRODUCT,
        "place": place,
        "text_size": size,
        "text_size_smaller": preferences.smaller(size),
        "text_size_larger": preferences.larger(size),
        "language": preferences.language(request),
        "languages": settings.LANGUAGES,
        "site_links": SimpleLazyObject(lambda: site_links(request)),
        "navigation": doors,
        "doors": doors,
        "help_contact": getattr(request, "help_contact", None) or help_contact(place),
    }


def help_contact(place: Any) -> dict[str, str] | None:
    """Whom to call when nobody nearer is known: the operator's hotline."""
    phone = getattr(place, "hotline", "")
    if not phone:
        return None
    return {"name": getattr(place, "operator", ""), "person": "", "phone": phone, "hours": ""}
