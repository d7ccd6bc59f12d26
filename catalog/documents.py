"""The course document: the one form in which a course is published, taken over and exported.

Canonical JSON (docs/formats/course-document.md): keys sorted, no spaces, UTF-8, text in NFC, whole
numbers only. The sha256 of these bytes names the document everywhere.
"""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.db.models import Prefetch
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from catalog.models import Course, Lesson, MediaFile, Module, Question

FORMAT = "hoc-vu-so.course"
FORMAT_VERSION = 1
ZERO_CHARACTER = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
MEDIA_IN_TEXT = re.compile(r"\(\s*media:([0-9a-f]{64})")

Uid = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Node(BaseModel):
    """What all parts share: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class OptionNode(Node):
    """One answer a learner may choose."""

    uid: Uid
    text: str
    is_correct: bool
    explanation: str


class QuestionNode(Node):
    """One question of a lesson."""

    uid: Uid
    kind: Literal["single", "multiple"]
    text: str
    options: list[OptionNode]


class VideoNode(Node):
    """The video of a lesson; the files stand in the document's media."""

    sha256: Sha256
    captions_sha256: Sha256 | None
    poster_sha256: Sha256 | None
    duration_seconds: int = Field(ge=0)
    transcript: str


class LessonNode(Node):
    """One lesson: Markdown text, perhaps a video, a quiz."""

    uid: Uid
    title: Title
    summary: str = Field(max_length=300)
    duration_minutes: int = Field(ge=0, le=600)
    body: str
    note: str
    """A province's own words beside a national lesson; empty in a release."""
    video: VideoNode | None
    questions: list[QuestionNode]


class ModuleNode(Node):
    """A chapter."""

    uid: Uid
    title: Title
    lessons: list[LessonNode]


class OutlineNode(Node):
    """A chapter that is still to come."""

    title: Title
    lessons: list[str]


class MediaNode(Node):
    """One file the document shows."""

    sha256: Sha256
    content_type: str = Field(max_length=80)
    size_bytes: int = Field(ge=0)
    width: int | None
    height: int | None


class CourseDocument(Node):
    """A whole course."""

    format: Literal["hoc-vu-so.course"]
    format_version: Literal[1]
    uid: Uid
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    title: Title
    summary: str = Field(max_length=400)
    audience: Literal["officials", "businesses", "community"]
    is_drafting: bool
    is_open_to_guests: bool
    pass_mark_percent: int = Field(ge=1, le=100)
    outline: list[OutlineNode]
    modules: list[ModuleNode]
    media: list[MediaNode]

    @property
    def lessons(self) -> Iterator[LessonNode]:
        """All lessons in order."""
        return (lesson for module in self.modules for lesson in module.lessons)

    @property
    def lesson_count(self) -> int:
        """How many lessons there are to learn."""
        return sum(len(module.lessons) for module in self.modules)

    @property
    def duration_minutes(self) -> int:
        """How long all lessons take together."""
        return sum(lesson.duration_minutes for lesson in self.lessons)


class DocumentInvalid(ValueError):
    """A document breaks the format. Facts: every place and what is wrong there."""

    code = "DOCUMENT_INVALID"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems[:5]))
        self.problems = problems


@dataclass(frozen=True)
class Examined:
    """A document that keeps to the format, with its bytes and their name."""

    content: dict[str, Any]
    parsed: CourseDocument
    text: str
    """The canonical form."""
    sha256: str


