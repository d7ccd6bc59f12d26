"""Questions about a province's course and the national one it came from."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from catalog import documents
from catalog.documents import Examined
from catalog.library import queries as library_queries
from catalog.library.queries import ReleaseCard
from catalog.merging import plans, states
from catalog.merging.locks import Locks
from catalog.merging.plans import Plan
from catalog.models import AdoptedRelease, Course, Following, Offer


class NothingToFollow(LookupError):
    """The course came from no national release."""

    code = "NOT_ADOPTED"


@dataclass(frozen=True)
class Prepared:
    """The three documents of a merge, checked, and the plan over them."""

    release: ReleaseCard
    from_version: int
    base: Examined = field(repr=False)
    theirs: Examined = field(repr=False)
    mine: Examined = field(repr=False)
    plan: Plan = field(repr=False)


def following_of(course: Course) -> Following:
    """Return how the province goes on with a course it took over, made at first need."""
    following, _made = Following.objects.get_or_create(course=course)
    return following


def adopted_of(course: Course) -> AdoptedRelease | None:
    """Return the release a course stands on, without its document; None for an own course."""
    adopted = AdoptedRelease.objects.filter(course=course).order_by("-version")
    return adopted.defer("document__content").first()


def base_of(course: Course) -> tuple[int, dict[str, Any]]:
    """Return version and document of the release a course stands on; raises NothingToFollow.

    A course of the province's own that the ministry adopted stands on what was offered (version 0).
    """
    adopted = (
        AdoptedRelease.objects.filter(course=course)
        .order_by("-version")
        .values_list("version", "document__content")
        .first()
    )
    if adopted is not None:
        return adopted
    offered = (
        course.offers.filter(state=Offer.State.ADOPTED)
        .order_by("-replied_at")
        .values_list("document__content", flat=True)
        .first()
    )
    if offered is None:
        raise NothingToFollow
    return 0, offered


@dataclass(frozen=True)
class Offered:
    """A release that could come: from the shelf, or out of a file."""

    release: ReleaseCard
    document: Examined = field(repr=False)


def on_shelf(release_uid: uuid.UUID) -> Offered:
    """Return a release of the library; raises ReleaseNotFound."""
    release = library_queries.release_card(release_uid)
    content = library_queries.document_of(release_uid)
    return Offered(release, documents.examine(content, release.sha256))


def prepare(course: Course, release_uid: uuid.UUID) -> Prepared:
    """Return the plan of bringing a release of the shelf into a course (about ten statements).

    Raises NothingToFollow, library ReleaseNotFound (also for a release of another course).
    """
    return prepare_offered(course, on_shelf(release_uid))


def prepare_offered(course: Course, offered: Offered) -> Prepared:
    """Return the plan of bringing a release into a course, wherever it comes from. See prepare."""
    release, theirs = offered.release, offered.document
    if release.course_uid != course.uid:
        raise library_queries.ReleaseNotFound
    version, base = base_of(course)
    mine = documents.examine(documents.from_course(course))
    examined = documents.examine(base)
    plan = plans.compare(
        states.of_document(base),
        states.of_document(theirs.content),
        states.of_document(mine.content),
        Locks.of(release.locks),
    )
    return Prepared(release, version, examined, theirs, mine, plan)


@dataclass(frozen=True)
class Standing:
    """How a course of this province stands to the national one."""

    course: Course
    version: int
    newest: ReleaseCard | None
    """None when the ministry offers the course no longer."""
    following: Following | None

    @property
    def is_detached(self) -> bool:
        """Whether the province goes its own way."""
        return self.following is not None and self.following.detached_at is not None

    @property
    def is_behind(self) -> bool:
        """Whether the ministry published something newer."""
        return self.newest is not None and self.newest.version > self.version

    @property
    def applies_on_date(self) -> date | None:
        """The day on which the newest release comes by itself, None if it does not."""
        if not self.is_behind or self.is_detached or self.newest is None:
            return None
        return self.newest.applies_on_date

    def is_postponed(self, today: date) -> bool:
        """Whether the newest release was put off and the day has not come."""
        one = self.following
        return bool(
            one
            and self.newest
            and one.postponed_version == self.newest.version
            and one.postponed_until_date
            and one.postponed_until_date > today
        )

    def is_waiting(self, today: date) -> bool:
        """Whether somebody should look at a new release now."""
        return self.is_behind and not self.is_detached and not self.is_postponed(today)


def standings() -> list[Standing]:
    """Return all courses of this province that the ministry has too, by position (two statements).

    Those taken over, also where the ministry offers them no longer, and own ones the ministry
    adopted: they stand on version 0.
    """
    newest = {card.course_uid: card for card in library_queries.latest_releases()}
    adoptions = AdoptedRelease.objects.filter(course=OuterRef("pk")).order_by("-version")
    courses = (
        Course.objects.filter(archived_at=None)
        .annotate(version=Subquery(adoptions.values("version")[:1]), is_given=given_away())
        .select_related("following", "current_edition")
        .order_by("position", "pk")
    )
    return [
        Standing(course, course.version or 0, newest.get(course.uid), _following(course))
        for course in courses
        if course.version is not None or course.is_given
    ]


def given_away() -> Exists:
    """Return the question whether the ministry adopted a course of this province's own."""
    return Exists(Offer.objects.filter(course=OuterRef("pk"), state=Offer.State.ADOPTED))


def standing_of(course: Course) -> Standing:
    """Return how one course stands; raises NothingToFollow for an own course (three statements)."""
    adopted = adopted_of(course)
    offered = course.offers.filter(state=Offer.State.ADOPTED).exists() if adopted is None else True
    if not offered:
        raise NothingToFollow
    newest = library_queries.newest_of(course.uid)
    following = Following.objects.filter(course=course).first()
    return Standing(course, adopted.version if adopted else 0, newest, following)


def standing_or_none(course: Course) -> Standing | None:
    """Return how one course stands, None for an own course."""
    try:
        return standing_of(course)
    except NothingToFollow:
        return None


def _following(course: Course) -> Following | None:
    return getattr(course, "following", None)


def waiting_uids(today: date) -> set[uuid.UUID]:
    """Return the courses that have a new release somebody should look at (three statements)."""
    return {one.course.uid for one in standings() if one.is_waiting(today)}


@dataclass(frozen=True)
class NewReleases:
    """What the ministry published and this province has not taken."""

    waiting_count: int
    """Courses with a release somebody should look at."""
    safety_updates: list[Standing]
    """Courses whose newest release applies by itself; one that was put off too."""


def new_releases(today: date) -> NewReleases:
    """Return what the front page of an office announces (two statements)."""
    found = standings()
    return NewReleases(
        waiting_count=sum(one.is_waiting(today) for one in found),
        safety_updates=[one for one in found if one.applies_on_date],
    )
