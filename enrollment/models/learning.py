"""What a learner did: lessons opened and done, answers as given."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models.learners import Learner


class LessonProgress(models.Model):
    """One learner in one lesson. Hangs on node uids, so it survives every new edition."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="lesson_progress")
    course_uid = models.UUIDField()
    lesson_uid = models.UUIDField()
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    """Quiz passed, or answered by who checks themself; a lesson without a quiz: marked as read."""
    passed_at = models.DateTimeField(null=True, blank=True)
    """Quiz passed; without a quiz: as `done_at`. A certificate wants it for every lesson."""
    practiced_at = models.DateTimeField(null=True, blank=True)
    """The learner's own word that the practice was done."""
    done_edition_number = models.PositiveIntegerField(null=True, blank=True)
    """The edition of the course that was read when it was done; moves on when done again."""
    best_score_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    attempt_count = models.PositiveIntegerField(default=0)
    position_seconds = models.PositiveIntegerField(default=0)
    """Where the video stood."""
    position_step = models.PositiveSmallIntegerField(default=0, db_default=0)
    """The screen of the text that was open; 0: none yet."""
    positioned_at = models.DateTimeField(null=True, blank=True)
    """When the position was taken, by the device's word: a later one wins."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["learner", "lesson_uid"], name="enrollment_progress_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            # a learner's progress in one course
            models.Index(fields=["learner", "course_uid"], name="enrollment_progress_course")
        ]


class OpenAttempt(models.Model):
    """A quiz begun and not handed in: what was saved so far. At most one per learner and lesson.

    Gone once it is handed in or closed. Nothing here is graded, nothing is counted.
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="open_attempts")
    course_uid = models.UUIDField()
    lesson_uid = models.UUIDField()
    document_sha256 = models.CharField(max_length=64)
    """The document on the learner's screen."""
    submission_key = models.UUIDField()
    """The key it will be handed in with; decides which questions are drawn."""
    answers = models.JSONField(default=dict)
    """{question uid: answer} as in Attempt, saved question by question: the latest wins."""
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["learner", "lesson_uid"], name="enrollment_open_attempt_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            # what to close because nobody came back
            models.Index(fields=["saved_at"], name="enrollment_open_attempt_saved")
        ]


class Attempt(models.Model):
    """One submitted quiz, as given and as graded on the server.

    Never changed afterwards, but for the office's decision on answers that came late, and for the
    learner's own wish to erase what a self-check told (decision 0072).
    """

    class Lateness(models.TextChoices):
        """What became of answers that arrived after the deadline."""

        ON_TIME = "", _("Đúng hạn")
        WAITING = "waiting", _("Chờ xem xét")
        ACCEPTED = "accepted", _("Được chấp nhận")
        DECLINED = "declined", _("Không được chấp nhận")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    course_uid = models.UUIDField()
    lesson_uid = models.UUIDField()
    document_sha256 = models.CharField(max_length=64)
    """The document the questions came from, so that the grading can be repeated."""
    submission_key = models.UUIDField()
    """Chosen by the client; the same key with the same answers gives the first result again."""
    answers_sha256 = models.CharField(max_length=64)
    """Empty once the answers were erased."""
    answers = models.JSONField()
    """{question uid: answer} (grading.Answers); empty where the learner keeps no scores."""
    question_uids = models.JSONField(null=True, blank=True)
    """What was asked, in order; empty: every question of the lesson."""
    correct_count = models.PositiveSmallIntegerField(null=True)
    """Empty, like the score, where the learner keeps no scores."""
    question_count = models.PositiveSmallIntegerField()
    score_percent = models.PositiveSmallIntegerField(null=True)
    is_passed = models.BooleanField()
    pass_mark_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    """What was asked for at the time."""
    submitted_at = models.DateTimeField()
    """When it arrived, by the server's clock."""
    answered_at = models.DateTimeField(null=True, blank=True)
    """When it was answered off line, by the device's word."""
    was_closed = models.BooleanField(default=False, db_default=False)
    """Handed in by the service with what was saved, because nobody came back."""
    lateness = models.CharField(
        max_length=8, choices=Lateness, default=Lateness.ON_TIME, db_default="", blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["learner", "submission_key"], name="enrollment_attempt_idempotent"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            # newest attempt of a learner at a lesson
            models.Index(
                fields=["learner", "lesson_uid", "-submitted_at"], name="enrollment_attempt_newest"
            ),
            # late answers that wait for the office
            models.Index(
                fields=["submitted_at"],
                condition=models.Q(lateness="waiting"),
                name="enrollment_attempt_waiting",
            ),
        ]
