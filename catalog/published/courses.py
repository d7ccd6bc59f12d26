"""One course as learners read it: its content, and the edition that stands now."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property

from catalog.published.lessons import PublishedLesson
from catalog.published.questions import PublishedQuestion


class CourseNotFound(LookupError):
    """No such published course here."""

    code = "COURSE_NOT_FOUND"


class LessonNotFound(LookupError):
    """No such lesson in this course."""

    code = "LESSON_NOT_FOUND"


@dataclass(frozen=True)
class PublishedModule:
    """A chapter with its lessons in order."""

    uid: uuid.UUID
    number: int
    title: str
    lessons: tuple[PublishedLesson, ...]


@dataclass(frozen=True)
class OutlineModule:
    """A chapter that is promised but not there yet."""

    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class PublishedContent:
    """The parsed document itself, shared by all readers of one process."""

    title: str
    summary: str
    audience: str
    is_drafting: bool
    is_open_to_guests: bool
    pass_mark_percent: int
    duration_minutes: int
    modules: tuple[PublishedModule, ...]
    outline: tuple[OutlineModule, ...]

    @cached_property
    def lessons(self) -> tuple[PublishedLesson, ...]:
        """All lessons in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def lessons_by_uid(self) -> dict[uuid.UUID, PublishedLesson]:
        """All lessons by uid."""
        return {lesson.uid: lesson for lesson in self.lessons}

    @cached_property
    def saved_bytes(self) -> int:
        """What keeping all lessons on a device takes, without films."""
        return sum(lesson.saved_size.bytes for lesson in self.lessons)

    @cached_property
    def questions(self) -> tuple[PublishedQuestion, ...]:
        """All questions of the course in order: the bank that whole-course draws use."""
        return tuple(question for lesson in self.lessons for question in lesson.questions)

    def lesson_of_question(self, uid: uuid.UUID) -> PublishedLesson | None:
        """Return the lesson whose question this is, None if it is in none."""
        return self._homes.get(uid)

    @cached_property
    def _homes(self) -> dict[uuid.UUID, PublishedLesson]:
        return {question.uid: lesson for lesson in self.lessons for question in lesson.questions}


@dataclass(frozen=True)
class PublishedCourse:
    """The edition of a course that learners of this place read now."""

    id: int
    uid: uuid.UUID
    slug: str
    position: int
    edition_number: int
    release_version: int | None
    """The national release it stands on, if it stands on one."""
    lesson_editions: dict[str, int] = field(repr=False)
    """By lesson uid: the edition that changed the lesson last in substance."""
    document_sha256: str
    content: PublishedContent = field(repr=False)

    @property
    def title(self) -> str:
        """Name of the course."""
        return self.content.title

    @property
    def summary(self) -> str:
        """One or two sentences."""
        return self.content.summary

    @property
    def audience(self) -> str:
        """One of catalog.models.desk.Audience."""
        return self.content.audience

    @property
    def is_drafting(self) -> bool:
        """Whether more is promised than is there."""
        return self.content.is_drafting

    @property
    def is_open_to_guests(self) -> bool:
        """Whether it can be learnt without an account."""
        return self.content.is_open_to_guests

    @property
    def pass_mark_percent(self) -> int:
        """Score a quiz needs, 1–100."""
        return self.content.pass_mark_percent

    @property
    def duration_minutes(self) -> int:
        """All lessons together."""
        return self.content.duration_minutes

    @property
    def modules(self) -> tuple[PublishedModule, ...]:
        """Chapters in order."""
        return self.content.modules

    @property
    def outline(self) -> tuple[OutlineModule, ...]:
        """Chapters still to come."""
        return self.content.outline

    @property
    def lessons(self) -> tuple[PublishedLesson, ...]:
        """All lessons in order."""
        return self.content.lessons

    @property
    def lesson_count(self) -> int:
        """How many lessons there are to learn."""
        return len(self.content.lessons)

    def lesson(self, uid: uuid.UUID | str) -> PublishedLesson:
        """Return one lesson; raises LessonNotFound."""
        key = uid if isinstance(uid, uuid.UUID) else uuid.UUID(uid)
        try:
            return self.content.lessons_by_uid[key]
        except KeyError as error:
            raise LessonNotFound from error

    def neighbours(
        self, uid: uuid.UUID | str
    ) -> tuple[PublishedLesson | None, PublishedLesson | None]:
        """Return the lesson before and the lesson after; raises LessonNotFound."""
        index = self.lesson(uid).number - 1
        lessons = self.content.lessons
        before = lessons[index - 1] if index else None
        after = lessons[index + 1] if index + 1 < len(lessons) else None
        return before, after
