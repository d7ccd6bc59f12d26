"""Questions as files hold them: what the product can take, and why it cannot take the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.question_files.html_text import Words
from catalog.question_kinds import folded

OPTIONS_AT_MOST = 10
"""As many as the desk's own form shows."""


@dataclass(frozen=True)
class Choice:
    """One option of a question."""

    text: str
    is_correct: bool
    explanation: str
    match: str = ""
    """The right partner, in a matching question."""


@dataclass(frozen=True)
class QuestionDraft:
    """One question that can be taken."""

    line: int
    kind: str
    """One of catalog.models.Question.Kind."""
    text: str
    choices: tuple[Choice, ...]
    notes: tuple[str, ...] = ()
    """What of it is lost: "IMAGE", "PARTIAL_CREDIT", "EXTRA_MATCH", "WILDCARD"."""
    explanation: str = ""
    """What all learners read afterwards (elsewhere called general feedback)."""


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


@dataclass(frozen=True)
class Pair:
    """Two sides that belong together; without a left side it is there to mislead."""

    left: Words
    right: Words


@dataclass(frozen=True)
class Asked:
    """What all kinds of questions have in a file."""

    line: int
    words: Words
    general: Words

    def draft(
        self, kind: str, choices: Iterable[Choice], others: Iterable[Words], *notes: str
    ) -> QuestionDraft:
        """Return the question; others are all its words, which may have lost an image."""
        every = {*notes} | ({"IMAGE"} if self._has_image(others) else set())
        return QuestionDraft(
            *(self.line, kind, self.words.text, tuple(choices), tuple(sorted(every))),
            explanation=self.general.text,
        )

    def _has_image(self, others: Iterable[Words]) -> bool:
        return any(one.has_image for one in (self.words, self.general, *others))

    def left_out(self, reason: str, count: int = 0) -> LeftOut:
        """Return why the question is not taken."""
        return LeftOut(self.line, reason, excerpt(self.words.text), {"count": count})

    def fault(self, parts: Sequence[Words]) -> str:
        """Return what is wrong with the words of any question with at least two parts, or ""."""
        if not self.words.text:
            return "EMPTY_TEXT"
        if len(parts) < 2:
            return "FEW_OPTIONS"
        if len(parts) > OPTIONS_AT_MOST:
            return "MANY_OPTIONS"
        return "EMPTY_OPTION" if any(not one.text for one in parts) else ""


def judged(
    asked: Asked, answers: Sequence[Answer], kind: str | None = None
) -> QuestionDraft | LeftOut:
    """Return a question with choices, or why it is left out; kind None is seen from percents."""
    if kind is None:
        kind = "single" if any(one.percent >= 100 for one in answers) else "multiple"
    is_multiple = kind == "multiple"
    right = [one for one in answers if one.percent > 0 and (is_multiple or one.percent >= 100)]
    reason = asked.fault([one.words for one in answers]) or _key_fault(right, is_multiple)
    if reason:
        return asked.left_out(reason, len(answers))
    is_partial = not is_multiple and any(0 < one.percent < 100 for one in answers)
    choices = [Choice(one.words.text, one in right, one.feedback.text) for one in answers]
    notes = ["PARTIAL_CREDIT"] if is_partial else []
    return asked.draft(kind, choices, _all_words(answers), *notes)


def _key_fault(right: Sequence[Answer], is_multiple: bool) -> str:
    if not right:
        return "NO_RIGHT"
    return "SEVERAL_RIGHT" if len(right) > 1 and not is_multiple else ""


def _all_words(answers: Iterable[Answer]) -> list[Words]:
    return [words for one in answers for words in (one.words, one.feedback)]


def matched(asked: Asked, pairs: Sequence[Pair]) -> QuestionDraft | LeftOut:
    """Return a matching question, or why it is left out."""
    whole = [one for one in pairs if one.left.text]
    sides = [one.right.text for one in whole]
    reason = asked.fault([one.left for one in whole])
    if not reason and not all(sides):
        reason = "EMPTY_OPTION"
    if not reason and len(set(sides)) < len(sides):
        reason = "SAME_MATCH"
    if reason:
        return asked.left_out(reason, len(whole))
    choices = [Choice(one.left.text, True, "", one.right.text) for one in whole]
    words = [side for one in pairs for side in (one.left, one.right)]
    notes = ["EXTRA_MATCH"] if len(whole) < len(pairs) else []
    return asked.draft("matching", choices, words, *notes)


def ordered(asked: Asked, steps: Sequence[Words]) -> QuestionDraft | LeftOut:
    """Return an ordering question, or why it is left out; steps stand in the right order."""
    if reason := asked.fault(steps):
        return asked.left_out(reason, len(steps))
    return asked.draft("ordering", [Choice(one.text, True, "") for one in steps], steps)


def written(asked: Asked, answers: Sequence[Answer]) -> QuestionDraft | LeftOut:
    """Return a short-answer question, or why it is left out.

    Answers that fall together here (with and without diacritics) are one, the accepted one.
    """
    plain = [one for one in answers if "*" not in one.words.text and folded(one.words.text)]
    forms: dict[str, Choice] = {}
    for one in sorted(plain, key=lambda answer: answer.percent < 100):
        choice = Choice(one.words.text, one.percent >= 100, one.feedback.text)
        forms.setdefault(folded(one.words.text), choice)
    reason = "" if asked.words.text else "EMPTY_TEXT"
    if not reason and len(forms) > OPTIONS_AT_MOST:
        reason = "MANY_OPTIONS"
    if not reason and not any(choice.is_correct for choice in forms.values()):
        reason = "NO_RIGHT"
    if reason:
        return asked.left_out(reason, len(forms))
    notes = ["PARTIAL_CREDIT"] if any(0 < one.percent < 100 for one in plain) else []
    notes += ["WILDCARD"] if any("*" in one.words.text for one in answers) else []
    return asked.draft("short_answer", forms.values(), _all_words(answers), *notes)


def excerpt(text: str) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
