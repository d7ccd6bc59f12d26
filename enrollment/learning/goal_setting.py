"""A learner sets, pauses or drops their goal for the week.

No audit row: the office reads those, and this is the learner's own affair (decision 0068).
"""

from datetime import date

from django.db.models import QuerySet

from enrollment.learning.goals import week_of
from enrollment.models import Learner, LearningGoal


class GoalMissing(LookupError):
    """There is no goal that could be paused or taken up again."""

    code = "GOAL_MISSING"


class GoalNotOffered(ValueError):
    """Nobody sets themselves this number of lessons, and guests set none."""

    code = "GOAL_NOT_OFFERED"


def set_goal(*, learner: Learner, lessons_per_week: int, today: date) -> LearningGoal:
    """Set the goal of this week and those to come; a pause goes on. Raises GoalNotOffered.

    Weeks that are over keep the goal they had.
    """
    if lessons_per_week not in LearningGoal.LESSONS or learner.guest_expires_at is not None:
        raise GoalNotOffered
    newest = _locked_goals(learner).last()
    return _write(learner, lessons_per_week, bool(newest and newest.is_paused), today)


def drop_goal(*, learner: Learner) -> None:
    """Forget the goal with the weeks reached; twice is once."""
    _locked_goals(learner).delete()


def pause_goal(*, learner: Learner, today: date) -> LearningGoal:
    """Let this week and those to come pass; twice is once. Raises GoalMissing."""
    return _rest(learner, is_paused=True, today=today)


def resume_goal(*, learner: Learner, today: date) -> LearningGoal:
    """Count again from this week on; twice is once. Raises GoalMissing."""
    return _rest(learner, is_paused=False, today=today)


def _rest(learner: Learner, *, is_paused: bool, today: date) -> LearningGoal:
    newest = _locked_goals(learner).last()
    if newest is None:
        raise GoalMissing
    if newest.is_paused == is_paused:
        return newest
    return _write(learner, newest.lessons_per_week, is_paused, today)


def _locked_goals(learner: Learner) -> QuerySet[LearningGoal]:
    """One word after the other: two clicks of one person wait for each other."""
    Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    return LearningGoal.objects.filter(learner_id=learner.pk).order_by("week_date")


def _write(learner: Learner, lessons_per_week: int, is_paused: bool, today: date) -> LearningGoal:
    said = {"lessons_per_week": lessons_per_week, "is_paused": is_paused}
    row, _is_new = LearningGoal.objects.update_or_create(
        learner_id=learner.pk, week_date=week_of(today), defaults=said
    )
    return row
