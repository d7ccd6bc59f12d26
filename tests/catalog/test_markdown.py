"""Lesson text becomes safe HTML."""

import pytest

from catalog import markdown

SHA256 = "ab" * 32


def test_headings_start_at_the_second_level():
    assert markdown.render("# Một\n\n## Hai") == "<h2>Một</h2>\n<h3>Hai</h3>\n"
    assert markdown.render("## Một\n\n### Hai") == "<h2>Một</h2>\n<h3>Hai</h3>\n"
    assert markdown.render("### Một") == "<h2>Một</h2>\n"


def test_own_images_reserve_their_size():
    html = markdown.render(f"![Màn hình](media:{SHA256})", {SHA256: (720, 450)})

    assert f'src="/media/{SHA256}"' in html
    for part in ('alt="Màn hình"', 'loading="lazy"', 'width="720"', 'height="450"'):
        assert part in html


def test_images_from_elsewhere_are_only_their_words():
    html = markdown.render("![Màn hình](https://xa.vn/a.png)")

    assert "<img" not in html
    assert "Màn hình" in html


def test_links_out_tell_nothing():
    assert 'rel="noopener noreferrer external"' in markdown.render("[x](https://dichvucong.gov.vn)")
    assert "rel=" not in markdown.render("[x](/courses/)")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//evil.example)",
        '![a](media:x"onerror=alert(1))',
        "<style>*{}</style>",
    ],
)
def test_nothing_active_comes_through(text):
    html = markdown.render(text)

    for bad in ("<script", "<img", "<style", "href="):
        assert bad not in html


def test_tables_stand_without_inline_style():
    html = markdown.render("| A | B |\n|:--|--:|\n| 1 | 2 |")

    assert "<table>" in html
    assert "style" not in html


def test_cells_know_their_column_for_the_phone():
    html = markdown.render('| Địa chỉ | *Nhận* xét |\n|---|---|\n| `a.vn` | Đúng |\n| b "> | |')

    assert html.count('data-label="Địa chỉ"') == 2
    assert html.count("<td data-label=") == 4
    assert 'data-label="&quot; onx=&quot;1"' in markdown.render('| " onx="1 |\n|---|\n| 1 |')


def test_a_passage_says_its_language():
    html = markdown.render("Trước\n\n::: lang tyz\n**Cần** hăm.\n:::\n\nSau")

    assert html == (
        '<p>Trước</p>\n<div lang="tyz">\n<p><strong>Cần</strong> hăm.</p>\n</div>\n<p>Sau</p>\n'
    )


@pytest.mark.parametrize("tag", ["tyz", "km", "vi-VN", "zh-Hant"])
def test_a_language_is_a_tag_of_bcp_47(tag):
    assert f'<div lang="{tag}">' in markdown.render(f"::: lang {tag}\nchữ\n:::")


@pytest.mark.parametrize(
    "told", ["lang", "lang t", "lang Tày", 'lang x" onclick="', "note tyz", ""]
)
def test_what_names_no_language_stays_text(told):
    html = markdown.render(f"::: {told}\nchữ\n:::")

    assert "<div" not in html
    assert ":::" in html


def test_a_passage_is_not_cut_into_steps():
    text = "Mở đầu\n\n---\n\n::: lang tyz\nmột\n\n---\n\nhai\n:::"

    assert markdown.split_steps(text) == [
        "Mở đầu",
        "::: lang tyz\nmột\n\n---\n\nhai\n:::",
    ]
