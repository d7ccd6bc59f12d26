"""Writing a lesson: who does it now, and saving without writing over anybody."""

from datetime import datetime, timedelta
from typing import Any

from catalog.actions import desk, lessons
from catalog.models import EditLock, Lesson
from tenants.people import actions as people_actions
from tenants.people.models import User

SILENT_AFTER = timedelta(minutes=2)


class LessonHeld(Exception):
    """Somebody else is writing this lesson. Facts: the lock with its holder."""

    code = "LESSON_HELD"

    def __init__(self, lock: EditLock) -> None:
        super().__init__(str(lock.holder_uid))
        self.lock = lock


def is_held_by_other(lock: EditLock, by: User, at: datetime) -> bool:
    """Whether somebody else holds a lock and gave a sign of life lately."""
    return lock.holder_uid != by.uid and at - lock.seen_at < SILENT_AFTER


def open_lesson(*, lesson: Lesson, by: User, at: datetime) -> EditLock:
    """Take a lesson for writing if nobody writes it; return who holds it now."""
    lock = _lock_of(lesson, by, at)
    return lock if is_held_by_other(lock, by, at) else _hold(lock, by, at)


def keep_lesson(*, lesson: Lesson, by: User, at: datetime) -> EditLock:
    """Give a sign of life; a lock that was lost by silence is taken again. Raises LessonHeld."""
    lock = open_lesson(lesson=lesson, by=by, at=at)
    if lock.holder_uid != by.uid:
        raise LessonHeld(lock)
    return lock


def take_over_lesson(*, lesson: Lesson, by: User, at: datetime) -> EditLock:
    """Write on in place of whoever holds the lesson; their page hears of it within seconds."""
    lock = _lock_of(lesson, by, at)
    if is_held_by_other(lock, by, at):
        people_actions.write_audit(
            action="catalog.take_over_lesson",
            by=by,
            subject="lesson",
            subject_uid=str(lesson.uid),
            facts={"course": str(lesson.module.course.uid), "from": str(lock.holder_uid)},
        )
    return _hold(lock, by, at)


def leave_lesson(*, lesson: Lesson, by: User) -> None:
    """Give a lesson back; somebody else's lock stays."""
    EditLock.objects.filter(lesson=lesson, holder_uid=by.uid).delete()


def write_lesson(*, lesson: Lesson, by: User, at: datetime, **fields: Any) -> Lesson:
    """Save at the press of a button. Raises LessonHeld, LessonChangedMeanwhile."""
    desk.lock(lesson.module.course_id)
    keep_lesson(lesson=lesson, by=by, at=at)
    return lessons.change_lesson(lesson=lesson, by=by, **fields)


def autosave_lesson(*, lesson: Lesson, by: User, at: datetime, **fields: Any) -> Lesson:
    """Save what somebody is writing; the audit trail gets one line a sitting. Raises as above."""
    desk.lock(lesson.module.course_id)
    lock = keep_lesson(lesson=lesson, by=by, at=at)
    is_first = lesson.updated_at < lock.taken_at
    return lessons.change_lesson(lesson=lesson, by=by, is_noted=is_first, **fields)


def _lock_of(lesson: Lesson, by: User, at: datetime) -> EditLock:
    """Return the lock of a lesson for this transaction; a new one is this person's."""
    holder = {"holder_uid": by.uid, "holder_name": by.full_name}
    EditLock.objects.get_or_create(
        lesson=lesson, defaults={**holder, "taken_at": at, "seen_at": at}
    )
    return EditLock.objects.select_for_update().get(lesson=lesson)


def _hold(lock: EditLock, by: User, at: datetime) -> EditLock:
    if lock.holder_uid != by.uid or at - lock.seen_at >= SILENT_AFTER:
        lock.taken_at = at
    lock.holder_uid, lock.holder_name, lock.seen_at = by.uid, by.full_name, at
    lock.save()
    return lock
