"""How the questions of a course are answered: each wording by itself, an old one never mixed in.

A question keeps its uid when its words, options or right answers change, and then it is another
question to those who answer it. An attempt names the document it was graded against, so every
answer is counted for the very wording that was on the screen.
"""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from catalog import editions
from catalog.published import PublishedContent, PublishedCourse, PublishedLesson, PublishedQuestion
from enrollment.learning import answers as answering

FEWEST_ANSWERS = 5
"""Below this many answers a figure could tell what a single person chose."""
WITHOUT_OPTIONS = frozenset({answering.ORDERING, answering.MATCHING, answering.SHORT_ANSWER})
"""Kinds of which only the right answers are counted; what people write is not shown to anybody."""
CHOICES = """
    SELECT attempt.document_sha256, answer.key, answer.value, count(*)
    FROM enrollment_attempt attempt, jsonb_each_text(attempt.answers) AS answer
    WHERE attempt.course_uid = %s AND attempt.lateness IN ('', 'accepted')
    GROUP BY attempt.document_sha256, answer.key, answer.value
"""

type Option = tuple[uuid.UUID, str, bool, str]
type Wording = tuple[str, str, frozenset[Option] | tuple[Option, ...]]
"""What a question asks: kind, text, options with the key; no explanations, and the order of
options only where it is the key."""
type Choices = dict[str, dict[uuid.UUID, dict[str, int]]]
"""By document and question: how often each answer was given (JSON text, as stored)."""


@dataclass(slots=True)
class OptionFigure:
    """One option and how often it was chosen."""

    uid: uuid.UUID
    text: str
    is_correct: bool
    chosen_count: int = 0


@dataclass(slots=True)
class QuestionFigure:
    """One wording of one question among all who answered exactly it, retries too."""

    uid: uuid.UUID
    kind: str
    text: str
    options: list[OptionFigure]
    is_current: bool
    """Whether the edition that is read now asks it so."""
    edition_numbers: list[int] = field(default_factory=list)
    """Editions that asked it so, of those with answers and the current one."""
    answer_count: int = 0
    right_count: int = 0

    @property
    def is_shown(self) -> bool:
        """Whether enough people answered to say more than that they did."""
        return self.answer_count >= FEWEST_ANSWERS


@dataclass(slots=True)
class LessonFigures:
    """The questions of one lesson: as they are asked now, and as they were asked before."""

    uid: uuid.UUID
    title: str
    number: int | None
    """None for a lesson that is in the course no longer."""
    current: list[QuestionFigure] = field(default_factory=list)
    older: list[QuestionFigure] = field(default_factory=list)


def question_figures(course: PublishedCourse) -> list[LessonFigures]:
    """Return the figures of every question, lessons in order, those taken out at the end.

    Three statements, however many questions and attempts there are.
    """
    choices = _choices(course.uid)
    numbers: dict[str, list[int]] = {}
    for edition in editions.editions_of(course.id):
        numbers.setdefault(edition.document_sha256, []).append(edition.number)
    older = {sha256 for sha256 in choices if sha256 != course.document_sha256}
    contents = editions.published_documents(older) | {course.document_sha256: course.content}
    newest_first = sorted(contents, key=lambda sha256: max(numbers.get(sha256, [0])), reverse=True)
    newest_first.remove(course.document_sha256)
    collected = _Collected()
    for sha256 in [course.document_sha256, *newest_first]:
        is_current = sha256 == course.document_sha256
        collected.add(
            contents[sha256], numbers.get(sha256, []), choices.get(sha256, {}), is_current
        )
    return list(collected.lessons.values())


def _choices(course_uid: uuid.UUID) -> Choices:
    found: Choices = {}
    with connection.cursor() as cursor:
        cursor.execute(CHOICES, [course_uid])
        for sha256, question, answer, count in cursor.fetchall():
            found.setdefault(sha256, {}).setdefault(uuid.UUID(question), {})[answer] = count
    return found


class _Collected:
    """Figures as documents are added, the current one first."""

    def __init__(self) -> None:
        self.lessons: dict[uuid.UUID, LessonFigures] = {}
        self._known: dict[tuple[uuid.UUID, Wording], QuestionFigure] = {}

    def add(
        self,
        content: PublishedContent,
        numbers: Iterable[int],
        given: dict[uuid.UUID, dict[str, int]],
        is_current: bool,
    ) -> None:
        """Count the answers given to one document."""
        for lesson in content.lessons:
            for question in lesson.questions:
                figure = self._figure(lesson, question, is_current)
                figure.edition_numbers = sorted({*figure.edition_numbers, *numbers})
                _count(figure, question, given.get(question.uid, {}))

    def _figure(
        self, lesson: PublishedLesson, question: PublishedQuestion, is_current: bool
    ) -> QuestionFigure:
        key = (question.uid, wording_of(question))
        if key not in self._known:
            counted = () if question.kind in WITHOUT_OPTIONS else question.options
            options = [OptionFigure(one.uid, one.text, one.is_correct) for one in counted]
            made = QuestionFigure(question.uid, question.kind, question.text, options, is_current)
            number = lesson.number if is_current else None
            place = self.lessons.setdefault(
                lesson.uid, LessonFigures(lesson.uid, lesson.title, number)
            )
            (place.current if is_current else place.older).append(made)
            self._known[key] = made
        return self._known[key]


def wording_of(question: PublishedQuestion) -> Wording:
    """Return what makes two questions the same to whoever answers them."""
    options = ((one.uid, one.text, one.is_correct, one.match) for one in question.options)
    is_ordered = question.kind == answering.ORDERING
    return question.kind, question.text, tuple(options) if is_ordered else frozenset(options)


def _count(figure: QuestionFigure, question: PublishedQuestion, given: dict[str, int]) -> None:
    key = str(question.uid)
    for text, count in given.items():
        found = answering.stored({key: json.loads(text)}, [question])
        answer = found.get(question.uid)
        figure.answer_count += count
        if answering.is_right(question, answer):
            figure.right_count += count
        for option in figure.options:
            if isinstance(answer, frozenset) and option.uid in answer:
                option.chosen_count += count
