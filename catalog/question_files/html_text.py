"""Words of other systems as the product shows them: plain text, lists and paragraphs as lines."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from catalog.documents import tidy

PARAGRAPHS = {
    *("p", "div", "ul", "ol", "table", "tr", "pre", "blockquote", "section", "article", "dl"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "thead", "tbody"),
}
SILENT = {"script", "style", "head", "title", "template"}
TAGS = "|".join([*sorted(PARAGRAPHS), "a", "b", "br", "em", "i", "img", "li", "span", "strong"])
LOOKS_LIKE_HTML = re.compile(rf"</?(?:{TAGS}|u|sub|sup|td|th|hr)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\xa0\u200b]+")


@dataclass(frozen=True)
class Words:
    """A text, and whether an image of it was left out."""

    text: str
    has_image: bool = False


NO_WORDS = Words("")


def of(text: str, text_format: str = "") -> Words:
    """Return words written as html, markdown, plain, or "" (moodle: HTML where it looks so)."""
    if text_format == "html" or (not text_format and LOOKS_LIKE_HTML.search(text)):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        return Words(reader.text, reader.has_image)
    return Words(tidy(text))


class _Reader(HTMLParser):
    """Collects the words of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._lists: list[int | None] = []
        self._silent = 0
        self.has_image = False

    @property
    def text(self) -> str:
        """Return the words, one block a line."""
        lines = [BLANKS.sub(" ", line).strip() for line in "".join(self._parts).split("\n")]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
        return tidy(re.sub(r"\n\n(?=- |[0-9]+\. )", "\n", text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line where a block begins."""
        if tag in SILENT:
            self._silent += 1
        elif tag == "br":
            self._parts.append("\n")
        elif tag == "img":
            self.has_image = True
        elif tag in ("td", "th"):
            self._parts.append(" | ")
        elif tag == "li":
            self._parts.append(f"\n{self._mark()} ")
        elif tag in PARAGRAPHS:
            self._parts.append("\n")
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)

    def handle_endtag(self, tag: str) -> None:
        """End a line where a block ends."""
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in PARAGRAPHS:
            self._parts.append("\n")
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        """Keep words; their line ends mean nothing."""
        if not self._silent:
            self._parts.append(re.sub(r"\s+", " ", data))

    def _mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "-"
        self._lists[-1] = number + 1
        return f"{number + 1}."
