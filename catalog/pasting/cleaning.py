"""Cleans the HTML that word processors put on the clipboard, until only meaning is left."""

import re
from urllib.parse import parse_qs, quote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.DOTALL)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NOT_TEXT = (
    *("head", "title", "meta", "link", "base", "style", "script", "noscript", "template", "xml"),
    *("iframe", "object", "embed", "applet", "form", "input", "select", "textarea", "button"),
    *("svg", "math", "canvas", "audio", "video", "map"),
)
UNSEEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|mso-element\s*:\s*comment-list", re.I)
BOLD = re.compile(r"(?<![-\w])font-weight\s*:\s*(bold|bolder|[6-9]00)")
NOT_BOLD = re.compile(r"(?<![-\w])font-weight\s*:\s*(normal|lighter|[1-5]00)")
ITALIC = re.compile(r"(?<![-\w])font-style\s*:\s*(italic|oblique)")
NOT_ITALIC = re.compile(r"(?<![-\w])font-style\s*:\s*normal")
STRUCK = re.compile(r"text-decoration[a-z-]*\s*:[^;]*line-through")
SAFE_ADDRESS = re.compile(r"(https?:|mailto:|tel:)", re.IGNORECASE)
KEPT = {
    *HEADINGS,
    *("p", "br", "hr", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "pre", "code"),
    *("table", "tr", "td", "th"),
}
BLOCKS = (
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "figure",
    "figcaption",
    "address",
)
INLINE = {"b": "strong", "i": "em", "del": "s", "strike": "s"}


def style_of(tag: Tag) -> str:
    """Return the inline style of an element in small letters."""
    return str(tag.get("style") or "").lower()


def classes_of(tag: Tag) -> str:
    """Return the classes of an element, parted by blanks."""
    found = tag.get("class")
    return " ".join(found) if isinstance(found, list) else str(found or "")


def fragment_of(html: str) -> str:
    """Return what was chosen: browsers mark it within the page it stood on."""
    found = FRAGMENT.search(html)
    return found[1] if found else html


def remove_what_is_not_text(soup: BeautifulSoup) -> int:
    """Take out scripts, styles, hidden parts and shapes; return how many images stood there."""
    for text in soup.find_all(string=lambda one: isinstance(one, PreformattedString)):
        text.extract()
    images = soup.find_all(["img", "v:imagedata"])
    for image in images:
        image.extract()
    for tag in soup.find_all(NOT_TEXT):
        tag.extract()
    for tag in soup.find_all(style=UNSEEN):
        tag.extract()
    for tag in soup.find_all(re.compile(r"^(v|w|m):")):
        tag.unwrap()
    return len(images)


def say_it_with_tags(soup: BeautifulSoup) -> None:
    """Turn styles into elements, drop elements that say nothing, keep only safe addresses."""
    for tag in soup.find_all(True):
        if "MsoTitle" in classes_of(tag):
            tag.name = "h1"
        elif tag.get("role") == "heading":  # Word Online
            tag.name = f"h{_heading_level(tag)}"
        elif tag.name in BLOCKS:
            _unwrap_block(soup, tag)
    for tag in soup.find_all(True):
        _name_by_style(soup, tag)
    for link in soup.find_all("a"):
        _keep_safe(link)
    for tag in soup.find_all(True):
        if tag.name not in KEPT:
            tag.unwrap()
    _tidy_texts(soup)


def _heading_level(tag: Tag) -> int:
    level = str(tag.get("aria-level") or "1")
    return max(1, min(int(level), 6)) if level.isdecimal() else 1


def _unwrap_block(soup: BeautifulSoup, tag: Tag) -> None:
    """Make a box of words a paragraph; one that holds other blocks only goes away."""
    if tag.find(["p", "ul", "ol", "table", "pre", "blockquote", *HEADINGS, *BLOCKS]):
        tag.insert_before(NavigableString("\n"))
        tag.insert_after(NavigableString("\n"))
        _wrap_loose_words(soup, tag)
        tag.unwrap()
    else:
        tag.name = "p"


