"""Three-way merging of two changed copies of one sequence (paragraphs, or hashes of them).

Both copies are compared with the base; changes that do not touch the same element are both taken,
changes that do are a conflict. Nothing is ever dropped silently: every element of either copy
stands in the result or in a conflict. (diff3 with adjacent edits allowed: two people who mended
neighbouring paragraphs are not in each other's way.)
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

type Origin = Literal["same", "theirs", "mine", "both", "conflict"]


@dataclass(frozen=True)
class Chunk[T: Hashable]:
    """A stretch of the base and what each side made of it."""

    origin: Origin
    """Who changed it; "both" made the same of it."""
    base: tuple[T, ...]
    theirs: tuple[T, ...]
    mine: tuple[T, ...]

    @property
    def clean(self) -> tuple[T, ...]:
        """What the merge takes; mine where people must decide."""
        return self.theirs if self.origin == "theirs" else self.mine


@dataclass(frozen=True)
class _Edit[T: Hashable]:
    """base[start:end] was replaced by new."""

    start: int
    end: int
    new: tuple[T, ...]


def merge[T: Hashable](base: Sequence[T], theirs: Sequence[T], mine: Sequence[T]) -> list[Chunk[T]]:
    """Return the whole sequence as chunks, in order."""
    left, right = _edits(base, theirs), _edits(base, mine)
    chunks: list[Chunk[T]] = []
    position = 0
    while left or right:
        start, end, own, other = _region(left, right)
        if position < start:
            same = tuple(base[position:start])
            chunks.append(Chunk("same", same, same, same))
        chunks.append(_chunk(base, start, end, own, other))
        position = end
    if position < len(base):
        same = tuple(base[position:])
        chunks.append(Chunk("same", same, same, same))
    return chunks


def _edits[T: Hashable](base: Sequence[T], changed: Sequence[T]) -> list[_Edit[T]]:
    """Return what was done to the base, in order; as many for as many is one by one."""
    found: list[_Edit[T]] = []
    matcher = SequenceMatcher(a=base, b=changed, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        if tag == "replace" and a2 - a1 == b2 - b1:
            found += [_Edit(a1 + n, a1 + n + 1, (changed[b1 + n],)) for n in range(a2 - a1)]
        else:
            found.append(_Edit(a1, a2, tuple(changed[b1:b2])))
    return found


def _region[T: Hashable](
    left: list[_Edit[T]], right: list[_Edit[T]]
) -> tuple[int, int, list[_Edit[T]], list[_Edit[T]]]:
    """Take the next edits that belong together from both lists; return their stretch."""
    first = min(
        (edits[0] for edits in (left, right) if edits), key=lambda one: (one.start, one.end)
    )
    start, end = first.start, first.end
    own: list[_Edit[T]] = []
    other: list[_Edit[T]] = []
    taken = True
    while taken:
        taken = False
        for edits, into in ((left, own), (right, other)):
            while edits and (not (own or other) or _touches(edits[0], start, end)):
                if not (own or other) and edits[0] != first:
                    break
                edit = edits.pop(0)
                into.append(edit)
                start, end = min(start, edit.start), max(end, edit.end)
                taken = True
    return start, end, own, other


def _touches[T: Hashable](edit: _Edit[T], start: int, end: int) -> bool:
    """Whether an edit changes what the stretch holds, or both insert at the same place."""
    if edit.start == edit.end:  # an insertion
        return start < edit.start < end or (start == end == edit.start)
    if start == end:
        return edit.start < start < edit.end
    return edit.start < end and start < edit.end


def _chunk[T: Hashable](
    base: Sequence[T], start: int, end: int, own: list[_Edit[T]], other: list[_Edit[T]]
) -> Chunk[T]:
    before = tuple(base[start:end])
    theirs, mine = _applied(base, start, end, own), _applied(base, start, end, other)
    if not other:
        return Chunk("theirs", before, theirs, before)
    if not own:
        return Chunk("mine", before, before, mine)
    return Chunk("both" if theirs == mine else "conflict", before, theirs, mine)


def _applied[T: Hashable](
    base: Sequence[T], start: int, end: int, edits: list[_Edit[T]]
) -> tuple[T, ...]:
    out: list[T] = []
    position = start
    for edit in edits:
        out += base[position : edit.start]
        out += edit.new
        position = edit.end
    out += base[position:end]
    return tuple(out)
