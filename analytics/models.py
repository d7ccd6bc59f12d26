"""Daily figures: a province's own in its schema, the nation's roll-ups in public."""

from typing import ClassVar

from django.db import models

from enrollment.models import Cohort


class CohortCount(models.Model):
    """What is counted of one cohort. No person, no unit."""

    cohort_key = models.CharField(max_length=16)
    target_count = models.PositiveIntegerField(null=True, blank=True)
    roster_count = models.PositiveIntegerField()
    active_count = models.PositiveIntegerField()
    completed_count = models.PositiveIntegerField()
    """Learners who finished everything mandatory for them, or one course where nothing is."""
    course_completion_count = models.PositiveIntegerField(default=0)
    """Courses finished, one person in nine courses counts nine."""
    certificate_count = models.PositiveIntegerField(default=0)
    """Valid certificates."""
    counted_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def cohort_name(self) -> str:
        """Name of the cohort in the reader's language; the key itself for one we do not know."""
        known = dict(Cohort.Key.choices)
        return str(known.get(self.cohort_key, self.cohort_key))


class CohortDay(CohortCount):
    """One cohort of this province on one day (the newest row of a day is its last count)."""

    date = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["date", "cohort_key"], name="analytics_cohort_day")
        ]


class ProvinceDay(CohortCount):
    """One cohort of one province on one day, pulled by the ministry. No person, no unit."""

    province_uuid = models.UUIDField()
    date = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["province_uuid", "cohort_key", "date"], name="analytics_province_day"
            )
        ]


class ProvinceViewDay(models.Model):
    """How many pages were read in one province on one day in Vietnam, pulled by the ministry."""

    province_uuid = models.UUIDField()
    date = models.DateField()
    view_count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["province_uuid", "date"], name="analytics_view_day")
        ]


class ProvincePull(models.Model):
    """When one province's figures were last asked for, and what stopped it if anything did."""

    province_uuid = models.UUIDField(unique=True)
    tried_at = models.DateTimeField()
    pulled_at = models.DateTimeField(null=True, blank=True)
    """Of the last pull that worked."""
    error_code = models.CharField(max_length=64, blank=True)
    """Why the last try failed; empty when it worked."""
