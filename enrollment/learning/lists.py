"""A learner's home and lists of courses: what there is to learn, and the one way on."""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import NamedTuple

from django.utils import timezone

from catalog import queries as catalog_queries
from catalog.published import LessonLabel
from catalog.queries import CourseCard
from enrollment.learning import policies, standings
from enrollment.learning.goals import Goal
from enrollment.learning.placing import Place, place_in
from enrollment.learning.queries import done_uids, next_lesson, progress_in_course
from enrollment.learning.readers import Reader
from enrollment.learning.rows import CourseRow
from enrollment.models import Enrollment, Learner
from tenants import statements


@dataclass(frozen=True)
class Item:
    """One course as a learner's lists show it."""

    card: CourseCard
    enrollment: Enrollment | None
    certificate_code: str | None
    today: date
    has_own_due_date: bool = False
    """Whether the last day is this learner's own (Extension)."""

    @property
    def is_completed(self) -> bool:
        """Whether it was completed once."""
        return self.enrollment is not None and self.enrollment.completed_at is not None

    @property
    def waits_for_more(self) -> bool:
        """Whether all that is there was done, while the course is still being written."""
        return self.is_completed and self.card.is_drafting and self.certificate_code is None

    @property
    def is_mandatory(self) -> bool:
        """Whether it is asked of this learner."""
        return self.enrollment is not None and self.enrollment.is_mandatory

    @property
    def is_started(self) -> bool:
        """Whether anything was done."""
        return self.enrollment is not None and self.enrollment.started_at is not None

    @property
    def done_count(self) -> int:
        """Lessons done, never more than there are."""
        done = self.enrollment.done_lesson_count if self.enrollment else 0
        return min(done, self.card.lesson_count)

    @property
    def has_new_lessons(self) -> bool:
        """Whether the course got lessons after it was completed; it stays completed."""
        return self.is_completed and self.done_count < self.card.lesson_count

    @property
    def due_date(self) -> date | None:
        """Last day, while it is still to be done."""
        return self.enrollment.due_date if self.enrollment and not self.is_completed else None

    @property
    def days_left(self) -> int | None:
        """Days to the last day; 0 is today, negative is over."""
        return (self.due_date - self.today).days if self.due_date else None

    @property
    def is_overdue(self) -> bool:
        """Whether the last day is over and it is not done."""
        return self.days_left is not None and self.days_left < 0

    @property
    def row(self) -> CourseRow:
        """What its line shows."""
        own, card = self.enrollment, self.card
        completed_at = own.completed_at if own else None
        return CourseRow(
            card.slug,
            card.title,
            card.lesson_count,
            card.duration_minutes,
            self.is_completed,
            self.has_new_lessons,
            timezone.localdate(completed_at) if completed_at else None,
            own.score_percent if own else None,
            self.due_date,
            self.is_overdue,
            self.days_left,
            self.is_started,
            self.done_count,
            self.card.is_drafting and self.certificate_code is None,
            self.has_own_due_date,
        )


class Continue(NamedTuple):
    """The one way on."""

    slug: str
    course_title: str
    lesson_count: int
    lesson: LessonLabel
    is_new: bool
    place: Place
    """Where in the lesson."""


