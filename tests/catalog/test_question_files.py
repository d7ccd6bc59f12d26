"""Questions out of GIFT and Moodle XML: what is taken, what is not, and on which line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import documents, media, question_files
from catalog.packages.errors import PackageInvalid, PackageUnsafe
from catalog.question_files import EncodingUnknown, gift, html_text
from catalog.question_files.drafts import Choice, LeftOut, QuestionDraft

FOLDER = Path(__file__).parent / "question_files"


def parsed(name):
    return question_files.parse((FOLDER / name).read_bytes(), name)


def test_a_gift_file_from_moodle_is_taken_as_far_as_the_product_goes():
    found = parsed("an-toan-thong-tin.gift.txt")

    assert found.questions == [
        QuestionDraft(4, "single", "Mật khẩu nào sau đây mạnh nhất?", (
            Choice("123456", False, "Đây là mật khẩu bị đoán đầu tiên."),
            Choice("Con-trau=con-bo~7", True, "Đúng: dài và khó đoán."),
            Choice("tên con", False, "Kẻ xấu tìm được trên mạng xã hội."),
        ), (), "Mật khẩu nên dài từ 12 ký tự."),
        QuestionDraft(11, "multiple", "Những dấu hiệu nào cho thấy tin nhắn lừa đảo?", (
            Choice("Giục làm ngay", True, ""),
            Choice("Đường dẫn lạ như http://vietc0mbank.top", True, ""),
            Choice("Gửi từ số đã lưu trong danh bạ", False, ""),
        )),
        QuestionDraft(18, "true_false", "Cán bộ được dùng thư công vụ để đăng ký mua sắm.", (
            Choice("Đúng", False, "Nhớ lại quy chế."),
            Choice("Sai", True, "Đúng vậy, thư công vụ chỉ để làm việc."),
        )),
        QuestionDraft(22, "matching", "Ghép tên miền với cơ quan.", (
            Choice("dichvucong.gov.vn", True, "", "Cổng dịch vụ công"),
            Choice("moh.gov.vn", True, "", "Bộ Y tế"),
        )),
        QuestionDraft(39, "short_answer", "Thủ đô của nước ta là thành phố nào?", (
            Choice("Hà Nội", True, ""),
            Choice("Thăng Long", False, "Đây là tên cũ."),
            Choice("TP.HCM", False, "Đây là thành phố đông dân nhất."),
        ), ("PARTIAL_CREDIT", "WILDCARD"), "Hà Nội là thủ đô từ năm 1010."),
        QuestionDraft(48, "matching", "Ghép đường dây nóng.", (
            Choice("156", True, "", "Phản ánh cuộc gọi rác"), Choice("113", True, "", "Công an"),
        ), ("EXTRA_MATCH",)),
    ]  # fmt: skip
    assert [(one.line, one.reason) for one in found.left_out] == [
        (20, "MISSING_WORD"),
        (27, "NUMERICAL"),
        (29, "ESSAY"),
        (31, "MISSING_WORD"),
        (33, "DESCRIPTION"),
        (35, "BRACES"),
        (37, "SEVERAL_RIGHT"),
        (54, "SAME_MATCH"),
        (56, "FEW_OPTIONS"),
    ]
    assert found.left_out[0].excerpt == "Thủ đô của nước ta là"


def test_a_moodle_export_is_taken_as_far_as_the_product_goes():
    found = parsed("ngan-hang-cau-hoi.xml")

    assert found.questions == [
        QuestionDraft(10, "single", "Mật khẩu nào mạnh nhất?", (
            Choice("123456", False, "Bị đoán đầu tiên."),
            Choice("Câu dài & khó đoán", True, ""),
            Choice("Tên con và năm sinh", False, ""),
        ), ("IMAGE", "PARTIAL_CREDIT"), "Mật khẩu nên dài từ 12 ký tự."),
        QuestionDraft(38, "multiple", "Những dấu hiệu nào cho thấy tin nhắn lừa đảo?", (
            Choice("Giục làm ngay", True, ""), Choice("Xin mã OTP", True, ""),
            Choice("Đường dẫn <lạ>", True, ""), Choice("Gửi từ số đã lưu", False, ""),
        )),
        QuestionDraft(50, "true_false",
            "Được dùng thư công vụ để mua sắm:\n- quần áo;\n- vé tàu.", (
            Choice("Đúng", False, "Không đúng quy chế."), Choice("Sai", True, "Đúng vậy."),
        )),
        QuestionDraft(62, "matching", "Ghép tên miền với cơ quan.", (
            Choice("moh.gov.vn", True, "", "Bộ Y tế"),
            Choice("dichvucong.gov.vn", True, "", "Cổng dịch vụ công"),
        ), ("EXTRA_MATCH",)),
        QuestionDraft(70, "short_answer", "Thủ đô của nước ta?", (
            Choice("Hà Nội", True, ""), Choice("HANOI", True, ""),
            Choice("Huế", False, "Kinh đô cũ."),
        ), (), "Từ năm 1010."),
        QuestionDraft(80, "ordering", "Xếp các bước nộp hồ sơ.", (
            Choice("Đăng nhập", True, ""), Choice("Điền tờ khai", True, ""),
            Choice("Nộp và lưu mã hồ sơ", True, ""),
        )),
    ]  # fmt: skip
    assert found.left_out == [
        LeftOut(89, "CLOZE", "Năm {1:NUMERICAL:=2019}", {"kind": "cloze"}),
        LeftOut(94, "UNKNOWN_KIND", "Câu có công thức", {"kind": "stack"}),
    ]


def escaped(text):
    """Return words as a GIFT file holds them."""
    for letter in "\\~=#{}:":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")


def as_gift(draft):
    """Return a question as a GIFT file holds it, every weight written out."""
    right = sum(choice.is_correct for choice in draft.choices)
    share = 100 if draft.kind == "single" else 50 if right == 2 else 10
    answers = [
        f"~%{share if choice.is_correct else 0}%[plain]{escaped(choice.text)}"
        + (f"#[plain]{escaped(choice.explanation)}" if choice.explanation else "")
        for choice in draft.choices
    ]
    return f"[plain]{escaped(draft.text)}{{\n" + "\n".join(answers) + "\n}"


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Co", "Cs", "Cc"])
    | st.sampled_from("\n~=#{}:\\%[]"),
    max_size=30,
).map(documents.tidy)
SOME = WORDS.filter(bool)


@st.composite
def drafts(draw):
    kind = draw(st.sampled_from(["single", "multiple"]))
    count = draw(st.integers(2, 10))
    right = {draw(st.integers(0, count - 1))}
    if kind == "multiple":
        right |= set(draw(st.lists(st.integers(0, count - 1), max_size=count)))
    choices = tuple(Choice(draw(SOME), place in right, draw(WORDS)) for place in range(count))
    return QuestionDraft(1, kind, draw(SOME), choices)


@given(st.lists(drafts(), max_size=4))
def test_questions_come_back_from_gift(questions):
    found = gift.parse("\n\n".join(as_gift(one) for one in questions))

    assert found.left_out == []
    assert [(one.kind, one.text, one.choices) for one in found.questions] == [
        (one.kind, one.text, one.choices) for one in questions
    ]


@given(st.text(st.sampled_from("~=#{}:\\%[]\n\n ab->$/T")))
def test_no_text_breaks_the_gift_reader(text):
    found = gift.parse(text)

    lines = text.count("\n") + 1
    assert {one.line for one in [*found.questions, *found.left_out]} <= set(range(1, lines + 1))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Câu?{~một ~hai}", "NO_RIGHT"),
        ("Câu?{~%100%một}", "FEW_OPTIONS"),
        ("{=một ~hai}", "EMPTY_TEXT"),
        ("Câu?{=một ~}", "EMPTY_OPTION"),
        ("Câu?{=0 " + " ".join(f"~{n}" for n in range(1, 11)) + "}", "MANY_OPTIONS"),
        ("Câu?{một}", "SYNTAX"),
        ("Câu?}{", "BRACES"),
        ("Câu{?{=a ~b}", "BRACES"),
        ("Câu?{=%50%a}", "NO_RIGHT"),
        ("Câu?{=*}", "NO_RIGHT"),
        ("{=a}", "EMPTY_TEXT"),
        ("Câu?{=a -> =b -> x}", "EMPTY_OPTION"),
    ],
)
def test_gift_questions_that_cannot_be_taken(text, reason):
    [left_out] = gift.parse(f"\n// lời\n\n{text}").left_out

    assert (left_out.line, left_out.reason) == (4, reason)


def test_a_byte_order_mark_and_windows_line_ends_mean_nothing():
    content = "\ufeffCâu?{=a\r\n~b}\r\n\r\nCâu hai?{T}\r\n".encode()

    found = question_files.parse(content, "cau-hoi.txt")

    assert [(one.line, one.text) for one in found.questions] == [(1, "Câu?"), (4, "Câu hai?")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("Câu?{=a ~b}\n\nCâu hỏi?{=a ~b}".encode("cp1258", "replace"), 1),
        (b"Cau?{=a ~b}\n\nC\xaau h\xe1i?{=a ~b}", 3),
        ("Câu?{=a ~b}".encode("utf-16"), 1),
        (b"<?xml version='1.0'?>\n<quiz>\n\xc2\xf4</quiz>", 3),
    ],
)
def test_other_letters_than_utf8_are_refused(content, line):
    with pytest.raises(EncodingUnknown) as caught:
        question_files.parse(content, "x")

    assert caught.value.line == line


@pytest.mark.parametrize("content", [b"PK\x03\x04 zip", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"a\0b"])
def test_other_files_are_refused(content):
    with pytest.raises(media.FileTypeMismatch):
        question_files.parse(content, "x")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("<quiz>\n<question>\n</quiz>", 3, "XML"),
        ("\n\n<quiz>", 3, "XML"),
        ("<html>\n</html>", 1, "XML_ROOT"),
    ],
)
def test_broken_xml_is_named_with_its_line(text, line, reason):
    with pytest.raises(PackageInvalid) as caught:
        question_files.parse(text.encode(), "ngan-hang.xml")

    assert (caught.value.file, caught.value.line, caught.value.reason) == (
        "ngan-hang.xml",
        line,
        reason,
    )


LAUGHS = '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, "<!DOCTYPE quiz SYSTEM 'http://x/'><quiz/>"])
def test_xml_that_grows_or_reaches_out_is_refused(text):
    with pytest.raises(PackageUnsafe) as caught:
        question_files.parse(text.encode(), "x")

    assert caught.value.rule == "xml_entities"


def test_too_many_questions_are_refused():
    with pytest.raises(PackageUnsafe) as caught:
        question_files.parse(b"Cau?{T}\n\n" * 501, "x")

    assert (caught.value.rule, caught.value.limit, caught.value.measure) == ("questions", 500, 501)


@pytest.mark.parametrize(
    ("text", "text_format", "shown"),
    [
        ("<p>Một</p><p>Hai<br>Ba</p>", "html", "Một\n\nHai\nBa"),
        ("<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "html", "1. a\n2. b\n- c"),
        ("<script>alert(1)</script>Chữ", "html", "Chữ"),
        ("5 &lt; 6 &amp; 7", "html", "5 < 6 & 7"),
        ("5 < 6 và a<b>c", "plain", "5 < 6 và a<b>c"),
        ("**đậm**", "markdown", "**đậm**"),
        ("Dòng một\nDòng hai", "", "Dòng một\nDòng hai"),
        ("Dòng <b>một</b>", "", "Dòng một"),
        ("<tr><td>a</td><td>b</td></tr>", "html", "| a | b"),
        ("", "html", ""),
    ],
)
def test_words_become_plain(text, text_format, shown):
    assert html_text.of(text, text_format).text == shown
