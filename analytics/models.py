"""Daily figures: a province's own in its schema, the nation's roll-ups in public."""

from typing import ClassVar

from django.db import models


class CohortDay(models.Model):
    """One cohort of this province on one day (the newest row of a day is its last count)."""

    date = models.DateField()
    cohort_key = models.CharField(max_length=16)
    target_count = models.PositiveIntegerField(null=True, blank=True)
    roster_count = models.PositiveIntegerField()
    active_count = models.PositiveIntegerField()
    completed_count = models.PositiveIntegerField()
    """Learners who finished everything mandatory for them, or one course where nothing is."""
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["date", "cohort_key"], name="analytics_cohort_day")
        ]


class ProvinceDay(models.Model):
    """One cohort of one province on one day, pulled by the ministry. No person, no unit."""

    province_uuid = models.UUIDField()
    date = models.DateField()
    cohort_key = models.CharField(max_length=16)
    target_count = models.PositiveIntegerField(null=True, blank=True)
    roster_count = models.PositiveIntegerField()
    active_count = models.PositiveIntegerField()
    completed_count = models.PositiveIntegerField()
    certificate_count = models.PositiveIntegerField(default=0)
    view_count = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["province_uuid", "date", "cohort_key"], name="analytics_province_day"
            )
        ]
