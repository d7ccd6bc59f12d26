"""What an editor should mend in a course before learners see it (docs/formats, facts C8, C9)."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from django.utils.translation import gettext as _

from catalog import banks, lint_parts, question_linter
from catalog import findings as found_in
from catalog.banks import Bank
from catalog.findings import Finding, Spot
from catalog.markdown import headings

__all__ = ["Finding", "errors", "findings"]

SHORTEST_MINUTES, LONGEST_MINUTES = 10, 15
QUESTION_COUNT_AT_LEAST = 3

SEVERITIES = ("error", "warning", "hint")

type Node = dict[str, Any]


def findings(document: Node, *, in_work: AbstractSet[str] = frozenset()) -> list[Finding]:
    """Return everything found in a course document, errors first, else in reading order.

    in_work: uids of lessons whose video or sound is just being made lighter.
    """
    found = [*_course_findings(document)]
    media = {one["sha256"]: one for one in document["media"]}
    bank = banks.of_course(document)
    for module in document["modules"]:
        for lesson in module["lessons"]:
            place = f"{module['title']} › {lesson['title']}"
            found += _lesson_findings(lesson, place, media.keys())
            found += lint_parts.findings(lesson, place, media, in_work=lesson["uid"] in in_work)
            if document["audience"] == "community":
                found += lint_parts.read_aloud_findings(lesson, place)
            found += _quiz_findings(lesson, place, media.keys(), bank)
    return sorted(found, key=lambda one: SEVERITIES.index(one.severity))


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


def _lesson_findings(lesson: Node, place: str, media: AbstractSet[str]) -> Iterator[Finding]:
    yield from _text_findings(lesson, place)
    yield from found_in.of_images(lesson["body"], Spot("lesson", lesson["uid"], place), media)
    yield from _video_findings(lesson, place)


def _text_findings(lesson: Node, place: str) -> Iterator[Finding]:
    uid = lesson["uid"]
    if not (lesson["body"].strip() or lesson["video"] or lesson.get("scenario")):
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


def _quiz_findings(
    lesson: Node, place: str, media: AbstractSet[str], bank: Bank
) -> Iterator[Finding]:
    spot = Spot("lesson", lesson["uid"], place)
    draws = lesson.get("draws", ())
    count = sum(draw["count"] for draw in draws) if draws else len(lesson["questions"])
    if count < QUESTION_COUNT_AT_LEAST:
        text = (
            _("Bài chỉ có %(count)s câu hỏi.") % {"count": count}
            if count
            else _("Bài chưa có câu hỏi nào.")
        )
        advice = _("Hãy thêm cho đủ ít nhất ba câu hỏi tình huống.")
        yield spot.warning("FEW_QUESTIONS", text, advice)
    yield from banks.findings(lesson, place, bank)
    has_passages = any(question.get("passage") for question in lesson["questions"])
    passages = set(headings(lesson["body"])) if has_passages else set()
    for number, question in enumerate(lesson["questions"], 1):
        where = _("%(place)s › Câu %(number)s") % {"place": place, "number": number}
        yield from question_linter.question_findings(question, where, media, passages)
