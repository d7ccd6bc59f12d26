"""What a learner does. Every action runs inside the caller's block, which is its transaction."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from catalog import editions
from catalog.published import PublishedCourse, PublishedLesson
from catalog.queries import CourseNotFound, LessonNotFound, published_document
from enrollment.certificates import actions as certificate_actions
from enrollment.learning import counting, grading, guests, receipts
from enrollment.learning.grading import Answers
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
        (learner_id, course_uid, lesson_uid, opened_at, done_at, done_edition_number,
         best_score_percent, attempt_count, position_seconds)
    VALUES (%(learner)s, %(course)s, %(lesson)s, %(at)s, %(done_at)s, %(edition)s,
            %(score)s, %(attempts)s, 0)
    ON CONFLICT (learner_id, lesson_uid) DO UPDATE SET
        done_at = COALESCE(own.done_at, excluded.done_at),
        done_edition_number = GREATEST(own.done_edition_number, excluded.done_edition_number),
        best_score_percent = GREATEST(own.best_score_percent, excluded.best_score_percent),
        attempt_count = own.attempt_count + excluded.attempt_count
    RETURNING lesson_uid, done_at, best_score_percent
), woken AS (
    UPDATE enrollment_learner SET active_since = %(at)s
    WHERE id = %(learner)s AND active_since IS NULL
)
SELECT lesson_uid, done_at, best_score_percent FROM written
UNION ALL
SELECT lesson_uid, done_at, best_score_percent FROM enrollment_lessonprogress
WHERE learner_id = %(learner)s AND course_uid = %(course)s AND lesson_uid <> %(lesson)s
"""


class AttemptAlreadySubmitted(Exception):
    """The submission key was used before, with other answers. Facts: the stored attempt."""

    code = "ATTEMPT_ALREADY_SUBMITTED"
    status = 409

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(self.code)
        self.attempt = attempt

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Bài này đã được nộp trước đó với câu trả lời khác. Kết quả cũ được giữ nguyên.")

    @property
    def details(self) -> dict[str, Any]:
        """The stored moment and its receipt."""
        return {
            "attempt": str(self.attempt.uid),
            "submitted_at": self.attempt.submitted_at.isoformat(),
            "receipt": receipts.receipt_of(self.attempt),
        }


@dataclass(frozen=True)
class Submitted:
    """What became of a submission."""

    attempt: Attempt
    learner: Learner
    is_new: bool
    """False when the same submission arrived again: this is its first result."""
    certificate: Certificate | None = None


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
    enrollment, is_new = _enrollment(learner, course_id, at)
    if is_new:
        people_actions.write_audit(
            action="enrollment.enroll_learner",
            by=by,
            subject="learner",
            subject_uid=str(learner.uid),
            facts={"course_id": course_id},
        )
    return enrollment


def _enrollment(learner: Learner, course_id: int, at: datetime) -> tuple[Enrollment, bool]:
    """The learner's enrollment, locked until the end of the block, and whether it is new."""
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
    if lesson.questions:
        raise LessonNotFound
    enrollment, _is_new = _enrollment(learner, course.id, at)
    return _write_progress(enrollment, learner, course, lesson, None, by=by, at=at)


def submit_attempt(
    *,
    learner: Learner | None,
    course: PublishedCourse,
    lesson_uid: uuid.UUID,
    submission_key: uuid.UUID,
    answers: Answers,
    document_sha256: str = "",
    by: User | None,
    at: datetime,
) -> Submitted:
    """Grade and keep one quiz, exactly once.

    The same key with the same answers gives the first result again. Without a learner one is made:
    the person's own, or a guest. `document_sha256` names the edition the learner had on the screen.
    Raises AttemptAlreadySubmitted, LessonNotFound and what grading.grade() raises: nothing stored.
    """
    sha256 = grading.sha256_of(answers, lesson_uid=lesson_uid)
    if learner is not None and (known := _known(learner, submission_key)) is not None:
        return _again(known, learner, sha256)
    lesson, document, mark = _lesson_as_seen(course, lesson_uid, document_sha256)
    grade = grading.grade(lesson, answers, pass_mark_percent=mark)
    learner = learner or _new_learner(by, submission_key, at)
    enrollment, _is_new = _enrollment(learner, course.id, at)
    attempt = Attempt(
        learner=learner,
        course_uid=course.uid,
        lesson_uid=lesson_uid,
        document_sha256=document,
        submission_key=submission_key,
        answers_sha256=sha256,
        answers=grading.canonical(answers),
        correct_count=grade.correct_count,
        question_count=grade.question_count,
        score_percent=grade.score_percent,
        is_passed=grade.is_passed,
        submitted_at=at,
    )
    if not _insert_once(attempt):
        return _again(_known(learner, submission_key), learner, sha256)
    certificate = _write_progress(enrollment, learner, course, lesson, attempt, by=by, at=at)
    return Submitted(attempt, learner, is_new=True, certificate=certificate)


