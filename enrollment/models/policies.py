"""How quizzes are taken, by cohort: some must pass, others check themselves."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.learners import Cohort, SubGroup


class QuizPolicy(models.Model):
    """The rules of all quizzes for a cohort, or for one sub-group of it.

    Without a row the defaults of enrollment.learning.policies stand.
    """

    class Feedback(models.TextChoices):
        """When right answers and explanations are shown."""

        AT_ONCE = "at_once", _("Ngay sau khi nộp")
        AFTER_CLOSING = "after_closing", _("Khi đã đạt, hết lượt hoặc hết hạn")

    class LateAnswers(models.TextChoices):
        """What happens to answers given off line in time that arrive after the deadline."""

        ACCEPT = "accept", _("Tự động chấp nhận")
        ASK = "ask", _("Văn phòng tỉnh xem xét")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="quiz_policies")
    sub_group = models.ForeignKey(
        SubGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="quiz_policies"
    )
    """Empty means the whole cohort."""
    must_pass = models.BooleanField(_("Phải đạt mới hoàn thành bài"), default=True)
    """False: the lesson is done once the quiz is answered; learners may keep no scores."""
    pass_mark_percent = models.PositiveSmallIntegerField(_("Mức đạt (%)"), null=True, blank=True)
    """Empty: the course's own."""
    max_attempts = models.PositiveSmallIntegerField(_("Số lượt làm tối đa"), null=True, blank=True)
    """For each lesson; empty: as often as one likes."""
    wait_minutes = models.PositiveSmallIntegerField(_("Chờ giữa hai lượt (phút)"), default=0)
    closes_at_deadline = models.BooleanField(_("Không nhận bài sau hạn"), default=False)
    """After the last day (and 60 s of grace) nothing is taken any more; saved answers count."""
    feedback = models.CharField(
        _("Xem đáp án và giải thích"), max_length=16, choices=Feedback, default=Feedback.AT_ONCE
    )
    late_answers = models.CharField(
        _("Bài làm khi không có mạng, gửi sau hạn"),
        max_length=8,
        choices=LateAnswers,
        default=LateAnswers.ASK,
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cohort", "sub_group"],
                nulls_distinct=False,
                name="enrollment_quiz_policy_once",
            ),
            models.CheckConstraint(
                condition=Q(pass_mark_percent=None)
                | Q(pass_mark_percent__gte=1, pass_mark_percent__lte=100),
                name="enrollment_quiz_policy_pass_mark",
            ),
            models.CheckConstraint(
                condition=Q(max_attempts=None) | Q(max_attempts__gte=1),
                name="enrollment_quiz_policy_attempts",
            ),
        ]
