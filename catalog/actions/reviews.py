"""A national course on its way to the shelf: asked for, read by a second editor, published.

What is read is frozen when it is asked for. One open review a course; the course's lock decides
who was first.
"""

import datetime
from typing import Any

from django.utils import timezone

from catalog import documents, letters, linter, locks, rows
from catalog.actions import desk, publishing
from catalog.actions.publishing import ChangelogMissing, CourseHasErrors, NothingChanged
from catalog.library import queries as library_queries
from catalog.library.actions import Envelope
from catalog.library.models import Release
from catalog.models import Course, Document, Review
from tenants.people import actions as people_actions
from tenants.people.models import Role, User
from tenants.people.permissions import has_role

DAYS_AHEAD_AT_LEAST = 3
"""A safety update is announced so long before it applies by itself."""
OPEN = (Review.State.WAITING, Review.State.APPROVED)


class ReviewOpen(Exception):
    """The course already waits for a decision. Facts: that review."""

    code = "REVIEW_OPEN"

    def __init__(self, review: Review) -> None:
        super().__init__(str(review.uid))
        self.review = review


class ReviewClosed(Exception):
    """Somebody decided before; what was asked no longer fits. Facts: the review as it is."""

    code = "REVIEW_CLOSED"

    def __init__(self, review: Review) -> None:
        super().__init__(f"{review.uid} {review.state}")
        self.review = review


class OwnReview(Exception):
    """Who asked for a review cannot be the one who reads it."""

    code = "OWN_REVIEW"


class NotRequester(Exception):
    """Only who asked, or an administrator, withdraws."""

    code = "NOT_REQUESTER"


class NoteMissing(ValueError):
    """Whoever returns a draft says what to mend."""

    code = "NOTE_MISSING"


class DateTooSoon(ValueError):
    """A safety update must be announced earlier. Facts: the first day possible."""

    code = "DATE_TOO_SOON"

    def __init__(self, earliest: datetime.date) -> None:
        super().__init__(earliest.isoformat())
        self.earliest = earliest


def request_review(
    *,
    course: Course,
    changelog: str,
    is_minor: bool = False,
    applies_on_date: datetime.date | None = None,
    by: User,
) -> Review:
    """Freeze the draft with its locks and credits, and ask the other editors to read it.

    Raises ChangelogMissing, DateTooSoon, ReviewOpen, CourseHasErrors, NothingChanged.
    """
    course = desk.lock(course.pk)
    content = documents.from_course(course)
    more = {"is_minor": is_minor, "applies_on_date": applies_on_date}
    return _request(course, content, changelog, by, **more)


def request_restoration(*, course: Course, version: int, changelog: str, by: User) -> Review:
    """Ask for a release whose content equals an older one; the desk stays as it is.

    Raises what request_review raises, and library ReleaseNotFound.
    """
    course = desk.lock(course.pk)
    content = released_content(course, version)
    return _request(course, content, changelog, by, restores_version=version)


def released_content(course: Course, version: int) -> dict[str, Any]:
    """Return the document of one release; raises library ReleaseNotFound."""
    card = library_queries.release_of(course.uid, version)
    return library_queries.document_of(card.uid)


def _request(
    course: Course, content: dict[str, Any], changelog: str, by: User, **more: Any
) -> Review:
    """Check a frozen draft of a locked course, and write the review."""
    changelog = documents.tidy(changelog)
    if not changelog:
        raise ChangelogMissing
    require_announced(more.get("applies_on_date"))
    require_none_open(course)
    found = locks.frozen(course, content)
    review = Review.objects.create(
        course=course,
        document=_frozen(course, content, found),
        locks=found,
        credits=course.credits,
        changelog=changelog,
        requested_at=timezone.now(),
        requested_by_uid=by.uid,
        requested_by_name=by.full_name,
        **more,
    )
    _note(review, "request_review", by)
    letters.send_review_requested(review, by=by)
    return review


def require_announced(day: datetime.date | None) -> None:
    """Raise DateTooSoon for a day that cannot be announced in time any more."""
    earliest = timezone.localdate() + datetime.timedelta(days=DAYS_AHEAD_AT_LEAST)
    if day is not None and day < earliest:
        raise DateTooSoon(earliest)


