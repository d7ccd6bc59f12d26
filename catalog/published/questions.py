"""Questions as learners meet them, and how some are drawn from a bank."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property

from catalog import markdown


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
class Draw:
    """Some questions of a bank, drawn anew for each attempt."""

    source: str
    """"lesson" or "course"."""
    tag: str
    count: int
