"""What a province may not change in a national course, and why.

At the ministry's desk locks are NodeLock rows. They travel in a release's envelope, and a province
reads them from the newest release it took over: the ministry's own desk is never locked.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Course

FIELDS: dict[str, dict[str, Any]] = {
    "course": {
        "title": _("Tên khóa học"),
        "summary": _("Giới thiệu ngắn"),
        "audience": _("Đối tượng"),
        "pass_mark_percent": _("Mức đạt (%)"),
        "is_open_to_guests": _("Học không cần tài khoản"),
    },
    "lesson": {
        "title": _("Tên bài"),
        "summary": _("Tóm tắt"),
        "duration_minutes": _("Thời lượng (phút)"),
        "body": _("Nội dung"),
        "video": _("Video"),
        "audio": _("Bản đọc thành tiếng"),
        "files": _("Tệp kèm theo"),
        "practice": _("Thực hành"),
        "scenario": _("Bài học tình huống"),
        "questions": _("Câu hỏi"),
    },
}
"""Fields that can be locked one by one, and what people call them."""


@dataclass(frozen=True)
class Lock:
    """One locked part, as it stands in a release's envelope."""

    node_uid: str
    field: str
    """Empty: the node with everything in it."""
    reason: str
    legal_basis: str
    since: str
    """Day in Vietnam: 2026-11-25."""


class NodeLocked(Exception):
    """The ministry locked what this would change. Facts: the lock with reason and legal basis."""

    code = "NODE_LOCKED"

    def __init__(self, lock: Lock) -> None:
        super().__init__(f"{lock.node_uid} {lock.field}".strip())
        self.lock = lock


@dataclass(frozen=True)
class Locks:
    """All locks a province's course stands under."""

    course_uid: str
    locks: tuple[Lock, ...]

    def of(self, node_uid: uuid.UUID | str, field: str = "") -> Lock | None:
        """Return what locks a node, or one field of it; the whole course locks everything."""
        places = {(self.course_uid, ""), (str(node_uid), ""), (str(node_uid), field)}
        return next((one for one in self.locks if (one.node_uid, one.field) in places), None)

    def fields_of(self, node_uid: uuid.UUID | str, kind: str) -> dict[str, Lock]:
        """Return which fields of a course or lesson are locked."""
        found = {name: self.of(node_uid, name) for name in FIELDS[kind]}
        return {name: lock for name, lock in found.items() if lock}

    def inside(self, node_uids: Iterable[uuid.UUID | str]) -> Lock | None:
        """Return a lock on any of these nodes, or on any field of them."""
        uids = {self.course_uid, *map(str, node_uids)}
        return next(
            (
                one
                for one in self.locks
                if one.node_uid in uids and (one.field == "" or one.node_uid != self.course_uid)
            ),
            None,
        )

    @property
    def whole_course(self) -> Lock | None:
        """The lock on everything."""
        return self.of(self.course_uid)


def locks_of(course: Course) -> Locks:
    """Return the locks of the newest release a province took over, none elsewhere (1 statement)."""
    found = course.adoptions.order_by("-version").values_list("locks", flat=True).first() or []
    return Locks(str(course.uid), of_envelope(found))


def of_envelope(locks: Iterable[dict[str, Any]]) -> tuple[Lock, ...]:
    """Return the locks of a release's envelope."""
    names = tuple(Lock.__annotations__)
    return tuple(Lock(*(str(one.get(name, "")) for name in names)) for one in locks)


def lock_of(course: Course, node_uid: uuid.UUID | str, field: str = "") -> Lock | None:
    """Return what locks this node, or this field of it, in this place; None where it is free."""
    return locks_of(course).of(node_uid, field)


def require_free(course: Course, node_uid: uuid.UUID | str, *fields: str) -> None:
    """Raise NodeLocked if one of these fields of a course or lesson may not be changed."""
    locks = locks_of(course) if fields else None
    for field in fields:
        lock = locks and locks.of(node_uid, field)
        if lock:
            raise NodeLocked(lock)


def require_open(course: Course) -> None:
    """Raise NodeLocked if the whole course is locked: no part is added, renamed or moved."""
    require_free(course, course.uid, "")


def require_removable(course: Course, node_uids: Iterable[uuid.UUID | str]) -> None:
    """Raise NodeLocked if any part of these nodes is locked: then they cannot be taken out."""
    lock = locks_of(course).inside(node_uids)
    if lock:
        raise NodeLocked(lock)


def frozen(course: Course, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the locks of the ministry's desk on parts of this document, as they travel."""
    here = {content["uid"]}
    here.update(lesson["uid"] for module in content["modules"] for lesson in module["lessons"])
    return [
        {
            "node_uid": str(row.node_uid),
            "field": row.field,
            "reason": row.reason,
            "legal_basis": row.legal_basis,
            "since": timezone.localdate(row.locked_at).isoformat(),
        }
        for row in course.locks.order_by("node_uid", "field")
        if str(row.node_uid) in here
    ]


def marks(locks: Iterable[dict[str, Any]]) -> frozenset[tuple[str, ...]]:
    """Return what two releases' locks are compared by."""
    names = ("node_uid", "field", "reason", "legal_basis")
    return frozenset(tuple(one.get(name, "") for name in names) for one in locks)
