"""What is kept of a learner in one lesson: the screen, the second, the tick under the practice."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from catalog.published import PublishedCourse, PublishedLesson
from enrollment.learning import actions
from enrollment.models import Learner
from tenants.people import actions as people_actions
from tenants.people.models import User

MOST_STEPS = 999
BEGUN_AT_STEP = 2
"""Before it one has only looked in."""
LONGEST_SECONDS = 24 * 60 * 60
LONGEST_WAY = timedelta(days=366)
"""No device keeps its last word longer than this; more is a broken clock."""
KEEP_POSITION = """
WITH placed AS (
    INSERT INTO enrollment_lessonprogress AS own
        (learner_id, course_uid, lesson_uid, opened_at, attempt_count,
         position_step, position_seconds, positioned_at)
    VALUES (%(learner)s, %(course)s, %(lesson)s, %(at)s, 0,
            COALESCE(%(step)s, 0), COALESCE(%(seconds)s, 0), %(at)s)
    ON CONFLICT (learner_id, lesson_uid) DO UPDATE SET
        position_step = COALESCE(%(step)s, own.position_step),
        position_seconds = COALESCE(%(seconds)s, own.position_seconds),
        positioned_at = excluded.positioned_at
    WHERE own.positioned_at IS NULL OR own.positioned_at <= excluded.positioned_at
    RETURNING positioned_at
)
UPDATE enrollment_enrollment own
SET last_lesson_uid = %(lesson)s, last_activity_at = %(at)s,
    started_at = COALESCE(own.started_at, %(at)s)
FROM placed
WHERE own.learner_id = %(learner)s AND own.course_id = %(course_id)s
  AND own.last_lesson_uid IS DISTINCT FROM %(lesson)s
  AND (own.last_activity_at IS NULL OR own.last_activity_at < %(at)s)
"""
PRACTICE = """
INSERT INTO enrollment_lessonprogress AS own
    (learner_id, course_uid, lesson_uid, opened_at, attempt_count, position_seconds, practiced_at)
VALUES (%(learner)s, %(course)s, %(lesson)s, %(at)s, 0, 0, %(practiced_at)s)
ON CONFLICT (learner_id, lesson_uid) DO UPDATE SET practiced_at = excluded.practiced_at
WHERE (own.practiced_at IS NULL) <> (excluded.practiced_at IS NULL)
RETURNING id
"""


def keep_position(
    *,
    learner: Learner,
    course: PublishedCourse,
    lesson: PublishedLesson,
    step: int | None,
    seconds: int | None,
    is_enrolled: bool = True,
    by: User | None = None,
    at: datetime,
) -> None:
    """Remember the screen and the second (one statement); of two moments the later one wins.

    None leaves what is known. Unlike what is learnt this leaves no audit row. Who reads an open
    course beyond the first screen has begun it: it joins their list, so that home leads back.
    """
    if not is_enrolled:
        if (step or 0) < BEGUN_AT_STEP and not seconds:
            return
        actions.enroll_learner(learner=learner, course_id=course.id, at=at, by=by)
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP_POSITION,
            {
                "learner": learner.pk,
                "course": course.uid,
                "course_id": course.id,
                "lesson": lesson.uid,
                "step": step,
                "seconds": seconds,
                "at": at,
            },
        )


def moment_of(
    *, taken_at: datetime | None, sent_at: datetime | None, arrived_at: datetime
) -> datetime:
    """Return when a position was taken, told by the server's clock: a device's own may be wrong."""
    if taken_at is None or sent_at is None:
        return arrived_at
    return arrived_at - min(max(sent_at - taken_at, timedelta(0)), LONGEST_WAY)


def mark_practiced(
    *,
    learner: Learner,
    course: PublishedCourse,
    lesson: PublishedLesson,
    is_done: bool,
    by: User | None,
    at: datetime,
) -> None:
    """Tick the practice of a lesson off, or take that back; twice is once. Gates nothing."""
    actions.enroll_learner(learner=learner, course_id=course.id, at=at, by=by)
    facts: dict[str, Any] = {
        "learner": learner.pk,
        "course": course.uid,
        "lesson": lesson.uid,
        "practiced_at": at if is_done else None,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(PRACTICE, facts)
        if cursor.fetchone() is None:
            return
    people_actions.write_audit(
        action="enrollment.mark_practiced",
        by=by,
        subject="learner",
        subject_uid=str(learner.uid),
        facts={
            "course_uid": str(course.uid),
            "lesson_uid": str(lesson.uid),
            "is_done": is_done,
        },
    )
