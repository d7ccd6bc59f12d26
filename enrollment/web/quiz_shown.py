"""Questions as quiz and result pages draw them, as plain values: the same values, one drawing."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from catalog.published import PublishedOption, PublishedQuestion
from catalog.question_kinds import folded
from enrollment.learning import answers as answering
from enrollment.learning import draws
from enrollment.learning.answers import MATCHING, MULTIPLE, ORDERING, SHORT_ANSWER, Answer

FIELD = "q-"
"""Name of a question's inputs: "q-" and its uid, for parts of it "-" and an option's uid."""


class Head(NamedTuple):
    """A question without its answers."""

    name: str
    """Name of its inputs and id of its group."""
    number: int
    total: int
    kind: str
    text: str
    hint: str
    error: str
    situation_html: str


class OptionShown(NamedTuple):
    """One option to choose; state and feedback only after grading."""

    name: str
    type: str
    uid: uuid.UUID
    text: str
    checked: bool
    state: str = ""
    feedback: str = ""
    disabled: bool = False


class PartShown(NamedTuple):
    """One line with a choice of its own: an option's place, or its partner."""

    name: str
    text: str
    chosen: str
    is_wrong: bool = False
    """Whether it needs another choice before the answers are taken."""


class WrittenShown(NamedTuple):
    """A line of an answer that was not chosen from options, after grading."""

    text: str
    given: str
    state: str
    feedback: str = ""


