"""How questions are answered: each wording by itself, few answers untold, no more statements."""

import io
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from catalog import actions as catalog_actions
from catalog.actions import OptionDraft
from catalog.models import Course, Lesson, Question
from catalog.queries import published_course
from enrollment.learning import actions, figures
from enrollment.learning import answers as answering
from enrollment.models import Attempt
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.learning import school

SLUG = "an-toan-thong-tin"
PAGE = f"/office/courses/{SLUG}/questions/"
SHEET = f"/office/courses/{SLUG}/questions.xlsx"


def answered(course, lesson, answers, *, document="", count=1):
    """Let so many new people hand in these answers."""
    for _number in range(count):
        actions.submit_attempt(
            learner=school.learner(None), course=course, lesson_uid=lesson.uid,
            submission_key=uuid.uuid4(), answers=answering.raw(answers),
            document_sha256=document, by=None, at=school.NOW,
        )  # fmt: skip


def reworded(lesson, *, text=None, option=None, right=None, explanation="Vì thế."):
    """Change the first question of a lesson and publish; return the course as it is read then."""
    row = Question.objects.get(uid=lesson.questions[0].uid)
    drafts = [
        OptionDraft(
            uid=one.uid,
            text=option if option and number == 0 else one.text,
            is_correct=one.is_correct if right is None else number == right,
            explanation=explanation,
        )
        for number, one in enumerate(row.options.order_by("position"))
    ]
    catalog_actions.save_question(
        lesson=row.lesson, question=row, kind=row.kind, text=text or row.text, options=drafts,
        by=None,
    )  # fmt: skip
    course = Course.objects.get(slug=SLUG)
    catalog_actions.publish_course(course=course, changelog="Sửa câu hỏi", by=None)
    return published_course(SLUG)


def told(figure):
    """What is known of one wording."""
    chosen = [option.chosen_count for option in figure.options]
    return figure.text, figure.answer_count, figure.right_count, chosen


def test_answers_are_counted_with_right_ones_and_choices(in_quangnam, security):
    lesson = security.lessons[0]
    answered(security, lesson, school.right(lesson), count=2)
    answered(security, lesson, school.wrong(lesson, 1))
    answered(security, lesson, school.wrong(lesson, 5))

    first, second = figures.question_figures(security)

    assert [(one.number, one.title, one.older) for one in (first, second)] == [
        (1, "Bài số 1", []),
        (2, "Bài số 2", []),
    ]
    assert [told(one) for one in first.current] == [
        ("Câu 1 của bài 1?", 4, 2, [2, 2, 0]),
        *((f"Câu {at} của bài 1?", 4, 3, [1, 3, 0]) for at in (2, 3, 4)),
        ("Câu 5 của bài 1?", 4, 3, [3, 1, 3]),
    ]
    assert [told(one)[1:] for one in second.current] == [(0, 0, [0, 0, 0])] * 5


@pytest.mark.parametrize("change", [{"text": "Câu hỏi mới?"}, {"option": "Ý khác"}, {"right": 0}])
def test_a_changed_question_starts_anew_and_the_old_one_stands_apart(in_quangnam, security, change):
    lesson = security.lessons[0]
    answered(security, lesson, school.right(lesson), count=3)
    newer = reworded(lesson, **change)
    answered(newer, newer.lessons[0], school.right(newer.lessons[0]))
    answered(newer, lesson, school.right(lesson), document=security.document_sha256)

    first = figures.question_figures(newer)[0]

    assert [told(one)[1:3] for one in first.current] == [(1, 1), (5, 5), (5, 5), (5, 5), (5, 5)]
    assert [(told(one)[1:3], one.edition_numbers) for one in first.older] == [((4, 4), [1])]
    assert first.current[0].edition_numbers == [2]
    assert first.current[1].edition_numbers == [1, 2]


def test_another_explanation_or_text_of_the_lesson_mixes_as_before(in_quangnam, security):
    lesson = security.lessons[0]
    answered(security, lesson, school.right(lesson))

    newer = reworded(lesson, explanation="Giải thích kỹ hơn.")

    first = figures.question_figures(newer)[0]
    assert (first.current[0].answer_count, first.older) == (1, [])