def _wrap_loose_words(soup: BeautifulSoup, tag: Tag) -> None:
    for child in list(tag.children):
        if type(child) is NavigableString and child.strip():
            child.wrap(soup.new_tag("p"))


def _name_by_style(soup: BeautifulSoup, tag: Tag) -> None:
    style = style_of(tag)
    if (tag.name in ("b", "strong") and NOT_BOLD.search(style)) or (
        tag.name in ("i", "em") and NOT_ITALIC.search(style)
    ):
        tag.name = "span"  # Google Docs wraps everything in <b style="font-weight:normal">
    tag.name = INLINE.get(tag.name, tag.name)
    if tag.name not in ("span", "font"):
        return
    for pattern, name in ((STRUCK, "s"), (ITALIC, "em"), (BOLD, "strong")):
        if pattern.search(style) and tag.get_text(strip=True):
            inner = soup.new_tag(name)
            inner.extend(list(tag.contents))
            tag.append(inner)


def _keep_safe(link: Tag) -> None:
    """Keep a link to a safe address; others are their words."""
    address = "".join(str(link.get("href") or "").split())
    parts = urlsplit(address) if SAFE_ADDRESS.match(address) else None
    if parts is None or not link.get_text(strip=True):
        link.unwrap()
        return
    if parts.hostname == "www.google.com" and parts.path == "/url":
        wanted = (parse_qs(parts.query).get("q") or [""])[0]
        address = wanted if SAFE_ADDRESS.match(wanted) else address
    link["href"] = quote(address, safe="%/:=&?~#+!$,;'@*-._[]")


def _tidy_texts(soup: BeautifulSoup) -> None:
    """Make one blank of every run of blanks; put emphasis where it means something."""
    soup.smooth()
    for text in soup.find_all(string=True):
        if text.find_parent("pre") is None:
            text.replace_with(NavigableString(re.sub(r"[\s\u00a0\u200b\ufeff]+", " ", text)))
    for heading in soup.find_all([*HEADINGS, "th"]):
        for mark in heading.find_all(["strong", "em"]):
            mark.unwrap()
    for mark in soup.find_all(["strong", "em", "s"]):
        is_doubled = mark.find_parent(mark.name) is not None
        holds_blocks = mark.find(["p", "ul", "ol", "table", *HEADINGS]) is not None
        if is_doubled or holds_blocks or not mark.get_text(strip=True):
            mark.unwrap()
    _join_neighbours(soup)
    for paragraph in soup.find_all("p"):
        if not paragraph.get_text(strip=True):
            paragraph.extract()


def _join_neighbours(soup: BeautifulSoup) -> None:
    """Make one of neighbouring bold pieces: Word parts words at every spelling mark."""
    for mark in soup.find_all(["strong", "em", "s"]):
        following = mark.next_sibling
        while isinstance(following, Tag) and following.name == mark.name:
            mark.extend(list(following.contents))
            following.extract()
            following = mark.next_sibling


def remove_attributes(soup: BeautifulSoup) -> None:
    """Leave addresses of links and first numbers of lists, nothing else."""
    kept = {"a": ("href",), "ol": ("start",)}
    for tag in soup.find_all(True):
        names = kept.get(tag.name, ())
        tag.attrs = {name: value for name, value in tag.attrs.items() if name in names}


def shift_headings(soup: BeautifulSoup) -> None:
    """Make the highest heading a second one, as lessons write them; empty ones go."""
    for heading in soup.find_all(HEADINGS):
        if not heading.get_text(strip=True):
            heading.extract()
    headings = soup.find_all(HEADINGS)
    shift = 2 - min((int(one.name[1]) for one in headings), default=2)
    for heading in headings:
        heading.name = f"h{min(int(heading.name[1]) + shift, 6)}"
