"""The office's list of people: what it is narrowed to, and the rows that remain."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from enrollment.models import Enrollment, Learner, Unit
from tenants.people import names

STATES = (
    *("not_activated", "no_account", "invited", "account"),
    *("active", "not_active", "completed", "overdue"),
)


class LearnerNotFound(LookupError):
    """Nobody with this uid in this province's list."""

    code = "LEARNER_NOT_FOUND"


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list is narrowed to; all of it lives in the address. Unknown values narrow nothing.

    `cohort` and `group` are keys, `unit` a uid (with everything below it), `q` part of a name or a
    staff code, `state` one of STATES, `course` a uid, `progress` "started" or "completed" in it.
    """

    cohort: str = ""
    group: str = ""
    unit: str = ""
    q: str = ""
    state: str = ""
    course: str = ""
    progress: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "PeopleFilter":
        """Return the filter written in an address or a job's parameters."""
        return cls(**{field: str(values.get(field) or "").strip() for field in cls.__slots__})

    def as_params(self) -> dict[str, str]:
        """Return what is set, ready for an address or a job's parameters."""
        return {field: value for field, value in asdict(self).items() if value}


def people(wanted: PeopleFilter) -> QuerySet[Learner]:
    """Return the people of the list in the order of their names; guests never."""
    found = Learner.objects.filter(archived_at=None, guest_expires_at=None)
    if wanted.cohort:
        found = found.filter(cohort__key=wanted.cohort)
    if wanted.group:
        found = found.filter(sub_group__key=wanted.group)
    if wanted.unit:
        found = found.filter(unit__in=_subtree(wanted.unit))
    if wanted.q:
        text = names.folded(wanted.q)
        found = found.filter(
            Q(folded_name__contains=text)
            | Q(staff_code__istartswith=wanted.q)
            | Q(phone=names.phone_number(wanted.q) or "-")
        )
    if wanted.state in STATES:
        found = found.filter(_in_state(wanted.state))
    if wanted.course:
        found = found.filter(Exists(_in_course(wanted.course, wanted.progress)))
    return found.order_by("folded_name", "pk")


def with_names(found: QuerySet[Learner]) -> QuerySet[Learner]:
    """Return the same people with unit, cohort, sub-group and account at hand."""
    return found.select_related("unit", "cohort", "sub_group", "user")


def person(uid: uuid.UUID) -> Learner:
    """Return one person of the list with names at hand; raises LearnerNotFound."""
    learner = with_names(people(PeopleFilter()).filter(uid=uid)).first()
    if learner is None:
        raise LearnerNotFound(str(uid))
    return learner


def _subtree(unit_uid: str) -> QuerySet[Unit]:
    try:
        top = Unit.objects.filter(uid=uuid.UUID(unit_uid)).values_list("path", flat=True).first()
    except ValueError:
        top = None
    return Unit.objects.filter(path__startswith=top) if top else Unit.objects.none()


def _in_course(course_uid: str, progress: str) -> QuerySet[Enrollment]:
    """Enrollments in one course, those that have begun or are done where asked for."""
    try:
        rows = Enrollment.objects.filter(learner=OuterRef("pk"), course__uid=uuid.UUID(course_uid))
    except ValueError:
        return Enrollment.objects.none()
    if progress == "started":
        return rows.exclude(started_at=None)
    return rows.exclude(completed_at=None) if progress == "completed" else rows


def _in_state(state: str) -> Q:
    mandatory = Enrollment.objects.filter(learner=OuterRef("pk"), is_mandatory=True)
    open_ones = mandatory.filter(completed_at=None)
    match state:
        case "not_activated":
            return Q(user__activated_at=None)
        case "no_account":
            return Q(user=None)
        case "invited":
            return Q(user__activated_at=None) & ~Q(user=None)
        case "account":
            return ~Q(user__activated_at=None) & ~Q(user=None)
        case "active":
            return ~Q(active_since=None)
        case "not_active":
            return Q(active_since=None)
        case "completed":
            done = Enrollment.objects.filter(learner=OuterRef("pk")).exclude(completed_at=None)
            return ~Exists(open_ones) & Exists(done)
        case _:
            from django.utils import timezone

            return Q(Exists(open_ones.filter(due_date__lt=timezone.localdate())))
