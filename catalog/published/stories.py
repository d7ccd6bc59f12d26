"""The scenario of a lesson: situations, choices, where they lead."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from catalog import markdown


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
