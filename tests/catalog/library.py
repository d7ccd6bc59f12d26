"""Courses to test with: the starter packages on the shelf, and one of the simplest kind."""

import uuid
from functools import cache

from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import actions, starter
from catalog.actions import OptionDraft, loading
from catalog.models import Course
from tenants.context import in_ministry, in_province

UNKNOWN_UID = uuid.UUID("00000000-0000-4000-8000-000000000000")


def release_starter_courses():
    """Return the fifteen releases by position; the packages are read once a run."""
    with in_ministry():
        return loading.load(_packages())


@cache
def _packages():
    return starter.packages()


def statement_count(do):
    """Return how many statements a call sends."""
    with CaptureQueriesContext(connection) as statements:
        do()
    return len(statements)


def course_without_faults(title: str = "Mật khẩu") -> Course:
    """Return a course of the current place that the linter finds nothing in."""
    course = actions.create_course(
        title=title, audience="officials", summary="Giữ tài khoản an toàn.", by=None
    )
    module = actions.add_module(course=course, title="Chương một", by=None)
    for name in ("Bài một", "Bài hai", "Bài ba"):
        lesson = actions.add_lesson(module=module, title=name, by=None)
        body = f"## {name}\n\nNội dung của bài."
        actions.change_lesson(lesson=lesson, summary="Tóm tắt.", body=body, by=None)
        for number in range(3):
            add_question(lesson, f"Câu {number}?")
    return course


def add_question(lesson, text="Câu hỏi?", kind="single", right=(True, False)):
    """Return a question with an option per entry of `right`."""
    drafts = [
        OptionDraft(uid=None, text=f"Phương án {place}", is_correct=one, explanation="Vì thế.")
        for place, one in enumerate(right)
    ]
    return actions.save_question(
        lesson=lesson, question=None, kind=kind, text=text, options=drafts, by=None
    )


def locked_course(place, node_of) -> Course:
    """Return a national course that a province took over, with one node of it locked."""
    with in_ministry():
        made = course_without_faults()
        release = actions.release_course(course=made, changelog="Lần đầu", by=None)
    with in_province(place):
        [course] = actions.adopt_releases(release_uids=[release.uid], by=None)
        row = {"node_uid": str(node_of(course).uid), "field": "", "since": "2026-11-25"}
        row |= {"reason": "Theo luật.", "legal_basis": "Nghị định 13"}
        course.adoptions.update(locks=[row])
        return course
