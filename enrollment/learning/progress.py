"""What a learner did in lessons: enrolled, opened, read, passed; and what follows from it.

Every action runs inside the caller's block, which is its transaction.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from catalog import editions
from catalog.published import PublishedCourse, PublishedLesson
from catalog.queries import LessonNotFound
from enrollment.certificates import actions as certificate_actions
from enrollment.learning import counting
from enrollment.models import Attempt, Certificate, Enrollment, Learner
from tenants.people import actions as people_actions
from tenants.people import names
from tenants.people.models import User

ENROLL = """
INSERT INTO enrollment_enrollment
    (learner_id, course_id, is_mandatory, enrolled_at, done_lesson_count)
VALUES (%(learner)s, %(course_id)s, FALSE, %(at)s, 0)
ON CONFLICT (learner_id, course_id) DO UPDATE SET learner_id = excluded.learner_id
RETURNING *, xmax = 0 AS is_new
"""
FIRST_OPENING = """
WITH opened AS (
    INSERT INTO enrollment_lessonprogress
        (learner_id, course_uid, lesson_uid, opened_at, attempt_count, position_seconds)
    VALUES (%(learner)s, %(course)s, %(lesson)s, %(at)s, 0, 0)
    ON CONFLICT (learner_id, lesson_uid) DO NOTHING
), woken AS (
    UPDATE enrollment_learner SET active_since = %(at)s
    WHERE id = %(learner)s AND active_since IS NULL
)
UPDATE enrollment_enrollment
SET last_lesson_uid = %(lesson)s, last_activity_at = %(at)s,
    started_at = COALESCE(started_at, %(at)s)
