"""Rows of a province's academy: who learns, what is asked of them, what they did."""

from enrollment.models.assignments import Assignment, AssignmentRule, Enrollment, Extension
from enrollment.models.certificates import Certificate
from enrollment.models.goals import LearningGoal
from enrollment.models.learners import Cohort, Learner, SubGroup, Unit
from enrollment.models.learning import Attempt, LessonProgress, OpenAttempt
from enrollment.models.policies import QuizPolicy
from enrollment.models.roster import RosterRow, RosterUpload

__all__ = [
    "Assignment",
    "AssignmentRule",
    "Attempt",
    "Certificate",
    "Cohort",
    "Enrollment",
    "Extension",
    "Learner",
    "LearningGoal",
    "LessonProgress",
    "OpenAttempt",
    "QuizPolicy",
    "RosterRow",
    "RosterUpload",
    "SubGroup",
    "Unit",
]
