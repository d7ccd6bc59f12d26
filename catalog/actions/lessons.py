"""Chapters and lessons at the desk."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from catalog import documents, locks
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
    locks.require_open(course)
    last = course.modules.aggregate(last=Max("position"))["last"]
    module = Module.objects.create(
        course=course, title=documents.tidy(title), position=0 if last is None else last + 1
    )
    desk.note(course, action="add_module", by=by, subject="module", uid=module.uid)
    return module


def rename_module(*, module: Module, title: str, by: User | None) -> Module:
    """Give a chapter another name."""
    course = desk.lock(module.course_id)
    locks.require_open(course)
    module.title = documents.tidy(title)
    module.save(update_fields=["title"])
    desk.note(course, action="rename_module", by=by, subject="module", uid=module.uid)
    return module


def move_module(*, module: Module, direction: Direction, by: User | None) -> None:
    """Move a chapter up or down by one; at the end of the row nothing happens."""
    course = desk.lock(module.course_id)
    locks.require_open(course)
    siblings = list(live_modules(course))
    if module not in siblings:
        return
    order = desk.moved(siblings, siblings.index(module), direction)
    if order is None:
        return
    desk.renumber(order)
    desk.note(course, action="move_module", by=by, subject="module", uid=module.uid)


def delete_module(*, module: Module, by: User | None) -> None:
    """Take a chapter with its lessons out; once published they are archived, never deleted."""
    course = desk.lock(module.course_id)
    lessons = list(module.lessons.all())
    locks.require_removable(course, [lesson.uid for lesson in lessons])
    facts = {"lesson_count": len(lessons)}
    uid = module.uid
    if published_uids(course, [lesson.uid for lesson in lessons]):
        module.archived_at = module.archived_at or timezone.now()
        module.save(update_fields=["archived_at"])
    else:
        module.delete()
    desk.note(course, action="delete_module", by=by, subject="module", uid=uid, **facts)


def published_uids(course: Course, uids: Iterable[uuid.UUID]) -> set[str]:
    """Return which of these lessons stood in a published edition: results may hang on them."""
    known: set[str] = set()
    for editions in course.editions.values_list("lesson_editions", flat=True):
        known.update(editions)
    return known & {str(uid) for uid in uids}


def add_lesson(*, module: Module, title: str, by: User | None) -> Lesson:
    """Add an empty lesson at the end of a chapter."""
    course = desk.lock(module.course_id)
    locks.require_open(course)
    last = module.lessons.aggregate(last=Max("position"))["last"]
    lesson = Lesson.objects.create(
        module=module, title=documents.tidy(title), position=0 if last is None else last + 1
    )
    desk.note(course, action="add_lesson", by=by, subject="lesson", uid=lesson.uid)
    return lesson


def change_lesson(
    *, lesson: Lesson, by: User | None, seen_at: str = "", is_noted: bool = True, **fields: Any
) -> Lesson:
    """Change title, summary, body, note and duration_minutes, as far as given.

    seen_at is revision_of() the lesson the editor opened; raises LessonChangedMeanwhile when it
    was saved by somebody else since, NodeLocked for what the ministry locked (a province's note is
    its own and never locked). Words that stand there already are no change: the same
    saving may arrive twice. is_noted is False where this sitting has its line in the audit trail.
    """
    course = desk.lock(lesson.module.course_id)
    lesson = Lesson.objects.select_related("module__course").get(pk=lesson.pk)
    changes = _changes(lesson, fields)
    if not changes:
        return lesson
    locks.require_free(course, lesson.uid, *(name for name in changes if name != "note"))
    if seen_at and seen_at != revision_of(lesson):
        raise LessonChangedMeanwhile(lesson)
    for name, value in changes.items():
        setattr(lesson, name, value)
    lesson.save(update_fields=[*changes, "updated_at"])
    if is_noted:
        desk.note(course, action="change_lesson", by=by, subject="lesson", uid=lesson.uid)
    else:
        desk.touch(course)
    return lesson


def _changes(lesson: Lesson, fields: dict[str, Any]) -> dict[str, Any]:
    """Return what would not stay as it is, tidied."""
    return {
        name: documents.tidy(fields[name]) if isinstance(fields[name], str) else fields[name]
        for name in desk.changed(lesson, fields)
    }


def revision_of(lesson: Lesson) -> str:
    """Return a word that changes with every saving of the lesson."""
    return lesson.updated_at.isoformat()


def live_modules(course: Course) -> QuerySet[Module]:
    """Return the chapters of a course that are not archived, in order."""
    return Module.objects.filter(course=course, archived_at=None).order_by("position", "pk")


def live_lessons(module: Module) -> QuerySet[Lesson]:
    """Return the lessons of a chapter that are not archived, in order."""
    return Lesson.objects.filter(module=module, archived_at=None).order_by("position", "pk")


def move_lesson(*, lesson: Lesson, direction: Direction, by: User | None) -> None:
    """Move a lesson by one place; over the end of its chapter into the neighbouring one."""
    course = desk.lock(lesson.module.course_id)
    locks.require_open(course)
    siblings = list(live_lessons(lesson.module))
    if lesson not in siblings:
        return
    order = desk.moved(siblings, siblings.index(lesson), direction)
    if order is not None:
        desk.renumber(order)
    elif not _move_to_neighbour(course, lesson, direction):
        return
    desk.note(course, action="move_lesson", by=by, subject="lesson", uid=lesson.uid)


def _move_to_neighbour(course: Course, lesson: Lesson, direction: Direction) -> bool:
    modules = list(live_modules(course))
    if lesson.module not in modules:
        return False
    index = modules.index(lesson.module) + (-1 if direction == "up" else 1)
    if not 0 <= index < len(modules):
        return False
    lesson.module = modules[index]
    lesson.save(update_fields=["module"])
    others = list(live_lessons(modules[index]).exclude(pk=lesson.pk))
    desk.renumber([*others, lesson] if direction == "up" else [lesson, *others])
    return True


def delete_lesson(*, lesson: Lesson, by: User | None) -> None:
    """Take a lesson out of the course; once published it is archived, never deleted."""
    course = desk.lock(lesson.module.course_id)
    locks.require_removable(course, [lesson.uid])
    uid = lesson.uid
    if published_uids(course, [uid]):
        lesson.archived_at = lesson.archived_at or timezone.now()
        lesson.save(update_fields=["archived_at"])
    else:
        lesson.delete()
    desk.note(course, action="delete_lesson", by=by, subject="lesson", uid=uid)


def restore_module(*, module: Module, by: User | None) -> Module:
    """Bring an archived chapter back, with its lessons, to the end of the course."""
    course = desk.lock(module.course_id)
    locks.require_open(course)
    module.archived_at = None
    module.save(update_fields=["archived_at"])
    desk.renumber([*live_modules(course).exclude(pk=module.pk), module])
    desk.note(course, action="restore_module", by=by, subject="module", uid=module.uid)
    return module


def restore_lesson(*, lesson: Lesson, by: User | None) -> Lesson:
    """Bring an archived lesson back to the end of its chapter, which comes back with it."""
    course = desk.lock(lesson.module.course_id)
    locks.require_open(course)
    if lesson.module.archived_at is not None:
        restore_module(module=lesson.module, by=by)
    lesson.archived_at = None
    lesson.save(update_fields=["archived_at"])
    desk.renumber([*live_lessons(lesson.module).exclude(pk=lesson.pk), lesson])
    desk.note(course, action="restore_lesson", by=by, subject="lesson", uid=lesson.uid)
    return lesson
