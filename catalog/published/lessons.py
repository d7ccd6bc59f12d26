"""One lesson as learners read it."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from catalog import markdown, saving
from catalog.published.files import AttachedFile, PublishedVideo, SoundFile
from catalog.published.questions import Draw, PublishedQuestion
from catalog.published.stories import Scene, Situation, Way


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
