"""Offering a course, or changes to a national one, to the ministry; answering and withdrawing.

What is offered is frozen. The ministry hears of it through the outbox (catalog.effects); the
course's lock decides who was first.
"""

from django.utils import timezone

from catalog import documents, offering, rows
from catalog.actions import desk
from catalog.actions.publishing import CourseHasErrors, NothingChanged
from catalog.effects import RECORD_CONTRIBUTION
from catalog.models import Course, Offer
from catalog.offering import MEDIA_BYTES_AT_MOST, Offering
from tenants.jobs import actions as job_actions
from tenants.people.models import User

NOTE_AT_MOST = 2000


class NoteMissing(ValueError):
    """The ministry is told why a course is useful to others."""

    code = "NOTE_MISSING"


class OfferOpen(Exception):
    """The course was offered already and the ministry has not decided. Facts: the offer."""

    code = "OFFER_OPEN"

    def __init__(self, offer: Offer) -> None:
        super().__init__(str(offer.uid))
        self.offer = offer


class OfferClosed(Exception):
    """The offer is decided or withdrawn, or nobody asked. Facts: the offer as it is."""

    code = "OFFER_CLOSED"

    def __init__(self, offer: Offer) -> None:
        super().__init__(f"{offer.uid} {offer.state}")
        self.offer = offer


class OfferTooLarge(ValueError):
    """The course's files are over what may travel. Facts: size_bytes, limit_bytes."""

    code = "OFFER_TOO_LARGE"

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(f"{size_bytes} > {limit_bytes}")
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes


def offer_course(*, course: Course, note: str, by: User | None) -> Offer:
    """Freeze a course as it stands and offer it to the ministry.

    Raises NoteMissing, OfferOpen, NothingChanged, CourseHasErrors, OfferTooLarge.
    """
    note = _note(note)
    course = desk.lock(course.pk)
    already = offering.open_offer(course)
    if already is not None:
        raise OfferOpen(already)
    found = _checked(course)
    offer = Offer.objects.create(
        course=course,
        document_id=_kept(found),
        base_version=found.base_version,
        note=note,
        offered_at=timezone.now(),
        offered_by_uid=by.uid if by else None,
    )
    _tell(offer, "offer_course", by)
    return offer


def answer_question(*, offer: Offer, note: str, by: User | None) -> Offer:
    """Answer what the ministry asked: new words, and the course as it stands now.

    Raises NoteMissing, OfferClosed, NothingChanged, CourseHasErrors, OfferTooLarge.
    """
    note = _note(note)
    offer = _locked(offer, Offer.State.ASKED_BACK)
    found = _checked(offer.course)
    offer.document_id = _kept(found)
    offer.base_version = found.base_version
    offer.note = note
    offer.state = Offer.State.WAITING
    offer.offered_at = timezone.now()
    offer.offered_by_uid = by.uid if by else None
    offer.save()
    _tell(offer, "answer_question", by)
    return offer


def withdraw_offer(*, offer: Offer, by: User | None) -> Offer:
    """Take an offer back before the ministry decides. Raises OfferClosed."""
    offer = _locked(offer, *offering.OPEN)
    offer.state = Offer.State.WITHDRAWN
    offer.save(update_fields=["state"])
    _tell(offer, "withdraw_offer", by)
    return offer


def _note(text: str) -> str:
    note = documents.tidy(text)[:NOTE_AT_MOST]
    if not note:
        raise NoteMissing
    return note


def _checked(course: Course) -> Offering:
    found = offering.offering(course)
    if found.errors:
        raise CourseHasErrors(found.errors)
    if found.is_empty:
        raise NothingChanged
    if found.is_too_large:
        raise OfferTooLarge(found.media_bytes, MEDIA_BYTES_AT_MOST)
    return found


def _kept(found: Offering) -> int:
    examined = documents.examine(found.document)
    return rows.keep_documents([examined])[examined.sha256]


def _locked(offer: Offer, *states: str) -> Offer:
    """Return the offer as it stands now, for this transaction alone; raises OfferClosed."""
    course = desk.lock(offer.course_id)
    offer = Offer.objects.get(pk=offer.pk)
    if offer.state not in states:
        raise OfferClosed(offer)
    offer.course = course
    return offer


def _tell(offer: Offer, action: str, by: User | None) -> None:
    """Let the ministry know after the commit, and write who did it; the course did not change."""
    job_actions.emit(kind=RECORD_CONTRIBUTION, payload={"offer_uid": str(offer.uid)})
    desk.audit(offer.course, action=action, by=by, subject="offer", uid=offer.uid)
