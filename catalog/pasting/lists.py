"""Lists as word processors write them: paragraphs with marks in Word, strange nesting elsewhere."""

import re

from bs4 import BeautifulSoup, Tag

from catalog.pasting.cleaning import classes_of, style_of

WORD_LIST = re.compile(r"mso-list\s*:\s*(?!ignore)(?!none)l(\d+)\s+level(\d+)")
WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
NUMBER = re.compile(r"\s*\(?(?:(\d{1,4})|[a-zđ]|[ivxlc]+)[.)]", re.IGNORECASE)
DEEPEST = 6


def build_word_lists(soup: BeautifulSoup) -> None:
    """Make true lists of Word's list paragraphs (p.MsoListParagraph, style mso-list)."""
    for paragraph in soup.find_all("p"):
        if paragraph.parent is not None and _level(paragraph):
            _build(soup, _run_from(paragraph))
    for item in soup.find_all("li", attrs={"data-aria-level": True}):
        if item.parent is not None:
            _join_online_lists(soup, item)


def _level(tag: Tag) -> int:
    """Return how deep a list paragraph of Word stands, 0 for another paragraph."""
    if tag.name != "p":
        return 0
    found = WORD_LIST.search(style_of(tag))
    if found:
        return min(int(found[2]), DEEPEST)
    is_list = "MsoListParagraph" in classes_of(tag)
    return 1 if is_list and tag.find(style=WORD_MARK) else 0


def _run_from(first: Tag) -> list[Tag]:
    run, one = [first], first.find_next_sibling()
    while isinstance(one, Tag) and _level(one):
        run.append(one)
        one = one.find_next_sibling()
    return run


def _build(soup: BeautifulSoup, run: list[Tag]) -> None:
    """Put a run of list paragraphs into nested lists that stand in place of the first."""
    open_lists: list[tuple[int, Tag]] = []
    place = soup.new_tag("div")
    run[0].insert_before(place)
    for paragraph in run:
        level, (kind, start) = _level(paragraph), _mark(paragraph)
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level and open_lists[-1][1].name != kind:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            _open(soup, open_lists, place, level, kind, start)
        item = soup.new_tag("li")
        item.extend(list(paragraph.contents))
        open_lists[-1][1].append(item)
        paragraph.extract()
    place.unwrap()


def _open(
    soup: BeautifulSoup,
    open_lists: list[tuple[int, Tag]],
    place: Tag,
    level: int,
    kind: str,
    start: int,
) -> None:
    made = soup.new_tag(kind)
    if kind == "ol" and start != 1:
        made["start"] = str(start)
    outer = open_lists[-1][1].find_all("li", recursive=False)[-1] if open_lists else place
    outer.append(made)
    open_lists.append((level, made))


def _mark(paragraph: Tag) -> tuple[str, int]:
    """Take the mark out of a list paragraph; return the kind of its list and its number."""
    mark = paragraph.find(style=WORD_MARK)
    text = mark.get_text() if mark else ""
    if mark:
        mark.extract()
    found = NUMBER.match(text)
    if found is None:
        return "ul", 1
    return "ol", int(found[1] or 1)


def _join_online_lists(soup: BeautifulSoup, item: Tag) -> None:
    """Make one list of Word Online's, which gives every item a list and a box of its own."""
    box = item.parent
    if box is None or box.name not in ("ul", "ol"):
        return
    if box.parent is not None and "ListContainerWrapper" in classes_of(box.parent):
        box.parent.unwrap()
    level = min(int(str(item["data-aria-level"])), DEEPEST) if _is_number(item) else 1
    before = box.find_previous_sibling()
    if not isinstance(before, Tag) or before.name not in ("ul", "ol"):
        return
    target = before
    for _depth in range(level - 1):
        last = target.find_all("li", recursive=False)
        inner = last[-1].find(["ul", "ol"], recursive=False) if last else None
        if not isinstance(inner, Tag):
            if last:
                last[-1].append(box)
            return
        target = inner
    if target.name == box.name:
        target.extend(list(box.contents))
        box.extract()


def _is_number(item: Tag) -> bool:
    return str(item["data-aria-level"]).isdecimal() and int(str(item["data-aria-level"])) > 0


def put_nested_lists_inside(soup: BeautifulSoup) -> None:
    """Put a list that stands between items (Google Docs) into the item before it."""
    for inner in soup.find_all(["ul", "ol"]):
        outer = inner.parent
        if outer is None or outer.name not in ("ul", "ol"):
            continue
        before = inner.find_previous_sibling("li")
        if before is None:
            before = soup.new_tag("li")
            inner.insert_before(before)
        before.append(inner)
    for item in soup.find_all("li"):
        paragraphs = item.find_all("p", recursive=False)
        if len(paragraphs) == 1:
            paragraphs[0].unwrap()
