"""A learner's own goal for the week: what was set, what the weeks say, in how many weeks running.

Weeks run from Monday to Sunday in Vietnam. A lesson counts once, in the week it was first done in.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from enrollment.models import Learner
from tenants import statements

WEEK = timedelta(days=7)
FACTS = {"zone": settings.TIME_ZONE}
"""What a statement with COLUMNS needs beside its own."""
COLUMNS = """
    (SELECT json_agg(
        json_build_array(week_date, lessons_per_week, is_paused) ORDER BY week_date)
     FROM enrollment_learninggoal goal WHERE goal.learner_id = learner.id),
    CASE WHEN EXISTS (
        SELECT FROM enrollment_learninggoal goal WHERE goal.learner_id = learner.id
    ) THEN (
        SELECT json_object_agg(week_date, done_count) FROM (
            SELECT date_trunc('week', done_at AT TIME ZONE %(zone)s)::date AS week_date,
                count(*) AS done_count
            FROM enrollment_lessonprogress own
            WHERE own.learner_id = learner.id AND own.done_at IS NOT NULL GROUP BY 1
        ) weeks
    ) END
"""
"""What `goal_from` reads, of a `learner`: what was set; and lessons by week where a goal is set."""


@dataclass(frozen=True, slots=True)
class Change:
    """From this week on: so many lessons a week, or a pause."""

    week_date: date
    lessons_per_week: int
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a learner stands this week."""

    lessons_per_week: int
    is_paused: bool
    done_count: int
    """Lessons of this week."""
    week_count: int
    """Weeks running in which the goal was reached; this one once it is."""

    @property
    def is_reached(self) -> bool:
        """Whether this week has all its lessons."""
        return self.done_count >= self.lessons_per_week


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def goal_of(learner: Learner, *, today: date) -> Goal | None:
    """Return a learner's goal, or None (one statement)."""
    sql = f"SELECT {COLUMNS} FROM enrollment_learner learner WHERE learner.id = %(learner)s"
    row = statements.first(sql, FACTS | {"learner": learner.pk})
    return goal_from(*row, today=today) if row else None


def goal_from(
    changes: list[list[Any]] | None, done: dict[str, int] | None, *, today: date
) -> Goal | None:
    """Return the goal that the COLUMNS of a learner say, or None if none is set."""
    if not changes:
        return None
    told = [Change(date.fromisoformat(day), *rest) for day, *rest in changes]
    counts = {date.fromisoformat(day): count for day, count in (done or {}).items()}
    newest = told[-1]
    return Goal(
        newest.lessons_per_week,
        newest.is_paused,
        counts.get(week_of(today), 0),
        weeks_running(told, counts, today=today),
    )


def weeks_running(changes: Sequence[Change], done: Mapping[date, int], *, today: date) -> int:
    """Return in how many weeks running the goal of the time was reached, up to this week.

    This week ends nothing while it lasts. A week between two paused ones is passed over; the weeks
    in which a pause begins and ends count if they were reached, and end nothing either.
    """
    this_week, count = week_of(today), 0
    week = this_week
    while (held := _change_of(changes, week)) is not None:
        before = _change_of(changes, week - WEEK)
        rests, rested = held.is_paused, before is not None and before.is_paused
        if not (rests and rested):
            if done.get(week, 0) >= held.lessons_per_week:
                count += 1
            elif week < this_week and not (rests or rested):
                break
        week -= WEEK
    return count


def _change_of(changes: Sequence[Change], week: date) -> Change | None:
    """The change that holds in a week, or None: no goal was set yet."""
    at = bisect_right(changes, week, key=lambda one: one.week_date)
    return changes[at - 1] if at else None
