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
from enrollment.learning.lateness import AlreadyDecided, decide_late_answers
from enrollment.learning.opened import AttemptNotOpen
from enrollment.learning.progress import (
    enroll_learner,
    ensure_learner,
    mark_lesson_read,
    open_lesson,
)
from enrollment.learning.score_keeping import keep_scores

__all__ = [
    "AlreadyDecided",
    "AttemptAlreadySubmitted",
    "AttemptNotOpen",
    "AttemptRefused",
    "AttemptsUsedUp",
    "DeadlinePassed",
    "Submitted",
    "TooSoon",
    "close_left_attempts",
    "decide_late_answers",
    "enroll_learner",
    "ensure_learner",
    "keep_scores",
    "mark_lesson_read",
    "open_lesson",
    "save_attempt",
    "submit_attempt",
]
