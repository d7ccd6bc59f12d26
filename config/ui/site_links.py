"""The few links every visitor of a site sees in the header."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

PROVINCE_LINKS = ((_("Trang học"), "/"), (_("Khóa học"), "/courses/"))
NATIONAL_LINKS = ((_("Trang đầu"), "/"), (_("Thư viện khóa học"), "/library/"))


def site_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The links of this site; the one the page belongs to is current."""
    place = getattr(request, "place", None)
    links = NATIONAL_LINKS if place is None or place.is_ministry else PROVINCE_LINKS
    return [
        {"label": label, "url": url, "current": _belongs(request.path, url)} for label, url in links
    ]


def _belongs(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
