"""What learners set themselves; nobody else's business (decision 0068)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from enrollment.models.learners import Learner


class LearningGoal(models.Model):
    """How many lessons a learner wants to finish in each week from one on; the newest row holds.

    The learner's own: never shown, exported, counted or audited for anybody else.
    """

    LESSONS: ClassVar[tuple[int, ...]] = (1, 2, 3, 5)

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="goals")
    week_date = models.DateField()
    """Monday of the first week it holds for."""
    lessons_per_week = models.PositiveSmallIntegerField()
    is_paused = models.BooleanField(default=False)
    """Weeks that neither count nor end what was reached week by week."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["learner", "week_date"], name="enrollment_goal_once_a_week"
            ),
            models.CheckConstraint(
                condition=Q(week_date__iso_week_day=1), name="enrollment_goal_from_monday"
            ),
            models.CheckConstraint(
                condition=Q(lessons_per_week__in=(1, 2, 3, 5)), name="enrollment_goal_lessons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week_date}: {self.lessons_per_week}"
