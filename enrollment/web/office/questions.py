"""How the questions of a course are answered, on a page and as a spreadsheet."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import queries as catalog_queries
from catalog.published import PublishedCourse
from enrollment.learning import figures
from enrollment.learning.figures import LessonFigures, QuestionFigure
from tenants import spreadsheets
from tenants.context import current_place
from tenants.people import actions as people_actions
from tenants.people.models import Role
from tenants.people.permissions import person, role_required


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question of a course: how many answered, how many rightly, what they chose."""
    course = course_or_404(slug)
    lessons = figures.question_figures(course)
    context = {
        "course": course,
        "lessons": lessons,
        "fewest": figures.FEWEST_ANSWERS,
        "now": timezone.now(),
    }
    return render(request, "enrollment/office/questions.html", context)


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def questions_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same figures, an option a row; the export is written down."""
    course, now = course_or_404(slug), timezone.now()
    rows = list(_rows(figures.question_figures(course)))
    people_actions.write_audit(
        action="enrollment.export_question_figures",
        by=person(request),
        subject="course",
        subject_uid=str(course.uid),
        facts={"row_count": len(rows)},
    )
    content = spreadsheets.workbook(
        title=_("Số liệu câu hỏi"),
        facts=[
            (_("Nơi học"), current_place().title),
            (_("Khóa học"), course.title),
            (_("Ấn bản đang đọc"), str(course.edition_number)),
            (_("Tính đến"), date_format(timezone.localtime(now), "H:i d/m/Y")),
            (_("Cách tính"), _("Mỗi lần nộp bài là một lượt, kể cả làm lại.")),
        ],
        columns=_columns(),
        rows=rows,
    )
    day = f"{timezone.localdate(now):%Y-%m-%d}"
    return spreadsheets.download(content, file_name=f"cau-hoi-{course.slug}-{day}.xlsx")


def course_or_404(slug: str) -> PublishedCourse:
    """Return a published course; raises Http404."""
    try:
        return catalog_queries.published_course(slug)
    except catalog_queries.CourseNotFound as error:
        raise Http404 from error


def _columns() -> list[spreadsheets.Column]:
    column = spreadsheets.Column
    return [
        column(_("Bài"), 32),
        column(_("Câu hỏi"), 60),
        column(_("Cách hỏi"), 12),
        column(_("Ấn bản"), 10),
        column(_("Lượt trả lời"), 12, "number"),
        column(_("Lượt đúng"), 12, "number"),
        column(_("Tỷ lệ đúng (%)"), 12, "number"),
        column(_("Phương án"), 50),
        column(_("Đáp án"), 10),
        column(_("Lượt chọn"), 12, "number"),
        column(_("Tỷ lệ chọn (%)"), 12, "number"),
        column(_("Ghi chú"), 16),
    ]


def _rows(lessons: Iterable[LessonFigures]) -> Iterator[tuple[Any, ...]]:
    for lesson in lessons:
        for question in (*lesson.current, *lesson.older):
            yield from _question_rows(lesson, question)


def _question_rows(lesson: LessonFigures, question: QuestionFigure) -> Iterator[tuple[Any, ...]]:
    shown, total = question.is_shown, question.answer_count
    known = (
        lesson.title,
        question.text,
        _("Hiện nay") if question.is_current else _("Trước đây"),
        ", ".join(map(str, question.edition_numbers)),
        total if shown else None,
        question.right_count if shown else None,
        percent(question.right_count, total) if shown else None,
    )
    note = "" if shown else few_words()
    if not question.options:
        yield (*known, None, None, None, None, note)
    for option in question.options:
        yield (
            *known,
            option.text,
            _("Đúng") if option.is_correct else "",
            option.chosen_count if shown else None,
            percent(option.chosen_count, total) if shown else None,
            note,
        )


def percent(count: int, total: int) -> int:
    """Return a whole percentage; total is not 0."""
    return round(count * 100 / total)


def few_words() -> str:
    """Return what stands where too few answered."""
    return _("ít hơn %(count)s lượt") % {"count": figures.FEWEST_ANSWERS}
