"""What crosses the border by the outbox: a province's offer up, the ministry's answer down.

Each effect reads the sender's rows as they are now and may run twice, late or out of order.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from catalog import media, offer_letters, offering
from catalog.library.models import Contribution, ReleaseMedia
from catalog.models import Course, Document, Lesson, MediaFile, Offer, Question
from tenants import registry
from tenants.context import Place, in_ministry, in_province
from tenants.jobs.work import effect_kind
from tenants.people import actions as people_actions

RECORD_CONTRIBUTION = "library.record_contribution"
RECORD_REPLY = "catalog.record_reply"
LESSON_PARTS = ("video", "audio", "files", "practice", "scenario")
"""Where a lesson may name a file, besides its text."""
CLOSED = (Contribution.State.ADOPTED, Contribution.State.DECLINED, Contribution.State.WITHDRAWN)


class FileChanged(RuntimeError):
    """The bytes of a province's file are not those its name promises."""

    code = "FILE_CHANGED"


@dataclass(frozen=True)
class _Offered:
    """An offer as it was read in the province: values only."""

    uid: uuid.UUID
    is_withdrawn: bool
    values: dict[str, Any]
    files: list[dict[str, Any]]


@effect_kind(RECORD_CONTRIBUTION)
def record_contribution(place: Place, event_uid: uuid.UUID, payload: dict[str, Any]) -> None:
    """Write what a province offers, and its own files into the national store.

    Nobody outside the ministry sees the files before a release lists them.
    """
    with in_province(place):
        offered = _read(uuid.UUID(payload["offer_uid"]))
    if offered is None:
        return
    _carry_files(place, offered.files)
    with in_ministry():
        gone = _write(place, event_uid, offered)
    for sha256 in gone:
        media.remove(sha256, MediaFile.Store.NATIONAL)


def _read(offer_uid: uuid.UUID) -> _Offered | None:
    """Return the offer if the ministry should hear of it as it stands now."""
    offer = Offer.objects.select_related("course", "document").filter(uid=offer_uid).first()
    if offer is None or offer.state not in (Offer.State.WAITING, Offer.State.WITHDRAWN):
        return None
    is_withdrawn = offer.state == Offer.State.WITHDRAWN
    values = {
        "course_uid": offer.course.uid,
        "base_version": offer.base_version,
        "title": offer.document.title,
        "document": {} if is_withdrawn else offer.document.content,
        "sha256": "" if is_withdrawn else offer.document.sha256,
        "note": "" if is_withdrawn else offer.note,
        "state": offer.state,
        "offered_at": offer.offered_at,
    }
    names = ("sha256", "content_type", "size_bytes", "width", "height")
    files = [] if is_withdrawn else list(offering.own_files(offer.document.content).values(*names))
    return _Offered(offer.uid, is_withdrawn, values, files)


def _carry_files(place: Place, files: list[dict[str, Any]]) -> None:
    """Copy bytes one file at a time; no transaction is open meanwhile."""
    with in_province(place, atomic=False):
        for file in files:
            path = media.path_of(file["sha256"])
            with media.keeper_of(MediaFile.Store.OWN).open(path, "rb") as opened:
                content = opened.read()
            if hashlib.sha256(content).hexdigest() != file["sha256"]:
                raise FileChanged(file["sha256"])
            media.put(file["sha256"], MediaFile.Store.NATIONAL, content)


def _write(place: Place, event_uid: uuid.UUID, offered: _Offered) -> list[str]:
    """Keep the offer as the newest word of the province; what is decided stays decided.

    Returns the files that nothing here shows any more: a withdrawn picture is to be gone.
    """
    known, is_new = Contribution.objects.select_for_update().get_or_create(
        province_id=int(place.id),
        offer_uid=offered.uid,
        defaults=offered.values | {"event_uid": event_uid},
    )
    is_news = offered.is_withdrawn or offered.values["offered_at"] > known.offered_at
    if not is_new and (known.state in CLOSED or not is_news):
        return []
    MediaFile.objects.bulk_create(
        [MediaFile(**one, store=MediaFile.Store.NATIONAL) for one in offered.files],
        ignore_conflicts=True,
    )
    if is_new:
        return []
    Contribution.objects.filter(pk=known.pk).update(**offered.values)
    return _forget(_hashes(known.document) - _hashes(offered.values["document"]))


def _hashes(document: dict[str, Any]) -> set[str]:
    return {one["sha256"] for one in document.get("media", [])}


def _forget(hashes: set[str]) -> list[str]:
    """Take out the rows of files that no course, document or contribution here shows."""
    gone = [
        sha256
        for sha256 in MediaFile.objects.filter(sha256__in=hashes, is_public=False)
        .order_by("sha256")
        .values_list("sha256", flat=True)
        if not _is_shown(sha256)
    ]
    MediaFile.objects.filter(sha256__in=gone).delete()
    return gone


def _is_shown(sha256: str) -> bool:
    listed = [{"sha256": sha256}]
    parts = {f"{name}_text": Cast(name, TextField()) for name in LESSON_PARTS}
    shown = Q(body__contains=sha256)
    for name in parts:
        shown |= Q(**{f"{name}__contains": sha256})
    return (
        Lesson.objects.alias(**parts).filter(shown).exists()
        or Question.objects.filter(situation__contains=sha256).exists()
        or Document.objects.filter(content__media__contains=listed).exists()
        or Contribution.objects.filter(document__media__contains=listed).exists()
        or ReleaseMedia.objects.filter(sha256=sha256).exists()
    )


@effect_kind(RECORD_REPLY)
def record_reply(place: Place, event_uid: uuid.UUID, payload: dict[str, Any]) -> None:
    """Tell a province what the ministry said; a suspended one hears it when it is open again."""
    with in_province(registry.active_place(payload["province_id"])):
        _answer(
            uuid.UUID(payload["offer_uid"]),
            payload["state"],
            payload["reply"],
            payload["sha256"],
            datetime.fromisoformat(payload["replied_at"]),
        )


def _answer(offer_uid: uuid.UUID, state: str, reply: str, sha256: str, at: datetime) -> None:
    """Write the ministry's word into the offer, once, and mail those concerned."""
    offer = Offer.objects.filter(uid=offer_uid).first()
    if offer is None:
        return
    course = Course.objects.select_for_update(of=("self",)).get(pk=offer.course_id)
    offer = Offer.objects.get(pk=offer.pk)
    is_known = offer.replied_at is not None and offer.replied_at >= at
    is_over = offer.state == Offer.State.WITHDRAWN and state != Offer.State.ADOPTED
    if is_known or is_over:
        return
    offer.state, offer.reply, offer.replied_at = state, reply, at
    if state == Offer.State.ADOPTED:
        offer.document = Document.objects.get(sha256=sha256)
    offer.save(update_fields=["state", "reply", "replied_at", "document"])
    people_actions.write_audit(
        action="catalog.record_reply",
        by=None,
        subject="offer",
        subject_uid=str(offer.uid),
        facts={"course": str(course.uid), "state": state},
    )
    offer_letters.send_reply(offer, title=course.title)
