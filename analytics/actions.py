"""Counting: each province counts itself, the ministry pulls what was counted."""

import datetime
from dataclasses import dataclass
from typing import Any

import structlog
from django.utils import timezone

from analytics.models import CohortDay, ProvinceDay, ProvincePull, ProvinceViewDay
from enrollment import figures
from enrollment import queries as enrollment_queries
from tenants.context import Place, each_place, in_ministry, in_place, in_province
from tenants.people import page_views

log = structlog.get_logger(__name__)

PULLED_DAYS = 7
"""Days whose views are pulled again: late folds of yesterday are made good."""
COUNTED = [
    "target_count",
    "roster_count",
    "active_count",
    "completed_count",
    "course_completion_count",
    "certificate_count",
    "counted_at",
]


@dataclass(frozen=True, slots=True)
class ProvinceCounts:
    """What one province counted: values only, so that they may leave its block."""

    cohorts: list[dict[str, Any]]
    views: dict[datetime.date, int]


def count_province(*, date: datetime.date, at: datetime.datetime) -> list[CohortDay]:
    """Count every cohort of this province and keep it as the figures of `date`."""
    completions: dict[str, int] = {}
    for course in figures.course_figures():
        completions[course.cohort_key] = (
            completions.get(course.cohort_key, 0) + course.completed_count
        )
    certificates = figures.certificate_counts()
    days = [
        CohortDay(
            date=date,
            cohort_key=cohort.key,
            target_count=cohort.target_count,
            roster_count=cohort.roster_count,
            active_count=cohort.active_count,
            completed_count=cohort.completed_count,
            course_completion_count=completions.get(cohort.key, 0),
            certificate_count=certificates.get(cohort.key, 0),
            counted_at=at,
        )
        for cohort in enrollment_queries.cohort_figures()
    ]
    return CohortDay.objects.bulk_create(
        days, update_conflicts=True, unique_fields=["date", "cohort_key"], update_fields=COUNTED
    )


def pull_province(place: Place, *, at: datetime.datetime) -> None:
    """Let a province count itself, then keep its figures as the nation's.

    Two blocks, never both at once; call it outside any transaction. Twice is once.
    """
    with in_province(place):
        counts = _counts_of_this_province(at)
    with in_ministry():
        _keep(place, counts, at)


def pull_all_provinces(*, at: datetime.datetime) -> list[Place]:
    """Pull every open province; one that fails is marked and the others go on.

    Returns those that failed.
    """
    failed = []
    for place in each_place():
        if place.is_ministry:
            continue
        try:
            pull_province(place, at=at)
        except Exception as error:
            log.exception("pull_failed", province=place.schema)
            mark_failed(place, at=at, error=error)
            failed.append(place)
    return failed


def mark_failed(place: Place, *, at: datetime.datetime, error: Exception) -> None:
    """Remember for the ministry's page that a province could not be counted."""
    code = str(getattr(error, "code", type(error).__name__))[:64]
    with in_ministry():
        ProvincePull.objects.update_or_create(
            province_uuid=place.uuid, defaults={"tried_at": at, "error_code": code}
        )


def fold_page_views(place: Place) -> int:
    """Fold all single page views of a place into days, a block for each portion."""
    folded = 0
    while True:
        with in_place(place):
            portion = page_views.fold()
        folded += portion
        if not portion:
            return folded


def _counts_of_this_province(at: datetime.datetime) -> ProvinceCounts:
    today = timezone.localdate(at)
    page_views.fold()
    days = count_province(date=today, at=at)
    return ProvinceCounts(
        cohorts=[
            {field: getattr(day, field) for field in ("cohort_key", *COUNTED)} for day in days
        ],
        views=page_views.views_by_day(since=today - datetime.timedelta(days=PULLED_DAYS - 1)),
    )


def _keep(place: Place, counts: ProvinceCounts, at: datetime.datetime) -> None:
    """Write a province's counts into the ministry's rows, in the ministry's block."""
    today = timezone.localdate(at)
    ProvinceDay.objects.bulk_create(
        [ProvinceDay(province_uuid=place.uuid, date=today, **cohort) for cohort in counts.cohorts],
        update_conflicts=True,
        unique_fields=["province_uuid", "cohort_key", "date"],
        update_fields=COUNTED,
    )
    ProvinceViewDay.objects.bulk_create(
        [
            ProvinceViewDay(province_uuid=place.uuid, date=date, view_count=view_count)
            for date, view_count in counts.views.items()
        ],
        update_conflicts=True,
        unique_fields=["province_uuid", "date"],
        update_fields=["view_count"],
    )
    ProvincePull.objects.update_or_create(
        province_uuid=place.uuid, defaults={"tried_at": at, "pulled_at": at, "error_code": ""}
    )
