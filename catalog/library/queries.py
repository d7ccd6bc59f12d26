"""Questions to the shelf. Provinces may ask these too: their role reads releases."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from catalog.library.models import Release


class ReleaseNotFound(LookupError):
    """No such release on the shelf."""

    code = "RELEASE_NOT_FOUND"


@dataclass(frozen=True)
class ReleaseCard:
    """The newest release of one national course, without its document."""

    uid: uuid.UUID
    course_uid: uuid.UUID
    version: int
    title: str
    slug: str
    audience: str
    summary: str
    is_drafting: bool
    lesson_count: int
    duration_minutes: int
    position: int
    sha256: str
    changelog: str
    is_minor: bool
    published_by: str
    published_at: datetime
    locks: list[dict[str, Any]] = field(default_factory=list)
    credits: list[dict[str, Any]] = field(default_factory=list)
    applies_on_date: date | None = None
    restores_version: int | None = None
    reviewed_by: str = ""
    retired_at: datetime | None = None
    """Since then it is not offered any more; it stays readable where it is in use."""


FIELDS = tuple(ReleaseCard.__annotations__)


def latest_releases() -> list[ReleaseCard]:
    """Return the newest release of every course that is offered, by position (one statement).

    Retired releases count as not there: the one before them is the newest.
    """
    newest = _newest().values(*FIELDS)
    return sorted((ReleaseCard(**row) for row in newest), key=lambda one: (one.position, one.title))


def _newest() -> QuerySet[Release]:
    """Return the newest release of each course; one course is one row."""
    return (
        Release.objects.filter(retired_at=None)
        .order_by("course_uid", "-version")
        .distinct("course_uid")
    )


def newest_release_card(slug: str) -> ReleaseCard:
    """Return the newest release of the course with this slug; raises ReleaseNotFound."""
    return _card(Release.objects.filter(slug=slug).order_by("-version"))


def newest_of(course_uid: uuid.UUID) -> ReleaseCard | None:
    """Return the newest release of a course that is offered, None when none is."""
    found = Release.objects.filter(course_uid=course_uid, retired_at=None).order_by("-version")
    row = found.values(*FIELDS).first()
    return ReleaseCard(**row) if row else None


def safety_release(course_uid: uuid.UUID, *, after_version: int, today: date) -> ReleaseCard | None:
    """Return the newest safety update after a version whose day has come, None if there is none."""
    found = Release.objects.filter(
        course_uid=course_uid,
        version__gt=after_version,
        applies_on_date__lte=today,
        retired_at=None,
    )
    row = found.order_by("-version").values(*FIELDS).first()
    return ReleaseCard(**row) if row else None


def documents_of(course_uid: uuid.UUID, versions: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return the documents of these versions of a course, retired ones too (one statement)."""
    found = Release.objects.filter(course_uid=course_uid, version__in=list(versions))
    return dict(found.values_list("version", "document"))


def release_card(uid: uuid.UUID) -> ReleaseCard:
    """Return one offered release without its document; raises ReleaseNotFound."""
    return _card(Release.objects.filter(uid=uid))


def any_release_card(uid: uuid.UUID) -> ReleaseCard:
    """Return one release, retired or not, for those who hold it; raises ReleaseNotFound."""
    row = Release.objects.filter(uid=uid).values(*FIELDS).first()
    if row is None:
        raise ReleaseNotFound
    return ReleaseCard(**row)


def release_of(course_uid: uuid.UUID, version: int) -> ReleaseCard:
    """Return one version of a course, retired or not; raises ReleaseNotFound."""
    row = Release.objects.filter(course_uid=course_uid, version=version).values(*FIELDS).first()
    if row is None:
        raise ReleaseNotFound
    return ReleaseCard(**row)


def _card(found: QuerySet[Release]) -> ReleaseCard:
    row = found.filter(retired_at=None).values(*FIELDS).first()
    if row is None:
        raise ReleaseNotFound
    return ReleaseCard(**row)


def envelope_of(uid: uuid.UUID) -> ReleaseCard:
    """Return one release without its document, a retired one too; raises ReleaseNotFound."""
    row = Release.objects.filter(uid=uid).values(*FIELDS).first()
    if row is None:
        raise ReleaseNotFound
    return ReleaseCard(**row)


def release_of_version(course_uid: uuid.UUID, version: int) -> Release:
    """Return one release of a course with its document; raises ReleaseNotFound."""
    release = Release.objects.filter(course_uid=course_uid, version=version).first()
    if release is None:
        raise ReleaseNotFound
    return release


def document_of(uid: uuid.UUID) -> dict[str, Any]:
    """Return the document of one release; raises ReleaseNotFound."""
    document = Release.objects.filter(uid=uid).values_list("document", flat=True).first()
    if document is None:
        raise ReleaseNotFound
    return dict(document)


def releases(uids: Collection[uuid.UUID]) -> list[Release]:
    """Return these releases with their documents, by position; unknown ones are left out."""
    return list(Release.objects.filter(uid__in=uids, retired_at=None).order_by("position", "title"))


def releases_of(course_uid: uuid.UUID) -> list[ReleaseCard]:
    """Return all releases of one course, newest first; retired ones too."""
    rows = Release.objects.filter(course_uid=course_uid).order_by("-version").values(*FIELDS)
    return [ReleaseCard(**row) for row in rows]


def last_locks(course_uid: uuid.UUID) -> list[dict[str, Any]]:
    """Return the locks of the release made last, none before the first."""
    found = Release.objects.filter(course_uid=course_uid).order_by("-version")
    return found.values_list("locks", flat=True).first() or []


def releases_between(course_uid: uuid.UUID, after: int, to: int) -> list[ReleaseCard]:
    """Return the releases of a course after one version up to another, newest first."""
    found = Release.objects.filter(course_uid=course_uid, version__gt=after, version__lte=to)
    return [ReleaseCard(**row) for row in found.order_by("-version").values(*FIELDS)]


def last_version(course_uid: uuid.UUID) -> int:
    """Return the newest version number of a course, 0 before the first."""
    version: Any = (
        Release.objects.filter(course_uid=course_uid)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )
    return int(version or 0)
