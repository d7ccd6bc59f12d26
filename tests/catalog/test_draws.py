"""Which questions one attempt asks: chosen at the desk, refused where locked, linted everywhere."""

import pytest

from catalog import actions, banks, documents, linter, queries
from catalog.models import Lesson, Question
from tenants.context import in_province
from tests.catalog import library


@pytest.fixture
def lesson(quangnam):
    """The first lesson of a course of three lessons with three questions each."""
    with in_province(quangnam):
        course = library.course_without_faults()
        first = course.modules.get().lessons.order_by("position").first()
        tagged = Question.objects.filter(lesson=first).order_by("pk")[:2]
        for question in tagged:
            question.tags = ["nls-2025/4.2"]
            question.save()
        return first


def page_of(lesson):
    return f"/desk/lessons/{lesson.uid}/draws/"


def form_of(*lines, way="drawn", do="save"):
    form = {"way": way, "do": do, "draws-TOTAL_FORMS": len(lines), "draws-INITIAL_FORMS": 0}
    for number, (count, source, tag) in enumerate(lines):
        form |= {
            f"draws-{number}-count": count,
            f"draws-{number}-source": source,
            f"draws-{number}-tag": tag,
        }
    return form


def draws_of(lesson, place):
    with in_province(place):
        return Lesson.objects.get(pk=lesson.pk).draws


def test_page_says_what_the_banks_hold(minh, lesson):
    answer = minh.get(page_of(lesson))

    assert (answer.context["own"].count, answer.context["whole"].count) == (3, 9)
    assert answer.context["skills"] == [("4.2. Bảo vệ dữ liệu cá nhân và quyền riêng tư", 2, 2)]


def test_bank_takes_one_statement(lesson, quangnam):
    with in_province(quangnam):
        row = Lesson.objects.select_related("module").get(pk=lesson.pk)

        assert library.statement_count(lambda: queries.banks_of(row)) == 1


def test_archived_lessons_are_in_no_bank(lesson, quangnam):
    with in_province(quangnam):
        Lesson.objects.exclude(pk=lesson.pk).update(archived_at="2026-11-01T00:00:00Z")

        found = queries.banks_of(lesson)

    assert found[banks.COURSE].count == 3


def test_draws_are_saved_in_order_without_empty_lines(minh, lesson, quangnam):
    lines = ((2, "lesson", "nls-2025/4.2"), ("", "lesson", ""), (3, "course", ""))

    answer = minh.post(page_of(lesson), form_of(*lines))

    assert answer.status_code == 302
    assert answer.url == f"/desk/lessons/{lesson.uid}/#draws"
    assert draws_of(lesson, quangnam) == [
        {"source": "lesson", "tag": "nls-2025/4.2", "count": 2},
        {"source": "course", "tag": "", "count": 3},
    ]
    shown = minh.get(f"/desk/lessons/{lesson.uid}/").context
    assert shown["draws"] == [
        "2 câu của bài · 4.2. Bảo vệ dữ liệu cá nhân và quyền riêng tư",
        "3 câu của cả khóa",
    ]


def test_asking_all_questions_takes_the_draws_out(minh, lesson, quangnam):
    minh.post(page_of(lesson), form_of((2, "lesson", "")))

    minh.post(page_of(lesson), form_of((2, "lesson", ""), way="all"))

    assert draws_of(lesson, quangnam) == []


def test_line_is_added_keeping_what_was_typed(minh, lesson, quangnam):
    answer = minh.post(page_of(lesson), form_of((2, "course", ""), way="all", do="add"))

    lines = answer.context["lines"].forms
    assert [line["count"].value() for line in lines] == ["2", None]
    assert answer.context["form"]["way"].value() == "drawn"
    assert draws_of(lesson, quangnam) == []


@pytest.mark.parametrize(
    "form",
    [
        form_of(("", "lesson", "")),
        form_of((0, "lesson", "")),
        form_of((101, "course", "")),
        form_of(("ba", "course", "")),
        form_of((1, "national", "")),
        form_of((1, "course", "x/1")),
        form_of((1, "course", ""), way="some"),
        form_of(*[(1, "course", "")] * 13),
    ],
)
def test_bad_draws_are_refused(minh, lesson, quangnam, form):
    answer = minh.post(page_of(lesson), form)

    assert answer.status_code == 422
    assert draws_of(lesson, quangnam) == []


def test_draws_of_locked_questions_stay(minh, quangnam):
    course = library.locked_course(quangnam, first_lesson)
    with in_province(quangnam):
        lesson = first_lesson(course)

    answer = minh.post(page_of(lesson), form_of((1, "lesson", "")))

    assert answer.status_code == 409
    assert draws_of(lesson, quangnam) == []
    assert 'name="do"' not in minh.get(page_of(lesson)).content.decode()


def first_lesson(course):
    return Lesson.objects.filter(module__course=course).order_by("position").first()


def test_too_large_a_draw_stops_publishing_and_leads_to_its_page(minh, lesson, quangnam):
    minh.post(page_of(lesson), form_of((4, "lesson", "")))

    with in_province(quangnam):
        course = lesson.module.course
        found = linter.findings(documents.from_course(course))
        with pytest.raises(actions.CourseHasErrors):
            actions.publish_course(course=course, changelog="", by=None)
    shown = minh.get(f"/desk/courses/{course.uid}/").content.decode()

    assert [(one.code, one.subject, one.uid) for one in found] == [
        ("DRAW_TOO_MANY", "draws", str(lesson.uid))
    ]
    assert f'href="{page_of(lesson)}"' in shown
    assert [one.code for one in
            minh.get(f"/desk/lessons/{lesson.uid}/").context["draw_findings"]] == [
        "DRAW_TOO_MANY"
    ]  # fmt: skip
