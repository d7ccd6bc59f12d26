"""What learners read: one published document, parsed once per process and never changed."""

import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from catalog import markdown, saving

CACHED_DOCUMENT_COUNT = 300
DEFAULT_SIZE = "360p"


class CourseNotFound(LookupError):
    """No such published course here."""

    code = "COURSE_NOT_FOUND"


class LessonNotFound(LookupError):
    """No such lesson in this course."""

    code = "LESSON_NOT_FOUND"


@dataclass(frozen=True)
class PublishedOption:
    """One answer a learner may choose. Whether it is right never leaves the server early."""

    uid: uuid.UUID
    text: str
    is_correct: bool
    explanation: str
    match: str = ""


@dataclass(frozen=True)
class PublishedQuestion:
    """One question with its options in the order of the document."""

    uid: uuid.UUID
    kind: str
    text: str
    options: tuple[PublishedOption, ...]
    situation: str = field(default="", repr=False)
    explanation: str = field(default="", repr=False)
    passage: str = ""
    tags: tuple[str, ...] = ()
    keeps_order: bool = False
    image_sizes: dict[str, tuple[int | None, int | None]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def situation_html(self) -> str:
        """The situation as safe HTML."""
        return markdown.render(self.situation, self.image_sizes)

    @cached_property
    def options_by_uid(self) -> dict[uuid.UUID, PublishedOption]:
        """The options by uid."""
        return {option.uid: option for option in self.options}

    @cached_property
    def correct_uids(self) -> frozenset[uuid.UUID]:
        """Uids of the right options."""
        return frozenset(option.uid for option in self.options if option.is_correct)


@dataclass(frozen=True)
class VideoSize:
    """One file of a video."""

    sha256: str
    label: str
    content_type: str
    size_bytes: int

    @property
    def url(self) -> str:
        """Address of the file in this place."""
        return f"/media/{self.sha256}"


@dataclass(frozen=True)
class PublishedVideo:
    """A lesson's video with what makes it readable without sound."""

    sha256: str
    captions_sha256: str | None
    poster_sha256: str | None
    duration_seconds: int
    transcript: str = field(repr=False)
    sizes: tuple[VideoSize, ...]
    """Lowest first."""
    audio: "SoundFile | None" = None
    """The sound alone, for who has little data."""

    @cached_property
    def played(self) -> VideoSize | None:
        """What plays unless another is chosen: 360p, else the smallest."""
        smallest = self.sizes[0] if self.sizes else None
        return next((size for size in self.sizes if size.label == DEFAULT_SIZE), smallest)

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The files as the video component takes them."""
        return [
            {
                "url": size.url,
                "type": size.content_type,
                "label": size.label,
                "bytes": size.size_bytes,
            }
            for size in self.sizes
        ]

    @property
    def poster_url(self) -> str:
        """Address of the still picture in this place, empty without one."""
        return f"/media/{self.poster_sha256}" if self.poster_sha256 else ""

    @property
    def captions_url(self) -> str:
        """Address of the captions in this place, empty without any."""
        return f"/media/{self.captions_sha256}" if self.captions_sha256 else ""

    @cached_property
    def transcript_html(self) -> str:
        """The words of the video as safe HTML."""
        return markdown.render(self.transcript)


@dataclass(frozen=True)
class SoundFile:
    """Something to listen to."""

    sha256: str
    content_type: str
    size_bytes: int
    duration_seconds: int

    @property
    def url(self) -> str:
        """Address of the file in this place."""
        return f"/media/{self.sha256}"


@dataclass(frozen=True)
class AttachedFile:
    """A file to take home."""

    sha256: str
    title: str
    content_type: str
    size_bytes: int

    @property
    def url(self) -> str:
        """Address of the file in this place."""
        return f"/media/{self.sha256}"


@dataclass(frozen=True)
class Practice:
    """Something to do elsewhere and to tick off."""

    text: str
    url: str

    @cached_property
    def html(self) -> str:
        """What to do, as safe HTML."""
        return markdown.render(self.text)


@dataclass(frozen=True)
class Choice:
    """What one may do in a situation."""

    uid: uuid.UUID
    text: str
    consequence: str
    next: uuid.UUID | None

    @cached_property
    def html(self) -> str:
        """What comes of it, as safe HTML."""
        return markdown.render(self.consequence)


@dataclass(frozen=True)
class Situation:
    """One step of a scenario."""

    uid: uuid.UUID
    number: int
    text: str = field(repr=False)
    choices: tuple[Choice, ...]
    image_sizes: dict[str, tuple[int | None, int | None]] = field(repr=False, compare=False)

    @cached_property
    def html(self) -> str:
        """The situation as it looks, as safe HTML."""
        return markdown.render(self.text, self.image_sizes)


class Way(NamedTuple):
    """A choice and where it leads: the number of a situation, 0 for the end."""

    choice: Choice
    to: int


class Scene(NamedTuple):
    """A situation with the ways out of it."""

    situation: Situation
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Draw:
    """Some questions of a bank, drawn anew for each attempt."""

    source: str
    """"lesson" or "course"."""
    tag: str
    count: int


@dataclass(frozen=True)
class TextStep:
    """One screen of a lesson's text."""

    number: int
    headings: tuple[str, ...]
    """The headings in it: a question's passage names one."""
    html: str = field(repr=False)


class LessonLabel(NamedTuple):
    """A lesson as lists and headings show it."""

    uid: uuid.UUID
    number: int
    title: str
    summary: str
    duration_minutes: int
    question_count: int
    """How many questions one attempt asks."""


@dataclass(frozen=True)
class PublishedLesson:
    """One lesson. Number counts from 1 through the whole course."""

    uid: uuid.UUID
    number: int
    title: str
    summary: str
    duration_minutes: int
    body: str = field(repr=False)
    note: str = field(repr=False)
    video: PublishedVideo | None
    questions: tuple[PublishedQuestion, ...] = field(repr=False)
    image_sizes: dict[str, tuple[int | None, int | None]] = field(repr=False, compare=False)
    audio: SoundFile | None = None
    files: tuple[AttachedFile, ...] = ()
    practice: Practice | None = None
    scenario: tuple[Situation, ...] = ()
    """The story, its first situation first; empty without one."""
    draws: tuple[Draw, ...] = ()
    media_bytes: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    """Size of every file of the course by hash."""

    @cached_property
    def saved_size(self) -> saving.SavedSize:
        """What keeping it on a device takes."""
        return saving.saved_size(self)

    @property
    def has_quiz(self) -> bool:
        """Whether there is something to answer."""
        return bool(self.questions or self.draws)

    @property
    def question_count(self) -> int:
        """How many questions one attempt asks, at most."""
        return sum(draw.count for draw in self.draws) if self.draws else len(self.questions)

    @cached_property
    def label(self) -> LessonLabel:
        """What lists and headings show of it."""
        return LessonLabel(
            self.uid,
            self.number,
            self.title,
            self.summary,
            self.duration_minutes,
            self.question_count,
        )

    @cached_property
    def steps(self) -> tuple[TextStep, ...]:
        """The text in screens: cut at "---" lines, else before headings of the highest level."""
        return tuple(
            TextStep(
                number, tuple(markdown.headings(part)), markdown.render(part, self.image_sizes)
            )
            for number, part in enumerate(markdown.split_steps(self.body), 1)
        )

    @cached_property
    def step_count(self) -> int:
        """How many screens there are: the story comes as one of its own after the text."""
        return len(self.steps) + bool(self.scenario)

    @cached_property
    def story(self) -> tuple[Scene, ...]:
        """The scenario as it is played: every way on by the number of its situation."""
        numbers = {situation.uid: situation.number for situation in self.scenario}
        return tuple(
            Scene(
                situation,
                tuple(
                    Way(choice, numbers[choice.next] if choice.next else 0)
                    for choice in situation.choices
                ),
            )
            for situation in self.scenario
        )

    def step_of(self, passage: str) -> TextStep | None:
        """Return the screen with this heading, None if there is none."""
        return next((step for step in self.steps if passage and passage in step.headings), None)

    @cached_property
    def html(self) -> str:
        """The text as safe HTML, rendered at first reading."""
        return markdown.render(self.body, self.image_sizes)

    @cached_property
    def note_html(self) -> str:
        """The province's own words beside the lesson as safe HTML."""
        return markdown.render(self.note, self.image_sizes)


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


def parse(document: dict[str, Any]) -> PublishedContent:
    """Return the content of a checked document as learners' pages use it."""
    media = {one["sha256"]: one for one in document["media"]}
    sizes = {sha256: (one["width"], one["height"]) for sha256, one in media.items()}
    weights = {sha256: one["size_bytes"] for sha256, one in media.items()}
    modules, count = [], 0
    for number, module in enumerate(document["modules"], 1):
        lessons = tuple(
            _lesson(node, count + index, media, sizes, weights)
            for index, node in enumerate(module["lessons"], 1)
        )
        count += len(lessons)
        modules.append(PublishedModule(uuid.UUID(module["uid"]), number, module["title"], lessons))
    return PublishedContent(
        title=document["title"],
        summary=document["summary"],
        audience=document["audience"],
        is_drafting=document["is_drafting"],
        is_open_to_guests=document["is_open_to_guests"],
        pass_mark_percent=document["pass_mark_percent"],
        duration_minutes=sum(one.duration_minutes for module in modules for one in module.lessons),
        modules=tuple(modules),
        outline=tuple(
            OutlineModule(one["title"], tuple(one["lessons"])) for one in document["outline"]
        ),
    )


def _lesson(
    node: dict[str, Any],
    number: int,
    media: dict[str, dict[str, Any]],
    sizes: dict[str, tuple[int | None, int | None]],
    weights: dict[str, int],
) -> PublishedLesson:
    return PublishedLesson(
        uid=uuid.UUID(node["uid"]),
        number=number,
        title=node["title"],
        summary=node["summary"],
        duration_minutes=node["duration_minutes"],
        body=node["body"],
        note=node["note"],
        video=_video(node["video"], media) if node["video"] else None,
        questions=tuple(_question(question, sizes) for question in node["questions"]),
        image_sizes=sizes,
        audio=_sound(node["audio"], media) if "audio" in node else None,
        files=tuple(_file(one, media) for one in node.get("files", ())),
        practice=Practice(**node["practice"]) if "practice" in node else None,
        scenario=_scenario(node["scenario"], sizes) if "scenario" in node else (),
        draws=tuple(Draw(**one) for one in node.get("draws", ())),
        media_bytes=weights,
    )


def _sound(node: dict[str, Any], media: dict[str, dict[str, Any]]) -> SoundFile:
    file = media[node["sha256"]]
    return SoundFile(
        *(node["sha256"], file["content_type"], file["size_bytes"], node["duration_seconds"])
    )


def _file(node: dict[str, Any], media: dict[str, dict[str, Any]]) -> AttachedFile:
    file = media[node["sha256"]]
    return AttachedFile(node["sha256"], node["title"], file["content_type"], file["size_bytes"])


def _scenario(
    node: dict[str, Any], sizes: dict[str, tuple[int | None, int | None]]
) -> tuple[Situation, ...]:
    return tuple(
        Situation(
            uuid.UUID(step["uid"]),
            number,
            step["text"],
            tuple(
                Choice(
                    *(uuid.UUID(one["uid"]), one["text"], one["consequence"]),
                    uuid.UUID(one["next"]) if one["next"] else None,
                )
                for one in step["choices"]
            ),
            sizes,
        )
        for number, step in enumerate(node["steps"], 1)
    )


def _video(node: dict[str, Any], media: dict[str, dict[str, Any]]) -> PublishedVideo:
    sizes = [_size(one["sha256"], one["height"], media) for one in node.get("renditions", ())]
    sizes.append(_size(node["sha256"], media[node["sha256"]]["height"], media))
    audio = node.get("audio_sha256")
    sound = {"sha256": audio, "duration_seconds": node["duration_seconds"]}
    return PublishedVideo(
        sha256=node["sha256"],
        captions_sha256=node["captions_sha256"],
        poster_sha256=node["poster_sha256"],
        duration_seconds=node["duration_seconds"],
        transcript=node["transcript"],
        sizes=tuple(sizes),
        audio=_sound(sound, media) if audio else None,
    )


def _size(sha256: str, height: int | None, media: dict[str, dict[str, Any]]) -> VideoSize:
    file = media[sha256]
    label = f"{height}p" if height else ""
    return VideoSize(sha256, label, file["content_type"], file["size_bytes"])


def _question(
    node: dict[str, Any], sizes: dict[str, tuple[int | None, int | None]]
) -> PublishedQuestion:
    return PublishedQuestion(
        uid=uuid.UUID(node["uid"]),
        kind=node["kind"],
        text=node["text"],
        options=tuple(
            PublishedOption(
                uid=uuid.UUID(option["uid"]),
                text=option["text"],
                is_correct=option["is_correct"],
                explanation=option["explanation"],
                match=option.get("match", ""),
            )
            for option in node["options"]
        ),
        situation=node.get("situation", ""),
        explanation=node.get("explanation", ""),
        passage=node.get("passage", ""),
        tags=tuple(node.get("tags", ())),
        keeps_order=node.get("keeps_order", False),
        image_sizes=sizes,
    )


class ContentCache:
    """Parsed documents of this process by (place, sha256), the least used forgotten first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._contents: OrderedDict[tuple[uuid.UUID, str], PublishedContent] = OrderedDict()

    def get(self, place_uuid: uuid.UUID, sha256: str) -> PublishedContent | None:
        """Return a document parsed before in this place, or None."""
        with self._lock:
            content = self._contents.get((place_uuid, sha256))
            if content is not None:
                self._contents.move_to_end((place_uuid, sha256))
            return content

    def put(self, place_uuid: uuid.UUID, sha256: str, content: PublishedContent) -> None:
        """Keep a parsed document."""
        with self._lock:
            self._contents[place_uuid, sha256] = content
            if len(self._contents) > self._size:
                self._contents.popitem(last=False)

    def clear(self) -> None:
        """Forget everything (tests)."""
        with self._lock:
            self._contents.clear()


contents = ContentCache(CACHED_DOCUMENT_COUNT)
