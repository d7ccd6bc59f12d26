"""Locks of the ministry's desk; they reach provinces with the next release."""

import uuid

from django.utils import timezone

from catalog import documents, locks
from catalog.actions import desk
from catalog.models import Course, Lesson, NodeLock
from tenants.people.models import User


class NotLockable(ValueError):
    """No such part in this course, or no such field of it."""

    code = "NOT_LOCKABLE"


class ReasonMissing(ValueError):
    """Provinces are told why they may not change something."""

    code = "REASON_MISSING"


def lock_node(
    *,
    course: Course,
    node_uid: uuid.UUID,
    field: str = "",
    reason: str,
    legal_basis: str = "",
    by: User | None,
) -> NodeLock:
    """Lock a course, a lesson or one field of them; a lock that is there gets the new words.

    Raises NotLockable, ReasonMissing.
    """
    reason = documents.tidy(reason)
    if not reason:
        raise ReasonMissing
    course = desk.lock(course.pk)
    kind = "course" if node_uid == course.uid else "lesson"
    lessons = Lesson.objects.filter(module__course=course, uid=node_uid, archived_at=None)
    if (field and field not in locks.FIELDS[kind]) or (kind == "lesson" and not lessons.exists()):
        raise NotLockable
    lock, _made = NodeLock.objects.update_or_create(
        course=course,
        node_uid=node_uid,
        field=field,
        defaults={"reason": reason, "legal_basis": documents.tidy(legal_basis)},
        create_defaults={
            "reason": reason,
            "legal_basis": documents.tidy(legal_basis),
            "locked_at": timezone.now(),
            "locked_by_uid": by.uid if by else None,
        },
    )
    desk.note(course, action="lock_node", by=by, subject=kind, uid=node_uid, field=field)
    return lock


def unlock_node(*, lock: NodeLock, by: User | None) -> None:
    """Take a lock away; twice is once."""
    course = desk.lock(lock.course_id)
    NodeLock.objects.filter(pk=lock.pk).delete()
    kind = "course" if lock.node_uid == course.uid else "lesson"
    facts = {"field": lock.field}
    desk.note(course, action="unlock_node", by=by, subject=kind, uid=lock.node_uid, **facts)