def test_a_wording_that_comes_back_counts_with_its_old_answers(in_quangnam, security):
    lesson = security.lessons[0]
    answered(security, lesson, school.right(lesson))
    middle = reworded(lesson, text="Câu hỏi khác?")
    answered(middle, middle.lessons[0], school.right(middle.lessons[0]))

    last = reworded(middle.lessons[0], text=lesson.questions[0].text, explanation="Giải thích 0.")

    first = figures.question_figures(last)[0]
    assert told(first.current[0])[:2] == ("Câu 1 của bài 1?", 1)
    assert [told(one)[:2] for one in first.older] == [("Câu hỏi khác?", 1)]


def test_questions_taken_out_stand_at_the_end(in_quangnam, security):
    lesson = security.lessons[0]
    answered(security, lesson, school.right(lesson))
    catalog_actions.delete_lesson(lesson=Lesson.objects.get(uid=lesson.uid), by=None)
    row = Course.objects.get(slug=SLUG)
    catalog_actions.publish_course(course=row, changelog="Bớt bài", by=None)

    found = figures.question_figures(published_course(SLUG))

    assert [(one.number, len(one.current), len(one.older)) for one in found] == [
        (1, 5, 0),
        (None, 0, 5),
    ]


def statements(course):
    figures.question_figures(course)
    with CaptureQueriesContext(connection) as seen:
        figures.question_figures(course)
    return len(seen)


def test_figures_take_the_same_statements_however_much_there_is(in_quangnam, security):
    lesson = security.lessons[0]
    answered(security, lesson, school.right(lesson))
    assert statements(security) == 2
    newer = reworded(lesson, text="Mới?")
    assert statements(newer) == 2  # the old document is still in memory
    long = school.add_course("dai", "Dài", lessons=6, questions=8)
    answered(long, long.lessons[5], school.right(long.lessons[5]), count=3)

    assert statements(long) == 2


def test_ten_thousand_attempts_are_counted_in_the_database(in_quangnam, security):
    """Correct for many; only different choices reach Python."""
    lesson = security.lessons[0]
    answered(security, lesson, school.right(lesson), count=1)
    answered(security, lesson, school.wrong(lesson, 2), count=1)
    columns = (
        "learner_id, course_uid, lesson_uid, document_sha256, answers_sha256, answers,"
        " correct_count, question_count, score_percent, is_passed, submitted_at"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO enrollment_attempt (uid, submission_key, {columns})"
            f" SELECT gen_random_uuid(), gen_random_uuid(), {columns}"
            " FROM enrollment_attempt, generate_series(1, 4999)"
        )

    first = figures.question_figures(security)[0]

    assert [told(one)[1:3] for one in first.current] == [
        (10000, 5000), (10000, 5000), (10000, 10000), (10000, 10000), (10000, 10000),
    ]  # fmt: skip


def test_the_page_shows_denominators_and_keeps_few_answers_back(minh_browser, quangnam, security):
    with in_province(quangnam):
        first, second = security.lessons
        answered(security, first, school.right(first), count=4)
        answered(security, first, school.wrong(first, 1), count=1)
        answered(security, second, school.right(second), count=4)

    page = minh_browser.get(PAGE).content.decode()

    assert "80 % (4/5)" in page
    assert "100 % (5/5)" in page
    assert "1 lượt (20&nbsp;%)" in page
    assert page.count(">ít hơn 5 lượt<") == 5
    assert "Tính đến" in page
    assert "4/4" not in page


