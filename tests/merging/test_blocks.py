"""Texts as blocks and back; sequences of them merged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import documents
from catalog.merging import blocks, sequences

TEXT = """# Tiêu đề

Một đoạn
hai dòng.

- mục một
  thêm
- mục hai

```
mã

vẫn mã
```

| a | b |
|---|---|
| 1 | 2 |"""


def test_split_knows_paragraphs_items_fences_and_tables():
    assert blocks.texts(blocks.split(TEXT)) == [
        "# Tiêu đề",
        "Một đoạn\nhai dòng.",
        "- mục một\n  thêm",
        "- mục hai",
        "```\nmã\n\nvẫn mã\n```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
    ]
    assert blocks.join(blocks.split(TEXT)) == TEXT


def test_a_passage_in_another_language_is_one_block():
    text = "Trước\n\n::: lang tyz\nCần hăm.\n\n- mục\n:::\n\nSau"

    assert blocks.texts(blocks.split(text)) == [
        "Trước",
        "::: lang tyz\nCần hăm.\n\n- mục\n:::",
        "Sau",
    ]
    assert blocks.texts(blocks.split(":::\n\nchỉ là dấu")) == [":::", "chỉ là dấu"]
    assert blocks.join(blocks.split(text)) == text


LINES = ["a", "- b", "# c", "```", "| d |", "1. e", "  f", "", "::: lang tyz", ":::"]


@given(st.lists(st.sampled_from(LINES), max_size=12))
def test_join_undoes_split_but_for_runs_of_blank_lines(lines):
    text = documents.tidy("\n".join(lines))

    again = blocks.join(blocks.split(text))

    assert blocks.split(again) == blocks.split(text)
    assert [line for line in again.split("\n") if line] == [
        line for line in text.split("\n") if line
    ]


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        ("abc", "aXc", "abc", "aXc"),
        ("abc", "Xbc", "aYc", "XYc"),  # neighbours are not in each other's way
        ("abc", "abcX", "Yabc", "YabcX"),
        ("abc", "ac", "abcY", "acY"),
        ("abc", "aXc", "aXc", "aXc"),
        ("abc", "aXYc", "abc", "aXYc"),
        ("", "", "Y", "Y"),
        ("abcd", "Xbcd", "abYcd", "XbYcd"),
    ],
)
def test_changes_apart_are_both_taken(base, theirs, mine, merged):
    chunks = sequences.merge(base, theirs, mine)

    assert "conflict" not in {chunk.origin for chunk in chunks}
    assert "".join("".join(chunk.clean) for chunk in chunks) == merged


@pytest.mark.parametrize(
    ("base", "theirs", "mine"),
    [("abc", "aXc", "aYc"), ("abc", "aXbc", "aYbc"), ("abc", "ac", "aYc"), ("", "X", "Y")],
)
def test_changes_of_the_same_are_a_conflict_that_holds_both(base, theirs, mine):
    [conflict] = [one for one in sequences.merge(base, theirs, mine) if one.origin == "conflict"]

    assert conflict.theirs != conflict.mine


@given(*(st.text("abcde", max_size=8) for _side in range(3)))
def test_chunks_always_hold_all_three_sides(base, theirs, mine):
    chunks = sequences.merge(base, theirs, mine)

    assert "".join("".join(chunk.base) for chunk in chunks) == base
    for side, other in (("theirs", "mine"), ("mine", "theirs")):
        told = "".join(
            "".join(chunk.base if chunk.origin == other else getattr(chunk, side))
            for chunk in chunks
        )
        assert told == {"theirs": theirs, "mine": mine}[side]
