"""Questions the other rooms and the office's front page ask."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F

from catalog import queries as catalog_queries
from catalog.library.queries import ReleaseCard
from catalog.queries import CourseCard
from enrollment.models import (
    Assignment,
    AssignmentRule,
    Cohort,
    Enrollment,
    Extension,
    Learner,
    RosterUpload,
    SubGroup,
    Unit,
)


@dataclass(frozen=True, slots=True)
class CohortFigure:
    """One cohort in numbers: target, roster, active are three different things."""

    key: str
    name: str
    target_count: int | None
    roster_count: int
    active_count: int
    completed_count: int
    """People who have done every mandatory course; where none is mandatory, at least one course."""
    opens_date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class OfficeStanding:
    """How far a province is on its way to its first certificate."""

    unit_count: int
    roster_count: int
    has_targets: bool
    assignment_count: int
    account_count: int
    active_count: int
    completion_count: int


FIGURES = """
    SELECT cohort.key, cohort.target_count, cohort.opens_date,
           count(person.id), count(person.active_since),
           count(*) FILTER (WHERE person.asked > 0 AND person.done = person.asked
                               OR person.asked = 0 AND person.any_done > 0)
    FROM enrollment_cohort cohort
    LEFT JOIN (
        SELECT learner.id, learner.cohort_id, learner.active_since,
               count(e.id) FILTER (WHERE e.is_mandatory) AS asked,
               count(e.completed_at) FILTER (WHERE e.is_mandatory) AS done,
               count(e.completed_at) AS any_done
        FROM enrollment_learner learner
        LEFT JOIN enrollment_enrollment e ON e.learner_id = learner.id
        WHERE learner.archived_at IS NULL AND learner.guest_expires_at IS NULL
        GROUP BY learner.id
    ) AS person ON person.cohort_id = cohort.id
    GROUP BY cohort.id ORDER BY cohort.position
"""

STANDING = """
    SELECT (SELECT count(*) FROM enrollment_unit),
           (SELECT count(*) FROM enrollment_learner
            WHERE cohort_id IS NOT NULL AND archived_at IS NULL),
           (SELECT count(target_count) = 3 FROM enrollment_cohort),
           (SELECT count(*) FROM enrollment_assignment),
           (SELECT count(*) FROM enrollment_learner
            WHERE user_id IS NOT NULL AND cohort_id IS NOT NULL),
           (SELECT count(*) FROM enrollment_learner WHERE active_since IS NOT NULL),
           (SELECT count(*) FROM enrollment_enrollment WHERE completed_at IS NOT NULL)
"""


def cohort_figures() -> list[CohortFigure]:
    """Return the cohorts in order with target, roster, active and completed; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
        rows = cursor.fetchall()
    return [
        CohortFigure(
            key=key,
            name=str(Cohort.Key(key).label),
            target_count=target,
            roster_count=roster,
            active_count=active,
            completed_count=completed,
            opens_date=opens,
        )
        for key, target, opens, roster, active, completed in rows
    ]


def learner_of(user: Any) -> Learner | None:
    """Return the learner behind a signed-in person with unit and cohort, or None."""
    if not user.is_authenticated:
        return None
    return Learner.objects.select_related("unit", "cohort", "sub_group").filter(user=user).first()


def office_standing() -> OfficeStanding:
    """Return what the office's task list needs; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        return OfficeStanding(*cursor.fetchone())


def sub_groups() -> list[SubGroup]:
    """Return every sub-group with its cohort, in order."""
    return list(SubGroup.objects.select_related("cohort").order_by("cohort__position", "position"))


def units_in_order() -> list[Unit]:
    """Return the tree of units: each after its parent, siblings by name."""
    units = list(Unit.objects.order_by("folded_name", "pk"))
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit)
    ordered: list[Unit] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(reversed(children.get(unit.pk, [])))
    return ordered


def assignments() -> list[Assignment]:
    """Return what is asked of whom, by cohort, sub-group and the catalogue's order."""
    return list(
        Assignment.objects.select_related("course", "cohort", "sub_group").order_by(
            "cohort__position", "-is_mandatory", "course__position", "sub_group__position"
        )
    )


def standing_extensions() -> list[Extension]:
    """Return the own dates and further attempts that hold, nearest date first (one statement).

    Each with its learner, unit and course; of people in the archive none.
    """
    found = Extension.objects.filter(ended_at=None, learner__archived_at=None)
    return list(
        found.select_related("learner__unit", "course").order_by(
            F("due_date").asc(nulls_last=True), "learner__folded_name", "pk"
        )
    )


def extensions_of(learner: Learner) -> dict[int, Extension]:
    """Return what holds for one learner, by the course's id (one statement)."""
    found = Extension.objects.filter(learner_id=learner.pk, ended_at=None)
    return {one.course_id: one for one in found}


def enrollment_of(
    learner_uid: uuid.UUID, course_uid: uuid.UUID, *, is_locked: bool = False
) -> Enrollment:
    """Return one person's enrollment with learner and course; raises Enrollment.DoesNotExist.

    Locked until the end of the block for who will change it.
    """
    found = Enrollment.objects.select_related("learner", "course")
    if is_locked:
        found = found.select_for_update(of=("self",))
    return found.get(
        learner__uid=learner_uid,
        learner__archived_at=None,
        learner__guest_expires_at=None,
        course__uid=course_uid,
    )


def rules() -> list[AssignmentRule]:
    """Return the standing wishes, by cohort, sub-group and audience."""
    rows = AssignmentRule.objects.select_related("cohort", "sub_group")
    return list(rows.order_by("cohort__position", "sub_group__position", "audience", "pk"))


@dataclass(frozen=True, slots=True)
class RuleScope:
    """The national courses for an audience: those here and published, and those not here."""

    present: tuple[CourseCard, ...]
    missing: tuple[ReleaseCard, ...]

    @property
    def course_count(self) -> int:
        """All of them."""
        return len(self.present) + len(self.missing)


def rule_scope(audience: str) -> RuleScope:
    """Return what a rule for this audience is about (three statements).

    A course that the province put away is neither here nor missing.
    """
    here = {card.uid: card for card in catalog_queries.published_courses()}
    rows = [row for row in catalog_queries.shelf() if row.release.audience == audience]
    present = [here[row.release.course_uid] for row in rows if row.release.course_uid in here]
    missing = [row.release for row in rows if not row.is_here]
    return RuleScope(tuple(present), tuple(missing))


def group_size(cohort: Cohort, sub_group: SubGroup | None) -> int:
    """Return how many people of the roster are in a cohort or sub-group."""
    people = Learner.objects.filter(cohort=cohort, archived_at=None, guest_expires_at=None)
    return people.filter(sub_group=sub_group).count() if sub_group else people.count()


def newest_uploads(count: int = 10) -> list[RosterUpload]:
    """Return the roster files uploaded last."""
    return list(RosterUpload.objects.order_by("-uploaded_at", "-pk")[:count])
