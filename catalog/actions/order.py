"""The order of chapters, lessons and questions, set as a whole."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from catalog import locks
from catalog.actions import desk
from catalog.models import Course, Lesson, Module, Question
from tenants.people.models import User


class OrderOutdated(Exception):
    """The order names other parts than there are: somebody added or took out one meanwhile."""

    code = "ORDER_OUTDATED"


@dataclass(frozen=True)
class ModuleOrder:
    """A chapter with its lessons in the order wanted."""

    uid: uuid.UUID
    lessons: tuple[uuid.UUID, ...]


def order_nodes(*, course: Course, modules: Sequence[ModuleOrder], by: User | None) -> None:
    """Put chapters and lessons into this order; lessons may change their chapter.

    Raises OrderOutdated unless exactly the parts that are not archived are named, each once.
    """
    course = desk.lock(course.pk)
    locks.require_open(course)
    known_modules = {one.uid: one for one in Module.objects.filter(course=course, archived_at=None)}
    live = Lesson.objects.filter(module__in=known_modules.values(), archived_at=None)
    known_lessons = {one.uid: one for one in live.order_by("pk")}
    _refuse_other_parts([one.uid for one in modules], known_modules)
    _refuse_other_parts([uid for one in modules for uid in one.lessons], known_lessons)
    desk.renumber([known_modules[one.uid] for one in modules])
    for wanted in modules:
        _fill(known_modules[wanted.uid], [known_lessons[uid] for uid in wanted.lessons])
    desk.note(course, action="order_nodes", by=by, subject="course", uid=course.uid)


def _fill(module: Module, lessons: Sequence[Lesson]) -> None:
    for position, lesson in enumerate(lessons):
        if (lesson.module_id, lesson.position) != (module.pk, position):
            lesson.module, lesson.position = module, position
            lesson.save(update_fields=["module", "position"])


def order_questions(*, lesson: Lesson, question_uids: Sequence[uuid.UUID], by: User | None) -> None:
    """Put the questions of a lesson into this order; raises OrderOutdated as above."""
    course = desk.lock(lesson.module.course_id)
    locks.require_open(course)
    known = {one.uid: one for one in Question.objects.filter(lesson=lesson).order_by("pk")}
    _refuse_other_parts(question_uids, known)
    desk.renumber([known[uid] for uid in question_uids])
    desk.note(course, action="order_questions", by=by, subject="lesson", uid=lesson.uid)


def _refuse_other_parts[N](named: Sequence[uuid.UUID], known: dict[uuid.UUID, N]) -> None:
    if len(named) != len(known) or set(named) != set(known):
        raise OrderOutdated
