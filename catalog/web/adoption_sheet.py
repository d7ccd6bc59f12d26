"""The adoption matrix as a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.library.matrix import STATES, Cell, Matrix, adoption_matrix
from catalog.models.desk import Audience
from catalog.permissions import MINISTRY
from catalog.web.adoption_words import STATE_WORDS, Wanted, mark_of, version_words
from tenants import spreadsheets
from tenants.people import actions as people_actions
from tenants.people.permissions import person, role_required


@require_safe
@role_required(*MINISTRY)
def matrix_sheet(request: HttpRequest) -> HttpResponse:
    """The same matrix as a spreadsheet, all courses side by side, with the filters in its head."""
    wanted, now = Wanted.of(request), timezone.now()
    today = timezone.localdate(now)
    whole = adoption_matrix(today=today)
    part = wanted.part_of(whole)
    people_actions.write_audit(
        action="catalog.export_adoptions",
        by=person(request),
        facts={"row_count": len(part.rows), "course_count": len(part.courses)},
    )
    column = spreadsheets.Column
    content = spreadsheets.workbook(
        title=_("Tình hình áp dụng"),
        facts=[
            (_("Lập lúc"), date_format(timezone.localtime(now), "H:i d/m/Y")),
            *_filter_words(wanted),
            (_("Số tỉnh"), str(len(part.rows))),
            (_("Số khóa học"), str(len(part.courses))),
        ],
        columns=[
            column(_("Tỉnh, thành phố"), 28),
            *(column(course.title, 18) for course in part.courses),
            column(_("Số khóa đã lấy"), 12, "number"),
        ],
        rows=_sheet_rows(whole, part, wanted),
    )
    return spreadsheets.download(content, file_name=f"tinh-hinh-ap-dung-{today:%Y-%m-%d}.xlsx")


def _filter_words(wanted: Wanted) -> Iterator[tuple[str, str]]:
    everything = _("Tất cả")
    audience = Audience(wanted.audience).label if wanted.audience else everything
    yield _("Đối tượng"), str(audience)
    state = next((STATE_WORDS[one] for one in STATES if one == wanted.state), everything)
    yield _("Tình trạng"), str(state)
    yield _("Tìm"), wanted.q or everything
    if wanted.province or wanted.course:
        yield _("Tỉnh, khóa học"), " ".join(filter(None, (wanted.province, wanted.course)))


def _sheet_rows(whole: Matrix, part: Matrix, wanted: Wanted) -> Iterator[list[Any]]:
    for row in part.rows:
        cells = (row.cell(course.course_uid) for course in part.courses)
        texts = [_sheet_text(cell) if wanted.state in ("", cell.state) else "" for cell in cells]
        yield [row.title, *texts, row.taken_count(part.courses)]
    taken = (whole.taken_count(course) for course in part.courses)
    yield [_("Số tỉnh đã lấy"), *(f"{count}/{len(whole.rows)}" for count in taken), None]


def _sheet_text(cell: Cell) -> str:
    return mark_of(cell) if cell.state == "absent" else f"{version_words(cell)}, {mark_of(cell)}"
