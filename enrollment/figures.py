"""Figures of cohorts and courses that the daily counts and the figures page stand on."""

import datetime
import uuid
from dataclasses import dataclass

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Count, F, Min, Q

from enrollment.models import Certificate, Enrollment


def grouped(count: int) -> str:
    """Return a count as Vietnamese write it: 5140 is 5.140."""
    return f"{count:,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class CourseFigure:
    """One course among the learners of one cohort."""

    cohort_key: str
    course_uid: uuid.UUID
    course_slug: str
    title: str
    is_mandatory: bool
    due_date: datetime.date | None
    enrolled_count: int
    started_count: int
    completed_count: int

    @property
    def completed_percent(self) -> int:
        """Completed out of enrolled, 0–100."""
        return round(self.completed_count * 100 / self.enrolled_count)


def course_figures() -> list[CourseFigure]:
    """Return enrolled, started and completed of every course in every cohort; one statement.

    In the order of the catalogue, cohort by cohort. People in the archive are not counted.
    """
    rows = (
        Enrollment.objects.filter(learner__archived_at=None, learner__guest_expires_at=None)
        .exclude(learner__cohort=None)
        .values(
            cohort_key=F("learner__cohort__key"),
            course_uid=F("course__uid"),
            course_slug=F("course__slug"),
            title=F("course__title"),
        )
        .annotate(
            due_date=Min("due_date", filter=Q(is_mandatory=True)),
            is_mandatory=BoolOr("is_mandatory"),  # after due_date, which means the column
            enrolled_count=Count("pk"),
            started_count=Count("pk", filter=~Q(started_at=None)),
            completed_count=Count("pk", filter=~Q(completed_at=None)),
        )
        .order_by("learner__cohort__position", "course__position", "course__title")
    )
    return [CourseFigure(**row) for row in rows]


def certificate_counts() -> dict[str, int]:
    """Return the valid certificates by cohort key, those of nobody's cohort under ""."""
    rows = (
        Certificate.objects.filter(revoked_at=None)
        .values(key=F("learner__cohort__key"))
        .annotate(n=Count("pk"))
    )
    return {row["key"] or "": row["n"] for row in rows}
