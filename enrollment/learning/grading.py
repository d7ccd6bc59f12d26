"""Grading a quiz: pure, on the server only, against the questions that were asked."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.published import PublishedQuestion
from enrollment.learning import answers as answering
from enrollment.learning.answers import Answers, AnswersIncomplete


@dataclass(frozen=True)
class Grade:
    """What answers are worth."""

    correct_count: int
    question_count: int
    is_passed: bool

    @property
    def score_percent(self) -> int:
        """Right answers out of all, rounded down."""
        return self.correct_count * 100 // self.question_count


def grade(
    questions: Sequence[PublishedQuestion],
    answers: Answers,
    *,
    pass_mark_percent: int,
    may_be_incomplete: bool = False,
) -> Grade:
    """Return what the answers are worth; raises AnswersIncomplete unless that is allowed.

    A question counts when it is answered exactly rightly; one without an answer is wrong.
    """
    missing = missing_uids(questions, answers)
    if missing and not may_be_incomplete:
        raise AnswersIncomplete(questions=missing)
    correct = sum(answering.is_right(one, answers.get(one.uid)) for one in questions)
    count = len(questions)
    return Grade(correct, count, is_passed=correct * 100 >= pass_mark_percent * count)


def missing_uids(questions: Sequence[PublishedQuestion], answers: Answers) -> list[uuid.UUID]:
    """Return the questions without an answer, in order."""
    return [one.uid for one in questions if not answers.get(one.uid)]


def needed_count(pass_mark_percent: int, question_count: int) -> int:
    """Return how many right answers a quiz needs, rounded up."""
    return -(-pass_mark_percent * question_count // 100)
