"""Handing in a quiz: exactly once, in one short transaction (decision 0060)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.published import PublishedCourse
from enrollment.learning import answers as answering
from enrollment.learning import (
    closing,
    grading,
    guests,
    opened,
    policies,
    progress,
    quizzes,
    receipts,
)
from enrollment.learning.answers import Answers, Raw
from enrollment.learning.grading import Grade
from enrollment.learning.policies import MUST_PASS, Chances, Policy
from enrollment.models import Attempt, Certificate, Enrollment, Learner, QuizPolicy
from tenants.people import actions as people_actions
from tenants.people.models import User

LATE = "late"
ON_THE_WAY = timedelta(minutes=2)
"""Longer than that, it was answered off line."""


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


class AttemptRefused(Exception):
    """The cohort's policy takes no attempt now; nothing of it was stored."""

    code: ClassVar[str] = "ATTEMPT_REFUSED"
    status: ClassVar[int] = 422

    def __init__(self, chances: Chances) -> None:
        super().__init__(self.code)
        self.chances = chances

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Hiện chưa nhận bài này.")

    @property
    def details(self) -> dict[str, Any]:
        """The facts behind it."""
        return {}


class AttemptsUsedUp(AttemptRefused):
    """As many attempts as the policy allows were handed in."""

    code = "ATTEMPTS_USED_UP"

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Ông/Bà đã dùng hết số lượt làm bài này.")


class TooSoon(AttemptRefused):
    """The policy asks to wait between two attempts."""

    code = "ATTEMPT_TOO_SOON"

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        until = self.chances.waits_until
        assert until is not None
        local = timezone.localtime(until)
        facts = {"time": local.strftime("%H:%M"), "date": local.strftime("%d/%m/%Y")}
        return _("Ông/Bà làm lại được từ %(time)s ngày %(date)s.") % facts

    @property
    def details(self) -> dict[str, Any]:
        """From when on."""
        until = self.chances.waits_until
        return {"waits_until": until.isoformat() if until else None}


class DeadlinePassed(AttemptRefused):
    """It arrived after the deadline; answers saved before count (`closed`, if there were any)."""

    code = "DEADLINE_PASSED"
    keeps_writes = True
    """What was saved has been handed in on the way; the answer names it."""

    def __init__(
        self, chances: Chances, *, at: datetime, closed: Attempt | None, saved_at: datetime | None
    ) -> None:
        super().__init__(chances)
        self.at, self.closed, self.saved_at = at, closed, saved_at

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        if self.closed is None or self.saved_at is None:
            return _("Bài đến sau hạn nên không được nhận. Chưa có câu trả lời nào được lưu trước.")
        time = timezone.localtime(self.saved_at).strftime("%H:%M:%S")
        return _("Bài đến sau hạn. Các câu trả lời đã lưu lúc %(time)s được tính.") % {"time": time}

    @property
    def details(self) -> dict[str, Any]:
        """Server time, deadline, what was counted."""
        closes_at = self.chances.closes_at
        return {
            "server_time": self.at.isoformat(),
            "deadline": closes_at.isoformat() if closes_at else None,
            "saved_at": self.saved_at.isoformat() if self.saved_at else None,
            "attempt": str(self.closed.uid) if self.closed else None,
        }


