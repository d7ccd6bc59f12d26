"""A release as a file: envelope, canonical document, media (docs/formats/release-file.md)."""

import hashlib
import json
import uuid
import zipfile
from datetime import UTC, date, datetime
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog import documents
from catalog.documents import DocumentInvalid, Examined, Sha256
from catalog.library.models import Release
from catalog.library.queries import ReleaseCard
from catalog.packages import layout, manifests, writing
from catalog.packages.errors import PackageInvalid
from catalog.packages.shown import ListedFiles
from catalog.packages.texts import Readable
from catalog.packages.writing import Opener

DOCUMENT_BYTES_AT_MOST = 20 * 1024 * 1024


class Stated(BaseModel):
    """What a file states about a release; JSON has no dates of its own, so they are words."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LockStated(Stated):
    """One part of the course that provinces may not change."""

    node_uid: uuid.UUID
    field: str = Field(max_length=32)
    reason: str = Field(max_length=300)
    legal_basis: str = Field(max_length=300)
    since: str | None = Field(max_length=40)


class CreditStated(Stated):
    """A province whose work is in the course."""

    province: str = Field(max_length=200)
    date: str | None = Field(max_length=40)


class Envelope(Stated):
    """What release.json says."""

    format: Literal["hoc-vu-so.release"]
    format_version: Literal[1]
    uid: uuid.UUID
    course_uid: uuid.UUID
    title: str = Field(max_length=200)
    version: int = Field(ge=1, le=2_000_000_000, strict=True)
    sha256: Sha256
    changelog: str = Field(max_length=10_000)
    is_minor: bool = Field(strict=True)
    locks: list[LockStated]
    credits: list[CreditStated]
    applies_on_date: date | None
    restores_version: int | None
    published_by: str = Field(max_length=120)
    reviewed_by: str = Field(max_length=120)
    published_at: datetime

    @property
    def check_code(self) -> str:
        """What people compare; the national site shows the same for its release."""
        stated = self.model_dump(mode="json") | {"published_at": _moment(self.published_at)}
        return documents.sha256_of(stated)


def check_code(release: Release | ReleaseCard) -> str:
    """Return the hash over all that the file of this release says, by its envelope.

    The envelope holds the document's hash, so the code covers the content too.
    """
    return documents.sha256_of(_stated(release))


class ReleaseFile:
    """A checked release out of a file; takes the place of a row of the shelf."""

    def __init__(self, envelope: Envelope, examined: Examined, files: ListedFiles) -> None:
        self.envelope = envelope
        self.examined = examined
        self.files = files
        self.uid = envelope.uid
        self.course_uid = envelope.course_uid
        self.version = envelope.version
        self.sha256 = envelope.sha256
        self.changelog = envelope.changelog
        self.is_minor = envelope.is_minor
        self.document = examined.content
        self.locks = [lock.model_dump(mode="json") for lock in envelope.locks]

    @property
    def card(self) -> ReleaseCard:
        """The release as the shelf would show it."""
        envelope, course = self.envelope, self.examined.parsed
        names = ("title", "slug", "audience", "summary", "is_drafting")
        stated = ("uid", "course_uid", "version", "sha256", "changelog", "is_minor")
        more = ("applies_on_date", "restores_version", "published_by", "reviewed_by")
        return ReleaseCard(
            **{name: getattr(course, name) for name in (*names, "lesson_count")},
            **{name: getattr(envelope, name) for name in (*stated, *more, "published_at")},
            duration_minutes=course.duration_minutes,
            position=0,
            locks=self.locks,
            credits=[credit.model_dump(mode="json") for credit in envelope.credits],
        )

    def media_content(self, sha256: str) -> bytes:
        """Return the bytes of one file the course shows."""
        return self.files.content(sha256)


def write(release: Release, out: IO[bytes], open_media: Opener) -> None:
    """Write the file of a release; raises FileNotFoundError for a lost file."""
    with zipfile.ZipFile(out, "w") as package:
        writing.add_text(package, layout.RELEASE, layout.json_text(_stated(release)))
        text = documents.canonical_text(release.document)
        writing.add_text(package, layout.DOCUMENT, text)
        for node in release.document["media"]:
            writing.add_file(package, layout.media_path(node), open_media(node))


def _stated(release: Release | ReleaseCard) -> dict[str, Any]:
    applies_on = release.applies_on_date
    names = ("version", "sha256", "changelog", "is_minor", "locks", "credits")
    return {
        "format": layout.RELEASE_FORMAT,
        "format_version": 1,
        "uid": str(release.uid),
        "course_uid": str(release.course_uid),
        "title": release.title,
        **{name: getattr(release, name) for name in names},
        "applies_on_date": applies_on.isoformat() if applies_on else None,
        "restores_version": release.restores_version,
        "published_by": release.published_by,
        "reviewed_by": release.reviewed_by,
        "published_at": _moment(release.published_at),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def read(source: Readable) -> ReleaseFile:
    """Return a checked release.

    Raises PackageInvalid, PackageUnsafe, and documents.DocumentInvalid where the content is not
    the one the envelope names.
    """
    envelope = manifests.parsed_json(source, layout.RELEASE, Envelope)
    examined = _document(source, envelope)
    media = examined.content["media"]
    known = {layout.RELEASE, layout.DOCUMENT, *(layout.media_path(node) for node in media)}
    for name in sorted(source.names - known):
        raise PackageInvalid("FILE_UNKNOWN", file=name)
    return ReleaseFile(envelope, examined, ListedFiles(source, media, layout.DOCUMENT))


def _document(source: Readable, envelope: Envelope) -> Examined:
    content = source.read(layout.DOCUMENT, DOCUMENT_BYTES_AT_MOST)
    if hashlib.sha256(content).hexdigest() != envelope.sha256:
        raise DocumentInvalid(["sha256: the content does not have this hash"])
    try:
        document = json.loads(content.decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DocumentInvalid(["document: no JSON in UTF-8"]) from error
    examined = documents.examine(document, envelope.sha256)
    if examined.parsed.uid != str(envelope.course_uid):
        raise DocumentInvalid(["course_uid: the document is of another course"])
    return examined
