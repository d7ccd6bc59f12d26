"""Answers given off line in time that arrived after the deadline: the office decides."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from catalog import queries as catalog_queries
from catalog.queries import CourseCard, CourseNotFound, LessonNotFound
from enrollment.learning import policies, progress, quizzes
from enrollment.models import Attempt
from tenants.people import actions as people_actions
from tenants.people.models import User


class AlreadyDecided(Exception):
    """Somebody decided these answers before, or there are none to decide on."""

    code = "ALREADY_DECIDED"
    status = 409

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Bài này đã được xem xét.")


@dataclass(frozen=True)
class LateAnswers:
    """One submission that waits, as the office's list shows it."""

    uid: uuid.UUID
    full_name: str
    unit_name: str
    course_title: str
    lesson_title: str
    answered_at: datetime
    """By the device's word."""
    submitted_at: datetime
    score_percent: int | None
    is_passed: bool


def waiting_late_answers(limit: int = 200) -> list[LateAnswers]:
    """Return what waits for the office, oldest first (two statements)."""
    courses = {card.uid: card for card in catalog_queries.published_courses()}
    rows = (
        Attempt.objects.filter(lateness=Attempt.Lateness.WAITING)
        .select_related("learner__unit")
        .order_by("submitted_at", "pk")[:limit]
    )
    return [_shown(row, courses.get(row.course_uid)) for row in rows]


def _shown(row: Attempt, course: CourseCard | None) -> LateAnswers:
    lesson = course.content.lessons_by_uid.get(row.lesson_uid) if course else None
    return LateAnswers(
        uid=row.uid,
        full_name=row.learner.full_name,
        unit_name=row.learner.unit.name if row.learner.unit else "",
        course_title=course.title if course else "",
        lesson_title=lesson.title if lesson else "",
        answered_at=row.answered_at or row.submitted_at,
        submitted_at=row.submitted_at,
        score_percent=row.score_percent,
        is_passed=row.is_passed,
    )


def waiting_count() -> int:
    """Return how many late submissions wait (one statement)."""
    return Attempt.objects.filter(lateness=Attempt.Lateness.WAITING).count()


def is_here(uid: uuid.UUID) -> bool:
    """Whether there is such an attempt in this place (one statement)."""
    return Attempt.objects.filter(uid=uid).exists()


def decide_late_answers(*, uid: uuid.UUID, accepts: bool, by: User, at: datetime) -> Attempt:
    """Accept late answers, which then count, or decline them; raises AlreadyDecided.

    Raises Attempt.DoesNotExist if there is no such attempt here.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).get(uid=uid)
    if attempt.lateness != Attempt.Lateness.WAITING:
        raise AlreadyDecided
    kinds = Attempt.Lateness
    attempt.lateness = kinds.ACCEPTED if accepts else kinds.DECLINED
    attempt.decided_at, attempt.decided_by_uid = at, by.uid
    attempt.save(update_fields=["lateness", "decided_at", "decided_by_uid"])
    if accepts:
        _count(attempt, by, at)
    people_actions.write_audit(
        action="enrollment.decide_late_answers",
        by=by,
        subject="learner",
        subject_uid=str(attempt.learner.uid),
        facts={"attempt": str(attempt.uid), "accepts": accepts},
    )
    return attempt


def _count(attempt: Attempt, by: User, at: datetime) -> None:
    """Let accepted answers count; a course or lesson that is gone has nothing to count in."""
    try:
        course = catalog_queries.published_course_by_uid(attempt.course_uid)
        quiz = quizzes.quiz_as_seen(
            course, attempt.lesson_uid, attempt.document_sha256, attempt.submission_key
        )
    except (CourseNotFound, LessonNotFound):
        return
    learner = attempt.learner
    enrollment, _is_new = progress.enrollment_of(learner, course.id, at)
    must_pass = policies.policy_of(learner).must_pass
    progress.write_progress(
        *(enrollment, learner, course, quiz.lesson, attempt),
        is_done=attempt.is_passed or not must_pass,
        must_pass=must_pass,
        by=by,
        at=at,
    )
