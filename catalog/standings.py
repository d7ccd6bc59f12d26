"""How the courses of this province stand to the national library."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import F, Max

from catalog.library import queries as library_queries
from catalog.library.matrix import State, state_of
from catalog.models import Course


@dataclass(frozen=True)
class CourseStanding:
    """One course here; the versions are empty for a course of the province's own."""

    uid: uuid.UUID
    slug: str
    title: str
    state: State | Literal["own"]
    adopted_version: int | None
    newest_version: int | None
    newest_release_uid: uuid.UUID | None
    is_automatic: bool
    postponed_until_date: date | None
    updated_at: datetime


def course_standings(*, today: date) -> list[CourseStanding]:
    """Return all courses that are not archived, by position (two statements)."""
    newest = {card.course_uid: card for card in library_queries.latest_releases()}
    rows = (
        Course.objects.filter(archived_at=None)
        .order_by("position", "pk")
        .annotate(
            adopted_version=Max("adoptions__version"),
            is_automatic=F("following__is_automatic"),
            detached_at=F("following__detached_at"),
            postponed_version=F("following__postponed_version"),
            postponed_until_date=F("following__postponed_until_date"),
        )
    )
    return [_standing(course, newest.get(course.uid), today) for course in rows]


def _standing(
    course: Course, card: library_queries.ReleaseCard | None, today: date
) -> CourseStanding:
    adopted_version: int | None = course.adopted_version  # type: ignore[attr-defined]
    newest_version = card.version if card else None
    postponed = course.postponed_until_date  # type: ignore[attr-defined]
    if course.postponed_version != newest_version:  # type: ignore[attr-defined]
        postponed = None
    state: State | Literal["own"] = "own"
    if adopted_version is not None:
        state = state_of(
            version=adopted_version,
            newest_version=newest_version or adopted_version,
            is_detached=course.detached_at is not None,  # type: ignore[attr-defined]
            postponed_until_date=postponed,
            conflict_count=None,
            today=today,
        )
    return CourseStanding(
        uid=course.uid,
        slug=course.slug,
        title=course.title,
        state=state,
        adopted_version=adopted_version,
        newest_version=newest_version if adopted_version is not None else None,
        newest_release_uid=card.uid if card and adopted_version is not None else None,
        is_automatic=bool(course.is_automatic),  # type: ignore[attr-defined]
        postponed_until_date=postponed,
        updated_at=course.updated_at,
    )
