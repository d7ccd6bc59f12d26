"""What a learner does, as other rooms call it. Every action runs inside the caller's block."""

from enrollment.learning.attempts import (
    AttemptAlreadySubmitted,
    AttemptRefused,
    AttemptsUsedUp,
    DeadlinePassed,
    Submitted,
    TooSoon,
    save_attempt,
    submit_attempt,
)
from enrollment.learning.closing import close_left_attempts
from enrollment.learning.goal_setting import (
    GoalMissing,
    GoalNotOffered,
    drop_goal,
    pause_goal,
    resume_goal,
    set_goal,
)
from enrollment.learning.lateness import AlreadyDecided, decide_late_answers
from enrollment.learning.opened import AttemptNotOpen
from enrollment.learning.progress import (
    enroll_learner,
    ensure_learner,
    mark_lesson_read,
    open_lesson,
)
from enrollment.learning.score_keeping import (
    ScoresMustStay,
    erase_scores,
    keep_scores,
    kept_attempt_count,
)

__all__ = [
    "AlreadyDecided",
    "AttemptAlreadySubmitted",
    "AttemptNotOpen",
    "AttemptRefused",
    "AttemptsUsedUp",
    "DeadlinePassed",
    "GoalMissing",
    "GoalNotOffered",
    "ScoresMustStay",
    "Submitted",
    "TooSoon",
    "close_left_attempts",
    "decide_late_answers",
    "drop_goal",
    "enroll_learner",
    "ensure_learner",
    "erase_scores",
    "keep_scores",
    "kept_attempt_count",
    "mark_lesson_read",
    "open_lesson",
    "pause_goal",
    "resume_goal",
    "save_attempt",
    "set_goal",
    "submit_attempt",
]
