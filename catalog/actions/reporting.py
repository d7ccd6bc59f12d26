"""What the ministry is told of the national courses a province holds: versions and hashes only."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog import documents, syncing
from catalog.library.effects import RECORD_ADOPTION, RECORD_HOLDING
from catalog.library.taken import TakenRelease
from catalog.merging import states
from catalog.merging.marks import touched_lessons
from catalog.models import AdoptedRelease, Course, Following, Offer
from tenants.context import Place, in_province
from tenants.jobs import actions as job_actions


def report_adoption(*, course_uid: uuid.UUID, version: int, sha256: str, at: datetime) -> None:
    """Tell the ministry that this province stands on a release from now on."""
    job_actions.emit(kind=RECORD_ADOPTION, payload=_adoption(course_uid, version, sha256, at))


def report_adopted(
    *, releases: Sequence[TakenRelease], course_ids: Sequence[int], at: datetime
) -> None:
    """Begin to follow courses just taken over, and report them (three statements).

    They read as released, so nothing needs to be compared.
    """
    adoptions = [_adoption(one.course_uid, one.version, one.sha256, at) for one in releases]
    job_actions.emit_many(kind=RECORD_ADOPTION, payloads=adoptions)
    pairs = list(zip(releases, course_ids, strict=True))
    followings = [
        Following(course_id=course_id, reported_sha256=release.sha256, reported_at=at)
        for release, course_id in pairs
    ]
    Following.objects.bulk_create(followings)
    payloads = [
        {
            "course_uid": str(release.course_uid),
            "version": release.version,
            "sha256": release.sha256,
            "fingerprint": {},
            "changed_lesson_count": 0,
            **_way(following),
            "reported_at": at.isoformat(),
        }
        for following, (release, _) in zip(followings, pairs, strict=True)
    ]
    job_actions.emit_many(kind=RECORD_HOLDING, payloads=payloads)


def _adoption(course_uid: uuid.UUID, version: int, sha256: str, at: datetime) -> dict[str, Any]:
    return {
        "course_uid": str(course_uid),
        "version": version,
        "sha256": sha256,
        "adopted_at": at.isoformat(),
    }


def report_holding(course: Course, *, document: dict[str, Any] | None = None) -> None:
    """Report how this province holds a course now; one of its own is nobody's business.

    Call it with the course locked, after every change the ministry should know at once.
    `document`: the course as it stands on the desk, if it is at hand (else six statements).
    """
    base = _base(course)
    if base is not None:
        following, _ = Following.objects.get_or_create(course=course)
        _report(course, following, base, document or documents.from_course(course))


def report_changed(place: Place) -> int:
    """Report courses whose desk changed since they were reported; return how many.

    Called outside any block: one block a course, and one that is being written waits its turn.
    """
    with in_province(place):
        ids = list(_unreported().order_by("pk").values_list("pk", flat=True))
    count = 0
    for course_id in ids:
        with in_province(place):
            count += _report_if_changed(course_id)
    return count


def _report_if_changed(course_id: int) -> int:
    """Report one course unless it reads as it was reported last; return 1 or 0."""
    course = (
        _unreported().filter(pk=course_id).select_for_update(skip_locked=True, of=("self",)).first()
    )
    base = _base(course) if course is not None else None
    if course is None or base is None:
        return 0
    following, _ = Following.objects.get_or_create(course=course)
    document = documents.from_course(course)
    if following.reported_sha256 == documents.sha256_of(document):
        Following.objects.filter(pk=following.pk).update(reported_at=course.updated_at)
        return 0
    _report(course, following, base, document)
    return 1


def _unreported() -> QuerySet[Course]:
    """Return national courses of this province that somebody touched since they were reported."""
    here = OuterRef("pk")
    adopted = AdoptedRelease.objects.filter(course=here)
    offered = Offer.objects.filter(course=here, state=Offer.State.ADOPTED)
    never = Q(following=None) | Q(following__reported_at=None)
    return Course.objects.filter(
        Exists(adopted) | Exists(offered),
        never | Q(updated_at__gt=F("following__reported_at")),
    )


def _base(course: Course) -> tuple[int, dict[str, Any]] | None:
    """Return version and document the course stands on, None for one of the province's own."""
    try:
        return syncing.base_of(course)
    except syncing.NothingToFollow:
        return None


def _report(
    course: Course,
    following: Following,
    base: tuple[int, dict[str, Any]],
    document: dict[str, Any],
) -> None:
    version, released = base
    mine, before = states.of_document(document), states.of_document(released)
    marks = states.fingerprint(mine, before)
    sha256 = documents.sha256_of(document)
    payload = {
        "course_uid": str(course.uid),
        "version": version,
        "sha256": sha256,
        "fingerprint": marks,
        "changed_lesson_count": len(touched_lessons(marks, mine, before)),
        **_way(following),
        "reported_at": timezone.now().isoformat(),
    }
    job_actions.emit(kind=RECORD_HOLDING, payload=payload)
    # The course's own time, not ours: a change that is still on its way has a later one.
    Following.objects.filter(pk=following.pk).update(
        reported_sha256=sha256, reported_at=course.updated_at
    )


def _way(following: Following) -> dict[str, Any]:
    """Return how the province wants to go on with the course."""
    until = following.postponed_until_date
    return {
        "is_automatic": following.is_automatic,
        "is_detached": following.detached_at is not None,
        "postponed_until_date": until.isoformat() if until else None,
        "postponed_reason": following.postponed_reason,
    }
