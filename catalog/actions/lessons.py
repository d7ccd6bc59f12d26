"""Chapters and lessons at the desk."""

from typing import Any

from django.db.models import Max
from django.utils import timezone

from catalog import documents
from catalog.actions import desk
from catalog.actions.desk import Direction
from catalog.models import Course, Lesson, Module
from tenants.people.models import User


class LessonChangedMeanwhile(Exception):
    """Somebody else saved the lesson after this editor opened it. Facts: the lesson as it is."""

    code = "LESSON_CHANGED"

    def __init__(self, lesson: Lesson) -> None:
        super().__init__(str(lesson.uid))
        self.lesson = lesson


def add_module(*, course: Course, title: str, by: User | None) -> Module:
    """Add a chapter at the end."""
    course = desk.lock(course.pk)
    last = course.modules.aggregate(last=Max("position"))["last"]
    module = Module.objects.create(
        course=course, title=documents.tidy(title), position=0 if last is None else last + 1
    )
    desk.note(course, action="add_module", by=by, subject="module", uid=module.uid)
    return module


def rename_module(*, module: Module, title: str, by: User | None) -> Module:
    """Give a chapter another name."""
    course = desk.lock(module.course_id)
    module.title = documents.tidy(title)
    module.save(update_fields=["title"])
    desk.note(course, action="rename_module", by=by, subject="module", uid=module.uid)
    return module


def move_module(*, module: Module, direction: Direction, by: User | None) -> None:
    """Move a chapter up or down by one; at the end of the row nothing happens."""
    course = desk.lock(module.course_id)
    siblings = list(course.modules.order_by("position", "pk"))
    order = desk.moved(siblings, siblings.index(module), direction)
    if order is None:
        return
    desk.renumber(order)
    desk.note(course, action="move_module", by=by, subject="module", uid=module.uid)


def delete_module(*, module: Module, by: User | None) -> None:
    """Delete a chapter with its lessons; published editions keep theirs."""
    course = desk.lock(module.course_id)
    facts = {"lesson_count": module.lessons.count()}
    uid = module.uid
    module.delete()
    desk.note(course, action="delete_module", by=by, subject="module", uid=uid, **facts)


def add_lesson(*, module: Module, title: str, by: User | None) -> Lesson:
    """Add an empty lesson at the end of a chapter."""
    course = desk.lock(module.course_id)
    last = module.lessons.aggregate(last=Max("position"))["last"]
    lesson = Lesson.objects.create(
        module=module, title=documents.tidy(title), position=0 if last is None else last + 1
    )
    desk.note(course, action="add_lesson", by=by, subject="lesson", uid=lesson.uid)
    return lesson


def change_lesson(*, lesson: Lesson, by: User | None, seen_at: str = "", **fields: Any) -> Lesson:
    """Change title, summary, body and duration_minutes, as far as given.

    seen_at is revision_of() the lesson the editor opened; raises LessonChangedMeanwhile when it
    was saved by somebody else since.
    """
    course = desk.lock(lesson.module.course_id)
    lesson = Lesson.objects.select_related("module__course").get(pk=lesson.pk)
    if seen_at and seen_at != revision_of(lesson):
        raise LessonChangedMeanwhile(lesson)
    for name in ("title", "summary", "body"):
        if name in fields:
            setattr(lesson, name, documents.tidy(fields[name]))
    lesson.duration_minutes = fields.get("duration_minutes", lesson.duration_minutes)
    lesson.updated_at = timezone.now()
    lesson.save()
    desk.note(course, action="change_lesson", by=by, subject="lesson", uid=lesson.uid)
    return lesson


def revision_of(lesson: Lesson) -> str:
    """Return a word that changes with every saving of the lesson."""
    return lesson.updated_at.isoformat()


def move_lesson(*, lesson: Lesson, direction: Direction, by: User | None) -> None:
    """Move a lesson by one place; over the end of its chapter into the neighbouring one."""
    course = desk.lock(lesson.module.course_id)
    siblings = list(Lesson.objects.filter(module=lesson.module).order_by("position", "pk"))
    order = desk.moved(siblings, siblings.index(lesson), direction)
    if order is not None:
        desk.renumber(order)
    elif not _move_to_neighbour(course, lesson, direction):
        return
    desk.note(course, action="move_lesson", by=by, subject="lesson", uid=lesson.uid)


def _move_to_neighbour(course: Course, lesson: Lesson, direction: Direction) -> bool:
    modules = list(course.modules.order_by("position", "pk"))
    index = modules.index(lesson.module) + (-1 if direction == "up" else 1)
    if not 0 <= index < len(modules):
        return False
    lesson.module = modules[index]
    lesson.save(update_fields=["module"])
    others = list(modules[index].lessons.exclude(pk=lesson.pk).order_by("position", "pk"))
    desk.renumber([*others, lesson] if direction == "up" else [lesson, *others])
    return True


def delete_lesson(*, lesson: Lesson, by: User | None) -> None:
    """Delete a lesson from the desk; published editions keep it, results stay."""
    course = desk.lock(lesson.module.course_id)
    uid = lesson.uid
    lesson.delete()
    desk.note(course, action="delete_lesson", by=by, subject="lesson", uid=uid)
