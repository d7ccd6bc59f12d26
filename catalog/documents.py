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

from catalog import optional
from catalog.models import Course, Lesson, MediaFile, Module, Option, Question

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
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[0-9A-Za-z.]+$", max_length=40)]
type QuestionKind = Literal[
    "single", "multiple", "true_false", "ordering", "matching", "short_answer", "scenario"
]


class Node(BaseModel):
    """What all parts share: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class OptionNode(Node):
    """One answer a learner may choose, put in order, match, or write."""

    uid: Uid
    text: str
    is_correct: bool
    explanation: str
    match: str = ""
    """The right partner, in a matching question."""


class QuestionNode(Node):
    """One question of a lesson."""

    uid: Uid
    kind: QuestionKind
    text: str
    options: list[OptionNode]
    situation: str = ""
    """Markdown: what the learner sees before deciding, as it looks (a message, a page)."""
    explanation: str = ""
    """Why, whatever was chosen."""
    passage: str = Field(default="", max_length=200)
    """The heading in the lesson's text that explains it; empty: the whole lesson."""
    tags: list[Tag] = Field(default_factory=list)
    """Competences of a framework (catalog/frameworks), "framework/code"."""
    keeps_order: bool = False
    """Options are shown as written, not shuffled."""


class RenditionNode(Node):
    """One more size of a video."""

    sha256: Sha256
    height: int = Field(ge=1)


class VideoNode(Node):
    """The video of a lesson; the files stand in the document's media."""

    sha256: Sha256
    captions_sha256: Sha256 | None
    poster_sha256: Sha256 | None
    duration_seconds: int = Field(ge=0)
    transcript: str
    renditions: list[RenditionNode] = Field(default_factory=list)
    """Smaller files of the same video, lowest first."""
    audio_sha256: Sha256 | None = None
    """The sound alone."""


class AudioNode(Node):
    """The lesson's text read aloud."""

    sha256: Sha256
    duration_seconds: int = Field(ge=0)
    voice: Literal["machine"] | None = None
    """Who reads; left out: a person."""


class FileNode(Node):
    """A file to take home: a form, a leaflet."""

    sha256: Sha256
    title: Title


class PracticeNode(Node):
    """Something to do outside this service and to tick off oneself."""

    text: Annotated[str, StringConstraints(min_length=1)]
    """Markdown."""
    url: Annotated[str, StringConstraints(pattern=r"^(https?://.+)?$", max_length=500)]
    """Empty where no page is needed."""


class ChoiceNode(Node):
    """What one may do in a situation, and what comes of it."""

    uid: Uid
    text: Annotated[str, StringConstraints(min_length=1)]
    consequence: str
    next: Uid | None
    """The step that follows; null ends the story."""


class StepNode(Node):
    """One situation of a scenario, Markdown."""

    uid: Uid
    text: Annotated[str, StringConstraints(min_length=1)]
    choices: list[ChoiceNode]


class ScenarioNode(Node):
    """A story in which the learner decides; it begins with its first step."""

    steps: Annotated[list[StepNode], Field(min_length=1)]


class DrawNode(Node):
    """Some questions of a bank, drawn anew for each attempt."""

    source: Literal["lesson", "course"]
    """The bank: this lesson's own questions, or all of the course."""
    tag: Tag | Literal[""]
    """Only questions with this tag; empty: any."""
    count: int = Field(ge=1, le=100)


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
    audio: AudioNode | None = None
    files: list[FileNode] = Field(default_factory=list)
    practice: PracticeNode | None = None
    scenario: ScenarioNode | None = None
    draws: list[DrawNode] = Field(default_factory=list)
    """What an attempt asks; empty: every question of the lesson, in order."""


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
    problems += [*_empty_problems(document), *_scenario_problems(parsed)]
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
            for step in lesson.scenario.steps if lesson.scenario else ():
                yield step.uid
                yield from (choice.uid for choice in step.choices)


def _media_problems(document: CourseDocument) -> Iterator[str]:
    known = {media.sha256 for media in document.media}
    for lesson in document.lessons:
        for sha256 in sorted(media_of_lesson(lesson.model_dump()) - known):
            yield f"media: {sha256} of lesson {lesson.uid} is not listed"


