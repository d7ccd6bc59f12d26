"""Pages say which language they are in, and which of their words are in another."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from bs4.element import Comment, Doctype, PreformattedString, Tag

from tests.pages.stage import Stage
from tests.pages.table import PAGES, Page

ONLY_VIETNAMESE = re.compile(
    "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
NAMES = re.compile(
    "Học Vụ Số|(Tỉnh )?Quảng Nam|Sở Khoa học và Công nghệ|UBND xã Nam Phước|Anh Thuận"
    "|Nguyễn Thị Linh|N. T. Linh|Trần Văn Bảy|Lê Thị Mới|Võ Thuận|Phạm Văn Chín|Phạm Thị Lựu|VNeID"
)
"""Names of people and places are the same in every language (WCAG 3.1.2)."""


def words_in(page: BeautifulSoup, language: str) -> Iterator[str]:
    """Yield the texts of a page's body that stand in this language."""
    assert page.body is not None
    for text in page.body.find_all(string=True):
        said = next(one["lang"] for one in text.parents if isinstance(one, Tag) and one.get("lang"))
        if said == language and not isinstance(text, PreformattedString | Comment | Doctype):
            yield NAMES.sub("", text)


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_vietnamese_words_on_an_english_page_are_tagged(stage: Stage, row: Page) -> None:
    page = BeautifulSoup(stage.answer(row, language="en").content, "html.parser")

    assert page.html is not None
    assert page.html["lang"] == "en"
    assert [text for text in words_in(page, "en") if ONLY_VIETNAMESE.search(text)] == []


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_a_vietnamese_page_tags_only_what_is_not(stage: Stage, row: Page) -> None:
    page = BeautifulSoup(stage.answer(row).content, "html.parser")

    assert page.html is not None
    assert page.html["lang"] == "vi"
    assert [one for one in page.select("body [lang]") if one["lang"] == "vi"] == []
