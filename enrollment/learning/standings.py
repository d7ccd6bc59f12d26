"""Where a reader stands in a course: learner, enrollment, certificate, rules, in one statement."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from catalog.published import PublishedCourse
from enrollment.learning import goals, policies
from enrollment.learning.goals import Goal
from enrollment.learning.policies import SELF_CHECK, Policy
from enrollment.learning.readers import Reader
from enrollment.models import Enrollment, Learner, QuizPolicy, Unit
from tenants import statements


@dataclass(frozen=True)
class Standing:
    """Where a reader stands in one course."""

    learner: Learner | None
    enrollment: Enrollment | None
    certificate_code: str | None = None
    opens_date: date | None = None
    """The day the learner's group opens, if one is set."""
    cohort_key: str | None = None
    policy: Policy = SELF_CHECK
    """How this reader takes quizzes; guests check themselves."""
    goal: Goal | None = None
    """The goal for the week; asked for by the home alone."""
    sub_group_key: str | None = None
    has_own_date: bool = False
    """Whether the last day is this learner's own (Extension)."""

    @property
    def due_date(self) -> date | None:
        """The last day of the course for this reader, if there is one."""
        return self.enrollment.due_date if self.enrollment else None


NOWHERE = Standing(None, None)


def standing_in_course(reader: Reader, course: PublishedCourse) -> Standing:
    """Return a reader's learner, unit, enrollment and certificate in a course (one statement)."""
    return standing_of(reader, course_id=course.id, course_uid=course.uid)


def standing_of(reader: Reader, *, goal_on: date | None = None, **course: Any) -> Standing:
    """Return a reader's learner and unit; their goal for the week if a day is given."""
    if not reader.is_known:
        return NOWHERE
    facts = {"course_id": None, "course_uid": None} | course | goals.FACTS
    statement = _standing_statement(with_goal=goal_on is not None)
    row = statements.first(statement, reader.facts | facts)
    if row is None:
        return NOWHERE
    values = iter(row)
    learner = statements.instance(Learner, values)
    assert learner is not None
    learner.unit = statements.instance(Unit, values)
    enrollment = statements.instance(Enrollment, values)
    row_of_policy = statements.instance(QuizPolicy, values)
    code, opens_date, cohort_key, group_key, has_own_date, *told = values
    policy = SELF_CHECK
    if learner.guest_expires_at is None:
        policy = policies.policy_from(row_of_policy, cohort_key, group_key)
        policy = policy.with_more(enrollment.extra_attempt_count if enrollment else 0)
    goal = goals.goal_from(*told, today=goal_on) if goal_on else None
    return Standing(
        *(learner, enrollment, code, opens_date, cohort_key, policy, goal, group_key, has_own_date)
    )


READERS_LEARNER = """
    (learner.user_id = %(user_id)s
     OR (learner.uid = %(guest_uid)s AND learner.user_id IS NULL
         AND learner.guest_expires_at > now()))
"""
CERTIFICATE_CODE = """
    (SELECT code FROM enrollment_certificate certificate
     WHERE certificate.learner_id = learner.id AND certificate.revoked_at IS NULL
       AND certificate.course_uid = {course_uid} LIMIT 1)
"""
HAS_OWN_DATE = """
    EXISTS (SELECT 1 FROM enrollment_extension extension
            WHERE extension.learner_id = own.learner_id AND extension.course_id = own.course_id
              AND extension.ended_at IS NULL AND extension.due_date = own.due_date)
"""
"""Whether an enrollment's last day is the learner's own (decision 0067)."""


@cache
def _standing_statement(*, with_goal: bool) -> str:
    columns = statements.columns
    goal_columns = f", {goals.COLUMNS}" if with_goal else ""
    return f"""
        SELECT {columns(Learner, "learner")}, {columns(Unit, "unit")},
            {columns(Enrollment, "own")}, {columns(QuizPolicy, "policy")},
            {CERTIFICATE_CODE.format(course_uid="%(course_uid)s")},
            COALESCE(sub_group.opens_date, cohort.opens_date), cohort.key, sub_group.key,
            {HAS_OWN_DATE}
            {goal_columns}
        FROM enrollment_learner learner
        LEFT JOIN enrollment_unit unit ON unit.id = learner.unit_id
        LEFT JOIN enrollment_cohort cohort ON cohort.id = learner.cohort_id
        LEFT JOIN enrollment_subgroup sub_group ON sub_group.id = learner.sub_group_id
        LEFT JOIN enrollment_enrollment own
            ON own.learner_id = learner.id AND own.course_id = %(course_id)s
        LEFT JOIN LATERAL (
            SELECT * FROM enrollment_quizpolicy any_policy
            WHERE any_policy.cohort_id = learner.cohort_id
              AND (any_policy.sub_group_id = learner.sub_group_id
                   OR any_policy.sub_group_id IS NULL)
            ORDER BY any_policy.sub_group_id NULLS LAST LIMIT 1
        ) policy ON TRUE
        WHERE {READERS_LEARNER}
    """
