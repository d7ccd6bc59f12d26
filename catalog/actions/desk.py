"""What all actions at the desk share: one writer per course, and what was done is written down."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.utils import timezone

from catalog import documents
from catalog.models import Course, Lesson, Module, Question
from tenants.people import actions as people_actions
from tenants.people.models import User

type Direction = Literal["up", "down"]


def lock(course_id: int) -> Course:
    """Lock a course for this transaction: whoever else changes it waits."""
    return Course.objects.select_for_update(of=("self",)).get(pk=course_id)


def touch(course: Course) -> None:
    """Mark the course changed."""
    course.updated_at = timezone.now()
    Course.objects.filter(pk=course.pk).update(updated_at=course.updated_at)


def note(
    course: Course, *, action: str, by: User | None, subject: str, uid: Any, **facts: Any
) -> None:
    """Mark the course changed and write who did it."""
    touch(course)
    audit(course, action=action, by=by, subject=subject, uid=uid, **facts)


def audit(
    course: Course, *, action: str, by: User | None, subject: str, uid: Any, **facts: Any
) -> None:
    """Write who did it; the course itself did not change."""
    people_actions.write_audit(
        action=f"catalog.{action}",
        by=by,
        subject=subject,
        subject_uid=str(uid),
        facts={"course": str(course.uid), **facts},
    )


def changed(node: Course | Lesson, fields: Mapping[str, Any]) -> list[str]:
    """Return which of these fields would not stay as they are."""
    return [
        name
        for name, value in fields.items()
        if (documents.tidy(value) if isinstance(value, str) else value) != getattr(node, name)
    ]


def renumber[N: (Module, Lesson, Question)](nodes: Sequence[N]) -> None:
    """Write the order of these siblings; untouched ones are not written."""
    for position, node in enumerate(nodes):
        if node.position != position:
            node.position = position
            node.save(update_fields=["position"])


def moved[T](siblings: list[T], index: int, direction: Direction) -> list[T] | None:
    """Return the siblings with one moved by a place, None at the end of the row."""
    other = index + (-1 if direction == "up" else 1)
    if not 0 <= other < len(siblings):
        return None
    swapped = list(siblings)
    swapped[index], swapped[other] = swapped[other], swapped[index]
    return swapped
