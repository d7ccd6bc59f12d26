"""What a package would do here, before anything is done."""

import uuid
from dataclasses import dataclass
from typing import Any

from catalog import documents, linter
from catalog.actions import packages as package_actions
from catalog.documents import CourseDocument
from catalog.library import queries as library_queries
from catalog.linter import Finding
from catalog.models import Course
from catalog.packages.reading import Package
from tenants.context import current_place


@dataclass(frozen=True)
class Preview:
    """A checked package as its page shows it."""

    sha256: str
    document: dict[str, Any]
    lesson_count: int
    question_count: int
    minutes: int
    media_count: int
    media_bytes: int
    here: Course | None
    """The course of this place that it would change."""
    is_same: bool
    """The desk reads exactly like this already."""
    titles_elsewhere: list[str]
    lock_reasons: list[str]
    is_national: bool
    """A province has the course on the ministry's shelf: a release would be followed."""
    findings: list[Finding]

    @property
    def can_be_applied(self) -> bool:
        """Whether there is something to do and nothing in the way."""
        return not (self.is_same or self.titles_elsewhere or self.lock_reasons)


def preview(package: Package, parsed: CourseDocument) -> Preview:
    """Return what this package would do (about ten statements; a course that is here, six more)."""
    document = package.document
    here = package_actions.course_here(parsed.uid)
    is_national = here is None and not current_place().is_ministry
    return Preview(
        sha256=package.sha256,
        document=document,
        lesson_count=parsed.lesson_count,
        question_count=sum(len(lesson.questions) for lesson in parsed.lessons),
        minutes=parsed.duration_minutes,
        media_count=len(parsed.media),
        media_bytes=sum(one.size_bytes for one in parsed.media),
        here=here,
        is_same=here is not None
        and documents.sha256_of(documents.from_course(here)) == package.sha256,
        titles_elsewhere=package_actions.titles_elsewhere(parsed),
        lock_reasons=package_actions.reasons_against(here, document) if here else [],
        is_national=is_national and bool(library_queries.last_version(uuid.UUID(parsed.uid))),
        findings=linter.findings(document),
    )
