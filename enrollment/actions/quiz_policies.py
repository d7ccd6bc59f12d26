"""How quizzes are taken by a cohort or sub-group: set by the office, or back to the default."""

import uuid
from dataclasses import dataclass

from enrollment.learning import policies
from enrollment.learning.policies import Policy
from enrollment.models import Cohort, QuizPolicy, SubGroup
from tenants.people import actions as people_actions
from tenants.people.models import User


@dataclass(frozen=True)
class Group:
    """A cohort, or one sub-group of it, with the policy that holds there."""

    cohort: Cohort
    sub_group: SubGroup | None
    policy: Policy
    is_own: bool
    """Whether the office has set it for this very group."""
    is_of_cohort: bool = False
    """Whether it is a sub-group's because the office has set it for the whole cohort."""

    @property
    def uid(self) -> uuid.UUID:
        """The uid it is addressed by: the sub-group's, else the cohort's."""
        return (self.sub_group or self.cohort).uid

    @property
    def name(self) -> str:
        """What people call it."""
        return self.sub_group.name if self.sub_group else str(self.cohort.get_key_display())


def policy_groups() -> list[Group]:
    """Return every cohort, each followed by its sub-groups, with their policies (3 statements)."""
    rows = {(row.cohort_id, row.sub_group_id): row for row in QuizPolicy.objects.all()}
    found: list[Group] = []
    parts: dict[int, list[SubGroup]] = {}
    for sub_group in SubGroup.objects.order_by("position", "pk"):
        parts.setdefault(sub_group.cohort_id, []).append(sub_group)
    for cohort in Cohort.objects.order_by("position"):
        for part in (None, *parts.get(cohort.pk, [])):
            own = rows.get((cohort.pk, part.pk if part else None))
            row = own or rows.get((cohort.pk, None))
            policy = policies.policy_from(row, cohort.key, part.key if part else None)
            is_of_cohort = row is not None and own is None
            found.append(Group(cohort, part, policy, own is not None, is_of_cohort))
    return found


def save_quiz_policy(*, group: Group, policy: Policy, by: User) -> None:
    """Set the policy of a group; results that stand stay as they are."""
    QuizPolicy.objects.update_or_create(
        cohort=group.cohort, sub_group=group.sub_group, defaults=policies.values_of(policy)
    )
    _audit(group, policies.values_of(policy), by)


def reset_quiz_policy(*, group: Group, by: User) -> None:
    """Take a group's own policy away: its cohort's, or the default, holds again."""
    rows = QuizPolicy.objects.filter(cohort=group.cohort, sub_group=group.sub_group)
    if rows.delete()[0]:
        _audit(group, {}, by)


def _audit(group: Group, values: dict[str, object], by: User) -> None:
    people_actions.write_audit(
        action="enrollment.save_quiz_policy",
        by=by,
        subject="cohort",
        subject_uid=str((group.sub_group or group.cohort).uid),
        facts=dict(values),
    )
