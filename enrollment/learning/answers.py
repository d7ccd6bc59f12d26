"""What a learner answers: read once at the border, by kind of question, and written canonically."""

import hashlib
import json
import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from catalog.published import PublishedQuestion
from catalog.question_kinds import folded

type Answer = frozenset[uuid.UUID] | tuple[uuid.UUID, ...] | dict[uuid.UUID, uuid.UUID] | str
"""Chosen options; all options in an order; by left side the option whose right side was chosen;
or words."""
type Answers = dict[uuid.UUID, Answer]
"""By question uid."""
type Raw = Mapping[uuid.UUID, Any]
"""As sent, by question uid; not read yet."""

ORDERING, MATCHING, SHORT_ANSWER, MULTIPLE = "ordering", "matching", "short_answer", "multiple"
MOST_QUESTIONS = 200
MOST_PARTS = 50
LONGEST_WORDS = 500


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
    """Some questions have no answer yet, or half of one."""

    code = "ANSWERS_INCOMPLETE"

    @property
    def message(self) -> str:
        """What is wrong, for people."""
        return _("Còn câu chưa trả lời.")


def raw(sent: Any) -> dict[uuid.UUID, Any]:
    """Return what was sent by question uid, shapes checked and nothing else.

    A list of texts, a text, or a mapping of texts for each question. Raises AnswersRefused.
    """
    if not isinstance(sent, Mapping) or len(sent) > MOST_QUESTIONS:
        raise AnswersRefused
    try:
        return {uuid.UUID(str(uid)): _shaped(value) for uid, value in sent.items()}
    except ValueError as error:
        raise AnswersRefused from error


def _shaped(value: Any) -> Any:
    if isinstance(value, Mapping) and set(value) == {"text"}:
        value = value["text"]
    if isinstance(value, str):
        return _words(value)
    if isinstance(value, list | tuple) and len(value) <= MOST_PARTS:
        return [_words(one) for one in value]
    if isinstance(value, Mapping) and len(value) <= MOST_PARTS:
        return {_words(key): _words(one) for key, one in value.items()}
    raise ValueError(value)


def _words(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | uuid.UUID | int):
        raise ValueError(value)
    text = str(value)
    if len(text) > LONGEST_WORDS or "\x00" in text:
        raise ValueError(value)
    return unicodedata.normalize("NFC", text)


def read(sent: Raw, questions: Iterable[PublishedQuestion]) -> Answers:
    """Return the answers to these questions; questions half answered or not at all are missing.

    Raises QuestionNotInAttempt for a question or an option of another quiz, AnswersRefused for
    what cannot be an answer to its question (two options where one is asked for).
    """
    known = {question.uid: question for question in questions}
    strange = [uid for uid in sent if uid not in known]
    if strange or not known:
        raise QuestionNotInAttempt(questions=strange)
    found = {uid: _read(value, known[uid]) for uid, value in sent.items()}
    return {uid: answer for uid, answer in found.items() if answer}


def _read(value: Any, question: PublishedQuestion) -> Answer | None:
    if question.kind == SHORT_ANSWER:
        words = "".join(value) if isinstance(value, list) else value
        if not isinstance(words, str):
            raise AnswersRefused(questions=[question.uid])
        return words.strip()
    if question.kind == ORDERING:
        return _order(value, question)
    if question.kind == MATCHING:
        return _pairs(value, question)
    chosen = frozenset(_options(value, question))
    if question.kind != MULTIPLE and len(chosen) > 1:
        raise AnswersRefused(questions=[question.uid])
    return chosen


def _options(value: Any, question: PublishedQuestion) -> list[uuid.UUID]:
    if not isinstance(value, list):
        raise AnswersRefused(questions=[question.uid])
    return [_option(one, question) for one in value if one]


def _option(value: str, question: PublishedQuestion) -> uuid.UUID:
    try:
        uid = uuid.UUID(value)
    except ValueError as error:
        raise AnswersRefused(questions=[question.uid]) from error
    if uid not in question.options_by_uid:
        raise QuestionNotInAttempt(questions=[question.uid])
    return uid


