"""Word-level differences: what is marked, and that not one word is lost."""

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import diffs
from catalog.diffs import BlockDiff, Segment
from tests.ui.pages import render

UIDS = [f"00000000-0000-4000-8000-{number:012}" for number in range(40)]


def lesson(number, title="Bài", body="Đoạn một.\n\nĐoạn hai.", **more):
    return {
        "uid": UIDS[number], "title": f"{title} {number}", "summary": "", "duration_minutes": 10,
        "body": body, "note": "", "video": None, "questions": [], **more,
    }  # fmt: skip


def question(number, text="Câu hỏi?", right=(True, False)):
    options = [
        {"uid": UIDS[number + place], "text": f"Ý {place}", "is_correct": one, "explanation": ""}
        for place, one in enumerate(right, 1)
    ]
    return {"uid": UIDS[number], "kind": "single", "text": text, "options": options}


def course(*modules, **more):
    return {
        "uid": UIDS[0], "title": "Khóa", "summary": "", "audience": "officials",
        "is_drafting": False, "is_open_to_guests": False, "pass_mark_percent": 80, "outline": [],
        "modules": [
            {"uid": UIDS[30 + place], "title": f"Chương {place}", "lessons": list(lessons)}
            for place, lessons in enumerate(modules)
        ],
        **more,
    }  # fmt: skip


def told(diff):
    """What a diff says of every lesson."""
    return [(one.title, one.change, one.is_moved) for one in diff.lessons]


