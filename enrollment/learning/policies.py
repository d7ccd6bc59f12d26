"""The rules under which a learner takes quizzes, and what they allow just now (decision 0061)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from enrollment.models import Cohort, Learner, QuizPolicy

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
GRACE = timedelta(seconds=60)
"""What a slow network may take after 23:59:59 of the last day."""


@dataclass(frozen=True)
class Policy:
    """How quizzes are taken; see enrollment.models.QuizPolicy for each field."""

    must_pass: bool = True
    pass_mark_percent: int | None = None
    max_attempts: int | None = None
    wait_minutes: int = 0
    closes_at_deadline: bool = False
    feedback: str = QuizPolicy.Feedback.AT_ONCE
    late_answers: str = QuizPolicy.LateAnswers.ASK

    @property
    def is_limited(self) -> bool:
        """Whether attempts are counted or spaced."""
        return self.max_attempts is not None or self.wait_minutes > 0

    def pass_mark(self, course_mark_percent: int) -> int:
        """Return the mark that counts, 1–100."""
        return self.pass_mark_percent or course_mark_percent

    def with_more(self, extra_attempt_count: int) -> Self:
        """Return the same with further attempts for one learner; unlimited ones stay so."""
        if self.max_attempts is None or not extra_attempt_count:
            return self
        return replace(self, max_attempts=self.max_attempts + extra_attempt_count)

    def closes_at(self, due_date: date | None) -> datetime | None:
        """Return when nothing is taken any more, grace not counted; None: never."""
        if not self.closes_at_deadline or due_date is None:
            return None
        return end_of(due_date)


MUST_PASS = Policy()
SELF_CHECK = Policy(must_pass=False, late_answers=QuizPolicy.LateAnswers.ACCEPT)
TEAM_MEMBERS = "team_members"
NAMES = tuple(field.name for field in fields(Policy))


def end_of(day: date) -> datetime:
    """Return the last second of a day in Vietnam."""
    return datetime.combine(day, time(23, 59, 59), VIETNAM)


def is_team_member(learner: Learner | None, sub_group_key: str | None) -> bool:
    """Whether somebody is in a community digital team now: in its group and not archived."""
    return learner is not None and learner.archived_at is None and sub_group_key == TEAM_MEMBERS


def default_policy(cohort_key: str | None, sub_group_key: str | None) -> Policy:
    """Return what stands where the office has set nothing: the community checks itself.

    Team members must pass before they guide others; so must everybody in no cohort.
    """
    if cohort_key == Cohort.Key.COMMUNITY and sub_group_key != TEAM_MEMBERS:
        return SELF_CHECK
    return MUST_PASS


def policy_from(
    row: QuizPolicy | None, cohort_key: str | None, sub_group_key: str | None
) -> Policy:
    """Return the policy of a row, or the default where there is none."""
    if row is None:
        return default_policy(cohort_key, sub_group_key)
    return Policy(**{name: getattr(row, name) for name in NAMES})


def policy_of(learner: Learner) -> Policy:
    """Return the policy of a learner (one statement, more where cohorts are not loaded)."""
    if learner.guest_expires_at is not None:
        return SELF_CHECK
    groups = Q(sub_group=None) | Q(sub_group=learner.sub_group_id)
    rows = QuizPolicy.objects.filter(groups, cohort=learner.cohort_id)
    row = rows.order_by(F("sub_group").asc(nulls_last=True)).first()
    cohort, group = learner.cohort, learner.sub_group
    return policy_from(row, cohort.key if cohort else None, group.key if group else None)


@dataclass(frozen=True)
class Chances:
    """What a policy allows a learner at one quiz just now."""

    attempts_left: int | None = None
    """None: as many as one likes."""
    waits_until: datetime | None = None
    """The next attempt is taken from then on; None: at once."""
    closes_at: datetime | None = None
    """When nothing is taken any more; None: never."""
    is_closed: bool = False

    @property
    def stop(self) -> str:
        """What keeps an attempt from being taken: "closed", "used_up", "waiting"; or empty."""
        if self.is_closed:
            return "closed"
        return "used_up" if self.attempts_left == 0 else "waiting" if self.waits_until else ""

    @property
    def is_open(self) -> bool:
        """Whether an attempt may be handed in now."""
        return not self.stop


def chances(
    policy: Policy,
    *,
    due_date: date | None,
    attempt_count: int,
    last_submitted_at: datetime | None,
    closed_at: Sequence[datetime] = (),
    at: datetime,
) -> Chances:
    """Return what is allowed at this moment.

    `closed_at`: when the service handed something in that did not pass. Where the last day is a
    later one by now, that used up no attempt (decision 0067).
    """
    closes_at = policy.closes_at(due_date)
    left = None
    if policy.max_attempts is not None:
        given_back = sum(one <= closes_at for one in closed_at) if closes_at else 0
        left = max(policy.max_attempts - attempt_count + given_back, 0)
    waits_until = None
    if policy.wait_minutes and last_submitted_at and left != 0:
        waits_until = last_submitted_at + timedelta(minutes=policy.wait_minutes)
    return Chances(
        attempts_left=left,
        waits_until=waits_until if waits_until and waits_until > at else None,
        closes_at=closes_at,
        is_closed=bool(closes_at and at > closes_at + GRACE),
    )


def shows_answers(policy: Policy, found: Chances, *, is_passed: bool) -> bool:
    """Whether right answers and explanations are shown for a quiz that was handed in."""
    if policy.feedback == QuizPolicy.Feedback.AT_ONCE or is_passed:
        return True
    return found.is_closed or found.attempts_left == 0


def values_of(policy: Policy) -> dict[str, Any]:
    """Return a policy as the fields of a row."""
    return {name: getattr(policy, name) for name in NAMES}
