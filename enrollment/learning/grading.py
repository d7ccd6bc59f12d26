"""Grading a quiz: pure, on the server only, against a published lesson."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from catalog.published import PublishedLesson

type Answers = dict[uuid.UUID, frozenset[uuid.UUID]]
"""Chosen option uids by question uid."""


class AnswersRefused(ValueError):
    """Answers that cannot be graded; nothing was stored."""

    code: ClassVar[str] = "ANSWERS_UNREADABLE"
    status: ClassVar[int] = 422

    def __init__(self, *, questions: Iterable[uuid.UUID] = ()) -> None:
        super().__init__(self.code)
        self.questions = tuple(questions)

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Câu trả lời gửi lên không đọc được.")

    @property
    def details(self) -> dict[str, Any]:
        """Which questions it is about."""
        return {"questions": [str(uid) for uid in self.questions]}


class QuestionNotInAttempt(AnswersRefused):
    """An answer to a question, or with an option, that this quiz does not hold."""

    code = "QUESTION_NOT_IN_ATTEMPT"

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Có câu trả lời không thuộc bài này. Chưa có gì được lưu.")


class AnswersIncomplete(AnswersRefused):
    """Some questions have no answer yet."""

    code = "ANSWERS_INCOMPLETE"

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Còn câu chưa trả lời.")


@dataclass(frozen=True)
class Grade:
    """What answers are worth."""

    correct_count: int
    question_count: int
    is_passed: bool

    @property
    def score_percent(self) -> int:
        """Right answers out of all, rounded down."""
        return self.correct_count * 100 // self.question_count


def parse(raw: Any) -> Answers:
    """Return answers from {question uid: [option uid, …]}; raises AnswersRefused."""
    if not isinstance(raw, Mapping):
        raise AnswersRefused
    try:
        return {
            uuid.UUID(str(question)): frozenset(uuid.UUID(str(option)) for option in _list(options))
            for question, options in raw.items()
        }
    except ValueError as error:
        raise AnswersRefused from error


def _list(options: Any) -> list[Any]:
    if not isinstance(options, list | tuple):
        raise ValueError(options)
    return list(options)


def canonical(answers: Answers) -> dict[str, list[str]]:
    """Return answers as they are stored: text, sorted."""
    return {
        str(question): sorted(map(str, options))
        for question, options in sorted(answers.items(), key=lambda item: str(item[0]))
    }


def sha256_of(answers: Answers, *, lesson_uid: uuid.UUID) -> str:
    """Return the hash of answers to one lesson: equal only for the same answers there."""
    body = {"lesson": str(lesson_uid), "answers": canonical(answers)}
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def grade(lesson: PublishedLesson, answers: Answers, *, pass_mark_percent: int) -> Grade:
    """Return what the answers are worth; raises QuestionNotInAttempt, AnswersIncomplete.

    A question counts when exactly its right options were chosen.
    """
    _check(lesson, answers)
    correct = sum(answers[one.uid] == one.correct_uids for one in lesson.questions)
    count = len(lesson.questions)
    return Grade(correct, count, is_passed=correct * 100 >= pass_mark_percent * count)


def _check(lesson: PublishedLesson, answers: Answers) -> None:
    questions = {question.uid: question for question in lesson.questions}
    strange = [uid for uid in answers if uid not in questions]
    strange += [
        uid
        for uid, chosen in answers.items()
        if uid in questions and not chosen <= {option.uid for option in questions[uid].options}
    ]
    if strange or not questions:
        raise QuestionNotInAttempt(questions=strange)
    doubled = [
        uid
        for uid, chosen in answers.items()
        if questions[uid].kind == "single" and len(chosen) > 1
    ]
    if doubled:
        raise AnswersRefused(questions=doubled)
    missing = [uid for uid in questions if not answers.get(uid)]
    if missing:
        raise AnswersIncomplete(questions=missing)