@dataclass(frozen=True)
class QuestionShown:
    """One question as the page draws it."""

    head: Head
    problem: str = ""
    """What keeps it from being taken, for the summary above the questions."""
    problem_at: str = ""
    """The id of the input where it is mended."""
    options: tuple[OptionShown, ...] = ()
    parts: tuple[PartShown, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    """What each part may be: (value, words)."""
    written: str | None = None
    """The text of a short answer."""
    lines: tuple[WrittenShown, ...] = ()
    is_right: bool = False
    explanation: str = ""
    passage: str = ""
    """The heading, or the title of the lesson, under which it is explained."""
    passage_url: str = ""
    is_lesson: bool = False
    """Whether `passage` is a whole lesson."""


def asked(
    question: PublishedQuestion,
    key: uuid.UUID,
    value: Any,
    *,
    number: int,
    total: int,
    missing: Collection[uuid.UUID] = (),
) -> QuestionShown:
    """Return a question before grading; `value` is what was chosen, as sent or saved."""
    name = f"{FIELD}{question.uid}"
    error = _words_for_missing(question.kind) if question.uid in missing else ""
    head = _head(question, name, number, total, _hint(question.kind), error)
    if question.kind in (ORDERING, MATCHING):
        return _in_parts(question, key, value, head)
    problem = _("Câu %(number)s chưa có câu trả lời") % {"number": number} if error else ""
    if question.kind == SHORT_ANSWER:
        return QuestionShown(head, problem, name, written=_text(value))
    chosen = {str(one) for one in value} if isinstance(value, list) else set()
    kind = "checkbox" if question.kind == MULTIPLE else "radio"
    options = tuple(
        OptionShown(name, kind, one.uid, one.text, str(one.uid) in chosen)
        for one in draws.shown_options(question, key)
    )
    return QuestionShown(head, problem, name, options=options)


def _head(
    question: PublishedQuestion, name: str, number: int, total: int, hint: str, error: str = ""
) -> Head:
    return Head(
        *(name, number, total, question.kind, question.text, hint, error),
        question.situation_html if question.situation else "",
    )


def _hint(kind: str) -> str:
    return {
        MULTIPLE: _("Chọn tất cả đáp án đúng"),
        ORDERING: _("Chọn thứ tự cho từng dòng"),
        MATCHING: _("Chọn vế phù hợp cho từng dòng"),
        SHORT_ANSWER: _("Viết ngắn gọn; viết không dấu cũng được"),
    }.get(kind, "")


def _words_for_missing(kind: str) -> str:
    return {
        ORDERING: _("Vui lòng chọn thứ tự cho mọi dòng, mỗi thứ tự một lần, rồi nộp lại."),
        MATCHING: _("Vui lòng chọn cho mọi dòng rồi nộp lại."),
        SHORT_ANSWER: _("Vui lòng viết câu trả lời rồi nộp lại."),
    }.get(kind, _("Vui lòng chọn câu trả lời rồi nộp lại."))


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("text", "")
    return "".join(value) if isinstance(value, list) else str(value or "")


def _in_parts(question: PublishedQuestion, key: uuid.UUID, value: Any, head: Head) -> QuestionShown:
    """A question whose options each get a choice: a place, or a partner."""
    if isinstance(value, list):
        value = {str(uid): str(place) for place, uid in enumerate(value, 1)}
    chosen = value if isinstance(value, Mapping) else {}
    parts = tuple(
        PartShown(f"{head.name}-{one.uid}", one.text, str(chosen.get(str(one.uid), "")))
        for one in draws.shown_options(question, key)
    )
    if question.kind == ORDERING:
        choices = tuple((str(place), str(place)) for place in range(1, len(parts) + 1))
    else:
        matches = draws.shown_matches(question, key)
        choices = tuple((str(one.uid), one.match) for one in matches)
    shown = QuestionShown(head, parts=parts, choices=choices)
    return _with_problem(shown) if head.error else shown


def _with_problem(shown: QuestionShown) -> QuestionShown:
    """Say what is wrong with the choices of a question's lines, and in which line it is mended."""
    head = shown.head
    facts: dict[str, Any] = {"number": head.number}
    repeated = _repeated(shown.parts) if head.kind == ORDERING else []
    if repeated:
        places = sorted({one.chosen for one in repeated}, key=int)
        facts |= {"places": ", ".join(places)}
        problem = _("Câu %(number)s: thứ tự %(places)s được chọn hơn một lần") % facts
        words = _("Thứ tự %(places)s được chọn hơn một lần. Mỗi thứ tự chỉ chọn một lần.") % facts
        head = head._replace(error=words)
    else:
        problem = _("Câu %(number)s còn dòng chưa chọn") % facts
    wrong = repeated or [one for one in shown.parts if not one.chosen]
    if len(wrong) == len(shown.parts):
        problem = _("Câu %(number)s chưa có câu trả lời") % facts
        return replace(shown, problem=problem, problem_at=head.name)
    parts = tuple(one._replace(is_wrong=one in wrong) for one in shown.parts)
    return replace(shown, head=head, parts=parts, problem=problem, problem_at=wrong[0].name)


def _repeated(parts: Sequence[PartShown]) -> list[PartShown]:
    """The lines whose place another line before them has already."""
    before = [{one.chosen for one in parts[:at]} for at in range(len(parts))]
    return [one for one, known in zip(parts, before, strict=True) if one.chosen in known - {""}]


def graded(
    question: PublishedQuestion,
    key: uuid.UUID,
    answer: Answer | None,
    *,
    number: int,
    total: int,
    shows_answers: bool,
) -> QuestionShown:
    """Return a question after grading; without `shows_answers` only what was answered."""
    is_right = answering.is_right(question, answer)
    verdict = ""
    if shows_answers:
        verdict = _("Đã trả lời đúng câu này.") if is_right else _("Chưa trả lời đúng câu này.")
    head = _head(question, f"{FIELD}{question.uid}", number, total, verdict)
    explanation = question.explanation if shows_answers else ""
    lines: tuple[WrittenShown, ...] = ()
    options: tuple[OptionShown, ...] = ()
    if question.kind == SHORT_ANSWER:
        lines = (_graded_text(question, answer, is_right, shows_answers),)
    elif question.kind == ORDERING:
        lines = tuple(_graded_order(question, key, answer, shows_answers))
    elif question.kind == MATCHING:
        lines = tuple(_graded_pairs(question, answer, shows_answers))
    else:
        chosen = answer if isinstance(answer, frozenset) else frozenset()
        options = tuple(
            _graded_option(one, question, one.uid in chosen, shows_answers)
            for one in draws.shown_options(question, key)
        )
    return QuestionShown(
        head, options=options, lines=lines, is_right=is_right, explanation=explanation
    )


def _graded_option(
    option: PublishedOption, question: PublishedQuestion, chosen: bool, shows_answers: bool
) -> OptionShown:
    kind = "checkbox" if question.kind == MULTIPLE else "radio"
    name = f"{FIELD}{question.uid}"
    plain = OptionShown(name, kind, option.uid, option.text, chosen, disabled=True)
    if not shows_answers or (not chosen and not option.is_correct):
        return plain
    state = "missed" if not chosen else "right" if option.is_correct else "wrong"
    return plain._replace(state=state, feedback=option.explanation)


def _graded_text(
    question: PublishedQuestion, answer: Answer | None, is_right: bool, shows_answers: bool
) -> WrittenShown:
    given = answer if isinstance(answer, str) else ""
    if not shows_answers:
        return WrittenShown("", given, "")
    known = folded(given)
    feedback = next(
        (one.explanation for one in question.options if folded(one.text) == known),
        "",
    )
    accepted = next((one.text for one in question.options if one.is_correct), "")
    return WrittenShown(accepted, given, "right" if is_right else "wrong", feedback)


def _graded_order(
    question: PublishedQuestion, key: uuid.UUID, answer: Answer | None, shows_answers: bool
) -> list[WrittenShown]:
    given = answer if isinstance(answer, tuple) else ()
    places = {uid: str(place) for place, uid in enumerate(given, 1)}
    if not shows_answers:
        known = question.options_by_uid
        return [WrittenShown(known[uid].text, places[uid], "") for uid in given]
    return [
        WrittenShown(
            *(f"{place}. {one.text}", places.get(one.uid, "")),
            "right" if places.get(one.uid) == str(place) else "wrong",
            one.explanation,
        )
        for place, one in enumerate(question.options, 1)
    ]


def _graded_pairs(
    question: PublishedQuestion, answer: Answer | None, shows_answers: bool
) -> list[WrittenShown]:
    pairs = answer if isinstance(answer, dict) else {}
    known, found = question.options_by_uid, []
    for one in question.options:
        given = known[pairs[one.uid]].match if one.uid in pairs else ""
        if not shows_answers:
            found.append(WrittenShown(one.text, given, ""))
            continue
        state = "right" if given == one.match else "wrong"
        found.append(WrittenShown(f"{one.text} – {one.match}", given, state, one.explanation))
    return found
