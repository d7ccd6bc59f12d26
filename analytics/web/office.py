"""The provincial office: each cohort against its target, course by course."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analytics import queries
from analytics.queries import CohortStanding
from tenants import spreadsheets
from tenants.context import current_place
from tenants.people import actions as people_actions
from tenants.people.models import Role
from tenants.people.permissions import person, role_required

RECENT_DAYS = 14


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def figures_page(request: HttpRequest) -> HttpResponse:
    """Three numbers of each cohort, its courses, and how the last days went."""
    now = timezone.now()
    since = timezone.localdate(now) - datetime.timedelta(days=RECENT_DAYS - 1)
    cohorts = queries.cohort_standings()
    return render(
        request,
        "analytics/office_figures.html",
        {
            "cohorts": cohorts,
            "days": queries.recent_days(since=since),
            "has_people": any(cohort.roster_count for cohort in cohorts),
            "now": now,
        },
    )


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def figures_sheet(request: HttpRequest) -> HttpResponse:
    """Cohorts and courses as a spreadsheet."""
    now = timezone.now()
    people_actions.write_audit(action="analytics.export_figures", by=person(request))
    content = spreadsheets.workbook(
        title=_("Số liệu theo khối và khóa học"),
        facts=[
            (_("Nơi học"), current_place().title),
            (_("Tính đến"), date_format(timezone.localtime(now), "H:i d/m/Y")),
            (_("Phạm vi"), _("Tất cả khối học viên, không lọc")),
        ],
        columns=_columns(),
        rows=_rows(queries.cohort_standings()),
    )
    return spreadsheets.download(
        content, file_name=f"so-lieu-{timezone.localdate(now):%Y-%m-%d}.xlsx"
    )


def _columns() -> list[spreadsheets.Column]:
    column = spreadsheets.Column
    return [
        column(_("Khối học viên"), 30),
        column(_("Khóa học"), 50),
        column(_("Chỉ tiêu"), 12, "number"),
        column(_("Danh sách hoặc ghi danh"), 14, "number"),
        column(_("Đang học hoặc đã mở"), 14, "number"),
        column(_("Hoàn thành"), 12, "number"),
        column(_("Hạn"), 12, "date"),
    ]


def _rows(cohorts: Iterable[CohortStanding]) -> Iterable[tuple[Any, ...]]:
    for cohort in cohorts:
        whole = _("(cả khối)")
        counts = (cohort.roster_count, cohort.active_count, cohort.completed_count)
        yield (cohort.name, whole, cohort.target_count, *counts, None)
        for course in cohort.courses:
            shown = (course.enrolled_count, course.started_count, course.completed_count)
            yield (cohort.name, course.title, None, *shown, course.due_date)
