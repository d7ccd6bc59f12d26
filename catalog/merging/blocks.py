"""Markdown text as a row of blocks: paragraphs, headings, list items, tables, fences, passages.

`split` and `join` are inverse up to runs of blank lines, so that a merge keeps what it did not
touch.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|:{3,}(?= *lang )|:{3,}(?= *$))")
"""Opens or closes code, or a passage in another language (":::", catalog.markdown)."""
ITEM = re.compile(r"[-*+] ")


@dataclass(frozen=True, slots=True)
class Block:
    """One block and what stands before it. Two blocks are equal when their words are."""

    text: str
    follows_closely: bool = False
    """One line end before it, not a blank line: a further item of a list."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Block) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


def split(text: str) -> list[Block]:
    """Return the blocks of a tidy text; a fence, a passage or an indented tail stays in one."""
    blocks: list[Block] = []
    lines: list[str] = []
    closely = False
    fence = ""
    for line in text.split("\n"):
        opened = FENCE.match(line)
        if fence:
            lines.append(line)
            if opened and opened[1].startswith(fence) and not line.strip(" `~:"):
                fence = ""
        elif not line.strip():
            if lines:
                blocks.append(Block("\n".join(lines), closely))
            lines, closely = [], False
        else:
            if lines and ITEM.match(line) and ITEM.match(lines[0]):
                blocks.append(Block("\n".join(lines), closely))
                lines, closely = [], True
            lines.append(line)
            fence = opened[1] if opened and line.strip(" :") else ""
    if lines:
        blocks.append(Block("\n".join(lines), closely))
    return blocks


def join(blocks: Iterable[Block]) -> str:
    """Return the text of these blocks."""
    parts: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None:
            together = block.follows_closely and ITEM.match(before.text)
            parts.append("\n" if together else "\n\n")
        parts.append(block.text)
        before = block
    return "".join(parts)


def texts(blocks: Sequence[Block]) -> list[str]:
    """Return the words of each block."""
    return [block.text for block in blocks]
