"""What comes from Word, Google Docs and LibreOffice, and what must never come along."""

from pathlib import Path

import pytest

from catalog import markdown, pasting
from catalog.media import FileTooLarge
from catalog.pasting import PasteUnreadable

CLIPBOARD = Path(__file__).parent / "clipboard"


@pytest.mark.parametrize("name", ["word", "word-online", "google-docs", "libreoffice"])
def test_clipboard_becomes_markdown(name):
    html = (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8")

    found = pasting.read(html)

    assert found.markdown + "\n" == (CLIPBOARD / f"{name}.md").read_text(encoding="utf-8")
    assert found.image_count == (1 if name == "word" else 0)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Một</p><p>Hai<br>Ba</p>", "Một\n\nHai\\\nBa"),
        ("<div>Một</div><div>Hai</div>", "Một\n\nHai"),
        ("<div>Lời<p>Đoạn</p>cuối</div>", "Lời\n\nĐoạn\n\ncuối"),
        ("<h3>Đầu</h3><h5>Con</h5>", "## Đầu\n\n#### Con"),
        ("<h2><b>Đậm</b></h2>", "## Đậm"),
        ("<h2>&nbsp;</h2><p>Chữ</p>", "Chữ"),
        ("<p><b>An</b><b> toàn</b></p>", "**An toàn**"),
        ("<p><b>Chú ý: </b>đọc kỹ</p>", "**Chú ý:** đọc kỹ"),
        ("<p><s>Cũ</s> <del>bỏ</del></p>", "~~Cũ~~ ~~bỏ~~"),
        ("<ol start=4><li>Bốn</li><li>Năm</li></ol>", "4. Bốn\n5. Năm"),
        ("<blockquote><p>Chuyện ở xã</p></blockquote>", "> Chuyện ở xã"),
        (
            "<p>3 * 4 = [12], a_b_c, x &lt; y &amp;amp; z</p>",
            r"3 \* 4 = \[12\], a_b_c, x \< y &amp;amp; z",
        ),
        ("<p># không phải tiêu đề</p>", "\\# không phải tiêu đề"),
        ("<p>- gạch đầu dòng</p>", "- gạch đầu dòng"),
        ("<table><tr><td>Khung</td></tr></table>", "Khung"),
        (
            "<table><tr><td rowspan=2>A</td><td>B</td></tr><tr><td>C</td></tr></table>",
            "| A | B |\n| --- | --- |\n|  | C |",
        ),
        (
            "<table><tr><td>A</td><td><ul><li>x</li><li>y</li></ul></td></tr>"
            "<tr><td>1</td></tr></table>",
            "| A | x y |\n| --- | --- |\n| 1 |  |",
        ),
    ],
)
def test_pasted_html_keeps_its_meaning(html, markdown):
    assert pasting.read(html).markdown == markdown


HOSTILE = [
    "<script>alert(1)</script>",
    "<style>p{background:url(javascript:alert(1))}</style>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='data:text/html,alert(1)'>x</a>",
    "<a href='vbscript:alert(1)'>x</a>",
    "<a href='https://a.vn/)[x](javascript:alert(1)'>y</a>",
    "<a href='https://www.google.com/url?q=javascript:alert(1)'>y</a>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<p>[x](javascript:alert(1))</p>",
    "<p>![x](javascript:alert(1))</p>",
    "<![if !x]><script>alert(1)</script><![endif]>",
    "<math><mtext><script>alert(1)</script></mtext></math>",
    "<p style='display:none'>alert(1)</p>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_unsafe_comes_through(html):
    pasted = pasting.read(f"<p>Chữ</p>{html}").markdown

    shown = markdown.render(pasted)

    assert "Chữ" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'href="javascript' not in shown
    assert 'href="data' not in shown
    assert 'href="vbscript' not in shown


def test_words_typed_as_code_stay_words():
    pasted = pasting.read("<p>Gõ &lt;b&gt; và &amp;lt; rồi [x](y)</p>").markdown

    assert markdown.render(pasted).strip() == "<p>Gõ &lt;b&gt; và &amp;lt; rồi [x](y)</p>"


def test_colons_typed_in_a_text_stay_colons():
    pasted = pasting.read("<p>::: lang tyz</p><p>chữ</p><p>:::</p>").markdown

    assert markdown.render(pasted) == "<p>::: lang tyz</p>\n<p>chữ</p>\n<p>:::</p>\n"


def test_large_clipboard_is_refused():
    with pytest.raises(FileTooLarge):
        pasting.read("<p>" + "a" * pasting.BYTES_AT_MOST)


def test_clipboard_of_too_many_pieces_is_refused():
    with pytest.raises(FileTooLarge):
        pasting.read("<i>a</i>" * (pasting.ELEMENTS_AT_MOST + 1))


def test_clipboard_nested_without_end_is_refused():
    with pytest.raises(PasteUnreadable):
        pasting.read("<b>" * 5000)
