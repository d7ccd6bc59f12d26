"""What the learner's pages ask of progress and attempts. Statements are counted: tests/learning."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists

from catalog import editions
from catalog.published import PublishedContent, PublishedCourse, PublishedLesson
from catalog.queries import CourseCard
from enrollment.models import Attempt, Learner, LessonProgress
from tenants import statements


def progress_in_course(
    learner: Learner, course: PublishedCourse | CourseCard
) -> dict[uuid.UUID, LessonProgress]:
    """Return a learner's progress by lesson uid (one statement)."""
    sql = f"""
        SELECT {statements.columns(LessonProgress, "own")} FROM enrollment_lessonprogress own
        WHERE learner_id = %s AND course_uid = %s
    """
    found = (
        statements.instance(LessonProgress, iter(row))
        for row in statements.rows(sql, [learner.pk, course.uid])
    )
    return {row.lesson_uid: row for row in found if row is not None}


PROGRESS_IN_LESSON = """
    SELECT {columns}, (
        SELECT published_at FROM catalog_edition
        WHERE course_id = %(course_id)s AND number = %(changed_in)s
    ), handed_in.last_at, handed_in.closed_at
    FROM enrollment_lessonprogress own
    CROSS JOIN LATERAL (
        SELECT max(submitted_at) AS last_at,
            array_agg(submitted_at) FILTER (WHERE was_closed AND NOT is_passed) AS closed_at
        FROM enrollment_attempt
        WHERE learner_id = own.learner_id AND lesson_uid = own.lesson_uid
    ) handed_in
    WHERE learner_id = %(learner)s AND lesson_uid = %(lesson)s
"""


def progress_in_lesson(
    learner: Learner, course: PublishedCourse, lesson_uid: uuid.UUID
) -> LessonProgress | None:
    """Return a learner's progress in one lesson, or None (one statement).

    Its `changed_at` is the day the lesson was changed last in substance, None if not known; for its
    quiz `last_submitted_at` and `closed_at` as in opened.QuizStanding.
    """
    facts = {
        "learner": learner.pk,
        "lesson": lesson_uid,
        "course_id": course.id,
        "changed_in": course.lesson_editions.get(str(lesson_uid)),
    }
    columns = statements.columns(LessonProgress, "own")
    row = statements.first(PROGRESS_IN_LESSON.format(columns=columns), facts)
    if row is None:
        return None
    progress: Any = statements.instance(LessonProgress, iter(row))
    progress.changed_at, progress.last_submitted_at, closed_at = row[-3:]
    progress.closed_at = closed_at or ()
    found: LessonProgress = progress
    return found


def attempt_of(learner: Learner | None, lesson_uid: uuid.UUID, uid: uuid.UUID) -> Attempt | None:
    """Return one attempt of this learner at this lesson, or None (one statement).

    Its `is_lesson_passed` says whether the lesson was passed, by whichever attempt.
    """
    if learner is None:
        return None
    passed = LessonProgress.objects.filter(
        learner_id=learner.pk, lesson_uid=lesson_uid, passed_at__isnull=False
    )
    own = Attempt.objects.filter(learner_id=learner.pk, lesson_uid=lesson_uid, uid=uid)
    return own.annotate(is_lesson_passed=Exists(passed)).first()


def next_lesson(
    course: PublishedCourse | PublishedContent,
    done: Iterable[uuid.UUID],
    last_uid: uuid.UUID | None,
) -> PublishedLesson | None:
    """Return where to go on: the last lesson while it is not done, else the next one not done.

    None when every lesson is done.
    """
    finished = set(done)
    lessons = course.lessons
    start = next((index for index, one in enumerate(lessons) if one.uid == last_uid), 0)
    ahead = (*lessons[start:], *lessons[:start])
    return next((one for one in ahead if one.uid not in finished), None)


def done_uids(progress: dict[uuid.UUID, LessonProgress]) -> set[uuid.UUID]:
    """Return the lessons that are done."""
    return {uid for uid, row in progress.items() if row.done_at}


def is_renewed(course: PublishedCourse, row: LessonProgress | None) -> bool:
    """Whether a lesson that is done was changed in substance since; minor editions change none."""
    if row is None or row.done_at is None or row.done_edition_number is None:
        return False
    return course.lesson_editions.get(str(row.lesson_uid), 0) > row.done_edition_number


def renewed_uids(
    course: PublishedCourse, progress: dict[uuid.UUID, LessonProgress]
) -> set[uuid.UUID]:
    """Return the lessons that are done and were changed in substance since."""
    return {uid for uid, row in progress.items() if is_renewed(course, row)}


def gone_uids(course: PublishedCourse, progress: dict[uuid.UUID, LessonProgress]) -> set[uuid.UUID]:
    """Return the lessons with results that are in the course no longer."""
    current = course.content.lessons_by_uid
    return {
        uid
        for uid, row in progress.items()
        if uid not in current and (row.done_at or row.attempt_count)
    }


@dataclass(frozen=True)
class GoneLesson:
    """A lesson that is in the course no longer, with what this learner did there."""

    uid: uuid.UUID
    title: str
    """Empty if nobody knows it any more."""
    progress: LessonProgress
    attempts: tuple[Attempt, ...]


def gone_lessons(learner: Learner, course: PublishedCourse) -> list[GoneLesson]:
    """Return what a learner did in lessons the course no longer has (three statements)."""
    progress = progress_in_course(learner, course)
    gone = list(gone_uids(course, progress))
    if not gone:
        return []
    titles = editions.last_lesson_titles(dict.fromkeys(gone, course.uid))
    attempts: dict[uuid.UUID, list[Attempt]] = {}
    rows = Attempt.objects.filter(learner_id=learner.pk, lesson_uid__in=gone)
    for one in rows.order_by("submitted_at", "pk"):
        attempts.setdefault(one.lesson_uid, []).append(one)
    found = [
        GoneLesson(uid, titles.get(uid, ""), progress[uid], tuple(attempts.get(uid, ())))
        for uid in gone
    ]
    return sorted(found, key=lambda one: one.progress.opened_at)