@dataclass(frozen=True)
class Home:
    """All of a learner's home."""

    learner: Learner | None
    items: tuple[Item, ...]
    way_on: Continue | None
    opens_date: date | None
    """The day the learner's group opens, if it is still ahead."""
    cohort_key: str | None = None
    goal: Goal | None = None
    """What the learner set themselves for the week."""
    sub_group_key: str | None = None

    @property
    def is_team_member(self) -> bool:
        """Whether the learner belongs to a community digital team."""
        return policies.is_team_member(self.learner, self.sub_group_key)

    @cached_property
    def mandatory(self) -> list[Item]:
        """What is asked: nearest date first, completed ones last."""
        asked = [item for item in self.items if item.is_mandatory]
        return sorted(asked, key=lambda item: (item.is_completed, item.due_date or date.max))

    @cached_property
    def mandatory_done_count(self) -> int:
        """How much of what is asked is done."""
        return sum(item.is_completed and not item.waits_for_more for item in self.mandatory)

    @property
    def mandatory_waiting_count(self) -> int:
        """How many of the courses asked are done as far as they are written."""
        return sum(item.waits_for_more for item in self.mandatory)

    @property
    def has_nothing_left(self) -> bool:
        """Whether every lesson asked of this learner, as far as there are any, is done."""
        return bool(self.mandatory) and all(item.is_completed for item in self.mandatory)

    @cached_property
    def next_due(self) -> Item | None:
        """The open mandatory course whose day comes next and is not over."""
        ahead = (item for item in self.mandatory if item.due_date and not item.is_overdue)
        return next(ahead, None)

    @cached_property
    def overdue(self) -> list[Item]:
        """Mandatory courses whose day is over."""
        return [item for item in self.mandatory if item.is_overdue]

    @cached_property
    def chosen(self) -> list[Item]:
        """Courses offered to, or chosen by, the learner."""
        return [item for item in self.items if item.enrollment and not item.is_mandatory]

    @cached_property
    def others(self) -> list[Item]:
        """What else there is to learn: courses for the learner's own group first."""
        others = [item for item in self.items if item.enrollment is None]
        return sorted(others, key=lambda item: item.card.audience != self.cohort_key)

    @property
    def has_begun(self) -> bool:
        """Whether the learner has learnt anything here yet."""
        return any(item.is_started for item in self.items)

    @cached_property
    def certified(self) -> list[Item]:
        """Courses with a valid certificate."""
        return [item for item in self.items if item.certificate_code]


def home(reader: Reader, *, today: date) -> Home:
    """Return everything the home page shows (three statements, four when something is begun)."""
    standing = standings.standing_of(reader, goal_on=today)
    items = course_items(reader, today=today)
    opens = standing.opens_date
    return Home(
        standing.learner,
        items,
        _way_on(standing.learner, items),
        opens if opens and items and opens > today else None,
        standing.cohort_key,
        standing.goal,
        standing.sub_group_key,
    )


def course_items(reader: Reader, *, today: date) -> tuple[Item, ...]:
    """Return every published course with the reader's standing in it (two statements)."""
    found = _enrollments(reader)
    return tuple(
        Item(card, enrollment, code, today, has_own_date)
        for card in catalog_queries.published_courses()
        for enrollment, has_own_date, code in [found.get(card.id, (None, False, None))]
    )


def _enrollments(reader: Reader) -> dict[int, tuple[Enrollment, bool, str | None]]:
    """By course: the reader's enrollment, if its day is their own, the valid certificate's code."""
    if not reader.is_known:
        return {}
    found: dict[int, tuple[Enrollment, bool, str | None]] = {}
    for row in statements.rows(_enrollments_statement(), reader.facts):
        enrollment = statements.instance(Enrollment, iter(row))
        assert enrollment is not None
        found[enrollment.course_id] = (enrollment, *row[-2:])
    return found


@cache
def _enrollments_statement() -> str:
    return f"""
        SELECT {statements.columns(Enrollment, "own")},
            {standings.HAS_OWN_DATE}, {standings.CERTIFICATE_CODE.format(course_uid="course.uid")}
        FROM enrollment_learner learner
        JOIN enrollment_enrollment own ON own.learner_id = learner.id
        JOIN catalog_course course ON course.id = own.course_id
        WHERE {standings.READERS_LEARNER}
    """


def _way_on(learner: Learner | None, items: tuple[Item, ...]) -> Continue | None:
    item = _item_to_go_on(items)
    if learner is None or item is None or item.enrollment is None:
        return None
    card = item.card
    progress = progress_in_course(learner, card) if item.is_started else {}
    lesson = next_lesson(card.content, done_uids(progress), item.enrollment.last_lesson_uid)
    if lesson is None:
        return None
    place = place_in(lesson, progress.get(lesson.uid))
    is_new = not item.is_started
    return Continue(card.slug, card.title, card.lesson_count, lesson.label, is_new, place)


def _item_to_go_on(items: tuple[Item, ...]) -> Item | None:
    """The course worked on last, else the mandatory one due first, else the first of all."""
    open_items = [item for item in items if item.enrollment and not item.is_completed]
    worked_on = [
        (item.enrollment.last_activity_at, item.card.position, item)
        for item in open_items
        if item.enrollment and item.enrollment.last_activity_at
    ]
    if worked_on:
        return max(worked_on, key=lambda found: found[:2])[2]
    by_urgency = sorted(
        open_items, key=lambda one: (not one.is_mandatory, one.due_date or date.max)
    )
    return by_urgency[0] if by_urgency else None
