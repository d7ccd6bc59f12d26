"""From the desk to learners: editions here, and in the ministry releases on the shelf."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from catalog import documents, events, linter, locks, rows
from catalog.actions import desk, reporting
from catalog.library import actions as library_actions
from catalog.library import queries as library_queries
from catalog.library.actions import NO_ENVELOPE, Envelope
from catalog.library.models import Release
from catalog.linter import Finding
from catalog.models import Course, Document, Edition, MediaFile
from tenants.people.models import User


class CourseHasErrors(Exception):
    """The linter found what must be mended first. Facts: the findings."""

    code = "COURSE_HAS_ERRORS"

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} errors")
        self.findings = findings


class NothingChanged(Exception):
    """The course reads exactly as it was published last."""

    code = "NOTHING_CHANGED"


class ChangelogMissing(ValueError):
    """A release needs a note of what changed."""

    code = "CHANGELOG_MISSING"


def publish_course(
    *, course: Course, changelog: str, is_minor: bool = False, by: User | None
) -> Edition:
    """Freeze the course as it stands; learners read it from now on.

    is_minor: words mended, nothing new to learn. Raises CourseHasErrors, NothingChanged.
    """
    course = desk.lock(course.pk)  # nobody writes between the reading and the publishing
    return publish_document(
        course=course,
        content=documents.from_course(course),
        changelog=changelog,
        is_minor=is_minor,
        by=by,
    )


def publish_document(
    *,
    course: Course,
    content: dict[str, Any],
    changelog: str,
    is_minor: bool = False,
    by: User | None,
    is_desk: bool = True,
) -> Edition:
    """Publish a course whose document is already known. See publish_course.

    Not is_desk: other work lies unfinished at the desk and stays marked as such.
    """
    course = desk.lock(course.pk)
    publication = Publication(documents.tidy(changelog), is_minor, _release_version(course))
    edition = _publish(course, content, publication, timezone.now(), by)
    desk.note(
        course,
        action="publish_course",
        by=by,
        subject="course",
        uid=course.uid,
        edition=edition.number,
    )
    if is_desk:
        _settle(course, edition)
        reporting.report_holding(course, document=content)
    return edition


def _release_version(course: Course) -> int | None:
    """Return the national release a province's course stands on, None if on none."""
    return course.adoptions.aggregate(last=Max("version"))["last"]


def release_course(
    *, course: Course, changelog: str, is_minor: bool = False, by: User | None
) -> Release:
    """Release the draft as it stands, without a second editor; the page asks one (reviews).

    Raises ChangelogMissing, CourseHasErrors, NothingChanged.
    """
    changelog = documents.tidy(changelog)
    if not changelog:
        raise ChangelogMissing
    course = desk.lock(course.pk)
    content = documents.from_course(course)
    return release_document(
        course=course,
        content=content,
        changelog=changelog,
        is_minor=is_minor,
        by=by,
        envelope=Envelope(locks=locks.frozen(course, content), credits=course.credits),
    )


def release_document(
    *,
    course: Course,
    content: dict[str, Any],
    changelog: str,
    is_minor: bool,
    by: User | None,
    envelope: Envelope = NO_ENVELOPE,
    written_by: str = "",
) -> Release:
    """Release a locked course whose document is already known.

    Other locks are something to publish too. Raises CourseHasErrors, NothingChanged.
    """
    at = timezone.now()
    version = library_queries.last_version(course.uid) + 1
    publication = Publication(changelog, is_minor, version, locks_changed(course, envelope.locks))
    edition = _publish(course, content, publication, at, by)
    release = library_actions.publish_release(
        document=content,
        sha256=edition.document.sha256,
        lesson_count=edition.document.lesson_count,
        duration_minutes=edition.document.duration_minutes,
        position=course.position,
        changelog=changelog,
        is_minor=is_minor,
        published_by=written_by or (by.full_name if by else ""),
        envelope=envelope,
        at=at,
    )
    MediaFile.objects.filter(sha256__in=documents.media_hashes(content)).update(is_public=True)
    facts = {"version": release.version, "sha256": release.sha256}
    desk.note(course, action="release_course", by=by, subject="course", uid=course.uid, **facts)
    _settle(course, edition)
    return release


@dataclass(frozen=True)
class Publication:
    """What is said of an edition beside its document."""

    changelog: str
    is_minor: bool
    release_version: int | None
    is_new: bool = False
    """Something to publish though the document is the same."""


def locks_changed(course: Course, found: list[dict[str, Any]]) -> bool:
    """Whether these locks are others than those of the release made last."""
    return locks.marks(found) != locks.marks(library_queries.last_locks(course.uid))


def _publish(
    course: Course,
    content: dict[str, Any],
    publication: Publication,
    at: datetime,
    by: User | None,
) -> Edition:
    """Write document and edition, and make it the one that is read."""
    found = linter.errors(content)
    if found:
        raise CourseHasErrors(found)
    document = _kept(content)
    current = course.current_edition
    if current and current.document_id == document.pk and not publication.is_new:
        raise NothingChanged
    number = (course.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition.objects.create(
        course=course,
        number=number,
        document=document,
        changelog=publication.changelog,
        is_minor=publication.is_minor,
        release_version=publication.release_version,
        lesson_editions=_lesson_editions(current, content, number, publication.is_minor),
        published_at=at,
        published_by_uid=by.uid if by else None,
    )
    course.current_edition = edition
    course.save(update_fields=["current_edition"])
    if course.is_open_to_guests:
        MediaFile.objects.filter(sha256__in=documents.media_hashes(content)).update(is_public=True)
    events.course_published.send(Course, course=course, edition=edition)
    return edition


def _lesson_editions(
    before: Edition | None, content: dict[str, Any], number: int, is_minor: bool
) -> dict[str, int]:
    """Return by lesson the edition that changed it last in substance; a minor one changes none."""
    if before is None:
        return dict.fromkeys(documents.lesson_substances(content), number)
    old = documents.lesson_substances(before.document.content)
    known = before.lesson_editions
    return {
        uid: known.get(uid, 1) if uid in old and (is_minor or old[uid] == substance) else number
        for uid, substance in documents.lesson_substances(content).items()
    }


def _kept(content: dict[str, Any]) -> Document:
    examined = documents.examine(content)
    document_id = rows.keep_documents([examined])[examined.sha256]
    return Document.objects.defer("content").get(pk=document_id)


def _settle(course: Course, edition: Edition) -> None:
    """Say that nothing changed since this edition."""
    Course.objects.filter(pk=course.pk).update(updated_at=edition.published_at)


def mark_desk_ahead(course: Course, release: Release) -> None:
    """Say whether the desk stands where the release does: it went on while others read."""
    is_same = documents.sha256_of(documents.from_course(course)) == release.sha256
    at = release.published_at if is_same else timezone.now()
    Course.objects.filter(pk=course.pk).update(updated_at=at)
