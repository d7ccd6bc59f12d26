"""Standing wishes: every national course for an audience is taken over and assigned.

A rule assigns a course when it is saved and when the course is taken over, never between: what the
office takes back by hand afterwards stays taken back (decision 0043).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from catalog import actions as catalog_actions
from catalog import queries as catalog_queries
from catalog.actions import adoption
from catalog.models import Course
from enrollment import queries
from enrollment.actions.assignments import AssignmentChoice, save_assignments
from enrollment.models import AssignmentRule, Cohort, SubGroup
from tenants.jobs.models import Job
from tenants.people import actions as people_actions
from tenants.people.models import User

REST_AFTER_STOP = datetime.timedelta(hours=1)
"""A take-over that failed, or that the office cancelled, is not begun again sooner by itself."""


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """What the office asks for. `sub_group` None means the whole cohort."""

    audience: str
    cohort: Cohort
    sub_group: SubGroup | None
    is_mandatory: bool
    due_date: datetime.date | None


@dataclass(frozen=True, slots=True)
class SavedRule:
    """A rule and what it set going."""

    rule: AssignmentRule
    enrollment_count: int
    job: Job | None
    """The take-over of what is not here yet; it assigns as it goes."""


def save_rule(*, choice: RuleChoice, by: User | None) -> SavedRule:
    """Write a rule, assign what is here, begin to take over what is not.

    The same audience and group again is the same rule, changed.
    """
    adoption.one_at_a_time()
    scope = queries.rule_scope(choice.audience)
    rule, _made = AssignmentRule.objects.update_or_create(
        audience=choice.audience,
        cohort=choice.cohort,
        sub_group=choice.sub_group,
        defaults={"is_mandatory": choice.is_mandatory, "due_date": choice.due_date},
        create_defaults={
            "is_mandatory": choice.is_mandatory,
            "due_date": choice.due_date,
            "created_by_uid": by.uid if by else None,
        },
    )
    _audit("save_rule", rule, by)
    choices = [_assignment(rule, card.id, timezone.localdate()) for card in scope.present]
    enrolled = save_assignments(choices=choices, by=by) if choices else 0
    uids = [release.uid for release in scope.missing]
    job = catalog_actions.start_adoption(release_uids=uids, by=by) if uids else None
    return SavedRule(rule, enrolled, job)


def assign_adopted(*, courses: Sequence[Course], today: datetime.date) -> int:
    """Assign courses that were taken over just now to whom the rules name; return how many."""
    rules = AssignmentRule.objects.filter(audience__in={course.audience for course in courses})
    choices = [
        _assignment(rule, course.pk, today)
        for rule in rules.select_related("cohort", "sub_group").order_by("pk")
        for course in courses
        if course.audience == rule.audience
    ]
    if choices:
        save_assignments(choices=choices, by=None)
    return len(choices)


def _assignment(rule: AssignmentRule, course_id: int, today: datetime.date) -> AssignmentChoice:
    """What a rule asks of one course; nobody is late on the day a course arrives."""
    is_over = rule.due_date is not None and rule.due_date < today
    return AssignmentChoice(
        course_id=course_id,
        cohort=rule.cohort,
        sub_group=rule.sub_group,
        is_mandatory=rule.is_mandatory and not is_over,
        due_date=None if is_over else rule.due_date,
    )


def follow_rules(*, at: datetime.datetime) -> Job | None:
    """Begin to take over what the rules of this province ask for and is not here; None if nothing.

    Twice is once: what still runs is returned again, what is here is left alone.
    """
    audiences = set(AssignmentRule.objects.values_list("audience", flat=True))
    if not audiences:
        return None
    uids = [
        row.release.uid
        for row in catalog_queries.shelf()
        if not row.is_here and row.release.audience in audiences
    ]
    rested = at - REST_AFTER_STOP
    if not uids or catalog_actions.adoption_stopped_since(release_uids=uids, moment=rested):
        return None
    return catalog_actions.start_adoption(release_uids=uids, by=None)


def remove_rule(*, rule: AssignmentRule, by: User | None) -> None:
    """End a rule; what it assigned stays assigned."""
    _audit("remove_rule", rule, by)
    rule.delete()


def _audit(action: str, rule: AssignmentRule, by: User | None) -> None:
    people_actions.write_audit(
        action=f"enrollment.{action}",
        by=by,
        subject="assignment_rule",
        subject_uid=str(rule.uid),
        facts={
            "audience": rule.audience,
            "cohort": rule.cohort.key,
            "sub_group": rule.sub_group.key if rule.sub_group else "",
            "is_mandatory": rule.is_mandatory,
        },
    )