WHERE learner_id = %(learner)s AND course_id = %(course_id)s
"""
PROGRESS_OF_COURSE = """
WITH written AS (
    INSERT INTO enrollment_lessonprogress AS own
        (learner_id, course_uid, lesson_uid, opened_at, done_at, passed_at, done_edition_number,
         best_score_percent, attempt_count, position_seconds)
    VALUES (%(learner)s, %(course)s, %(lesson)s, %(at)s, %(done_at)s, %(passed_at)s, %(edition)s,
            %(score)s, %(attempts)s, 0)
    ON CONFLICT (learner_id, lesson_uid) DO UPDATE SET
        done_at = COALESCE(own.done_at, excluded.done_at),
        passed_at = COALESCE(own.passed_at, excluded.passed_at),
        done_edition_number = GREATEST(own.done_edition_number, excluded.done_edition_number),
        best_score_percent = GREATEST(own.best_score_percent, excluded.best_score_percent),
        attempt_count = own.attempt_count + excluded.attempt_count
    RETURNING lesson_uid, done_at, best_score_percent, passed_at
), handed_in AS (
    DELETE FROM enrollment_openattempt
    WHERE learner_id = %(learner)s AND lesson_uid = %(lesson)s
), woken AS (
    UPDATE enrollment_learner SET active_since = %(at)s
    WHERE id = %(learner)s AND active_since IS NULL
)
SELECT lesson_uid, done_at, best_score_percent, passed_at FROM written
UNION ALL
SELECT lesson_uid, done_at, best_score_percent, passed_at FROM enrollment_lessonprogress
WHERE learner_id = %(learner)s AND course_uid = %(course)s AND lesson_uid <> %(lesson)s
"""


def ensure_learner(*, user: User) -> Learner:
    """Return the learner of a person, made if there is none (an office's person who learns too)."""
    learner = Learner.objects.filter(user=user).first()
    if learner is not None:
        return learner
    made = Learner(user=user, full_name=user.full_name, email=user.email or "")
    made.folded_name = names.folded(user.full_name)
    Learner.objects.bulk_create([made], ignore_conflicts=True)
    return Learner.objects.get(user=user)


def enroll_learner(
    *, learner: Learner, course_id: int, at: datetime, by: User | None = None
) -> Enrollment:
    """Enrol a learner in a course of their own choice; twice is once, and what is asked stays."""
    enrollment, is_new = enrollment_of(learner, course_id, at)
    if is_new:
        people_actions.write_audit(
            action="enrollment.enroll_learner",
            by=by,
            subject="learner",
            subject_uid=str(learner.uid),
            facts={"course_id": course_id},
        )
    return enrollment


def enrollment_of(learner: Learner, course_id: int, at: datetime) -> tuple[Enrollment, bool]:
    """Return a learner's enrollment, locked until the end of the block, and whether it is new."""
    facts = {"learner": learner.pk, "course_id": course_id, "at": at}
    row: Any = Enrollment.objects.raw(ENROLL, facts)[0]
    return row, row.is_new


def open_lesson(
    *, learner: Learner, course: PublishedCourse, lesson: PublishedLesson, at: datetime
) -> None:
    """Remember that a learner stands at this lesson (one statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            FIRST_OPENING,
            {
                "learner": learner.pk,
                "course": course.uid,
                "course_id": course.id,
                "lesson": lesson.uid,
                "at": at,
            },
        )


def mark_lesson_read(
    *,
    learner: Learner,
    course: PublishedCourse,
    lesson: PublishedLesson,
    by: User | None,
    at: datetime,
) -> Certificate | None:
    """Mark a lesson without a quiz as done; twice is once. Raises LessonNotFound if it has one.

    Read again on a newer edition, that edition is remembered.
    """
    if lesson.has_quiz:
        raise LessonNotFound
    enrollment, _is_new = enrollment_of(learner, course.id, at)
    return write_progress(enrollment, learner, course, lesson, None, by=by, at=at)


def write_progress(
    enrollment: Enrollment,
    learner: Learner,
    course: PublishedCourse,
    lesson: PublishedLesson,
    attempt: Attempt | None,
    *,
    is_done: bool = True,
    must_pass: bool = True,
    by: User | None,
    at: datetime,
) -> Certificate | None:
    """Write a lesson's outcome, count the course again, issue the certificate it earned.

    What is done and what is passed differ where learners check themselves; their scores stand in
    no audit entry, for these can never be erased.
    """
    rows = _progress_after(learner, course, lesson, attempt, at, is_done=is_done)
    counted = counting.tally(course, rows)
    counting.apply_tally(enrollment, counted, at=at)
    enrollment.started_at = enrollment.started_at or at
    enrollment.last_lesson_uid = lesson.uid
    enrollment.last_activity_at = at
    enrollment.save()
    certificate = None
    if counted.earns_certificate and learner.guest_expires_at is None:
        certificate = certificate_actions.issue_certificate(
            learner=learner, course=course, score_percent=counted.score_percent, by=by, at=at
        )
    score_percent = attempt.score_percent if attempt and must_pass else None
    _audit(learner, course, lesson, attempt, counted, certificate, by, score_percent)
    return certificate


def _progress_after(
    learner: Learner,
    course: PublishedCourse,
    lesson: PublishedLesson,
    attempt: Attempt | None,
    at: datetime,
    *,
    is_done: bool,
) -> list[counting.ProgressRow]:
    is_passed = attempt is None or attempt.is_passed
    edition = _edition_studied(course, attempt) if is_done else None
    with connection.cursor() as cursor:
        cursor.execute(
            PROGRESS_OF_COURSE,
            {
                "learner": learner.pk,
                "course": course.uid,
                "lesson": lesson.uid,
                "at": at,
                "done_at": at if is_done else None,
                "passed_at": at if is_passed else None,
                "edition": edition,
                "score": attempt.score_percent if attempt else None,
                "attempts": 1 if attempt else 0,
            },
        )
        return [counting.ProgressRow(*row) for row in cursor.fetchall()]


def _edition_studied(course: PublishedCourse, attempt: Attempt | None) -> int | None:
    """The edition that was on the learner's screen; seldom another than the current one."""
    if attempt is None or attempt.document_sha256 == course.document_sha256:
        return course.edition_number
    return editions.edition_number_of(course.id, attempt.document_sha256)


def _audit(
    learner: Learner,
    course: PublishedCourse,
    lesson: PublishedLesson,
    attempt: Attempt | None,
    counted: counting.Tally,
    certificate: Certificate | None,
    by: User | None,
    score_percent: int | None,
) -> None:
    facts: dict[str, Any] = {
        "course_uid": str(course.uid),
        "lesson_uid": str(lesson.uid),
        "done_lesson_count": counted.done_count,
        "lesson_count": counted.lesson_count,
    }
    if attempt is not None:
        facts |= {"attempt": str(attempt.uid), "score_percent": score_percent}
    if certificate is not None:
        facts["certificate"] = certificate.code
    people_actions.write_audit(
        action="enrollment.submit_attempt" if attempt else "enrollment.mark_lesson_read",
        by=by,
        subject="learner",
        subject_uid=str(learner.uid),
        facts=facts,
    )
