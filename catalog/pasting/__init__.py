"""What is pasted from Word, Google Docs or LibreOffice, as the Markdown of a lesson."""

from dataclasses import dataclass

from bs4 import BeautifulSoup

from catalog.media import FileTooLarge
from catalog.pasting import cleaning, lists, tables
from catalog.pasting.writing import LessonMarkdown

BYTES_AT_MOST = 1024 * 1024
ELEMENTS_AT_MOST = 20_000
DEPTH_AT_MOST = 150


class PasteUnreadable(ValueError):
    """HTML nested deeper than any document a person wrote."""

    code = "PASTE_UNREADABLE"


@dataclass(frozen=True)
class Pasted:
    """The words of a clipboard."""

    markdown: str
    image_count: int
    """Images that stood in it; they are not taken along."""


def read(html: str) -> Pasted:
    """Return clipboard HTML as Markdown: headings, lists, tables, bold, italic and links.

    Raises FileTooLarge, PasteUnreadable.
    """
    size_bytes = len(html.encode())
    if size_bytes > BYTES_AT_MOST:
        raise FileTooLarge(size_bytes, BYTES_AT_MOST)
    soup = BeautifulSoup(cleaning.fragment_of(html), "html.parser")
    _refuse_the_monstrous(soup)
    image_count = cleaning.remove_what_is_not_text(soup)
    lists.build_word_lists(soup)
    cleaning.say_it_with_tags(soup)
    lists.put_nested_lists_inside(soup)
    tables.straighten(soup)
    cleaning.remove_attributes(soup)
    cleaning.shift_headings(soup)
    return Pasted(LessonMarkdown.of(soup), image_count)


def _refuse_the_monstrous(soup: BeautifulSoup) -> None:
    """Raise for what would keep the converter busy: it walks by recursion."""
    depths = {id(soup): 0}
    count = 0
    for tag in soup.find_all(True):
        count += 1
        depths[id(tag)] = depth = depths[id(tag.parent)] + 1
        if depth > DEPTH_AT_MOST:
            raise PasteUnreadable
    if count > ELEMENTS_AT_MOST:
        raise FileTooLarge(count, ELEMENTS_AT_MOST)
