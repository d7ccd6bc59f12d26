"""Two wordings of one text: paragraph by paragraph, and inside a paragraph word by word.

An edited paragraph is paired with itself, so that it reads as edited, not as removed and added.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from catalog.merging import blocks

type Change = Literal["same", "changed", "added", "removed"]

WORD = re.compile(r"\w+|\s+|[^\w\s]+")
ALIKE_AT_LEAST = 0.5
"""Share of words two paragraphs have in common, from which one is the other, edited."""
LEGIBLE_AT_LEAST = 0.3
"""Below this share of equal words a marked-up sentence cannot be read: old and new stand whole."""
PAIRS_AT_MOST = 10_000
"""Longer stretches of changed paragraphs are not searched for pairs."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of words."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class BlockDiff:
    """One paragraph (heading, list item, table) and what became of it."""

    change: Change
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring paragraphs that all stayed, or that all did not."""

    is_same: bool
    blocks: tuple[BlockDiff, ...]


@dataclass(frozen=True)
class FieldDiff:
    """One field of a node in two wordings."""

    name: str
    label: Any
    """What people call the field; translated when it is shown."""
    blocks: tuple[BlockDiff, ...]

    @property
    def change(self) -> Change:
        """What became of the whole field; an empty one stayed."""
        kinds = {block.change for block in self.blocks}
        if kinds <= {"same"}:
            return "same"
        return kinds.pop() if len(kinds) == 1 else "changed"

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to mark."""
        return self.change != "same"

    @property
    def runs(self) -> tuple[Run, ...]:
        """The paragraphs in order, unchanged neighbours together so that they can be folded."""
        grouped = groupby(self.blocks, key=lambda block: block.change == "same")
        return tuple(Run(is_same, tuple(found)) for is_same, found in grouped)


def text_diff(before: str, after: str) -> tuple[BlockDiff, ...]:
    """Return the paragraphs of both texts in reading order, each with what became of it."""
    old, new = blocks.texts(blocks.split(before)), blocks.texts(blocks.split(after))
    if len(old) == len(new) == 1:
        return (_block(old[0], new[0]),)
    found: list[BlockDiff] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_block(text, text) for text in old[a1:a2]]
        else:
            found += [_block(*pair) for pair in _pairs(old[a1:a2], new[b1:b2])]
    return tuple(found)


def _block(before: str | None, after: str | None) -> BlockDiff:
    """Return one paragraph; None where it was not there, or is there no longer."""
    if before is None:
        return BlockDiff("added", (Segment("added", after or ""),))
    if after is None:
        return BlockDiff("removed", (Segment("removed", before),))
    if before == after:
        return BlockDiff("same", (Segment("same", before),))
    return BlockDiff("changed", tuple(segments(before, after)))


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield both stretches in order, like paragraphs paired so that the most words meet."""
    row, column = 0, 0
    for old_index, new_index in _matches(old, new):
        yield from ((text, None) for text in old[row:old_index])
        yield from ((None, text) for text in new[column:new_index])
        yield old[old_index], new[new_index]
        row, column = old_index + 1, new_index + 1
    yield from ((text, None) for text in old[row:])
    yield from ((None, text) for text in new[column:])


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return which paragraphs belong together, in order: the alignment most alike in sum."""
    if not old or not new or len(old) * len(new) > PAIRS_AT_MOST:
        return []
    likeness = _likeness(old, new)
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    for row in range(len(old) - 1, -1, -1):
        for column in range(len(new) - 1, -1, -1):
            paired = likeness[row][column] + best[row + 1][column + 1]
            skipped = max(best[row + 1][column], best[row][column + 1])
            best[row][column] = max(paired, skipped) if likeness[row][column] else skipped
    found, row, column = [], 0, 0
    while row < len(old) and column < len(new):
        here = likeness[row][column]
        if here and best[row][column] == here + best[row + 1][column + 1]:
            found.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return found


def _likeness(old: Sequence[str], new: Sequence[str]) -> list[list[float]]:
    """Return for each pair the share of words in common, 0 where that is too small to pair."""
    words = [Counter(re.findall(r"\w+", text.lower())) for text in (*old, *new)]
    left, right = words[: len(old)], words[len(old) :]
    return [[_share(one, other) for other in right] for one in left]


def _share(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    share = 2 * (one & other).total() / total if total else 0.0
    return share if share >= ALIKE_AT_LEAST else 0.0


def segments(before: str, after: str) -> list[Segment]:
    """Return one text with the words marked that went and that came; kept ones once."""
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    if matcher.ratio() < LEGIBLE_AT_LEAST:
        return _edit([(before, after)])
    found: list[Segment] = []
    edits: list[tuple[str, str]] = []
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        removed, added = "".join(old[a1:a2]), "".join(new[b1:b2])
        if tag != "equal" or (edits and not removed.strip()):
            edits.append((removed, added))
            continue
        found += _edit(edits)
        found.append(Segment("same", removed))
        edits = []
    return [*found, *_edit(edits)]


def _edit(edits: Sequence[tuple[str, str]]) -> list[Segment]:
    """Return edits with nothing but blanks between them as one: first all that went."""
    trailing = []
    if edits and edits[-1][0] == edits[-1][1]:  # a blank that no edit follows
        *edits, last = edits
        trailing = [Segment("same", last[0])]
    removed, added = ("".join(side) for side in zip(*edits, strict=True)) if edits else ("", "")
    if removed.strip() and added.strip():
        return [Segment("removed", removed), Segment("added", added), *trailing]
    found = [
        segment
        for old, new in edits
        for segment in (
            [Segment("same", old)]
            if old == new
            else [Segment("removed", old), Segment("added", new)]
        )
    ]
    return [*(one for one in found if one.text), *trailing]
