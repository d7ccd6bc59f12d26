"""How far a learner is in one course: the counting rule, used by every road to it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.published import PublishedCourse
from enrollment.models import Enrollment, LessonProgress


@dataclass(frozen=True)
class ProgressRow:
    """One lesson's progress as counting needs it."""

    lesson_uid: uuid.UUID
    done_at: datetime | None
    best_score_percent: int | None
    passed_at: datetime | None


@dataclass(frozen=True)
class Tally:
    """Lessons done of those published now, and what follows from it."""

    done_count: int
    lesson_count: int
    score_percent: int | None
    is_drafting: bool
    is_passed: bool = True
    """Whether every quiz was passed; who checks themself may be done without."""

    @property
    def is_complete(self) -> bool:
        """Whether every published lesson is done."""
        return self.lesson_count > 0 and self.done_count == self.lesson_count

    @property
    def earns_certificate(self) -> bool:
        """Complete, passed, and no more is promised: what is still written certifies nothing."""
        return self.is_complete and self.is_passed and not self.is_drafting


def tally(course: PublishedCourse, progress: Iterable[ProgressRow | LessonProgress]) -> Tally:
    """Count a learner's progress against the lessons published now.

    The score is the mean of the best scores of the lessons with a quiz, once all are done; there
    is none where one of them was not kept.
    """
    rows = {row.lesson_uid: row for row in progress}
    done = [one for one in course.lessons if (row := rows.get(one.uid)) and row.done_at]
    kept = [rows[one.uid].best_score_percent for one in done if one.has_quiz]
    scores = [score for score in kept if score is not None]
    complete = bool(course.lessons) and len(done) == len(course.lessons)
    return Tally(
        done_count=len(done),
        lesson_count=len(course.lessons),
        score_percent=(
            round(sum(scores) / len(scores))
            if complete and scores and len(scores) == len(kept)
            else None
        ),
        is_drafting=course.is_drafting,
        is_passed=all(rows[one.uid].passed_at for one in done),
    )


def apply_tally(enrollment: Enrollment, counted: Tally, *, at: datetime) -> None:
    """Write a count into an enrollment (unsaved): what was completed once stays completed."""
    enrollment.done_lesson_count = counted.done_count
    if counted.is_complete:
        enrollment.completed_at = enrollment.completed_at or at
        enrollment.score_percent = counted.score_percent
