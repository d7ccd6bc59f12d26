"""The order set as a whole, and parts that were taken out and come back."""

import json

import pytest
from django.utils import timezone

from catalog import actions
from catalog.models import Course, Lesson, Module, Question
from tenants.context import in_province
from tests.catalog import library


@pytest.fixture
def course(quangnam):
    """A course of Quảng Nam with two chapters, three lessons in the first."""
    with in_province(quangnam):
        course = library.course_without_faults()
        actions.add_module(course=course, title="Chương hai", by=None)
        return course


def outline(quangnam, course):
    """Return the live chapters with their lessons: [(uid, [uid, …]), …]."""
    with in_province(quangnam):
        modules = Module.objects.filter(course=course, archived_at=None)
        return [
            (
                module.uid,
                list(module.lessons.filter(archived_at=None).values_list("uid", flat=True)),
            )
            for module in modules
        ]


def sent(browser, course, modules):
    """Send an order of chapters as the page does."""
    order = {
        "modules": [
            {"uid": str(uid), "lessons": [str(one) for one in lessons]} for uid, lessons in modules
        ]
    }
    return browser.post(f"/desk/courses/{course.uid}/order/", {"order": json.dumps(order)})


def test_order_moves_lessons_between_chapters(minh, quangnam, course):
    (first, (a, b, c)), (second, _none) = outline(quangnam, course)

    answer = sent(minh, course, [(second, [c, a]), (first, [b])])

    assert (answer.status_code, answer.json()) == (200, {"code": "ORDERED"})
    assert outline(quangnam, course) == [(second, [c, a]), (first, [b])]


def test_order_of_other_parts_than_there_are_changes_nothing(minh, quangnam, course):
    before = outline(quangnam, course)
    (first, (a, b, c)), (second, _none) = before
    wrong = [
        [(second, [c, a]), (first, [])],
        [(second, [c, a, a]), (first, [b])],
        [(second, [c, a, library.UNKNOWN_UID]), (first, [])],
        [(first, [a, b, c])],
    ]

    answers = [sent(minh, course, modules) for modules in wrong]

    assert [one.status_code for one in answers] == [409] * 4
    assert {one.json()["code"] for one in answers} == {"ORDER_OUTDATED"}
    assert outline(quangnam, course) == before


@pytest.mark.parametrize("order", ["", "[]", "{}", '{"modules": [{"uid": "x"}]}', '{"modules": 3'])
def test_order_that_is_none_is_refused(minh, quangnam, course, order):
    answer = minh.post(f"/desk/courses/{course.uid}/order/", {"order": order})

    assert (answer.status_code, answer.json()["code"]) == (422, "ORDER_INVALID")


def test_order_takes_no_lesson_of_another_course(minh, quangnam, course):
    with in_province(quangnam):
        other = library.course_without_faults("Khác").modules.get()
        foreign = list(other.lessons.values_list("uid", flat=True))
    (first, lessons), (second, _none) = outline(quangnam, course)

    answer = sent(minh, course, [(first, lessons), (second, foreign)])

    assert answer.status_code == 409


def test_order_of_questions(minh, quangnam, course):
    with in_province(quangnam):
        lesson = Lesson.objects.filter(module__course=course).first()
        a, b, c = lesson.questions.values_list("uid", flat=True)
    page = f"/desk/lessons/{lesson.uid}/order/"

    answer = minh.post(page, {"order": json.dumps({"questions": [str(c), str(a), str(b)]})})
    fewer = minh.post(page, {"order": json.dumps({"questions": [str(c)]})})

    assert (answer.status_code, fewer.status_code) == (200, 409)
    with in_province(quangnam):
        assert list(Question.objects.filter(lesson=lesson).values_list("uid", flat=True)) == [
            c,
            a,
            b,
        ]


def published(quangnam, course):
    with in_province(quangnam):
        Module.objects.filter(course=course, title="Chương hai").delete()
        actions.publish_course(course=Course.objects.get(pk=course.pk), changelog="", by=None)


def test_archived_lesson_is_shown_and_comes_back_at_the_end(minh, quangnam, course):
    published(quangnam, course)
    [(module, (a, b, c))] = outline(quangnam, course)
    minh.post(f"/desk/lessons/{a}/deletion/")

    page = minh.get(f"/desk/courses/{course.uid}/")
    answer = minh.post(f"/desk/lessons/{a}/restoration/")

    assert [one.uid for one in page.context["archived"].lessons] == [a]
    assert "Đưa bài trở lại" in page.content.decode()
    assert "Đã cất bài “" in page.content.decode()
    assert answer.status_code == 302
    assert outline(quangnam, course) == [(module, [b, c, a])]


def test_archived_chapter_is_shown_and_comes_back_with_its_lessons(minh, quangnam, course):
    published(quangnam, course)
    [(module, lessons)] = outline(quangnam, course)
    minh.post(f"/desk/modules/{module}/deletion/")

    page = minh.get(f"/desk/courses/{course.uid}/")
    minh.post(f"/desk/modules/{module}/restoration/")

    archived = page.context["archived"]
    assert "Đã cất chương “" in page.content.decode()
    assert [(one.uid, one.lesson_count) for one in archived.modules] == [(module, 3)]
    assert archived.lessons == []
    assert outline(quangnam, course) == [(module, lessons)]


def test_lesson_of_an_archived_chapter_brings_its_chapter_back(minh, quangnam, course):
    published(quangnam, course)
    [(module, (a, b, c))] = outline(quangnam, course)
    minh.post(f"/desk/lessons/{a}/deletion/")
    minh.post(f"/desk/modules/{module}/deletion/")

    minh.post(f"/desk/lessons/{a}/restoration/")

    assert outline(quangnam, course) == [(module, [b, c, a])]


def test_archived_parts_stay_where_they_are_when_moved(minh, quangnam, course):
    published(quangnam, course)
    [(module, (a, b, c))] = outline(quangnam, course)
    minh.post(f"/desk/lessons/{a}/deletion/")

    answer = minh.post(f"/desk/lessons/{a}/position/", {"direction": "down"})

    assert answer.status_code == 302
    assert outline(quangnam, course) == [(module, [b, c])]


def test_archived_parts_cost_the_same_for_one_and_three(minh, quangnam, course):
    published(quangnam, course)
    [(module, lessons)] = outline(quangnam, course)
    page = f"/desk/courses/{course.uid}/"
    minh.post(f"/desk/lessons/{lessons[0]}/deletion/")
    one = library.statement_count(lambda: minh.get(page))
    with in_province(quangnam):
        for title in ("Bốn", "Năm"):
            lesson = actions.add_lesson(module=Module.objects.get(uid=module), title=title, by=None)
            Lesson.objects.filter(pk=lesson.pk).update(archived_at=timezone.now())

    three = library.statement_count(lambda: minh.get(page))

    assert one == three


def test_locked_course_keeps_its_order(minh, quangnam, ministry):
    course = library.locked_course(quangnam, lambda course: course)
    before = outline(quangnam, course)
    [(module, (a, b, c))] = before
    with in_province(quangnam):
        questions = Question.objects.filter(lesson__uid=a).values_list("uid", flat=True)
        turned = {"questions": [str(uid) for uid in reversed(questions)]}

    answers = [
        sent(minh, course, [(module, [c, b, a])]),
        minh.post(f"/desk/lessons/{a}/order/", {"order": json.dumps(turned)}),
    ]

    assert [one.status_code for one in answers] == [409, 409]
    assert {one.json()["code"] for one in answers} == {"NODE_LOCKED"}
    assert outline(quangnam, course) == before
