"""Lesson text: Markdown without HTML in, safe HTML out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "s"),
    *("blockquote", "code", "pre", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
    "div",
}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "div": {"lang"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "td": {"data-label"},
}
MEDIA_ADDRESS = re.compile(r"media:([0-9a-f]{64})")
PASSAGE = re.compile(r" *lang +([a-z]{2,3}(?:-[a-z0-9]{2,8})*) *", re.IGNORECASE | re.ASCII)
"""What stands behind ":::" before a passage in another language: its BCP 47 tag."""

SHORT_OPENING = 2
"""Paragraphs before the first heading that stay on its screen."""

type Sizes = Mapping[str, tuple[int | None, int | None]]


def render(text: str, sizes: Sizes | None = None) -> str:
    """Return safe HTML; sizes gives (width, height) of images by hash so that nothing jumps."""
    used = {sha256: (sizes or {}).get(sha256) for sha256 in MEDIA_ADDRESS.findall(text)}
    return _render(text, tuple(sorted((key, size) for key, size in used.items() if size)))


def split_steps(text: str) -> list[str]:
    """Return a text in screens: cut at lines of "---", else before each heading of the top level.

    What stands before the first heading is a screen of its own only if it holds more than two
    paragraphs. A text without either is one screen; an empty text none.
    """
    tokens = [token for token in PARSER.parse(text) if token.level == 0 and token.map]
    rules = [token.map[0] for token in tokens if token.type == "hr" and token.map]
    if rules:
        return _cut(text, rules, keeps_line=False)
    heads = [token for token in tokens if token.type == "heading_open"]
    top = min((token.tag for token in heads), default="")
    starts = [token.map[0] for token in heads if token.tag == top and token.map]
    before = [token for token in tokens if token.map and starts and token.map[0] < starts[0]]
    if sum(token.type.endswith("_open") for token in before) <= SHORT_OPENING:
        starts = starts[1:]
    return _cut(text, starts, keeps_line=True)


def _cut(text: str, starts: Sequence[int], *, keeps_line: bool) -> list[str]:
    lines, skipped = text.split("\n"), 0 if keeps_line else 1
    firsts = [0, *(start + skipped for start in starts)]
    ends = [*starts, len(lines)]
    parts = ["\n".join(lines[a:b]).strip() for a, b in zip(firsts, ends, strict=True)]
    return [part for part in parts if part]


def headings(text: str) -> Iterator[str]:
    """Yield the words of a text's headings in order."""
    for opening, inside in pairwise(PARSER.parse(text)):
        if opening.type == "heading_open":
            yield "".join(
                part.content
                for part in inside.children or []
                if part.type in ("text", "code_inline")
            )


@lru_cache(maxsize=2048)
def _render(text: str, sizes: tuple[tuple[str, tuple[int | None, int | None]], ...]) -> str:
    environment: dict[str, Any] = {"sizes": dict(sizes)}
    tokens = PARSER.parse(text, environment)
    _shift_headings(tokens)
    _label_cells(tokens)
    html = PARSER.renderer.render(tokens, PARSER.options, environment)
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _shift_headings(tokens: Sequence[Token]) -> None:
    """Make the highest heading an h2: the page's title is the only h1."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    shift = 2 - min((int(token.tag[1]) for token in headings), default=2)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + shift, 6)}"


def _label_cells(tokens: Sequence[Token]) -> None:
    """Let each cell of a table know its column's name: on a phone the columns stand one by one."""
    names: list[str] = []
    column = 0
    for token, inside in pairwise(tokens):
        if token.type == "thead_open":
            names = []
        elif token.type == "th_open":
            names.append("".join(part.content for part in inside.children or []))
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            if column < len(names) and names[column]:
                token.attrSet("data-label", names[column])
            column += 1


class Renderer(RendererHTML):
    """HTML of lessons: our own images only, and links out that tell nothing."""

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write an image of our own store with its size reserved; others as their words."""
        token = tokens[idx]
        words = self.renderInlineAsText(token.children or [], options, env)
        media = MEDIA_ADDRESS.fullmatch(str(token.attrGet("src") or ""))
        if media is None:
            token.children, token.content = None, words
            return self.text([token], 0, options, env)
        width, height = env["sizes"].get(media[1], (None, None))
        attributes = {"src": f"/media/{media[1]}", "alt": words, "loading": "lazy"}
        if width and height:
            attributes |= {"width": str(width), "height": str(height)}
        token.attrs = dict(attributes)
        return f"<img{self.renderAttrs(token)}>"

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Write a link; one that leaves the site does not say where from."""
        token = tokens[idx]
        if str(token.attrGet("href") or "").startswith(("http:", "https:", "//")):
            token.attrSet("rel", "noopener noreferrer external")
        return self.renderToken(tokens, idx, options, env)


def _address_is_safe(url: str) -> bool:
    return bool(
        re.match(r"(https?:|mailto:|tel:|media:[0-9a-f]{64}$|/(?!/)|#)", url, re.IGNORECASE)
    )


def _names_a_language(told: str, _marks: str) -> bool:
    return PASSAGE.fullmatch(told) is not None


def _passage(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Any
) -> str:
    """Open or close a passage in another language: a voice that reads must know which."""
    named = PASSAGE.fullmatch(tokens[idx].info)
    if named:
        tokens[idx].attrSet("lang", named[1])
    return renderer.renderToken(tokens, idx, options, env)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=Renderer)
    parser.enable(["table", "strikethrough"])
    container_plugin(parser, "lang", validate=_names_a_language, render=_passage)
    parser.validateLink = _address_is_safe  # type: ignore[method-assign]
    return parser


PARSER = _parser()