def _known(learner: Learner, submission_key: uuid.UUID) -> Attempt | None:
    return Attempt.objects.filter(learner_id=learner.pk, submission_key=submission_key).first()


def _again(known: Attempt | None, learner: Learner, sha256: str) -> Submitted:
    """The first result of a submission that arrived before; raises AttemptAlreadySubmitted."""
    assert known is not None
    if known.answers_sha256 != sha256:
        raise AttemptAlreadySubmitted(known)
    return Submitted(known, learner, is_new=False)


def _new_learner(by: User | None, submission_key: uuid.UUID, at: datetime) -> Learner:
    if by is not None:
        return ensure_learner(user=by)
    return guests.make_guest(submission_key=submission_key, at=at)


def _insert_once(attempt: Attempt) -> bool:
    """Insert an attempt; False if its key stands already (a parallel double click)."""
    fields = [field for field in Attempt._meta.local_fields if not field.primary_key]
    columns = ", ".join(str(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO enrollment_attempt ({columns}) VALUES ({marks})"
            " ON CONFLICT (learner_id, submission_key) DO NOTHING RETURNING id",
            [
                field.get_db_prep_save(getattr(attempt, field.attname), connection)
                for field in fields
            ],
        )
        row = cursor.fetchone()
    if row is not None:
        attempt.pk = row[0]
    return row is not None


def _lesson_as_seen(
    course: PublishedCourse, lesson_uid: uuid.UUID, document_sha256: str
) -> tuple[PublishedLesson, str, int]:
    """The lesson as the learner read it, its document and pass mark."""
    if document_sha256 and document_sha256 != course.document_sha256:
        try:
            seen = published_document(document_sha256)
        except CourseNotFound:
            seen = None
        if seen is not None and lesson_uid in seen.lessons_by_uid:
            return seen.lessons_by_uid[lesson_uid], document_sha256, seen.pass_mark_percent
    return course.lesson(lesson_uid), course.document_sha256, course.pass_mark_percent


def _write_progress(
    enrollment: Enrollment,
    learner: Learner,
    course: PublishedCourse,
    lesson: PublishedLesson,
    attempt: Attempt | None,
    *,
    by: User | None,
    at: datetime,
) -> Certificate | None:
    """Write a lesson's outcome, count the course again, issue the certificate it earned."""
    rows = _progress_after(learner, course, lesson, attempt, at)
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
    _audit(learner, course, lesson, attempt, counted, certificate, by)
    return certificate


def _progress_after(
    learner: Learner,
    course: PublishedCourse,
    lesson: PublishedLesson,
    attempt: Attempt | None,
    at: datetime,
) -> list[counting.ProgressRow]:
    done = attempt is None or attempt.is_passed
    edition = _edition_studied(course, attempt) if done else None
    with connection.cursor() as cursor:
        cursor.execute(
            PROGRESS_OF_COURSE,
            {
                "learner": learner.pk,
                "course": course.uid,
                "lesson": lesson.uid,
                "at": at,
                "done_at": at if done else None,
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
) -> None:
    facts: dict[str, Any] = {
        "course_uid": str(course.uid),
        "lesson_uid": str(lesson.uid),
        "done_lesson_count": counted.done_count,
        "lesson_count": counted.lesson_count,
    }
    if attempt is not None:
        facts |= {"attempt": str(attempt.uid), "score_percent": attempt.score_percent}
    if certificate is not None:
        facts["certificate"] = certificate.code
    people_actions.write_audit(
        action="enrollment.submit_attempt" if attempt else "enrollment.mark_lesson_read",
        by=by,
        subject="learner",
        subject_uid=str(learner.uid),
        facts=facts,
    )


__all__ = [
    "AttemptAlreadySubmitted",
    "Submitted",
    "enroll_learner",
    "ensure_learner",
    "mark_lesson_read",
    "open_lesson",
    "submit_attempt",
]