def canonical_text(document: dict[str, Any]) -> str:
    """Return the text the hash covers: the same content always gives the same text."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def canonical_bytes(document: dict[str, Any]) -> bytes:
    """Return the bytes the hash covers."""
    return canonical_text(document).encode()


def sha256_of(document: dict[str, Any]) -> str:
    """Return the name of a document."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def tidy(text: str) -> str:
    """Return text as documents hold it: NFC, line ends of one kind, no blanks at either end."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).replace("\x00", "").strip()


def check(document: Any) -> CourseDocument:
    """Return the document, parsed; raises DocumentInvalid with every problem found."""
    return examine(document).parsed


def examine(document: Any, sha256: str = "") -> Examined:
    """Return the document with all that is known of it; raises DocumentInvalid.

    With a hash, the document's own must be the same.
    """
    try:
        parsed = CourseDocument.model_validate(document)
    except ValidationError as error:
        raise DocumentInvalid(
            [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        ) from error
    text = canonical_text(document)
    found = hashlib.sha256(text.encode()).hexdigest()
    problems = [*_text_problems(text), *_uid_problems(parsed), *_media_problems(parsed)]
    if sha256 and sha256 != found:
        problems.append("sha256: the content does not have this hash")
    if problems:
        raise DocumentInvalid(problems)
    return Examined(document, parsed, text, found)


def _text_problems(text: str) -> Iterator[str]:
    if not unicodedata.is_normalized("NFC", text):
        yield "text: not in Unicode form NFC"
    if "\\u0000" in text and ZERO_CHARACTER.search(text):
        yield "text: holds a zero character"


def _uid_problems(document: CourseDocument) -> Iterator[str]:
    uids = list(_uids(document))
    if len(set(uids)) == len(uids):
        return
    for uid, count in Counter(uids).items():
        if count > 1:
            yield f"uid: {uid} stands {count} times"


def _uids(document: CourseDocument) -> Iterator[str]:
    yield document.uid
    for module in document.modules:
        yield module.uid
        for lesson in module.lessons:
            yield lesson.uid
            for question in lesson.questions:
                yield question.uid
                yield from (option.uid for option in question.options)


def _media_problems(document: CourseDocument) -> Iterator[str]:
    known = {media.sha256 for media in document.media}
    for lesson in document.lessons:
        video = lesson.video.model_dump() if lesson.video else None
        for sha256 in sorted(media_of_lesson(lesson.body, video) - known):
            yield f"media: {sha256} of lesson {lesson.uid} is not listed"


def media_of_lesson(body: str, video: dict[str, Any] | None) -> set[str]:
    """Return the hashes of all files a lesson shows."""
    found = set(MEDIA_IN_TEXT.findall(body))
    if video:
        found |= {
            video[key] for key in ("sha256", "captions_sha256", "poster_sha256") if video[key]
        }
    return found


def lesson_substances(document: dict[str, Any]) -> dict[str, str]:
    """Return, by lesson uid, a hash of what is learnt there: text, video, questions."""
    return {
        lesson["uid"]: sha256_of({key: lesson[key] for key in ("body", "video", "questions")})
        for module in document["modules"]
        for lesson in module["lessons"]
    }


def from_course(course: Course) -> dict[str, Any]:
    """Return the document of a course as it stands on the desk (six statements)."""
    modules = list(
        Module.objects.filter(course=course, archived_at=None).prefetch_related(
            Prefetch("lessons", Lesson.objects.filter(archived_at=None).order_by("position", "pk")),
            Prefetch("lessons__questions", Question.objects.order_by("position", "pk")),
            "lessons__questions__options",
        )
    )
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "uid": str(course.uid),
        "slug": course.slug,
        "title": course.title,
        "summary": course.summary,
        "audience": course.audience,
        "is_drafting": course.is_drafting,
        "is_open_to_guests": course.is_open_to_guests,
        "pass_mark_percent": course.pass_mark_percent,
        "outline": course.outline,
        "modules": [_module(module) for module in modules],
    }
    return with_media(document, _media_rows(document))


def with_media(document: dict[str, Any], media: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the document with its list of files, sorted by hash."""
    return document | {"media": sorted(media, key=lambda one: one["sha256"])}


def media_hashes(document: dict[str, Any]) -> set[str]:
    """Return the hashes of all files the lessons of a document show."""
    return {
        sha256
        for module in document["modules"]
        for lesson in module["lessons"]
        for sha256 in media_of_lesson(lesson["body"], lesson["video"])
    }


def _media_rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    hashes = media_hashes(document)
    if not hashes:
        return []
    fields = ("sha256", "content_type", "size_bytes", "width", "height")
    return list(MediaFile.objects.filter(sha256__in=hashes).order_by("sha256").values(*fields))


def _module(module: Module) -> dict[str, Any]:
    return {
        "uid": str(module.uid),
        "title": module.title,
        "lessons": [lesson_node(lesson) for lesson in module.lessons.all()],
    }


def lesson_node(lesson: Lesson) -> dict[str, Any]:
    """Return the node of one lesson with its questions."""
    return {
        "uid": str(lesson.uid),
        "title": lesson.title,
        "summary": lesson.summary,
        "duration_minutes": lesson.duration_minutes,
        "body": lesson.body,
        "note": lesson.note,
        "video": lesson.video,
        "questions": [_question(question) for question in lesson.questions.all()],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "uid": str(question.uid),
        "kind": question.kind,
        "text": question.text,
        "options": [
            {
                "uid": str(option.uid),
                "text": option.text,
                "is_correct": option.is_correct,
                "explanation": option.explanation,
            }
            for option in question.options.all()
        ],
    }
