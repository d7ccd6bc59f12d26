"""The few links every visitor of a site sees in the header."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from config.ui.navigation import EDITORS, MINISTRY
from tenants.people import permissions

Links = tuple[tuple[Any, str], ...]
PROVINCE_LINKS: Links = ((_("Trang học"), "/"), (_("Khóa học"), "/courses/"))
LEARNER_LINKS: Links = (*PROVINCE_LINKS, (_("Chứng nhận"), "/certificates/"))
NATIONAL_LINKS: Links = ((_("Trang đầu"), "/"), (_("Thư viện"), "/library/"))
MINISTRY_LINK = (_("Các tỉnh"), "/ministry/")
DESK_LINK = (_("Bàn biên soạn"), "/desk/")


class SiteLink(NamedTuple):
    """One of them."""

    label: str
    url: str
    current: bool


def site_links(request: HttpRequest) -> tuple[SiteLink, ...]:
    """The links of this site; the one the page belongs to is current."""
    place = getattr(request, "place", None)
    if place is None or place.is_ministry:
        links = (*NATIONAL_LINKS, *_ways_to_work(getattr(request, "user", None)))
    else:
        links = LEARNER_LINKS if request.user.is_authenticated else PROVINCE_LINKS
    return tuple(SiteLink(str(label), url, _belongs(request.path, url)) for label, url in links)


def _ways_to_work(user: Any) -> Links:
    """The way back to the ministry's own pages, for its people; none for others, at no query."""
    if user is None:
        return ()
    links = [
        (MINISTRY_LINK, permissions.has_role(user, *MINISTRY)),
        (DESK_LINK, permissions.has_role(user, *EDITORS)),
    ]
    return tuple(link for link, is_open in links if is_open)


def _belongs(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