def _order(value: Any, question: PublishedQuestion) -> tuple[uuid.UUID, ...] | None:
    """An order as a list of options, or as the place (from 1) of each option."""
    if isinstance(value, Mapping):
        places = {_option(uid, question): place for uid, place in value.items() if place}
        if not all(place.isdecimal() for place in places.values()):
            raise AnswersRefused(questions=[question.uid])
        if len(set(places.values())) < len(places):
            return None
        order = sorted(places, key=lambda uid: int(places[uid]))
    else:
        order = _options(value, question)
    is_whole = len(order) == len(set(order)) == len(question.options)
    return tuple(order) if is_whole else None


def _pairs(value: Any, question: PublishedQuestion) -> dict[uuid.UUID, uuid.UUID] | None:
    if not isinstance(value, Mapping):
        raise AnswersRefused(questions=[question.uid])
    pairs = {
        _option(left, question): _option(right, question) for left, right in value.items() if right
    }
    return pairs if len(pairs) == len(question.options) else None


def right_answer(question: PublishedQuestion) -> Answer:
    """Return an answer that is right: for samples and checks, never for a page."""
    if question.kind == SHORT_ANSWER:
        return next(one.text for one in question.options if one.is_correct)
    if question.kind == ORDERING:
        return tuple(one.uid for one in question.options)
    if question.kind == MATCHING:
        return {one.uid: one.uid for one in question.options}
    return question.correct_uids


def wrong_answer(question: PublishedQuestion) -> Answer | None:
    """Return an answer that is wrong, None if every answer is right: for samples and checks."""
    uids = [one.uid for one in question.options]
    wrong: Answer
    if question.kind == SHORT_ANSWER:
        wrong = "?"
    elif question.kind == ORDERING:
        wrong = (*uids[1:], *uids[:1])
    elif question.kind == MATCHING:
        wrong = dict(zip(uids, [*uids[1:], *uids[:1]], strict=True))
    else:
        wrong = frozenset(uid for uid in uids if uid not in question.correct_uids)
        wrong = frozenset(sorted(wrong, key=str)[:1])
    return wrong if wrong and not is_right(question, wrong) else None


def is_right(question: PublishedQuestion, answer: Answer | None) -> bool:
    """Whether a question is answered rightly."""
    if answer is None:
        return False
    if isinstance(answer, str):
        return folded(answer) in {folded(one.text) for one in question.options if one.is_correct}
    if isinstance(answer, tuple):
        return answer == tuple(option.uid for option in question.options)
    if isinstance(answer, dict):
        known = question.options_by_uid
        return all(known[right].match == known[left].match for left, right in answer.items())
    return answer == question.correct_uids


def canonical(answers: Answers) -> dict[str, Any]:
    """Return answers as they are stored: the same answers always read the same."""
    found = sorted(answers.items(), key=lambda item: str(item[0]))
    return {str(uid): _canonical(answer) for uid, answer in found}


def _canonical(answer: Answer) -> Any:
    if isinstance(answer, str):
        return {"text": answer}
    if isinstance(answer, tuple):
        return [str(uid) for uid in answer]
    if isinstance(answer, dict):
        return {str(left): str(right) for left, right in sorted(answer.items())}
    return sorted(map(str, answer))


def sha256_of(answers: Answers, *, lesson_uid: uuid.UUID) -> str:
    """Return the hash of answers to one lesson: equal only for the same answers there."""
    body = {"lesson": str(lesson_uid), "answers": canonical(answers)}
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def stored(attempt_answers: Mapping[str, Any], questions: Iterable[PublishedQuestion]) -> Answers:
    """Return the answers of an attempt or of a saved one; what fits no question any more is left.

    Whatever is saved was checked when it came; a question may have changed its options since.
    """
    found: Answers = {}
    for question in questions:
        value = attempt_answers.get(str(question.uid))
        if value is None:
            continue
        try:
            answer = _read(_shaped(value), question)
        except (AnswersRefused, ValueError):
            continue
        if answer:
            found[question.uid] = answer
    return found
