"""Quizzes begun and not handed in: what a learner finds again, and saving it."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.published import PublishedQuestion
from enrollment.learning import answers as answering
from enrollment.learning import draws, policies
from enrollment.learning.answers import Raw
from enrollment.learning.policies import Chances, Policy
from enrollment.models import Learner
from tenants import statements

QUIZ_STANDING = """
SELECT COALESCE(own.attempt_count, 0), COALESCE(own.done_at IS NOT NULL, FALSE),
    COALESCE(own.passed_at IS NOT NULL, FALSE), own.best_score_percent,
    handed_in.last_at, handed_in.closed_at,
    saved.submission_key, saved.document_sha256, saved.answers::text, saved.saved_at
FROM enrollment_learner learner
LEFT JOIN enrollment_lessonprogress own
    ON own.learner_id = learner.id AND own.lesson_uid = %(lesson)s
CROSS JOIN LATERAL (
    SELECT max(submitted_at) AS last_at,
        array_agg(submitted_at) FILTER (WHERE was_closed AND NOT is_passed) AS closed_at
    FROM enrollment_attempt
    WHERE learner_id = learner.id AND lesson_uid = %(lesson)s
) handed_in
LEFT JOIN enrollment_openattempt saved
    ON saved.learner_id = learner.id AND saved.lesson_uid = %(lesson)s
   AND NOT EXISTS (SELECT 1 FROM enrollment_attempt used
                   WHERE used.learner_id = learner.id
                     AND used.submission_key = saved.submission_key)
WHERE learner.id = %(learner)s
"""
SAVE = """
INSERT INTO enrollment_openattempt AS own
    (learner_id, course_uid, lesson_uid, document_sha256, submission_key, answers,
     started_at, saved_at)
SELECT %(learner)s, %(course)s, %(lesson)s, %(document)s, %(key)s, %(answers)s::jsonb,
    %(at)s, %(at)s
WHERE NOT EXISTS (SELECT 1 FROM enrollment_attempt
                  WHERE learner_id = %(learner)s AND submission_key = %(key)s)
ON CONFLICT (learner_id, lesson_uid) DO UPDATE SET
    answers = CASE WHEN own.submission_key = excluded.submission_key
                   THEN own.answers || excluded.answers ELSE excluded.answers END,
    submission_key = excluded.submission_key,
    document_sha256 = excluded.document_sha256,
    saved_at = excluded.saved_at
WHERE own.submission_key = excluded.submission_key
   OR EXISTS (SELECT 1 FROM enrollment_attempt
              WHERE learner_id = %(learner)s AND submission_key = own.submission_key)
RETURNING saved_at
"""


class AttemptNotOpen(Exception):
    """Nothing can be saved under this key: it was handed in, or another attempt is open."""

    code = "ATTEMPT_NOT_OPEN"
    status = 409

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Bài này đã được nộp hoặc đang làm ở nơi khác. Vui lòng mở lại phần câu hỏi.")

    @property
    def details(self) -> dict[str, Any]:
        """Nothing more is known."""
        return {}


@dataclass(frozen=True)
class QuizStanding:
    """Where a learner stands at one quiz."""

    key: uuid.UUID
    """The key the next attempt is handed in with."""
    attempt_count: int = 0
    is_done: bool = False
    is_passed: bool = False
    best_score_percent: int | None = None
    last_submitted_at: datetime | None = None
    closed_at: Sequence[datetime] = ()
    """When the service handed something in that did not pass."""
    document_sha256: str = ""
    """The edition it was begun with; empty: nothing is begun."""
    answers: dict[str, Any] = field(default_factory=dict)
    """As saved, by question uid."""
    saved_at: datetime | None = None

    def chances(self, policy: Policy, *, due_date: date | None, at: datetime) -> Chances:
        """Return what the policy allows here at this moment."""
        return policies.chances(
            policy,
            due_date=due_date,
            attempt_count=self.attempt_count,
            last_submitted_at=self.last_submitted_at,
            closed_at=self.closed_at,
            at=at,
        )


def quiz_standing(learner: Learner | None, lesson_uid: uuid.UUID) -> QuizStanding:
    """Return where a learner stands at a quiz (one statement; none for nobody)."""
    if learner is None:
        return QuizStanding(uuid.uuid4())
    row = statements.first(QUIZ_STANDING, {"learner": learner.pk, "lesson": lesson_uid})
    assert row is not None
    count, is_done, is_passed, best, last, closed, key, document, answers, saved_at = row
    return QuizStanding(
        key or draws.attempt_key(learner.uid, lesson_uid, count),
        *(count, is_done, is_passed, best, last, closed or ()),
        *(document or "", json.loads(answers) if answers else {}, saved_at),
    )


def chances_of(
    learner: Learner, lesson_uid: uuid.UUID, policy: Policy, *, due_date: date | None, at: datetime
) -> Chances:
    """Return what a policy allows a learner at a quiz; asks only if attempts are counted."""
    if not policy.is_limited:
        return policies.chances(
            policy, due_date=due_date, attempt_count=0, last_submitted_at=None, at=at
        )
    return quiz_standing(learner, lesson_uid).chances(policy, due_date=due_date, at=at)


def chances_by(progress: Any, policy: Policy, *, due_date: date | None, at: datetime) -> Chances:
    """Return what a policy allows at a lesson's quiz; asks nothing.

    `progress` is what queries.progress_in_lesson() found; None for who was never there.
    """
    return policies.chances(
        policy,
        due_date=due_date,
        attempt_count=progress.attempt_count if progress else 0,
        last_submitted_at=progress.last_submitted_at if progress else None,
        closed_at=progress.closed_at if progress else (),
        at=at,
    )


def save_answers(
    *,
    learner: Learner,
    course_uid: uuid.UUID,
    lesson_uid: uuid.UUID,
    questions: Sequence[PublishedQuestion],
    document_sha256: str,
    submission_key: uuid.UUID,
    answers: Raw,
    at: datetime,
) -> datetime:
    """Save some answers of an attempt that is not handed in; return when (one statement).

    Answer by answer, the latest wins; the others stay. An answer may be half given. Raises
    AttemptNotOpen, and what answers.read() raises: nothing is saved then.
    """
    answering.read(answers, questions)
    row = statements.first(
        SAVE,
        {
            "learner": learner.pk,
            "course": course_uid,
            "lesson": lesson_uid,
            "document": document_sha256,
            "key": submission_key,
            "answers": json.dumps({str(uid): value for uid, value in answers.items()}),
            "at": at,
        },
    )
    if row is None:
        raise AttemptNotOpen
    saved_at: datetime = row[0]
    return saved_at
