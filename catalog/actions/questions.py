"""Questions at the desk."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db.models import Max

from catalog import documents, locks
from catalog.actions import desk
from catalog.actions.desk import Direction
from catalog.models import Lesson, Option, Question
from catalog.question_kinds import ALL_RIGHT
from tenants.people.models import User


@dataclass(frozen=True)
class OptionDraft:
    """One option as typed; uid is empty for a new one."""

    uid: uuid.UUID | None
    text: str
    is_correct: bool
    explanation: str
    match: str = ""
    """The right partner, in a matching question."""


@dataclass(frozen=True)
class DrawDraft:
    """Some questions of a bank, drawn anew for each attempt."""

    source: str
    """"lesson" or "course"."""
    tag: str
    """Only questions with this tag; empty: any."""
    count: int


def save_question(
    *,
    lesson: Lesson,
    question: Question | None,
    kind: str,
    text: str,
    options: Sequence[OptionDraft],
    by: User | None,
    situation: str = "",
    explanation: str = "",
    passage: str = "",
    tags: Sequence[str] = (),
    keeps_order: bool = False,
) -> Question:
    """Write a question with exactly these options; options kept keep their uid.

    Where all options are right (in order, or in pairs), they are marked so whatever they say.
    """
    course = desk.lock(lesson.module.course_id)
    locks.require_free(course, lesson.uid, "questions")
    if question is None:
        last = lesson.questions.aggregate(last=Max("position"))["last"]
        question = Question(lesson=lesson, position=0 if last is None else last + 1)
    question.kind, question.text = kind, documents.tidy(text)
    question.situation = documents.tidy(situation)
    question.explanation = documents.tidy(explanation)
    question.passage = documents.tidy(passage)
    question.tags, question.keeps_order = list(tags), keeps_order
    question.save()
    _write_options(question, options)
    desk.note(course, action="save_question", by=by, subject="question", uid=question.uid)
    return question


def _write_options(question: Question, drafts: Sequence[OptionDraft]) -> None:
    known = {option.uid: option for option in question.options.all()}
    kept = []
    for position, draft in enumerate(drafts):
        option = (known.get(draft.uid) if draft.uid else None) or Option(question=question)
        option.text = documents.tidy(draft.text)
        option.is_correct = draft.is_correct or question.kind in ALL_RIGHT
        option.match = documents.tidy(draft.match)
        option.explanation = documents.tidy(draft.explanation)
        option.position = position
        option.save()
        kept.append(option.pk)
    question.options.exclude(pk__in=kept).delete()


def set_draws(*, lesson: Lesson, draws: Sequence[DrawDraft], by: User | None) -> Lesson:
    """Say which questions one attempt asks; no draws: all questions of the lesson, in order.

    Raises NodeLocked where the ministry locked the questions.
    """
    course = desk.lock(lesson.module.course_id)
    locks.require_free(course, lesson.uid, "questions")
    lesson = Lesson.objects.select_related("module__course").get(pk=lesson.pk)
    wanted = [asdict(draw) for draw in draws]
    if wanted == lesson.draws:
        return lesson
    lesson.draws = wanted
    lesson.save(update_fields=["draws", "updated_at"])
    desk.note(course, action="set_draws", by=by, subject="lesson", uid=lesson.uid)
    return lesson


def move_question(*, question: Question, direction: Direction, by: User | None) -> None:
    """Move a question up or down by one; at the end of the row nothing happens."""
    course = desk.lock(question.lesson.module.course_id)
    locks.require_open(course)
    siblings = list(Question.objects.filter(lesson=question.lesson).order_by("position", "pk"))
    order = desk.moved(siblings, siblings.index(question), direction)
    if order is None:
        return
    desk.renumber(order)
    desk.note(course, action="move_question", by=by, subject="question", uid=question.uid)


def delete_question(*, question: Question, by: User | None) -> None:
    """Delete a question from the desk; published editions keep it."""
    course = desk.lock(question.lesson.module.course_id)
    locks.require_free(course, question.lesson.uid, "questions")
    uid = question.uid
    question.delete()
    desk.note(course, action="delete_question", by=by, subject="question", uid=uid)
