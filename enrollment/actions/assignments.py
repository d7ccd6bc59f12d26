"""Courses for cohorts and sub-groups; saving one enrols everybody it names, set-based."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from enrollment.models import Assignment, Cohort, SubGroup
from tenants.people import actions as people_actions
from tenants.people.models import User

ASKED = """
    SELECT learner.id AS learner_id, assignment.course_id,
           bool_or(assignment.is_mandatory) AS is_mandatory,
           CASE WHEN bool_or(assignment.is_mandatory)
                THEN min(assignment.due_date) FILTER (WHERE assignment.is_mandatory)
                ELSE min(assignment.due_date) END AS due_date
    FROM enrollment_assignment assignment
    JOIN enrollment_learner learner ON learner.cohort_id = assignment.cohort_id
     AND (assignment.sub_group_id IS NULL OR assignment.sub_group_id = learner.sub_group_id)
    WHERE learner.archived_at IS NULL AND learner.guest_expires_at IS NULL {narrowed}
    GROUP BY learner.id, assignment.course_id
"""
"""Mandatory wins over offered; of several days the earliest counts."""

ENROLL = f"""
    INSERT INTO enrollment_enrollment
        (learner_id, course_id, is_mandatory, due_date, enrolled_at, done_lesson_count,
         extra_attempt_count)
    SELECT asked.learner_id, asked.course_id, asked.is_mandatory,
           CASE WHEN asked.due_date IS NOT NULL
                THEN GREATEST(asked.due_date, own.due_date) END,
           %s, 0, COALESCE(own.extra_attempt_count, 0)
    FROM ({ASKED}) AS asked
    LEFT JOIN enrollment_extension own
      ON own.learner_id = asked.learner_id AND own.course_id = asked.course_id
     AND own.ended_at IS NULL
    ON CONFLICT (learner_id, course_id) DO UPDATE
    SET is_mandatory = excluded.is_mandatory, due_date = excluded.due_date
    WHERE (enrollment_enrollment.is_mandatory, enrollment_enrollment.due_date)
          IS DISTINCT FROM (excluded.is_mandatory, excluded.due_date)
"""
"""A learner's own date holds as long as it is the later one (decision 0067)."""


@dataclass(frozen=True, slots=True)
class AssignmentChoice:
    """One line of the office's form. `sub_group` None means the whole cohort."""

    course_id: int
    cohort: Cohort
    sub_group: SubGroup | None
    is_mandatory: bool
    due_date: datetime.date | None


def save_assignments(*, choices: Sequence[AssignmentChoice], by: User | None) -> int:
    """Write the assignments and enrol everybody they name; return how many enrolments changed."""
    rows = [
        Assignment(
            course_id=choice.course_id,
            cohort=choice.cohort,
            sub_group=choice.sub_group,
            is_mandatory=choice.is_mandatory,
            due_date=choice.due_date,
            created_by_uid=by.uid if by else None,
        )
        for choice in choices
    ]
    Assignment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["course", "cohort", "sub_group"],
        update_fields=["is_mandatory", "due_date"],
    )
    enrolled = enroll_assigned(course_ids={choice.course_id for choice in choices})
    people_actions.write_audit(
        action="enrollment.save_assignments",
        by=by,
        subject="assignments",
        facts={"assignment_count": len(rows), "enrollment_count": enrolled},
    )
    return enrolled


def enroll_assigned(
    *, course_ids: Iterable[int] | None = None, learner_ids: Iterable[int] | None = None
) -> int:
    """Bring enrolments in line with the assignments, for all or for these courses and learners.

    One statement; run again it changes nothing. Returns how many rows were made or changed.
    """
    narrowed = ""
    params: list[Any] = [timezone.now()]
    if course_ids is not None:
        narrowed += " AND assignment.course_id = ANY(%s)"
        params.append(list(course_ids))
    if learner_ids is not None:
        narrowed += " AND learner.id = ANY(%s)"
        params.append(list(learner_ids))
    with connection.cursor() as cursor:
        cursor.execute(ENROLL.format(narrowed=narrowed), params)
        return int(cursor.rowcount)


def asked_due_date(learner_id: int, course_id: int) -> datetime.date | None:
    """Return the last day the assignments ask of a learner, own dates apart (one statement)."""
    narrowed = " AND learner.id = %s AND assignment.course_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(narrowed=narrowed), [learner_id, course_id])
        row = cursor.fetchone()
    return row[3] if row else None


def remove_assignment(*, assignment: Assignment, by: User | None) -> int:
    """Take an assignment back; return how many enrolments it ended.

    Who has begun keeps the course, no longer mandatory unless another assignment says so.
    """
    course_id, cohort_id = assignment.course_id, assignment.cohort_id
    people_actions.write_audit(
        action="enrollment.remove_assignment",
        by=by,
        subject="assignment",
        subject_uid=str(assignment.uid),
        facts={"course_id": str(course_id), "was_mandatory": assignment.is_mandatory},
    )
    assignment.delete()
    ended = _let_go(course_id, cohort_id)
    enroll_assigned(course_ids=[course_id])
    return ended


def _let_go(course_id: int, cohort_id: int) -> int:
    """End what nobody asks of the cohort's people any more; who came by choice is not touched."""
    asked = ASKED.format(narrowed="AND assignment.course_id = %s")
    nobody_asks = (
        "course_id = %s AND learner_id NOT IN (SELECT learner_id FROM (" + asked + ") AS a)"
        " AND learner_id IN (SELECT id FROM enrollment_learner WHERE cohort_id = %s)"
    )
    params = [course_id, course_id, cohort_id]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM enrollment_enrollment"
            f" WHERE started_at IS NULL AND completed_at IS NULL AND {nobody_asks}",
            params,
        )
        ended = int(cursor.rowcount)
        cursor.execute(
            "UPDATE enrollment_enrollment SET is_mandatory = false, due_date = NULL"
            f" WHERE {nobody_asks}",
            params,
        )
    return ended
