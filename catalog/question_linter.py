"""What an editor should mend in a question, by its kind."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from django.utils.translation import gettext as _

from catalog import findings, frameworks, optional
from catalog.findings import Finding, Spot
from catalog.question_kinds import ALL_RIGHT, ONE_RIGHT, Kind, folded

type Node = dict[str, Any]


def question_findings(
    question: Node, place: str, media: AbstractSet[str], headings: Collection[str]
) -> Iterator[Finding]:
    """Yield what is wrong with one question; headings are those of its lesson's text."""
    spot = Spot("question", question["uid"], place)
    whole = optional.filled("question", question)
    options = [optional.filled("option", one) for one in question["options"]]
    yield from _word_findings(whole, options, spot)
    yield from BY_KIND.get(question["kind"], _choices)(whole, options, spot)
    yield from _explanation_findings(whole, options, spot)
    yield from _link_findings(whole, headings, spot)
    yield from findings.of_images(whole["situation"], spot, media)


def _word_findings(question: Node, options: list[Node], spot: Spot) -> Iterator[Finding]:
    is_written = question["kind"] == Kind.SHORT_ANSWER
    texts = [folded(one["text"]) if is_written else one["text"].strip() for one in options]
    if not question["text"].strip() or not all(texts):
        text, advice = _("Câu hỏi hoặc một phương án còn trống."), _("Hãy viết cho đủ chữ.")
        yield spot.error("QUESTION_TEXT", text, advice)


def _choices(question: Node, options: list[Node], spot: Spot) -> Iterator[Finding]:
    if len(options) < 2:
        text, advice = _("Câu hỏi có ít hơn hai phương án."), _("Hãy thêm phương án.")
        yield spot.error("FEW_OPTIONS", text, advice)
    correct_count = sum(one["is_correct"] for one in options)
    if not correct_count:
        text, advice = _("Chưa có phương án nào đúng."), _("Hãy đánh dấu phương án đúng.")
        yield spot.error("NO_CORRECT", text, advice)
    if question["kind"] in ONE_RIGHT and correct_count > 1:
        text = _("Câu chọn một nhưng có %(count)s phương án đúng.") % {"count": correct_count}
        advice = _("Hãy để lại một phương án đúng, hoặc đổi thành câu chọn nhiều.")
        yield spot.error("MANY_CORRECT", text, advice)


def _true_false(question: Node, options: list[Node], spot: Spot) -> Iterator[Finding]:
    if len(options) != 2:
        text = _("Câu đúng hay sai phải có hai phương án, đang có %(count)s.")
        advice = _("Hãy mở câu hỏi và lưu lại, hoặc đổi dạng câu hỏi.")
        yield spot.error("NOT_TWO_OPTIONS", text % {"count": len(options)}, advice)
    yield from (one for one in _choices(question, options, spot) if one.code != "FEW_OPTIONS")


def _scenario(question: Node, options: list[Node], spot: Spot) -> Iterator[Finding]:
    yield from _choices(question, options, spot)
    if not question["situation"].strip():
        text = _("Câu xử lý tình huống chưa có tình huống.")
        advice = _("Hãy viết tình huống đúng như người học sẽ gặp, ví dụ nguyên văn tin nhắn.")
        yield spot.error("NO_SITUATION", text, advice)


def _ordering(question: Node, options: list[Node], spot: Spot) -> Iterator[Finding]:
    yield from _all_right(options, spot)
    if _twice(one["text"].strip() for one in options):
        text = _("Hai bước viết giống hệt nhau, nên không xếp thứ tự được.")
        advice = _("Hãy viết hai bước đó khác nhau, hoặc bỏ một bước.")
        yield spot.error("SAME_STEPS", text, advice)


def _matching(question: Node, options: list[Node], spot: Spot) -> Iterator[Finding]:
    yield from _all_right(options, spot)
    if any(not one["match"].strip() for one in options):
        text, advice = _("Có cặp chưa có vế phải."), _("Hãy viết đủ hai vế của mỗi cặp.")
        yield spot.error("NO_MATCH", text, advice)
    if _twice(one["match"].strip() for one in options):
        text = _("Một vế phải có ở hai cặp, nên người học không biết ghép với cặp nào.")
        advice = _("Hãy viết vế phải của mỗi cặp khác nhau.")
        yield spot.error("SAME_MATCH", text, advice)


