"""The ministry: every province beside the others, from the roll-ups only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from analytics import queries
from analytics.queries import Figures, ProvinceStanding
from enrollment.models import Cohort
from tenants import spreadsheets
from tenants.jobs import actions as jobs
from tenants.people import actions as people_actions
from tenants.people.models import Role
from tenants.people.permissions import has_role, person, role_required

MINISTRY = (Role.MINISTRY_ADMINISTRATOR, Role.MINISTRY_EDITOR, Role.MINISTRY_ANALYST)
STATUS_WORDS = {
    "open": gettext_lazy("Đang hoạt động"),
    "provisioning": gettext_lazy("Đang dựng"),
    "failed": gettext_lazy("Lỗi khi dựng"),
    "behind": gettext_lazy("Đang bảo trì"),
    "suspended": gettext_lazy("Tạm dừng"),
    "pull_failed": gettext_lazy("Chưa lấy được số liệu"),
}


@require_safe
@role_required(*MINISTRY)
def provinces_page(request: HttpRequest) -> HttpResponse:
    """Table of provinces, national sums, the three cohorts."""
    sort = request.GET.get("sort", "name")
    today = timezone.localdate()
    provinces = queries.province_standings(today=today, sort=sort)
    cohorts = queries.cohort_sums()
    return render(
        request,
        "analytics/ministry.html",
        {
            "provinces": provinces,
            "sort": sort,
            "sums": Figures.total(province.figures for province in provinces),
            "open_count": sum(1 for province in provinces if province.is_reachable),
            "view_count": sum(province.view_count for province in provinces),
            "view_days": queries.VIEW_DAYS,
            "oldest": min((one.counted_at for one in provinces if one.counted_at), default=None),
            "cohorts": [(key.label, cohorts[key]) for key in Cohort.Key if key in cohorts],
            "may_decide": has_role(request.user, Role.MINISTRY_ADMINISTRATOR),
        },
    )


@require_safe
@role_required(*MINISTRY)
def provinces_sheet(request: HttpRequest) -> HttpResponse:
    """The same table as a spreadsheet."""
    now = timezone.now()
    today = timezone.localdate(now)
    sort = request.GET.get("sort", "name")
    provinces = queries.province_standings(today=today, sort=sort)
    people_actions.write_audit(
        action="analytics.export_provinces",
        by=person(request),
        facts={"row_count": len(provinces)},
    )
    content = spreadsheets.workbook(
        title=_("Các tỉnh, thành phố"),
        facts=[
            (_("Lập lúc"), date_format(timezone.localtime(now), "H:i d/m/Y")),
            (_("Phạm vi"), _("Tất cả đơn vị, không lọc")),
            (_("Số đơn vị"), str(len(provinces))),
        ],
        columns=_columns(),
        rows=map(_row, provinces),
    )
    return spreadsheets.download(content, file_name=f"cac-tinh-{today:%Y-%m-%d}.xlsx")


@require_POST
@role_required(*MINISTRY)
def pull(request: HttpRequest) -> HttpResponse:
    """Ask every province to count itself now; the job's page shows how far it is."""
    job = jobs.start_job(
        kind="analytics.pull_provinces",
        params={},
        subject_uid="all",
        by=person(request),
    )
    return redirect(f"/jobs/{job.uid}/")


def _columns() -> list[spreadsheets.Column]:
    column = spreadsheets.Column
    return [
        column(_("Tỉnh, thành phố"), 28),
        column(_("Địa chỉ"), 16),
        column(_("Tình trạng"), 20),
        column(_("Chỉ tiêu"), 12, "number"),
        column(_("Danh sách"), 12, "number"),
        column(_("Đang học"), 12, "number"),
        column(_("Hoàn thành"), 12, "number"),
        column(_("Lượt hoàn thành khóa học"), 14, "number"),
        column(_("Chứng nhận"), 12, "number"),
        column(_("Khóa quốc gia đã lấy"), 14, "number"),
        column(_("Lượt xem 30 ngày"), 14, "number"),
        column(_("Tính đến"), 18, "moment"),
    ]


def _row(province: ProvinceStanding) -> tuple[Any, ...]:
    return (
        province.title,
        province.slug,
        STATUS_WORDS[province.status],
        province.target_count,
        province.roster_count,
        province.active_count,
        province.completed_count,
        province.figures.course_completion_count,
        province.certificate_count,
        province.course_count,
        province.view_count,
        province.counted_at,
    )
