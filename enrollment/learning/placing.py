"""Where a learner goes on in a lesson."""

from typing import NamedTuple

from catalog.published import PublishedLesson
from enrollment.models import LessonProgress

SHORTEST_SECONDS = 5
"""Who saw less than this, or has less than this left, begins at the beginning."""


class Place(NamedTuple):
    """Where to go on in a lesson."""

    step: int
    """The screen to open, from 1."""
    step_count: int
    seconds: int
    """Where the video, or without one the read-aloud sound, goes on; 0: at the beginning."""
    minutes_left: int

    @property
    def anchor(self) -> str:
        """What stands behind the lesson's address, empty for the first screen.

        Not the number: the page knows best where its reader stood last.
        """
        return "#hoc-tiep" if self.step > 1 else ""


def place_in(lesson: PublishedLesson, progress: LessonProgress | None) -> Place:
    """Return where a learner goes on; a lesson that is done begins at its beginning."""
    count, minutes = max(lesson.step_count, 1), lesson.duration_minutes
    if progress is None or progress.done_at is not None:
        return Place(1, count, 0, minutes)
    step = min(max(progress.position_step, 1), count)
    left = -(-minutes * (count - step + 1) // count)
    return Place(step, count, _seconds_in(lesson, progress.position_seconds), max(left, 1))


def _seconds_in(lesson: PublishedLesson, seconds: int) -> int:
    heard = lesson.video or lesson.audio
    if heard is None or not SHORTEST_SECONDS <= seconds < heard.duration_seconds - SHORTEST_SECONDS:
        return 0
    return seconds
