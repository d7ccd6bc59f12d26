"""Questions to the catalogue: what learners read, and what stands on the desk."""

import json
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q

from catalog import banks, documents, linter, locks, published, syncing
from catalog.banks import Banks
from catalog.library import queries as library_queries
from catalog.library.queries import ReleaseCard
from catalog.linter import Finding
from catalog.models import AdoptedRelease, Course, Document, Lesson, MediaFile, Module, Question
from catalog.published import (
    CourseNotFound,
    LessonNotFound,
    PublishedContent,
    PublishedCourse,
    PublishedLesson,
)
from catalog.syncing import new_releases
from catalog.transcoding import standing
from tenants import statements
from tenants.context import current_place

__all__ = [
    "CourseNotFound",
    "LessonNotFound",
    "PublishedCourse",
    "PublishedLesson",
    "new_releases",
]


@dataclass(frozen=True)
class CourseCard:
    """A published course as lists show it; words come from the published document."""

    uid: uuid.UUID
    id: int
    slug: str
    title: str
    summary: str
    audience: str
    is_drafting: bool
    is_open_to_guests: bool
    lesson_count: int
    duration_minutes: int
    position: int
    edition_number: int
    document_id: int
    document_sha256: str

    @property
    def content(self) -> PublishedContent:
        """The document itself; one statement when this process reads it for the first time."""
        return _content(self.document_id, self.document_sha256)


FROM_PUBLISHED = """
    FROM catalog_course course
    JOIN catalog_edition edition ON edition.id = course.current_edition_id
    JOIN catalog_document document ON document.id = edition.document_id
    WHERE course.archived_at IS NULL
"""
CARDS = f"""
    SELECT course.uid, course.id, course.slug, document.title, document.summary,
        document.audience, document.is_drafting, document.is_open_to_guests,
        document.lesson_count, document.duration_minutes, course.position, edition.number,
        document.id, document.sha256
    {FROM_PUBLISHED}
"""
"""In the order of CourseCard's fields."""
PUBLISHED = f"""
    SELECT course.id, course.uid, course.slug, course.position, edition.number, document.id,
        document.sha256, edition.release_version, edition.lesson_editions
    {FROM_PUBLISHED}
"""


def published_courses() -> list[CourseCard]:
    """Return what learners of this place can learn, by position (one statement)."""
    cards = statements.rows(f"{CARDS} ORDER BY course.position, course.id")
    return [CourseCard(*row) for row in cards]


def published_course(slug: str) -> PublishedCourse:
    """Return the course learners read at this address; raises CourseNotFound.

    One statement; a second one when this process reads the document for the first time.
    """
    return _read(statements.first(f"{PUBLISHED} AND course.slug = %s", [slug]))


def published_course_by_uid(uid: uuid.UUID) -> PublishedCourse:
    """Return the course learners read under this uid; raises CourseNotFound. See above."""
    return _read(statements.first(f"{PUBLISHED} AND course.uid = %s", [uid]))


def _read(row: tuple[Any, ...] | None) -> PublishedCourse:
    if row is None:
        raise CourseNotFound
    course_id, uid, slug, position, number, document_id, sha256, version, changed = row
    return PublishedCourse(
        id=course_id,
        uid=uid,
        slug=slug,
        position=position,
        edition_number=number,
        release_version=version,
        lesson_editions=json.loads(changed),
        document_sha256=sha256,
        content=_content(document_id, sha256),
    )


def _content(document_id: int, sha256: str) -> PublishedContent:
    place_uuid = current_place().uuid
    content = published.contents.get(place_uuid, sha256)
    if content is None:
        stored = Document.objects.values_list("content", flat=True).get(pk=document_id)
        content = published.parse(stored)
        published.contents.put(place_uuid, sha256, content)
    return content


def published_document(sha256: str) -> PublishedContent:
    """Return a document published here before, by its hash; raises CourseNotFound."""
    content = published.contents.get(current_place().uuid, sha256)
    if content is not None:
        return content
    document_id = Document.objects.filter(sha256=sha256).values_list("id", flat=True).first()
    if document_id is None:
        raise CourseNotFound(sha256)
    return _content(document_id, sha256)


