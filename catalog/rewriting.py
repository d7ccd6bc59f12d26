"""Writes a course document over the desk rows of a course that is here: only what differs.

A handful of statements whatever the size: rows are compared in memory, then created, changed and
taken out model by model. Lessons that were published are archived, never deleted.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from catalog import documents
from catalog.documents import CourseDocument, LessonNode, QuestionNode
from catalog.models import Course, Lesson, Module, Option, Question

COURSE_FIELDS = (
    *("title", "summary", "audience", "is_drafting", "is_open_to_guests"),
    "pass_mark_percent",
)
BATCH = 1000

type Values = dict[str, Any]


def rewrite_course(
    course: Course, document: dict[str, Any], *, archives_all: bool = False
) -> Course:
    """Make the desk of a locked course read exactly as this document; its address stays.

    archives_all keeps every lesson that goes, not only those that were published. Returns the
    course. Raises documents.DocumentInvalid, also where a part belongs to another course here.
    """
    parsed = documents.check(document)
    at = timezone.now()
    _write_course(course, parsed)
    modules = _Table(Module, Module.objects.filter(course=course), at)
    lessons = _Table(Lesson, Lesson.objects.filter(module__course=course), at)
    questions = _Table(Question, Question.objects.filter(lesson__module__course=course), at)
    options = _Table(Option, Option.objects.filter(question__lesson__module__course=course), at)
    _refuse_strangers(parsed, (modules, lessons, questions, options))
    for position, node in enumerate(parsed.modules):
        values = {"course_id": course.pk, "title": node.title, "position": position}
        modules.wish(node.uid, values | {"archived_at": None})
    modules.write()
    for module in parsed.modules:
        for position, lesson in enumerate(module.lessons):
            lessons.wish(lesson.uid, _lesson(lesson, modules.ids[module.uid], position))
    lessons.write()
    found = list(parsed.lessons)
    for lesson in found:
        for position, question in enumerate(lesson.questions):
            questions.wish(question.uid, _question(question, lessons.ids[lesson.uid], position))
    questions.write()
    for question in (one for lesson in found for one in lesson.questions):
        for position, option in enumerate(question.options):
            values = option.model_dump(exclude={"uid"}) | {"position": position}
            options.wish(option.uid, values | {"question_id": questions.ids[question.uid]})
    options.write()
    kept = _lessons_to_keep(course, lessons, archives_all=archives_all)
    _take_out(kept, modules, lessons, questions, options, at)
    return course


def _write_course(course: Course, document: CourseDocument) -> None:
    for name in COURSE_FIELDS:
        setattr(course, name, getattr(document, name))
    course.outline = [node.model_dump() for node in document.outline]
    course.save(update_fields=[*COURSE_FIELDS, "outline"])


def _lesson(node: LessonNode, module_id: int, position: int) -> Values:
    names = ("title", "summary", "body", "duration_minutes", "note")
    return {
        **{name: getattr(node, name) for name in names},
        **documents.lesson_values(node),
        "module_id": module_id,
        "position": position,
        "archived_at": None,
    }


def _question(node: QuestionNode, lesson_id: int, position: int) -> Values:
    values = node.model_dump(exclude={"uid", "options"})
    return values | {"lesson_id": lesson_id, "position": position}


@dataclass
class _Table:
    """The rows of one model in this course, and what they should be."""

    model: type[Any]
    rows: Iterable[Any]
    at: datetime
    known: dict[str, Any] = field(default_factory=dict)
    wished: dict[str, Values] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = {str(row.uid): row for row in self.rows}

    def wish(self, uid: str, values: Values) -> None:
        """Say how the row of a node should be."""
        self.wished[uid] = values

    def write(self) -> None:
        """Create and change rows; note the ids of all that are wished."""
        new = [
            self.model(uid=uuid.UUID(uid), **values)
            for uid, values in self.wished.items()
            if uid not in self.known
        ]
        self.model.objects.bulk_create(new, batch_size=BATCH)
        changed: list[Any] = []
        names: set[str] = set()
        for uid, row in self.known.items():
            if uid in self.wished and (different := _changes(row, self.wished[uid])):
                changed.append(row)
                names |= different
        if changed:
            if self.model is Lesson:
                names.add("updated_at")
                for row in changed:
                    row.updated_at = self.at
            self.model.objects.bulk_update(changed, sorted(map(_field, names)), batch_size=BATCH)
        every = [*new, *self.known.values()]
        self.ids = {str(row.uid): row.pk for row in every}

    @property
    def surplus(self) -> list[Any]:
        """Rows that are not wished any more."""
        return [row for uid, row in self.known.items() if uid not in self.wished]


def _changes(row: Any, values: Values) -> set[str]:
    """Write the values into a row (unsaved); return the names of those that changed."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return set(different)


def _field(name: str) -> str:
    return name.removesuffix("_id")


def _refuse_strangers(document: CourseDocument, tables: Sequence[_Table]) -> None:
    """Refuse a document whose parts belong to another course here: uids are unique in a place."""
    questions = [one for lesson in document.lessons for one in lesson.questions]
    wished = {
        Module: {module.uid for module in document.modules},
        Lesson: {lesson.uid for lesson in document.lessons},
        Question: {question.uid for question in questions},
        Option: {option.uid for question in questions for option in question.options},
    }
    for table in tables:
        strange = wished[table.model] - set(table.known)
        if strange and table.model.objects.filter(uid__in=strange).exists():
            raise documents.DocumentInvalid(["uid: a part belongs to another course of this place"])


def _lessons_to_keep(course: Course, lessons: _Table, *, archives_all: bool) -> set[int]:
    """Return the ids of lessons that go and are archived: results or words hang on them."""
    published: set[str] = set()
    for editions in course.editions.values_list("lesson_editions", flat=True):
        published.update(editions)
    return {row.pk for row in lessons.surplus if archives_all or str(row.uid) in published}


def _take_out(
    kept: set[int],
    modules: _Table,
    lessons: _Table,
    questions: _Table,
    options: _Table,
    at: datetime,
) -> None:
    """Delete what is not wished any more, and archive the lessons to keep with their chapters."""
    homes = {row.module_id for row in lessons.known.values() if row.pk in kept}
    _delete(Option, [row for row in options.surplus if not _hangs_on(row, questions, kept)])
    _delete(Question, [row for row in questions.surplus if row.lesson_id not in kept])
    _archive(Lesson, [row for row in lessons.surplus if row.pk in kept], at)
    _delete(Lesson, [row for row in lessons.surplus if row.pk not in kept])
    _archive(Module, [row for row in modules.surplus if row.pk in homes], at)
    _delete(Module, [row for row in modules.surplus if row.pk not in homes])


def _hangs_on(option: Option, questions: _Table, kept_lessons: set[int]) -> bool:
    """Whether an option belongs to a question of an archived lesson."""
    question = next((row for row in questions.surplus if row.pk == option.question_id), None)
    return question is not None and question.lesson_id in kept_lessons


def _delete(model: type[Any], rows: Sequence[Any]) -> None:
    if rows:
        model.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _archive(model: type[Any], rows: Sequence[Any], at: datetime) -> None:
    fresh = [row.pk for row in rows if row.archived_at is None]
    if fresh:
        model.objects.filter(pk__in=fresh).update(archived_at=at)
