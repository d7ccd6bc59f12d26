"""Courses at the desk."""

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from catalog import documents, locks
from catalog.actions import desk
from catalog.models import Course, Module
from tenants.people.models import User

CHANGEABLE = (
    "title",
    "summary",
    "audience",
    "is_drafting",
    "is_open_to_guests",
    "pass_mark_percent",
)


class CourseHasEditions(Exception):
    """The course was published or is in use; it can be archived, not deleted."""

    code = "HAS_RESULTS"

    def __init__(self, edition_count: int) -> None:
        super().__init__(str(edition_count))
        self.edition_count = edition_count


def create_course(*, title: str, audience: str, summary: str = "", by: User | None) -> Course:
    """Start a course of this place, last in the list."""
    title = documents.tidy(title)
    last = Course.objects.aggregate(last=Max("position"))["last"]
    course = Course.objects.create(
        title=title,
        summary=documents.tidy(summary),
        audience=audience,
        slug=free_slug(title),
        position=(last or 0) + 1,
    )
    desk.note(course, action="create_course", by=by, subject="course", uid=course.uid)
    return course


def free_slug(title: str) -> str:
    """Return an address for a course of this name that no other course here has."""
    folded = title.translate(str.maketrans("đĐ", "dD"))
    base = slugify(folded)[:70].strip("-") or "khoa-hoc"
    taken = set(Course.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return free_name(base, taken)


def free_name(base: str, taken: set[str]) -> str:
    """Return base, or base with the first free number."""
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def change_course(*, course: Course, by: User | None, **fields: Any) -> Course:
    """Change what stands in CHANGEABLE; the address stays."""
    course = desk.lock(course.pk)
    locks.require_free(course, course.uid, *desk.changed(course, fields))
    for name in CHANGEABLE:
        if name in fields:
            value = fields[name]
            setattr(course, name, documents.tidy(value) if isinstance(value, str) else value)
    course.save(update_fields=[*CHANGEABLE])
    desk.note(course, action="change_course", by=by, subject="course", uid=course.uid)
    return course


def archive_course(*, course: Course, by: User | None) -> Course:
    """Take a course out of the catalogue; results and certificates stay."""
    course = desk.lock(course.pk)
    course.archived_at = course.archived_at or timezone.now()
    course.save(update_fields=["archived_at"])
    desk.note(course, action="archive_course", by=by, subject="course", uid=course.uid)
    return course


def restore_course(*, course: Course, by: User | None) -> Course:
    """Bring an archived course back."""
    course = desk.lock(course.pk)
    course.archived_at = None
    course.save(update_fields=["archived_at"])
    desk.note(course, action="restore_course", by=by, subject="course", uid=course.uid)
    return course


def delete_course(*, course: Course, by: User | None) -> None:
    """Delete a course that was never published. Raises CourseHasEditions."""
    course = desk.lock(course.pk)
    edition_count = course.editions.count()
    if edition_count or course.adoptions.exists():
        raise CourseHasEditions(edition_count)
    desk.note(course, action="delete_course", by=by, subject="course", uid=course.uid)
    Module.objects.filter(course=course).delete()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # not the ORM: it would ask provincial tables that do not exist in the ministry
            cursor.execute("DELETE FROM catalog_course WHERE id = %s", [course.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise CourseHasEditions(0) from error
