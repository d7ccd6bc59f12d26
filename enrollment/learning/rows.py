"""What one line of a learner's list shows, as plain values: the same values, the same line."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from catalog.published import LessonLabel, PublishedCourse


class CourseRow(NamedTuple):
    """A course on a learner's list."""

    slug: str
    title: str
    lesson_count: int
    duration_minutes: int
    is_completed: bool
    has_new_lessons: bool
    completed_date: date | None
    score_percent: int | None
    due_date: date | None
    is_overdue: bool
    days_left: int | None
    """While it is still to be done; negative is over."""
    is_started: bool
    done_count: int
    has_more_to_come: bool = False
    """The course is still being written, and this learner has no certificate of it."""
    has_own_due_date: bool = False
    """The last day is this learner's own."""


class LessonRow(NamedTuple):
    """A lesson in a course's list."""

    slug: str
    lesson: LessonLabel
    state: str
    """One of "renewed", "done", "doing", "todo"."""
    may_read: bool
    is_practiced: bool = False


@dataclass(frozen=True)
class ModuleRows:
    """A chapter with its lessons."""

    number: int
    title: str
    rows: list[LessonRow]


def lesson_rows(
    course: PublishedCourse,
    *,
    renewed: Collection[uuid.UUID],
    done: Collection[uuid.UUID],
    opened: Collection[uuid.UUID],
    practiced: Collection[uuid.UUID] = (),
    may_read: bool,
) -> list[ModuleRows]:
    """Return the chapters of a course with where a reader stands in each lesson."""

    def state(uid: uuid.UUID) -> str:
        if uid in renewed:
            return "renewed"
        return "done" if uid in done else "doing" if uid in opened else "todo"

    return [
        ModuleRows(
            module.number,
            module.title,
            [
                LessonRow(course.slug, one.label, state(one.uid), may_read, one.uid in practiced)
                for one in module.lessons
            ],
        )
        for module in course.modules
    ]