def _empty_problems(document: dict[str, Any]) -> Iterator[str]:
    """The same content must give the same bytes: what is empty and optional is not there."""
    for kind, node in _optional_nodes(document):
        for key in optional.KEYS[kind].keys() & node.keys():
            if node[key] == optional.KEYS[kind][key]:
                yield f"{key}: must be left out where it is empty"


def _optional_nodes(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for module in document["modules"]:
        for lesson in module["lessons"]:
            yield "lesson", lesson
            if lesson["video"]:
                yield "video", lesson["video"]
            if lesson.get("audio"):
                yield "audio", lesson["audio"]
            for question in lesson["questions"]:
                yield "question", question
                yield from (("option", option) for option in question["options"])


def _scenario_problems(document: CourseDocument) -> Iterator[str]:
    for lesson in document.lessons:
        steps = lesson.scenario.steps if lesson.scenario else []
        known = {step.uid for step in steps}
        for choice in (choice for step in steps for choice in step.choices):
            if choice.next and choice.next not in known:
                yield f"scenario: {choice.uid} leads to a step that is not there"


def media_of_lesson(lesson: dict[str, Any]) -> set[str]:
    """Return the hashes of all files the node of a lesson shows."""
    texts = [lesson["body"], *_texts_with_media(lesson)]
    found = {sha256 for text in texts for sha256 in MEDIA_IN_TEXT.findall(text)}
    video = lesson["video"] or {}
    found |= {one["sha256"] for one in video.get("renditions", ())}
    found |= {one["sha256"] for one in (lesson.get("audio"), *lesson.get("files", ())) if one}
    names = ("sha256", "captions_sha256", "poster_sha256", "audio_sha256")
    return found | {video[name] for name in names if video.get(name)}


def _texts_with_media(lesson: dict[str, Any]) -> Iterator[str]:
    """Markdown beside the body in which a picture may stand."""
    if practice := lesson.get("practice"):
        yield practice["text"]
    for step in (lesson.get("scenario") or {"steps": ()})["steps"]:
        yield step["text"]
        yield from (choice["consequence"] for choice in step["choices"])
    for question in lesson["questions"]:
        if situation := question.get("situation"):
            yield situation


SUBSTANCE = ("body", "video", "questions", "audio", "practice", "scenario", "draws")


def lesson_substances(document: dict[str, Any]) -> dict[str, str]:
    """Return, by lesson uid, a hash of what is learnt there: text, video, questions.

    Who reads it aloud changes nothing in that.
    """
    return {
        lesson["uid"]: sha256_of(_substance(lesson))
        for module in document["modules"]
        for lesson in module["lessons"]
    }


def _substance(lesson: dict[str, Any]) -> dict[str, Any]:
    found = {key: lesson[key] for key in SUBSTANCE if key in lesson}
    if audio := found.get("audio"):
        found["audio"] = {key: one for key, one in audio.items() if key != "voice"}
    return found


def lesson_values(node: LessonNode) -> dict[str, Any]:
    """Return the structured parts of a lesson as the desk holds them, video first."""
    video = optional.compact("video", node.video.model_dump()) if node.video else None
    extras = node.model_dump(include=set(optional.KEYS["lesson"]))
    if node.audio:
        extras["audio"] = optional.compact("audio", extras["audio"])
    return {"video": video} | {name: extras[name] for name in optional.KEYS["lesson"]}


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
        for sha256 in media_of_lesson(lesson)
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
    node = {
        "uid": str(lesson.uid),
        "title": lesson.title,
        "summary": lesson.summary,
        "duration_minutes": lesson.duration_minutes,
        "body": lesson.body,
        "note": lesson.note,
        "video": lesson.video,
        "questions": [_question(question) for question in lesson.questions.all()],
    }
    extras = {name: getattr(lesson, name) for name in optional.KEYS["lesson"]}
    return node | optional.compact("lesson", extras)


def _question(question: Question) -> dict[str, Any]:
    node = {
        "uid": str(question.uid),
        "kind": question.kind,
        "text": question.text,
        "options": [_option(option) for option in question.options.all()],
    }
    extras = {name: getattr(question, name) for name in optional.KEYS["question"]}
    return node | optional.compact("question", extras)


def _option(option: Option) -> dict[str, Any]:
    node = {
        "uid": str(option.uid),
        "text": option.text,
        "is_correct": option.is_correct,
        "explanation": option.explanation,
    }
    return node | ({"match": option.match} if option.match else {})
