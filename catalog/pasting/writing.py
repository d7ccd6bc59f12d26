"""Writes clean HTML as the Markdown of lessons."""

import re
from typing import Any

from bs4 import BeautifulSoup
from markdownify import BACKSLASH, MarkdownConverter

SPECIAL = re.compile(r"([\\`*\[\]<])")
ENTITY = re.compile(r"&(?=#?\w+;)")
INNER_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
DOUBLE_TILDE = re.compile(r"~(?=~)")
LINE_START = re.compile(r"^(\s*)([+>#=~]|-(?=-|$)|:(?=::))")
"""Typed hyphens and numbers stay: people who write "- …" and "1. …" mean a list."""
EMPTY_ITEM = re.compile(r"^[ >]*(?:-|\d+\.)[ ]*$\n?", re.MULTILINE)
NEEDLESS_BREAK = re.compile(r"(?<!\\)(\\\n)*\\(?=\n\n|\Z)")
BLOCK_STARTERS = {"p", "li", "[document]", "td", "th", "blockquote"}


class LessonMarkdown(MarkdownConverter):
    """Markdown as lessons have it: ATX headings, hyphens, typed signs kept as they are."""

    class Options:
        heading_style = "atx"
        bullets = "-"
        newline_style = BACKSLASH
        autolinks = False
        table_infer_header = True

    @classmethod
    def of(cls, soup: BeautifulSoup) -> str:
        """Return the Markdown of clean HTML, without empty items and needless lines."""
        text = str(cls().convert_soup(soup))
        text = EMPTY_ITEM.sub("", text)
        text = "\n".join(line.rstrip() for line in text.split("\n"))
        text = NEEDLESS_BREAK.sub("", text.strip())
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def process_text(self, el: Any, parent_tags: Any = None) -> str:
        """Write words; signs that would begin a list or a heading are kept as signs."""
        text = str(super().process_text(el, parent_tags=parent_tags))  # type: ignore[misc]
        begins = el.previous_sibling is None or el.previous_sibling.name == "br"
        if begins and el.parent.name in BLOCK_STARTERS and "_noformat" not in (parent_tags or ()):
            text = LINE_START.sub(r"\1\\\2", text)
        return text

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:
        """Write a cell in one line."""
        line = re.sub(r"\s+", " ", text)
        return str(super().convert_td(el, line, parent_tags))  # type: ignore[misc]

    def escape(self, text: str, parent_tags: Any) -> str:
        """Mark the signs that Markdown would take for its own."""
        text = SPECIAL.sub(r"\\\1", text)
        text = INNER_UNDERSCORE.sub(r"\\_", text)
        text = DOUBLE_TILDE.sub(r"\\~", text)
        text = ENTITY.sub("&amp;", text)
        return text.replace("|", r"\|") if parent_tags & {"td", "th"} else text
