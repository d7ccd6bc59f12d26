"""What a learner did: lessons opened and done, answers as given."""

import uuid
from typing import ClassVar

from django.db import models

from enrollment.models.learners import Learner


class LessonProgress(models.Model):
    """One learner in one lesson. Hangs on node uids, so it survives every new edition."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="lesson_progress")
    course_uid = models.UUIDField()
    lesson_uid = models.UUIDField()
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    """Quiz passed; a lesson without a quiz: marked as read."""
    done_edition_number = models.PositiveIntegerField(null=True, blank=True)
    """The edition of the course that was read when it was done; moves on when done again."""
    best_score_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    attempt_count = models.PositiveIntegerField(default=0)
    position_seconds = models.PositiveIntegerField(default=0)
    """Where the video stood."""

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


class Attempt(models.Model):
    """One submitted quiz, as given and as graded on the server. Never changed afterwards."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    course_uid = models.UUIDField()
    lesson_uid = models.UUIDField()
    document_sha256 = models.CharField(max_length=64)
    """The document the questions came from, so that the grading can be repeated."""
    submission_key = models.UUIDField()
    """Chosen by the client; the same key with the same answers gives the first result again."""
    answers_sha256 = models.CharField(max_length=64)
    answers = models.JSONField()
    """{question uid: [option uid, …]}, sorted."""
    correct_count = models.PositiveSmallIntegerField()
    question_count = models.PositiveSmallIntegerField()
    score_percent = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    submitted_at = models.DateTimeField()

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
            )
        ]
