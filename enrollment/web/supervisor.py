"""Supervisors: the people of the own units, their progress and scores."""

import uuid
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from enrollment import supervision
from enrollment.supervision import PersonFilter, PersonStanding, UnitFigure
from tenants import spreadsheets
from tenants.context import current_place
from tenants.people import actions as people_actions
from tenants.people.models import Role
from tenants.people.permissions import person, role_required, supervised_scope_uids

PAGE_SIZE = 25
STATE_WORDS = {
    "completed": gettext_lazy("Đã hoàn thành"),
    "learning": gettext_lazy("Đang học"),
    "not_started": gettext_lazy("Chưa học"),
    "overdue": gettext_lazy("Quá hạn"),
}


class FilterForm(forms.Form):
    """What the list is narrowed to; lives in the address."""

    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *STATE_WORDS.items()],
    )
    q = forms.CharField(label=gettext_lazy("Họ tên"), required=False, max_length=120)

    def __init__(self, *args: Any, units: list[UnitFigure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Tất cả đơn vị tôi theo dõi")),
            *((str(unit.uid), "– " * unit.depth + unit.name) for unit in units),
        ]


@require_safe
@role_required(Role.SUPERVISOR)
def people(request: HttpRequest) -> HttpResponse:
    """Units with their progress, and the people in them."""
    today = timezone.localdate()
    units = supervision.unit_figures(supervised_scope_uids(request.user), today=today)
    form, wanted = _wanted(request, units)
    found = supervision.people_within(units, wanted, today=today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    roots = [unit for unit in units if unit.depth == 0]
    return render(
        request,
        "enrollment/supervisor/people.html",
        {
            "units": units,
            "sums": _sums(roots),
            "form": form,
            "is_filtered": wanted != PersonFilter(sort=wanted.sort),
            "page": page,
            "people": supervision.standings(page, units),
            "sort": wanted.sort,
            "now": timezone.now(),
        },
    )


@require_safe
@role_required(Role.SUPERVISOR)
def people_sheet(request: HttpRequest) -> HttpResponse:
    """The same list as a spreadsheet, all pages, with its filters in the head."""
    now = timezone.now()
    today = timezone.localdate(now)
    units = supervision.unit_figures(supervised_scope_uids(request.user), today=today)
    _form, wanted = _wanted(request, units)
    found = supervision.people_within(units, wanted, today=today)
    lines = supervision.standings(found, units)
    people_actions.write_audit(
        action="enrollment.export_supervised_people",
        by=person(request),
        subject="unit",
        subject_uid=str(wanted.unit_uid or ""),
        facts={"row_count": len(lines), "state": wanted.state, "is_by_name": bool(wanted.name)},
    )
    facts = [
        (_("Nơi học"), current_place().title),
        (_("Tính đến"), date_format(timezone.localtime(now), "H:i d/m/Y")),
        *_filter_facts(units, wanted),
        (_("Số người"), str(len(lines))),
    ]
    content = spreadsheets.workbook(
        title=_("Người học theo đơn vị"), facts=facts, columns=_columns(), rows=map(_row, lines)
    )
    return spreadsheets.download(content, file_name=f"nguoi-hoc-{today:%Y-%m-%d}.xlsx")


@require_safe
@role_required(Role.SUPERVISOR)
def person_record(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One person's courses, lessons, scores and certificates; looking is written down."""
    try:
        learner = supervision.person_within(supervised_scope_uids(request.user), uid)
    except supervision.PersonNotFound as error:
        raise Http404 from error
    records = supervision.course_records(learner, today=timezone.localdate())
    people_actions.write_audit(
        action="enrollment.view_person_record",
        by=person(request),
        subject="learner",
        subject_uid=str(learner.uid),
    )
    mandatory = [record for record in records if record.is_mandatory]
    return render(
        request,
        "enrollment/supervisor/person.html",
        {
            "learner": learner,
            "records": records,
            "mandatory_count": len(mandatory),
            "done_count": sum(1 for record in mandatory if record.completed_at),
            "now": timezone.now(),
        },
    )


def _wanted(request: HttpRequest, units: list[UnitFigure]) -> tuple[FilterForm, PersonFilter]:
    """Return the form as filled in and what it asks for; a wrong value narrows nothing."""
    form = FilterForm(request.GET, units=units)
    form.is_valid()
    unit = form.cleaned_data.get("unit")
    return form, PersonFilter(
        unit_uid=uuid.UUID(unit) if unit else None,
        state=form.cleaned_data.get("state", ""),
        name=form.cleaned_data.get("q", ""),
        sort=request.GET.get("sort", "name"),
    )


def _sums(roots: list[UnitFigure]) -> dict[str, int]:
    fields = ("roster_count", "active_count", "completed_count", "overdue_count")
    return {field: sum(getattr(unit, field) for unit in roots) for field in fields}


def _filter_facts(units: list[UnitFigure], wanted: PersonFilter) -> list[tuple[str, str]]:
    chosen = [unit for unit in units if unit.uid == wanted.unit_uid] or [
        unit for unit in units if unit.depth == 0
    ]
    state = STATE_WORDS.get(wanted.state)
    return [
        (_("Đơn vị"), "; ".join(unit.name for unit in chosen)),
        (_("Tình trạng"), str(state) if state else _("Tất cả")),
        (_("Họ tên chứa"), wanted.name or _("(không lọc)")),
    ]


def _columns() -> list[spreadsheets.Column]:
    """Columns of the spreadsheet in the reader's language."""
    column = spreadsheets.Column
    return [
        column(_("Họ và tên"), 28),
        column(_("Mã cán bộ"), 14),
        column(_("Chức vụ"), 24),
        column(_("Đơn vị"), 36),
        column(_("Khóa bắt buộc"), 12, "number"),
        column(_("Đã hoàn thành"), 12, "number"),
        column(_("Quá hạn"), 10, "number"),
        column(_("Điểm trung bình"), 12, "number"),
        column(_("Tình trạng"), 16),
        column(_("Học lần cuối"), 18, "moment"),
    ]


def _row(line: PersonStanding) -> tuple[Any, ...]:
    return (
        line.full_name,
        line.staff_code,
        line.job_title,
        line.unit_name,
        line.mandatory_count,
        line.done_count,
        line.overdue_count,
        line.score_percent,
        STATE_WORDS[line.state],
        line.last_activity_at,
    )
