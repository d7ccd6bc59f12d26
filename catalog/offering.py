"""Questions about what this province offers to the ministry: its own courses, its changes."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Sum

from catalog import diffs, documents, linter, syncing
from catalog.diffs import DocumentDiff
from catalog.linter import Finding
from catalog.merging import states
from catalog.models import Course, MediaFile, Offer

MEDIA_BYTES_AT_MOST = 200 * 1024 * 1024
OPEN = (Offer.State.WAITING, Offer.State.ASKED_BACK)


@dataclass(frozen=True)
class Offering:
    """A course as it would be offered now."""

    document: dict[str, Any] = field(repr=False)
    base_version: int | None
    """The release it changes; 0: what the ministry adopted before; None: an own course."""
    base: dict[str, Any] | None = field(repr=False)
    findings: list[Finding]
    media_bytes: int
    """Of the province's own files; what came from the national store needs no way back."""
    note_count: int
    """Lessons with a note of the province's own: those stay at home."""

    @property
    def is_change(self) -> bool:
        """Whether the ministry has this course already."""
        return self.base_version is not None

    @property
    def diff(self) -> DocumentDiff:
        """What is different from what the ministry knows."""
        return diffs.compare(self.base, self.document)

    @property
    def errors(self) -> list[Finding]:
        """What must be mended first."""
        return [one for one in self.findings if one.severity == "error"]

    @property
    def is_empty(self) -> bool:
        """Whether the ministry knows all of it."""
        if self.base is None:
            return False
        return states.of_document(self.base).nodes == states.of_document(self.document).nodes

    @property
    def is_too_large(self) -> bool:
        """Whether the files are over the limit."""
        return self.media_bytes > MEDIA_BYTES_AT_MOST

    @property
    def modules(self) -> list[dict[str, Any]]:
        """The chapters with their lessons, for an outline."""
        return list(self.document["modules"])

    @property
    def can_be_offered(self) -> bool:
        """Whether nothing is in the way."""
        return not (self.errors or self.is_empty or self.is_too_large)


def offering(course: Course) -> Offering:
    """Return what would be offered of a course (about ten statements)."""
    content = documents.from_course(course)
    note_count = sum(
        bool(lesson["note"]) for module in content["modules"] for lesson in module["lessons"]
    )
    document = without_notes(content)
    try:
        base_version, base = syncing.base_of(course)
    except syncing.NothingToFollow:
        base_version, base = None, None
    return Offering(
        document=document,
        base_version=base_version,
        base=base,
        findings=linter.findings(document),
        media_bytes=own_files(document).aggregate(sum=Sum("size_bytes"))["sum"] or 0,
        note_count=note_count,
    )


def without_notes(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document without the province's own words beside lessons."""
    modules = [
        module | {"lessons": [lesson | {"note": ""} for lesson in module["lessons"]]}
        for module in document["modules"]
    ]
    return document | {"modules": modules}


def own_files(document: dict[str, Any]) -> QuerySet[MediaFile]:
    """Return the files of a document that stand in this province's own store."""
    hashes = [one["sha256"] for one in document["media"]]
    return MediaFile.objects.filter(sha256__in=hashes, store=MediaFile.Store.OWN)


def open_offer(course: Course) -> Offer | None:
    """Return the offer of a course that is not decided yet."""
    return course.offers.filter(state__in=OPEN).first()


def offers_of(course: Course) -> list[Offer]:
    """Return all offers of a course, newest first (one statement)."""
    return list(_listed().filter(course=course))


def offers() -> list[Offer]:
    """Return all offers of this province, those the ministry asks about first (one statement)."""
    found = list(_listed())
    return sorted(found, key=lambda one: one.state != Offer.State.ASKED_BACK)


def _listed() -> QuerySet[Offer]:
    newest_first = Offer.objects.select_related("course").order_by("-offered_at", "-pk")
    return newest_first.annotate(title=F("document__title"))