def marked(blocks):
    """Paragraphs as text: [-removed-] and {+added+}."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return ["".join(marks[one.kind].format(one.text) for one in block.segments) for block in blocks]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Không đổi.", "Không đổi.", ["Không đổi."]),
        ("Nộp hồ sơ ở xã.", "Nộp hồ sơ ở phường.", ["Nộp hồ sơ ở [-xã-]{+phường+}."]),
        ("Mở trang và nhập mã.", "Mở trang, bấm nút và nhập mã.",
         ["Mở trang{+, bấm nút+} và nhập mã."]),
        ("Gọi ngay số cũ.", "Gọi số cũ.", ["Gọi[- ngay-] số cũ."]),
        ("Một hai ba bốn năm.", "Một sáu bảy bốn năm.", ["Một [-hai ba-]{+sáu bảy+} bốn năm."]),
        ("10", "15", ["[-10-]{+15+}"]),
        ("", "Mới.", ["{+Mới.+}"]),
        ("Cũ.", "", ["[-Cũ.-]"]),
        ("Giữ.\n\nBỏ đoạn này đi.", "Giữ.", ["Giữ.", "[-Bỏ đoạn này đi.-]"]),
        ("- một\n- hai", "- một\n- hai\n- ba", ["- một", "- hai", "{+- ba+}"]),
    ],
)  # fmt: skip
def test_words_are_marked(before, after, shown):
    assert marked(diffs.text_diff(before, after)) == shown


def test_edited_paragraphs_are_paired_beside_new_ones():
    before = "Mật khẩu cần mười hai ký tự.\n\nKhông dùng lại mật khẩu cũ ở nơi khác."
    after = (
        "Đoạn hoàn toàn mới về cảnh báo.\n\nMật khẩu cần mười bốn ký tự.\n\n"
        "Không dùng lại mật khẩu cũ ở bất cứ nơi khác."
    )

    found = diffs.text_diff(before, after)

    assert [block.change for block in found] == ["added", "changed", "changed"]


def test_unlike_sentences_stand_whole():
    found = diffs.segments("Cầu thang gỗ đẹp.", "Trời hôm nay mưa to, gió lớn!")

    assert [one.kind for one in found] == ["removed", "added"]


def test_field_folds_what_stayed():
    before = "Một.\n\nHai.\n\nBa đổi chữ này.\n\nBốn."

    field = diffs.field_diff("lesson", "body", before, before.replace("này", "kia"))

    assert [(run.is_same, len(run.blocks)) for run in field.runs] == [
        (True, 2),
        (False, 1),
        (True, 1),
    ]
    assert (field.change, str(field.label)) == ("changed", "Nội dung")


def test_equal_documents_differ_in_nothing():
    before = course([lesson(1), lesson(2)])

    diff = diffs.compare(before, copy.deepcopy(before))

    assert diff.is_empty
    assert diff.lesson_counts == {"added": 0, "removed": 0, "changed": 0, "moved": 0}


def test_lessons_are_added_removed_changed_and_moved():
    before = course([lesson(1), lesson(2), lesson(3)], [lesson(4)])
    after = course([lesson(3), lesson(1, body="Đoạn một.\n\nĐoạn ba.")], [lesson(4), lesson(5)])

    diff = diffs.compare(before, after)

    assert told(diff) == [
        ("Bài 3", "same", True),
        ("Bài 1", "changed", False),
        ("Bài 2", "removed", False),
        ("Bài 4", "same", False),
        ("Bài 5", "added", False),
    ]
    assert diff.lesson_counts == {"added": 1, "removed": 1, "changed": 1, "moved": 1}


def test_lesson_moved_to_another_chapter_says_from_where():
    before = course([lesson(1), lesson(2)], [lesson(4)])
    after = course([lesson(1)], [lesson(4), lesson(2)])

    moved = diffs.compare(before, after).lessons[-1]

    assert (moved.title, moved.is_moved, moved.moved_from) == ("Bài 2", True, "Chương 0")
    assert diffs.compare(before, after).lesson_counts["moved"] == 1


def test_lesson_of_a_removed_chapter_that_moved_is_not_removed():
    before = course([lesson(1)], [lesson(4)])
    after = course([lesson(1), lesson(4)])

    diff = diffs.compare(before, after)

    assert [(one.title, one.change) for one in diff.course.children] == [
        ("Chương 0", "same"),
        ("Chương 1", "removed"),
    ]
    assert diff.course.children[1].children == ()
    assert [one.change for one in diff.lessons] == ["same", "same"]


def test_right_answers_and_explanations_are_compared():
    before = course([lesson(1, questions=[question(10)])])
    after = copy.deepcopy(before)
    options = after["modules"][0]["lessons"][0]["questions"][0]["options"]
    options[0]["is_correct"], options[1]["is_correct"] = False, True
    options[1]["explanation"] = "Vì vậy."

    [found] = diffs.compare(before, after).lessons[0].changed_children

    changed = [(one.title, [field.name for field in one.changed_fields]) for one in found.children]
    assert changed == [("Ý 1", ["is_correct"]), ("Ý 2", ["is_correct", "explanation"])]
    assert marked(found.children[0].changed_fields[0].blocks) == ["[-Đúng-]{+Sai+}"]


def test_every_field_of_course_and_lesson_is_compared():
    video = {
        "sha256": "a" * 64, "captions_sha256": "b" * 64, "poster_sha256": None,
        "duration_seconds": 60, "transcript": "Lời.",
    }  # fmt: skip
    before = course([lesson(1)])
    after = course(
        [lesson(1, "Tên", "Khác", summary="S", duration_minutes=12, note="N", video=video)],
        title="Khóa mới", summary="Giới thiệu", audience="community", is_drafting=True,
        is_open_to_guests=True, pass_mark_percent=90, outline=[{"title": "C", "lessons": ["L"]}],
    )  # fmt: skip

    diff = diffs.compare(before, after)

    assert [field.name for field in diff.course.changed_fields] == [
        "title", "summary", "audience", "is_open_to_guests", "is_drafting", "pass_mark_percent",
        "outline",
    ]  # fmt: skip
    assert [field.name for field in diff.lessons[0].changed_fields] == [
        "title", "summary", "duration_minutes", "body", "video", "transcript", "note",
    ]  # fmt: skip


def test_another_voice_is_a_change_of_the_sound():
    sound = {"sha256": "a" * 64, "duration_seconds": 60}
    before, after = (
        course([lesson(1, audio=audio)]) for audio in (sound, sound | {"voice": "machine"})
    )

    [field] = diffs.compare(before, after).lessons[0].changed_fields

    assert field.name == "audio"
    assert marked(field.blocks) == ["Tệp aaaaaaaa{+, giọng đọc máy+}"]


def test_first_version_is_all_new():
    diff = diffs.compare(None, course([lesson(1)]))

    assert (diff.course.change, [one.change for one in diff.lessons]) == ("added", ["added"])


WORDS = st.lists(st.sampled_from(["một", "hai", "ba", "bốn,", "- năm", "**sáu**", "\n\n"]))
TEXTS = WORDS.map(" ".join)


@given(before=TEXTS, after=TEXTS)
def test_no_word_of_either_text_is_lost(before, after):
    found = diffs.text_diff(before, after)

    def side(kind):
        kept = {"same", kind}
        return "".join(one.text for b in found for one in b.segments if one.kind in kept).split()

    assert "".join(side("removed")) == "".join(before.split())
    assert "".join(side("added")) == "".join(after.split())


@given(before=st.text(alphabet="ab ,.", max_size=30), after=st.text(alphabet="ab ,.", max_size=30))
def test_segments_hold_both_texts_exactly(before, after):
    found = diffs.segments(before, after)

    assert "".join(one.text for one in found if one.kind != "added") == before
    assert "".join(one.text for one in found if one.kind != "removed") == after


@given(order=st.permutations(range(1, 7)))
def test_order_alone_changes_no_lesson(order):
    before = course([lesson(number) for number in range(1, 7)])
    after = course([lesson(number) for number in order])

    diff = diffs.compare(before, after)

    assert {one.change for one in diff.lessons} == {"same"}
    assert diff.is_empty == (list(order) == sorted(order))


def test_block_of_a_field_is_plain_data():
    assert diffs.text_diff("", "Mới") == (BlockDiff("added", (Segment("added", "Mới"),)),)


def test_diff_is_drawn_with_words_for_those_who_hear_it():
    before = course([lesson(1, body="Nộp ở xã nhé.\n\nGiữ."), lesson(2)])
    after = course([lesson(1, body="Nộp ở <phường> nhé.\n\nGiữ."), lesson(2), lesson(3)])

    shown = render('{% include "catalog/diff/document.html" %}', diff=diffs.compare(before, after))
    told = re.sub(r"<[^>]+>", "", shown)

    assert "[bỏ: xã hết phần bỏ][thêm: &lt;phường&gt; hết phần thêm] nhé." in told
    assert ("1 đoạn không đổi" in told, "1 bài không đổi" in told) == (True, True)
    assert (shown.count("<ins>"), shown.count("<del>")) == (5, 1)
