"""How the desk's pages show what the ministry locked: read-only fields, reason, legal basis."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from catalog import locks
from catalog.locks import Lock, Locks
from catalog.models import Course, Lesson

CHOSEN = (forms.CheckboxInput, forms.widgets.ChoiceWidget)
"""Widgets that know no read-only state: a browser sends nothing for them when they are shut."""


@dataclass(frozen=True)
class Locked:
    """What is locked in one course or lesson of a province."""

    fields: Mapping[str, Lock]
    rows: list[tuple[str, Lock]]
    """Each lock once, under the name of what it covers."""
    whole: Lock | None
    """Covers everything on the page."""
    lesson_uids: frozenset[uuid.UUID] = frozenset()
    """Lessons that are locked, wholly or in part."""


def course(row: Course) -> Locked:
    """Return what is locked in a course (one statement)."""
    found = locks.locks_of(row)
    inside = {uuid.UUID(one.node_uid) for one in found.locks} - {row.uid}
    return _locked(found, row.uid, "course", frozenset(inside))


def lesson(row: Lesson) -> Locked:
    """Return what is locked in a lesson (one statement)."""
    return _locked(locks.locks_of(row.module.course), row.uid, "lesson")


def _locked(
    found: Locks, uid: uuid.UUID, kind: str, inside: frozenset[uuid.UUID] = frozenset()
) -> Locked:
    fields = found.fields_of(uid, kind)
    whole = found.of(uid)
    rows = [(str(locks.FIELDS[kind][name]), lock) for name, lock in fields.items()]
    if whole:
        words = _("Cả khóa học") if whole.node_uid == found.course_uid else _("Cả bài")
        rows = [(words, whole)]
    return Locked(fields, rows, whole, inside)


def shut(form: forms.Form, fields: Mapping[str, Lock]) -> None:
    """Make the locked fields of a form read-only and say why.

    What is typed is kept on the page: the action refuses it, nothing is swallowed.
    """
    for name in fields:
        field: Any = form.fields.get(name)
        if field is None:
            continue
        field.help_text = _("Bộ khóa phần này; chỉ đọc.")
        if isinstance(field.widget, CHOSEN):
            field.disabled = True
        else:
            field.widget.attrs["readonly"] = True
