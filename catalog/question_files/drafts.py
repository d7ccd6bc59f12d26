"""Questions as files hold them: what the product can take, and why it cannot take the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.question_files.html_text import Words

OPTIONS_AT_MOST = 10
"""As many as the desk's own form shows."""


@dataclass(frozen=True)
class Choice:
    """One option of a question."""

    text: str
    is_correct: bool
    explanation: str


@dataclass(frozen=True)
class QuestionDraft:
    """One question that can be taken."""

    line: int
    kind: str
    """"single" or "multiple"."""
    text: str
    choices: tuple[Choice, ...]
    notes: tuple[str, ...] = ()
    """What of it is lost: "IMAGE", "PARTIAL_CREDIT"."""


@dataclass(frozen=True)
class LeftOut:
    """One part of a file that is not taken, and why."""

    line: int
    reason: str
    excerpt: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """What a file holds, in its order."""

    questions: list[QuestionDraft]
    left_out: list[LeftOut]


@dataclass(frozen=True)
class Answer:
    """One answer as a file writes it; percent is what it earns."""

    words: Words
    percent: float
    feedback: Words


def judged(
    line: int,
    words: Words,
    answers: Sequence[Answer],
    general: Words,
    *,
    is_multiple: bool | None = None,
) -> QuestionDraft | LeftOut:
    """Return the question, or why it is left out; is_multiple None is seen from the percents."""
    if is_multiple is None:
        is_multiple = not any(one.percent >= 100 for one in answers)
    right = [one for one in answers if one.percent > 0 and (is_multiple or one.percent >= 100)]
    reason = _fault(words, answers, right, is_multiple)
    if reason:
        return LeftOut(line, reason, excerpt(words.text), {"count": len(answers)})
    notes = set()
    if any(one.has_image for one in (words, general)) or any(
        one.words.has_image or one.feedback.has_image for one in answers
    ):
        notes.add("IMAGE")
    if not is_multiple and any(0 < one.percent < 100 for one in answers):
        notes.add("PARTIAL_CREDIT")
    choices = tuple(_choice(one, one in right, general.text) for one in answers)
    kind = "multiple" if is_multiple else "single"
    return QuestionDraft(line, kind, words.text, choices, tuple(sorted(notes)))


def _fault(
    words: Words, answers: Sequence[Answer], right: Sequence[Answer], is_multiple: bool
) -> str:
    if not words.text:
        return "EMPTY_TEXT"
    if len(answers) < 2:
        return "FEW_OPTIONS"
    if len(answers) > OPTIONS_AT_MOST:
        return "MANY_OPTIONS"
    if any(not one.words.text for one in answers):
        return "EMPTY_OPTION"
    if not right:
        return "NO_RIGHT"
    return "SEVERAL_RIGHT" if len(right) > 1 and not is_multiple else ""


def _choice(answer: Answer, is_correct: bool, general: str) -> Choice:
    """General feedback is what all learners read: it stands with the right answers, and alone."""
    own = answer.feedback.text
    both = "\n".join(part for part in (own, general) if part)
    return Choice(answer.words.text, is_correct, both if is_correct or not own else own)


def excerpt(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