def media_file(sha256: str) -> MediaFile | None:
    """Return the row of a file this place may show, or None."""
    return MediaFile.objects.filter(sha256=sha256).first()


def media_files(hashes: Iterable[str]) -> dict[str, MediaFile]:
    """Return the rows of files this place may show, by hash (one statement)."""
    return {row.sha256: row for row in MediaFile.objects.filter(sha256__in=set(hashes))}


@dataclass(frozen=True)
class DeskCard:
    """A course as the desk's list shows it."""

    uid: uuid.UUID
    title: str
    audience: str
    is_drafting: bool
    lesson_count: int
    edition_number: int | None
    adopted_version: int | None
    updated_at: datetime
    published_at: datetime | None
    archived_at: datetime | None

    @property
    def has_changes(self) -> bool:
        """Whether somebody changed it since it was published."""
        return self.published_at is not None and self.updated_at > self.published_at


def desk_courses() -> list[DeskCard]:
    """Return all courses of this place, archived ones last (one statement)."""
    rows = (
        Course.objects.annotate(
            lesson_count=Count(
                "modules__lessons",
                filter=Q(modules__archived_at=None, modules__lessons__archived_at=None),
                distinct=True,
            ),
            edition_number=F("current_edition__number"),
            published_at=F("current_edition__published_at"),
            adopted_version=Max("adoptions__version"),
        )
        .order_by(F("archived_at").asc(nulls_first=True), "position", "pk")
        .values(*DeskCard.__annotations__)
    )
    return [DeskCard(**row) for row in rows]


def desk_modules(course: Course) -> list[Module]:
    """Return chapters with lessons, each with question_count (two statements)."""
    lessons = Lesson.objects.filter(archived_at=None)
    lessons = lessons.annotate(question_count=Count("questions")).defer("body", "note")
    return list(
        course.modules.filter(archived_at=None)
        .order_by("position", "pk")
        .prefetch_related(Prefetch("lessons", lessons.order_by("position", "pk")))
    )


@dataclass(frozen=True)
class ArchivedParts:
    """What was taken out of a course after it was published, and can come back."""

    modules: list[Module]
    """With lesson_count."""
    lessons: list[Lesson]
    """Those whose chapter is still there, with the chapter."""

    def __bool__(self) -> bool:
        return bool(self.modules or self.lessons)


def archived_parts(course: Course) -> ArchivedParts:
    """Return the archived chapters and lessons of a course, the latest first (two statements)."""
    modules = course.modules.filter(archived_at__isnull=False)
    modules = modules.annotate(lesson_count=Count("lessons"))
    lessons = Lesson.objects.filter(module__course=course, module__archived_at=None)
    lessons = lessons.filter(archived_at__isnull=False).defer("body", "note")
    return ArchivedParts(
        list(modules.order_by("-archived_at", "pk")),
        list(lessons.select_related("module").order_by("-archived_at", "pk")),
    )


def desk_questions(lesson: Lesson) -> list[Question]:
    """Return the questions of a lesson with their options, in order (two statements)."""
    questions = lesson.questions.order_by("position", "pk")
    return list(questions.prefetch_related("options"))


def banks_of(lesson: Lesson) -> Banks:
    """Return what a lesson's draws may take from at the desk (one statement)."""
    rows = list(
        Question.objects.filter(
            lesson__module__course_id=lesson.module.course_id,
            lesson__archived_at=None,
            lesson__module__archived_at=None,
        )
        .order_by("pk")
        .values_list("lesson_id", "tags")
    )
    own = banks.of_tags(tags for lesson_id, tags in rows if lesson_id == lesson.pk)
    return {banks.LESSON: own, banks.COURSE: banks.of_tags(tags for _lesson, tags in rows)}