@dataclass(frozen=True)
class Submitted:
    """What became of a submission."""

    attempt: Attempt
    learner: Learner
    is_new: bool
    """False when the same submission arrived again: this is its first result."""
    certificate: Certificate | None = None
    answers: Answers | None = None
    """What was read; the attempt holds none where the learner keeps no scores."""
    grade: Grade | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the result can be read again later."""
        return self.attempt.score_percent is not None

    @property
    def waits(self) -> bool:
        """Whether the office decides if it counts."""
        return self.attempt.lateness == Attempt.Lateness.WAITING


@dataclass(frozen=True)
class _Submission:
    """Everything known about one submission before it is graded."""

    course: PublishedCourse
    quiz: quizzes.Quiz
    answers: Answers
    answers_sha256: str
    key: uuid.UUID
    policy: Policy
    answered_at: datetime | None
    by: User | None
    at: datetime


def submit_attempt(
    *,
    learner: Learner | None,
    course: PublishedCourse,
    lesson_uid: uuid.UUID,
    submission_key: uuid.UUID,
    answers: Raw,
    document_sha256: str = "",
    policy: Policy = MUST_PASS,
    answered_at: datetime | None = None,
    by: User | None,
    at: datetime,
) -> Submitted:
    """Grade and keep one quiz, exactly once.

    The same key with the same answers gives the first result again. Without a learner one is made:
    the person's own, or a guest. `document_sha256` names the edition the learner had on the screen,
    `answered_at` the device's time if it was answered off line. Raises AttemptAlreadySubmitted,
    AttemptsUsedUp, TooSoon, DeadlinePassed (saved answers are counted then), LessonNotFound and
    what answers.read() and grading.grade() raise: nothing of it is stored.
    """
    quiz = quizzes.quiz_as_seen(course, lesson_uid, document_sha256, submission_key)
    read = answering.read(answers, quiz.questions)
    sha256 = answering.sha256_of(read, lesson_uid=lesson_uid)
    answered_at = answered_at if answered_at and answered_at < at else None
    sent = _Submission(*(course, quiz, read, sha256, submission_key, policy, answered_at, by, at))
    known = _known(learner, submission_key) if learner is not None else None
    if known is not None and learner is not None and not _supersedes(known, sent):
        return _again(known, learner, sha256)
    grade = grading.grade(
        quiz.questions, read, pass_mark_percent=policy.pass_mark(quiz.content.pass_mark_percent)
    )
    learner = learner or _new_learner(by, submission_key, at)
    enrollment, _is_new = progress.enrollment_of(learner, course.id, at)
    lateness = _admit(sent, learner, enrollment)
    return _keep(sent, learner, enrollment, grade, lateness)


def save_attempt(
    *,
    learner: Learner,
    course: PublishedCourse,
    lesson_uid: uuid.UUID,
    submission_key: uuid.UUID,
    answers: Raw,
    document_sha256: str,
    policy: Policy,
    due_date: date | None,
    at: datetime,
) -> datetime:
    """Save some answers of a quiz that is not handed in yet; return when.

    Raises DeadlinePassed (what was saved before is counted then), LessonNotFound and what
    opened.save_answers() raises: nothing is saved.
    """
    quiz = quizzes.quiz_as_seen(course, lesson_uid, document_sha256, submission_key)
    closes_at = policy.closes_at(due_date)
    if closes_at and at > closes_at + policies.GRACE:
        closed, saved_at = closing.close_now(
            learner=learner, lesson_uid=lesson_uid, policy=policy, at=at
        )
        found = Chances(closes_at=closes_at, is_closed=True)
        raise DeadlinePassed(found, at=at, closed=closed, saved_at=saved_at)
    return opened.save_answers(
        learner=learner,
        course_uid=course.uid,
        lesson_uid=lesson_uid,
        questions=quiz.questions,
        document_sha256=quiz.document_sha256,
        submission_key=submission_key,
        answers=answers,
        at=at,
    )


def _known(learner: Learner, submission_key: uuid.UUID) -> Attempt | None:
    keys = [submission_key, uuid.uuid5(submission_key, LATE)]
    found = Attempt.objects.filter(learner_id=learner.pk, submission_key__in=keys)
    return found.order_by("-pk").first()


def _supersedes(known: Attempt, sent: _Submission) -> bool:
    """Whether these are the answers given off line in time to what the service has closed since."""
    return (
        known.was_closed
        and known.answers_sha256 != sent.answers_sha256
        and bool(sent.answered_at and sent.answered_at < known.submitted_at)
    )


def _again(known: Attempt | None, learner: Learner, sha256: str) -> Submitted:
    """The first result of a submission that arrived before; raises AttemptAlreadySubmitted.

    Of erased answers nobody can say any more that they were others.
    """
    assert known is not None
    if known.answers_sha256 and known.answers_sha256 != sha256:
        raise AttemptAlreadySubmitted(known)
    return Submitted(known, learner, is_new=False)


def _new_learner(by: User | None, submission_key: uuid.UUID, at: datetime) -> Learner:
    if by is not None:
        return progress.ensure_learner(user=by)
    return guests.make_guest(submission_key=submission_key, at=at)


def _admit(sent: _Submission, learner: Learner, enrollment: Enrollment) -> str:
    """Return how late a submission is; raises AttemptRefused. The enrollment is locked."""
    policy, at = sent.policy, sent.at
    found = opened.chances_of(
        learner, sent.quiz.lesson.uid, policy, due_date=enrollment.due_date, at=at
    )
    if not found.is_closed:
        if found.attempts_left == 0:
            raise AttemptsUsedUp(found)
        if found.waits_until:
            raise TooSoon(found)
        return Attempt.Lateness.ON_TIME
    assert found.closes_at is not None
    if sent.answered_at is None or sent.answered_at > found.closes_at + policies.GRACE:
        closed, saved_at = closing.close_now(
            learner=learner, lesson_uid=sent.quiz.lesson.uid, policy=policy, at=at
        )
        raise DeadlinePassed(found, at=at, closed=closed, saved_at=saved_at)
    if policy.late_answers == QuizPolicy.LateAnswers.ACCEPT:
        return Attempt.Lateness.ACCEPTED
    return Attempt.Lateness.WAITING


def _keep(
    sent: _Submission, learner: Learner, enrollment: Enrollment, grade: Grade, lateness: str
) -> Submitted:
    is_kept = sent.policy.must_pass or learner.keeps_scores
    attempt = quizzes.attempt_row(
        sent.quiz,
        learner,
        course_uid=sent.course.uid,
        key=sent.key,
        answers=sent.answers,
        grade=grade,
        policy=sent.policy,
        is_kept=is_kept,
        at=sent.at,
    )
    attempt.lateness = lateness
    if sent.answered_at and (lateness or sent.at - sent.answered_at > ON_THE_WAY):
        attempt.answered_at = sent.answered_at
    if not quizzes.insert_once(attempt):
        known = _known(learner, sent.key)
        if known is None or not _supersedes(known, sent):
            return _again(known, learner, sent.answers_sha256)
        attempt.submission_key = uuid.uuid5(sent.key, LATE)
        if not quizzes.insert_once(attempt):
            return _again(_known(learner, sent.key), learner, sent.answers_sha256)
    if lateness == Attempt.Lateness.WAITING:
        _audit_waiting(learner, attempt, sent.by)
        return Submitted(attempt, learner, is_new=True, answers=sent.answers, grade=grade)
    certificate = progress.write_progress(
        enrollment,
        learner,
        sent.course,
        sent.quiz.lesson,
        attempt,
        is_done=attempt.is_passed or not sent.policy.must_pass,
        must_pass=sent.policy.must_pass,
        by=sent.by,
        at=sent.at,
    )
    return Submitted(attempt, learner, True, certificate, sent.answers, grade)


def _audit_waiting(learner: Learner, attempt: Attempt, by: User | None) -> None:
    people_actions.write_audit(
        action="enrollment.submit_late_answers",
        by=by,
        subject="learner",
        subject_uid=str(learner.uid),
        facts={"attempt": str(attempt.uid), "lesson_uid": str(attempt.lesson_uid)},
    )
