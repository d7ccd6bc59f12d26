"""Questions about reviews, releases and locks at the ministry's desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from catalog import diffs, foresight, locks, published
from catalog.diffs import DocumentDiff
from catalog.foresight import Foresight
from catalog.library import queries as library_queries
from catalog.models import Course, Edition, NodeLock, Review
from catalog.published import PublishedCourse
from tenants.people.models import User

CLOSED_SHOWN = 20


@dataclass(frozen=True)
class Queue:
    """Reviews as one editor finds them, the oldest waiting first."""

    to_read: list[Review]
    """Of others, waiting."""
    to_publish: list[Review]
    mine: list[Review]
    """Own ones that wait."""
    closed: list[Review]
    """Decided and done, newest first."""


def queue(user: User) -> Queue:
    """Return the queue of an editor (two statements)."""
    open_ones = list(_listed().filter(state__in=["waiting", "approved"]).order_by("requested_at"))
    waiting = [one for one in open_ones if one.state == Review.State.WAITING]
    closed = _listed().exclude(state__in=["waiting", "approved"])
    return Queue(
        to_read=[one for one in waiting if one.requested_by_uid != user.uid],
        to_publish=[one for one in open_ones if one.state == Review.State.APPROVED],
        mine=[one for one in waiting if one.requested_by_uid == user.uid],
        closed=list(closed.order_by("-requested_at")[:CLOSED_SHOWN]),
    )


def _listed() -> QuerySet[Review]:
    return Review.objects.select_related("course").annotate(title=F("document__title"))


def waiting_count(user: User) -> int:
    """Return how many drafts wait for this person to read or publish them."""
    waiting = Review.objects.filter(state=Review.State.WAITING).exclude(requested_by_uid=user.uid)
    return waiting.count()


def open_review(course: Course) -> Review | None:
    """Return the review of a course that is not closed yet."""
    return course.reviews.filter(state__in=["waiting", "approved"]).first()


def base_of(review: Review) -> Edition | None:
    """Return the release a review is compared with: the newest before it, None before the first."""
    before = review.course.editions.select_related("document").order_by("-number")
    if review.published_version:
        before = before.filter(release_version__lt=review.published_version)
    return before.first()


def difference(review: Review, base: Edition | None) -> DocumentDiff:
    """Return what a review would change in the library, word by word."""
    return diffs.compare(base.document.content if base else None, review.document.content)


def review_locks(review: Review, base: Edition | None) -> list["LockRow"]:
    """Return the locks that would travel, and those that would go (one statement)."""
    before: list[dict[str, Any]] = []
    if base is not None and base.release_version:
        before = library_queries.release_of(review.course.uid, base.release_version).locks
    return lock_rows(before, review.locks, review.document.content)


def foreseen(review: Review) -> Foresight | None:
    """Return what an open review would meet in the provinces (two statements); else None."""
    if review.state not in (Review.State.WAITING, Review.State.APPROVED):
        return None
    return foresight.foresee(review.course.uid, review.document.content, review.locks)


def shown(review: Review) -> PublishedCourse:
    """Return the frozen draft in the form learners read."""
    course = review.course
    return PublishedCourse(
        id=course.pk,
        uid=course.uid,
        slug=course.slug,
        position=course.position,
        edition_number=0,
        release_version=None,
        lesson_editions={},
        document_sha256=review.document.sha256,
        content=published.parse(review.document.content),
    )


@dataclass(frozen=True)
class LockRow:
    """A lock as people read it."""

    place: str
    """Title of the course or lesson."""
    part: Any
    """The locked field in words, empty for everything."""
    reason: str
    legal_basis: str
    since: str
    change: str = "same"
    """ "added", "removed" or "same", against the release before."""


def lock_rows(
    before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]], content: dict[str, Any]
) -> list[LockRow]:
    """Return all locks of two releases by place, with what became of them."""
    old, new = locks.of_envelope(before), locks.of_envelope(after)
    known = {(one.node_uid, one.field) for one in old}
    kept = {(one.node_uid, one.field) for one in new}
    titles = titles_of(content)
    found = [(one, "same" if (one.node_uid, one.field) in known else "added") for one in new]
    found += [(one, "removed") for one in old if (one.node_uid, one.field) not in kept]
    return [_lock_row(one, change, titles) for one, change in found]


def titles_of(content: dict[str, Any]) -> dict[str, str]:
    """Return titles of a course and its lessons by uid, in reading order."""
    titles = {content["uid"]: content["title"]}
    for module in content["modules"]:
        titles |= {lesson["uid"]: lesson["title"] for lesson in module["lessons"]}
    return titles


def _lock_row(lock: locks.Lock, change: str, titles: dict[str, str]) -> LockRow:
    return LockRow(
        place=titles.get(lock.node_uid, ""),
        part=field_names().get(lock.field, ""),
        reason=lock.reason,
        legal_basis=lock.legal_basis,
        since=lock.since,
        change=change,
    )


@dataclass(frozen=True)
class DeskLock:
    """A lock at the ministry's desk with the name of its place; empty if that was taken out."""

    lock: NodeLock
    place: str
    part: Any


def desk_locks(course: Course, titles: dict[str, str]) -> list[DeskLock]:
    """Return the locks of a course at the desk, in the order they were set (one statement)."""
    return [
        DeskLock(lock, titles.get(str(lock.node_uid), ""), field_names().get(lock.field, ""))
        for lock in course.locks.order_by("locked_at", "pk")
    ]


def field_names() -> dict[str, Any]:
    """Return what people call the fields that can be locked."""
    return locks.FIELDS["course"] | locks.FIELDS["lesson"]


def released_document(course: Course, version: int) -> dict[str, Any]:
    """Return the content of one release; raises library ReleaseNotFound (two statements)."""
    return library_queries.document_of(library_queries.release_of(course.uid, version).uid)


@dataclass(frozen=True)
class History:
    """All releases of a course, newest first."""

    releases: list[library_queries.ReleaseCard]

    @property
    def offered_version(self) -> int | None:
        """The version provinces are offered; None if all are retired."""
        return next((one.version for one in self.releases if one.retired_at is None), None)


def history(course: Course) -> History:
    """Return the releases of a course (one statement)."""
    return History(library_queries.releases_of(course.uid))
