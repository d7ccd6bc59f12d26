"""The side navigation of offices: what a person finds where, by site and role."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog import contributions, reviews
from tenants.people import permissions
from tenants.people.models import Role, User


@dataclass(frozen=True, slots=True)
class Door:
    """One entry: its address and who sees it."""

    label: Any
    url: str
    icon: str
    roles: tuple[str, ...]
    count: Callable[[User], int] | None = None
    """How many things wait behind it for this person; one statement."""


OFFICE = (Role.PROVINCE_OFFICE,)
MINISTRY = (Role.MINISTRY_ADMINISTRATOR, Role.MINISTRY_EDITOR, Role.MINISTRY_ANALYST)
EDITORS = (Role.MINISTRY_ADMINISTRATOR, Role.MINISTRY_EDITOR)

PROVINCE_DOORS = (
    Door(_("Tổng quan"), "/office/", "house", OFFICE),
    Door(_("Số liệu"), "/office/figures/", "chart-column", OFFICE),
    Door(_("Thư viện quốc gia"), "/office/library/", "library", OFFICE),
    Door(_("Bản mới của Bộ"), "/office/library/updates/", "refresh-cw", OFFICE),
    Door(_("Bàn biên soạn"), "/desk/", "pencil", OFFICE),
    Door(_("Đóng góp lên Bộ"), "/office/offers/", "send", OFFICE),
    Door(_("Các đơn vị"), "/office/units/", "building-2", OFFICE),
    Door(_("Học viên"), "/office/people/", "users", OFFICE),
    Door(_("Nhập danh sách"), "/office/roster/", "upload", OFFICE),
    Door(_("Chỉ tiêu"), "/office/targets/", "target", OFFICE),
    Door(_("Phân công học"), "/office/assignments/", "list-checks", OFFICE),
    Door(_("Quy định làm bài"), "/office/quiz-policies/", "badge-check", OFFICE),
    Door(_("Kích hoạt tài khoản"), "/office/invitations/", "key-round", OFFICE),
    Door(_("Người theo dõi"), "/office/supervisors/", "badge-check", OFFICE),
    Door(_("Người học tôi theo dõi"), "/supervisor/", "badge-check", (Role.SUPERVISOR,)),
)
NATIONAL_DOORS = (
    Door(_("Các tỉnh, thành phố"), "/ministry/", "map", MINISTRY),
    Door(_("Hồ sơ đăng ký"), "/ministry/applications/", "inbox", (Role.MINISTRY_ADMINISTRATOR,)),
    Door(_("Bàn biên soạn"), "/desk/", "pencil", EDITORS),
    Door(_("Duyệt bản mới"), "/desk/reviews/", "list-checks", EDITORS, reviews.waiting_count),
    Door(
        _("Đóng góp của các tỉnh"),
        "/desk/contributions/",
        "inbox",
        EDITORS,
        contributions.waiting_count,
    ),
    Door(_("Thư viện quốc gia"), "/library/", "library", MINISTRY),
    Door(_("Tình hình áp dụng"), "/library/adoptions/", "network", MINISTRY),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the entries this person may open here; the longest matching address is current."""
    place = getattr(request, "place", None)
    if place is None or not request.user.is_authenticated:
        return []
    doors = NATIONAL_DOORS if place.is_ministry else PROVINCE_DOORS
    seen = [door for door in doors if permissions.has_role(request.user, *door.roles)]
    matching = [door.url for door in seen if request.path.startswith(door.url)]
    current = max(matching, key=len, default="")
    return [
        {
            "label": door.label,
            "url": door.url,
            "icon": door.icon,
            "current": door.url == current,
            "count": door.count(request.user) if door.count else 0,
        }
        for door in seen
    ]