@dataclass(frozen=True)
class DeskState:
    """How a course on the desk compares with what learners read, and what is to be mended."""

    document: dict[str, Any]
    edition_number: int | None
    has_changes: bool
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        """What stops publishing."""
        return [one for one in self.findings if one.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """What should be better."""
        return [one for one in self.findings if one.severity == "warning"]

    @property
    def hints(self) -> list[Finding]:
        """What would be good to have."""
        return [one for one in self.findings if one.severity == "hint"]

    @property
    def can_be_published(self) -> bool:
        """Whether there is something new and nothing in the way."""
        return self.has_changes and not self.errors


def desk_state(course: Course) -> DeskState:
    """Return the document of a course, its findings, and whether it differs from its edition."""
    content = documents.from_course(course)
    edition = (
        Course.objects.filter(pk=course.pk)
        .values_list("current_edition__number", "current_edition__document__sha256")
        .get()
    )
    lesson_uids = [lesson["uid"] for module in content["modules"] for lesson in module["lessons"]]
    in_work = standing.in_work(lesson_uids)
    return DeskState(
        document=content,
        edition_number=edition[0],
        has_changes=edition[1] != documents.sha256_of(content) or _has_other_locks(course, content),
        findings=linter.findings(content, in_work=in_work),
    )


def _has_other_locks(course: Course, content: dict[str, Any]) -> bool:
    """Whether the ministry's desk locks other parts than its last release does."""
    if not current_place().is_ministry:
        return False
    last = library_queries.last_locks(course.uid)
    return locks.marks(locks.frozen(course, content)) != locks.marks(last)


def preview(course: Course) -> PublishedCourse:
    """Return the course as it stands on the desk, in the form learners read."""
    content = documents.from_course(course)
    return PublishedCourse(
        id=course.pk,
        uid=course.uid,
        slug=course.slug,
        position=course.position,
        edition_number=0,
        release_version=None,
        lesson_editions={},
        document_sha256="",
        content=published.parse(content),
    )


def image_sizes(body: str) -> dict[str, tuple[int | None, int | None]]:
    """Return width and height of the images a text shows."""
    hashes = set(documents.MEDIA_IN_TEXT.findall(body))
    if not hashes:
        return {}
    rows = MediaFile.objects.filter(sha256__in=hashes).values_list("sha256", "width", "height")
    return {sha256: (width, height) for sha256, width, height in rows}


@dataclass(frozen=True)
class ShelfRow:
    """A national course as a province's library page shows it."""

    release: ReleaseCard
    adopted_version: int | None
    """0 for a course of the province's own that the ministry adopted."""
    is_here: bool

    @property
    def state(self) -> str:
        """One of "absent", "here", "newer"."""
        if not self.is_here:
            return "absent"
        behind = self.adopted_version is not None and self.adopted_version < self.release.version
        return "newer" if behind else "here"


def shelf() -> list[ShelfRow]:
    """Return all national courses and how this province stands to them (two statements)."""
    cards = library_queries.latest_releases()
    here = {
        uid: 0 if version is None and is_given else version
        for uid, version, is_given in Course.objects.filter(
            uid__in=[card.course_uid for card in cards]
        )
        .annotate(version=Max("adoptions__version"), is_given=syncing.given_away())
        .values_list("uid", "version", "is_given")
    }
    return [ShelfRow(card, here.get(card.course_uid), card.course_uid in here) for card in cards]


def readable_release(uid: uuid.UUID) -> ReleaseCard:
    """Return a release that is offered, or that this province took over; raises ReleaseNotFound."""
    card = library_queries.any_release_card(uid)
    if card.retired_at and not AdoptedRelease.objects.filter(release_uid=uid).exists():
        raise library_queries.ReleaseNotFound
    return card


def released(card: ReleaseCard) -> PublishedContent:
    """Return the content of a release as it reads, parsed once a process."""
    place_uuid = current_place().uuid
    content = published.contents.get(place_uuid, card.sha256)
    if content is None:
        content = published.parse(library_queries.document_of(card.uid))
        published.contents.put(place_uuid, card.sha256, content)
    return content


def adopted_courses(release_uids: Collection[uuid.UUID]) -> list[Course]:
    """Return the courses here that came from these releases, by position."""
    ids = AdoptedRelease.objects.filter(release_uid__in=release_uids).values_list("course_id")
    return list(Course.objects.filter(pk__in=ids).order_by("position", "pk"))
