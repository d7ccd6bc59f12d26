"""What the linter says of a course: one thing to mend each."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from markdown_it.token import Token

from catalog.markdown import MEDIA_ADDRESS, PARSER

type Severity = Literal["error", "warning", "hint"]
type Subject = Literal[
    "course", "lesson", "question", "video", "draws", "audio", "files", "scenario"
]


@dataclass(frozen=True)
class Finding:
    """One thing to mend: where it is, what is wrong and what to do."""

    code: str
    severity: Severity
    """An error stops publishing; a warning is shown; a hint says what would be good to have."""
    subject: Subject
    uid: str
    """Node where it can be mended (for a part of a lesson: its lesson)."""
    place: str
    text: str
    advice: str


@dataclass(frozen=True)
class Spot:
    """One place of a course under examination."""

    subject: Subject
    uid: str
    place: str

    def error(self, code: str, text: str, advice: str) -> Finding:
        """Return what stops publishing."""
        return Finding(code, "error", self.subject, self.uid, self.place, text, advice)

    def warning(self, code: str, text: str, advice: str) -> Finding:
        """Return what is shown and stops nothing."""
        return Finding(code, "warning", self.subject, self.uid, self.place, text, advice)


def of_images(text: str, spot: Spot, media: AbstractSet[str]) -> Iterator[Finding]:
    """Yield what is wrong with the images of a Markdown text; media are the course's files."""
    for image in _images(PARSER.parse(text)):
        address = MEDIA_ADDRESS.fullmatch(str(image.attrGet("src") or ""))
        if address is None or address[1] not in media:
            words = _("Có một hình không nằm trong kho hình của trang.")
            advice = _("Hãy tải hình lên bằng nút “Thêm hình vào bài”.")
            yield spot.error("IMAGE_UNKNOWN", words, advice)
        if not image.content.strip():
            words = _("Có một hình chưa có lời mô tả.")
            advice = _(
                "Hãy viết lời mô tả giữa hai dấu ngoặc vuông, cho người không nhìn thấy hình."
            )
            yield spot.error("IMAGE_TEXT", words, advice)


def _images(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "image":
            yield token
        yield from _images(token.children or [])