def _all_right(options: list[Node], spot: Spot) -> Iterator[Finding]:
    if len(options) < 2:
        text = _("Câu hỏi cần ít nhất hai bước hoặc hai cặp.")
        yield spot.error("FEW_OPTIONS", text, _("Hãy viết thêm."))
    if not all(one["is_correct"] for one in options):
        text = _("Câu xếp thứ tự hoặc ghép cặp có phần bị đánh dấu là sai.")
        advice = _("Hãy mở câu hỏi, kiểm tra lại các phần rồi lưu.")
        yield spot.error("NOT_ALL_CORRECT", text, advice)


def _short_answer(question: Node, options: list[Node], spot: Spot) -> Iterator[Finding]:
    if not any(one["is_correct"] for one in options):
        text = _("Chưa có câu trả lời nào được chấp nhận.")
        advice = _("Hãy viết ít nhất một câu trả lời đúng.")
        yield spot.error("NO_CORRECT", text, advice)
    if again := _twice(folded(one["text"]) for one in options):
        text = _("Câu trả lời “%(words)s” có hai lần (không kể dấu và chữ hoa).")
        advice = _("Hãy bỏ bớt một dòng: cách viết có dấu, không dấu, hoa hay thường là như nhau.")
        yield spot.error("SAME_ANSWER", text % {"words": again}, advice)


BY_KIND: dict[str, Callable[[Node, list[Node], Spot], Iterator[Finding]]] = {
    Kind.TRUE_FALSE: _true_false,
    Kind.SCENARIO: _scenario,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.SHORT_ANSWER: _short_answer,
}


def _twice(texts: Iterable[str]) -> str:
    """Return a text that stands there more than once, "" if none does."""
    counted = Counter(text for text in texts if text)
    return next((text for text, count in counted.items() if count > 1), "")


def _explanation_findings(question: Node, options: list[Node], spot: Spot) -> Iterator[Finding]:
    if question["explanation"].strip():
        return
    if question["kind"] in ALL_RIGHT:
        text = _("Câu hỏi chưa có lời giải thích.")
        advice = _("Hãy viết ở ô “Giải thích chung” vì sao đáp án là như vậy.")
        yield spot.warning("NO_EXPLANATION", text, advice)
    elif any(not one["explanation"].strip() for one in options if _needs_own(question, one)):
        text = _("Có phương án chưa được giải thích.")
        advice = _("Hãy viết một câu vì sao đúng hoặc vì sao sai.")
        yield spot.warning("NO_EXPLANATION", text, advice)


def _needs_own(question: Node, option: Node) -> bool:
    """Accepted forms of a short answer say nothing by themselves."""
    return question["kind"] != Kind.SHORT_ANSWER or not option["is_correct"]


def _link_findings(question: Node, headings: Collection[str], spot: Spot) -> Iterator[Finding]:
    if question["passage"] and question["passage"] not in headings:
        text = _("Bài không còn tiêu đề “%(heading)s” để đọc lại.")
        advice = _("Hãy mở câu hỏi và chọn lại đoạn để đọc lại.")
        yield spot.warning("PASSAGE_UNKNOWN", text % {"heading": question["passage"]}, advice)
    yield from tag_findings(question["tags"], spot)


def tag_findings(tags: Iterable[str], spot: Spot) -> Iterator[Finding]:
    """Yield a finding for each tag that no framework here knows."""
    for tag in frameworks.unknown(tags):
        text = _("Không có khung năng lực số nào ở đây có mã “%(tag)s”.") % {"tag": tag}
        advice = _("Hãy chọn lại năng lực số. Mã cũ được giữ đến khi Ông/Bà bỏ đánh dấu.")
        yield spot.warning("TAG_UNKNOWN", text, advice)
