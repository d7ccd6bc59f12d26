"""What an editor should mend in a course before learners see it (docs/formats, facts C8, C9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from markdown_it.token import Token

from catalog.markdown import MEDIA_ADDRESS, PARSER

SHORTEST_MINUTES, LONGEST_MINUTES = 10, 15
QUESTION_COUNT_AT_LEAST = 3

type Node = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """One thing to mend: where it is, what is wrong and what to do."""

    code: str
    severity: Literal["error", "warning"]
    """An error stops publishing; a warning is shown."""
    subject: Literal["course", "lesson", "question", "video"]
    uid: str
    """Node where it can be mended (for a video: its lesson)."""
    place: str
    text: str
    advice: str


def findings(document: Node) -> list[Finding]:
    """Return everything found in a course document, errors first, else in reading order."""
    found = [*_course_findings(document)]
    media = {one["sha256"] for one in document["media"]}
    for module in document["modules"]:
        for lesson in module["lessons"]:
            found += _lesson_findings(lesson, f"{module['title']} › {lesson['title']}", media)
    return sorted(found, key=lambda one: one.severity)


def errors(document: Node) -> list[Finding]:
    """Return only what stops publishing."""
    return [one for one in findings(document) if one.severity == "error"]


def _course_findings(document: Node) -> Iterator[Finding]:
    uid, place = document["uid"], document["title"]
    if not any(module["lessons"] for module in document["modules"]):
        text, advice = _("Khóa học chưa có bài nào."), _("Hãy thêm ít nhất một chương có một bài.")
        yield Finding("NO_LESSON", "error", "course", uid, place, text, advice)
    if not document["summary"]:
        text = _("Khóa học chưa có lời giới thiệu.")
        advice = _("Hãy viết một hoặc hai câu để người học biết khóa học giúp gì.")
        yield Finding("NO_SUMMARY", "warning", "course", uid, place, text, advice)
    for module in document["modules"]:
        if not module["lessons"]:
            text = _("Chương này chưa có bài nào.")
            advice = _("Hãy thêm bài hoặc xóa chương.")
            where = f"{place} › {module['title']}"
            yield Finding("EMPTY_MODULE", "warning", "course", uid, where, text, advice)


def _lesson_findings(lesson: Node, place: str, media: set[str]) -> Iterator[Finding]:
    yield from _text_findings(lesson, place)
    yield from _image_findings(lesson, place, media)
    yield from _video_findings(lesson, place)
    yield from _quiz_findings(lesson, place)


def _text_findings(lesson: Node, place: str) -> Iterator[Finding]:
    uid = lesson["uid"]
    if not lesson["body"].strip() and not lesson["video"]:
        text, advice = _("Bài chưa có nội dung."), _("Hãy viết nội dung hoặc thêm video.")
        yield Finding("EMPTY_LESSON", "error", "lesson", uid, place, text, advice)
    if not lesson["summary"]:
        text = _("Bài chưa có câu tóm tắt.")
        advice = _("Hãy viết một câu; câu này hiện trong danh sách bài.")
        yield Finding("NO_SUMMARY", "warning", "lesson", uid, place, text, advice)
    minutes = lesson["duration_minutes"]
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        text = _("Bài dài %(minutes)s phút, ngoài khoảng 10–15 phút.") % {"minutes": minutes}
        advice = _("Hãy chia bài dài thành hai bài, hoặc gộp bài quá ngắn với bài khác.")
        yield Finding("MINUTES", "warning", "lesson", uid, place, text, advice)


def _image_findings(lesson: Node, place: str, media: set[str]) -> Iterator[Finding]:
    for image in _images(PARSER.parse(lesson["body"])):
        address = MEDIA_ADDRESS.fullmatch(str(image.attrGet("src") or ""))
        if address is None or address[1] not in media:
            text = _("Có một hình không nằm trong kho hình của trang.")
            advice = _("Hãy tải hình lên bằng nút “Thêm hình vào bài”.")
            yield Finding("IMAGE_UNKNOWN", "error", "lesson", lesson["uid"], place, text, advice)
        if not image.content.strip():
            text = _("Có một hình chưa có lời mô tả.")
            advice = _(
                "Hãy viết lời mô tả giữa hai dấu ngoặc vuông, cho người không nhìn thấy hình."
            )
            yield Finding("IMAGE_TEXT", "error", "lesson", lesson["uid"], place, text, advice)


def _images(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "image":
            yield token
        yield from _images(token.children or [])


def _video_findings(lesson: Node, place: str) -> Iterator[Finding]:
    video = lesson["video"]
    if not video:
        return
    if not video["captions_sha256"]:
        text = _("Video chưa có phụ đề.")
        advice = _("Hãy tải lên tệp phụ đề .vtt tiếng Việt.")
        yield Finding("NO_CAPTIONS", "error", "video", lesson["uid"], place, text, advice)
    if not video["transcript"].strip():
        text = _("Video chưa có lời thoại dạng chữ.")
        advice = _("Hãy chép lời của video để đọc được khi không mở tiếng hoặc mạng chậm.")
        yield Finding("NO_TRANSCRIPT", "error", "video", lesson["uid"], place, text, advice)


def _quiz_findings(lesson: Node, place: str) -> Iterator[Finding]:
    count = len(lesson["questions"])
    if count < QUESTION_COUNT_AT_LEAST:
        text = (
            _("Bài chỉ có %(count)s câu hỏi.") % {"count": count}
            if count
            else _("Bài chưa có câu hỏi nào.")
        )
        advice = _("Hãy thêm cho đủ ít nhất ba câu hỏi tình huống.")
        yield Finding("FEW_QUESTIONS", "warning", "lesson", lesson["uid"], place, text, advice)
    for number, question in enumerate(lesson["questions"], 1):
        where = _("%(place)s › Câu %(number)s") % {"place": place, "number": number}
        yield from _question_findings(question, where)


def _question_findings(question: Node, place: str) -> Iterator[Finding]:
    uid, options = question["uid"], question["options"]
    correct_count = sum(option["is_correct"] for option in options)
    if not question["text"].strip() or any(not option["text"].strip() for option in options):
        text, advice = _("Câu hỏi hoặc một phương án còn trống."), _("Hãy viết cho đủ chữ.")
        yield Finding("QUESTION_TEXT", "error", "question", uid, place, text, advice)
    if len(options) < 2:
        text, advice = _("Câu hỏi có ít hơn hai phương án."), _("Hãy thêm phương án.")
        yield Finding("FEW_OPTIONS", "error", "question", uid, place, text, advice)
    if not correct_count:
        text, advice = _("Chưa có phương án nào đúng."), _("Hãy đánh dấu phương án đúng.")
        yield Finding("NO_CORRECT", "error", "question", uid, place, text, advice)
    if question["kind"] == "single" and correct_count > 1:
        text = _("Câu chọn một nhưng có %(count)s phương án đúng.") % {"count": correct_count}
        advice = _("Hãy để lại một phương án đúng, hoặc đổi thành câu chọn nhiều.")
        yield Finding("MANY_CORRECT", "error", "question", uid, place, text, advice)
    if any(not option["explanation"].strip() for option in options):
        text = _("Có phương án chưa được giải thích.")
        advice = _("Hãy viết một câu vì sao đúng hoặc vì sao sai.")
        yield Finding("NO_EXPLANATION", "warning", "question", uid, place, text, advice)