def require_none_open(course: Course) -> None:
    """Raise ReviewOpen if the course waits for a decision already."""
    already = course.reviews.filter(state__in=OPEN).first()
    if already:
        raise ReviewOpen(already)


def _frozen(course: Course, content: dict[str, Any], found: list[dict[str, Any]]) -> Document:
    errors = linter.errors(content)
    if errors:
        raise CourseHasErrors(errors)
    examined = documents.examine(content)
    current = course.current_edition
    is_same = current is not None and current.document.sha256 == examined.sha256
    if is_same and not publishing.locks_changed(course, found):
        raise NothingChanged
    document_id = rows.keep_documents([examined])[examined.sha256]
    return Document.objects.defer("content").get(pk=document_id)


def approve_review(*, review: Review, note: str = "", by: User) -> Review:
    """Say that the draft may be published. Raises OwnReview, ReviewClosed, DateTooSoon."""
    review = _locked(review, Review.State.WAITING)
    if by.uid == review.requested_by_uid:
        raise OwnReview
    require_announced(review.applies_on_date)
    return _decide(review, Review.State.APPROVED, note, by)


def return_review(*, review: Review, note: str, by: User) -> Review:
    """Send the draft back with what to mend. Raises NoteMissing, OwnReview, ReviewClosed."""
    if not documents.tidy(note):
        raise NoteMissing
    review = _locked(review, *OPEN)
    if by.uid == review.requested_by_uid:
        raise OwnReview
    return _decide(review, Review.State.RETURNED, note, by)


def withdraw_review(*, review: Review, by: User) -> Review:
    """Take a request back. Raises NotRequester, ReviewClosed."""
    review = _locked(review, *OPEN)
    if by.uid != review.requested_by_uid and not has_role(by, Role.MINISTRY_ADMINISTRATOR):
        raise NotRequester
    review.state = Review.State.WITHDRAWN
    review.save(update_fields=["state"])
    _note(review, "withdraw_review", by)
    return review


def publish_review(*, review: Review, by: User) -> Release:
    """Put an approved draft on the shelf as it was read. Raises ReviewClosed, DateTooSoon."""
    review = _locked(review, Review.State.APPROVED)
    require_announced(review.applies_on_date)
    course = desk.lock(review.course_id)
    release = publishing.release_document(
        course=course,
        content=review.document.content,
        changelog=review.changelog,
        is_minor=review.is_minor,
        by=by,
        written_by=review.requested_by_name,
        envelope=Envelope(
            locks=review.locks,
            credits=review.credits,
            applies_on_date=review.applies_on_date,
            restores_version=review.restores_version,
            reviewed_by=review.decided_by_name,
        ),
    )
    review.state = Review.State.PUBLISHED
    review.published_version = release.version
    review.save(update_fields=["state", "published_version"])
    publishing.mark_desk_ahead(course, release)
    return release


def _locked(review: Review, *states: str) -> Review:
    """Return the review as it stands now, for this transaction alone; raises ReviewClosed."""
    desk.lock(review.course_id)
    found = Review.objects.select_related("course", "document").get(pk=review.pk)
    if found.state not in states:
        raise ReviewClosed(found)
    return found


def _decide(review: Review, state: Review.State, note: str, by: User) -> Review:
    review.state = state
    review.decision_note = documents.tidy(note)
    review.decided_at = timezone.now()
    review.decided_by_uid, review.decided_by_name = by.uid, by.full_name
    review.save()
    verb = "approve_review" if state == Review.State.APPROVED else "return_review"
    _note(review, verb, by)
    letters.send_review_decided(review, by=by)
    return review


def _note(review: Review, verb: str, by: User) -> None:
    """Write who did it; the course itself did not change."""
    people_actions.write_audit(
        action=f"catalog.{verb}",
        by=by,
        subject="review",
        subject_uid=str(review.uid),
        facts={"course": str(review.course.uid), "sha256": review.document.sha256},
    )
