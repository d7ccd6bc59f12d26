"""What can be done to the shelf. Called inside the ministry's block."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from catalog.library import queries
from catalog.library.models import Release, ReleaseMedia


@dataclass(frozen=True)
class Envelope:
    """What a release carries beside its document and what was changed; not covered by the hash."""

    locks: list[dict[str, Any]] = field(default_factory=list)
    """[{"node_uid", "field", "reason", "legal_basis", "since"}]."""
    credits: list[dict[str, Any]] = field(default_factory=list)
    """[{"province": name, "date": "2026-11-25"}]."""
    applies_on_date: date | None = None
    restores_version: int | None = None
    reviewed_by: str = ""


NO_ENVELOPE = Envelope()


def publish_release(
    *,
    document: dict[str, Any],
    sha256: str,
    lesson_count: int,
    duration_minutes: int,
    position: int,
    changelog: str,
    is_minor: bool,
    published_by: str,
    at: datetime,
    envelope: Envelope = NO_ENVELOPE,
) -> Release:
    """Put the next version of a course on the shelf and list the files it shows."""
    course_uid = uuid.UUID(document["uid"])
    list_media(document["media"])
    return Release.objects.create(
        course_uid=course_uid,
        version=queries.last_version(course_uid) + 1,
        **{key: document[key] for key in ("title", "slug", "audience", "summary", "is_drafting")},
        lesson_count=lesson_count,
        duration_minutes=duration_minutes,
        position=position,
        document=document,
        sha256=sha256,
        changelog=changelog,
        is_minor=is_minor,
        published_by=published_by,
        **asdict(envelope),
        published_at=at,
    )


def retire_release(*, course_uid: uuid.UUID, version: int, at: datetime | None) -> Release:
    """Offer a release no longer (or with None again); its content never changes.

    Raises ReleaseNotFound.
    """
    found = Release.objects.select_for_update().filter(course_uid=course_uid, version=version)
    release = found.defer("document").first()
    if release is None:
        raise queries.ReleaseNotFound
    release.retired_at = (release.retired_at or at) if at else None
    release.save(update_fields=["retired_at"])
    return release


def list_media(media: Iterable[dict[str, Any]]) -> None:
    """List files of a release on the shelf; those listed before stay as they are."""
    ReleaseMedia.objects.bulk_create([ReleaseMedia(**one) for one in media], ignore_conflicts=True)