def test_the_sheet_says_the_same_and_is_written_down(minh_browser, quangnam, security):
    with in_province(quangnam):
        first, second = security.lessons
        row = Question.objects.get(uid=first.questions[1].uid)
        Question.objects.filter(pk=row.pk).update(text="=1+1")
        course = Course.objects.get(slug=SLUG)
        catalog_actions.publish_course(course=course, changelog="x", by=None)
        newer = published_course(SLUG)
        answered(newer, newer.lessons[0], school.right(newer.lessons[0]), count=5)
        answered(newer, second, school.right(second), count=4)

    sheet = minh_browser.get(SHEET)

    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0)
    lines = rows.to_python()
    cells = [line for line in lines if line[0] in ("Bài số 1", "Bài số 2")]
    assert len(cells) == 30
    assert cells[1][4:11] == [5, 5, 100, "Ý 1", "Đúng", 5, 100]
    assert cells[3][1] == "=1+1"
    assert cells[-1][4:7] == ["", "", ""]
    assert cells[-1][-1] == "ít hơn 5 lượt"
    with in_province(quangnam):
        audit = AuditEntry.objects.get(action="enrollment.export_question_figures")
    assert audit.facts == {"row_count": 30}


@pytest.mark.parametrize("path", [PAGE, SHEET])
def test_only_this_provinces_office_sees_them(
    linh_browser, guest_browser, hoa_browser, security, path
):
    assert linh_browser.get(path).status_code == 403
    assert guest_browser.get(path).status_code == 302
    assert hoa_browser.get(path).status_code == 404
    assert hoa_browser.post(path).status_code == 405


def test_the_page_takes_as_many_statements_for_more(minh_browser, quangnam, security):
    def count():
        minh_browser.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            minh_browser.get(PAGE)
        return len(seen)

    with in_province(quangnam):
        answered(security, security.lessons[0], school.right(security.lessons[0]))
    before = count()
    with in_province(quangnam):
        for lesson in security.lessons:
            answered(security, lesson, school.right(lesson), count=2)

    assert count() == before <= 8


def test_kinds_without_options_count_right_answers_only(quangnam, minh_browser):
    with in_province(quangnam):
        course = school.add_course_of_every_kind()
        lesson = course.lessons[0]
        for number in range(6):
            given = {
                one.uid: answering.wrong_answer(one) if number == 0 else answering.right_answer(one)
                for one in lesson.questions
            }
            who = school.learner(school.person(f"Người {number}"), f"Người {number}")
            actions.submit_attempt(
                learner=who, course=course, lesson_uid=lesson.uid, submission_key=uuid.uuid4(),
                answers=answering.raw(answering.canonical(given)), by=None, at=school.NOW,
            )  # fmt: skip
        found = {
            one.kind: (one.answer_count, one.right_count, len(one.options))
            for one in figures.question_figures(course)[0].current
        }

    page = minh_browser.get(f"/office/courses/{course.slug}/questions/")
    sheet = minh_browser.get(f"/office/courses/{course.slug}/questions.xlsx")
    assert found == {
        "multiple": (6, 5, 3),
        "scenario": (6, 5, 2),
        "ordering": (6, 5, 0),
        "matching": (6, 5, 0),
        "short_answer": (6, 5, 0),
        "true_false": (6, 5, 2),
    }
    assert (page.status_code, sheet.status_code) == (200, 200)
    assert "?" not in [cell for row in _sheet(sheet) for cell in row]


def test_late_answers_count_once_they_are_accepted(quangnam, linh, security):
    with in_province(quangnam):
        lesson = security.lessons[0]
        actions.submit_attempt(
            learner=linh.learner, course=security, lesson_uid=lesson.uid,
            submission_key=uuid.uuid4(), answers=answering.raw(school.right(lesson)), by=None,
            at=school.NOW,
        )  # fmt: skip
        counts = []
        for lateness in ("waiting", "declined", "accepted", ""):
            Attempt.objects.update(lateness=lateness)
            counts.append(figures.question_figures(security)[0].current[0].answer_count)

    assert counts == [0, 0, 1, 1]


def test_attempts_without_kept_answers_are_passed_over(quangnam, minh_browser, security):
    with in_province(quangnam):
        lesson = security.lessons[0]
        answered(security, lesson, school.right(lesson), count=2)
        unkept = Attempt.objects.order_by("pk").first()
        Attempt.objects.filter(pk=unkept.pk).update(
            answers={}, correct_count=None, score_percent=None
        )

        found = figures.question_figures(security)[0].current

    assert [one.answer_count for one in found] == [1] * 5
    assert minh_browser.get(PAGE).status_code == 200


def _sheet(answer):
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return workbook.get_sheet_by_index(0).to_python()
