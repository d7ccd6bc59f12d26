"""What the learner's pages ask. Statements are counted: see tests/learning."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.db.models import Exists
from django.utils import timezone

from catalog import editions
from catalog import queries as catalog_queries
from catalog.published import LessonLabel, PublishedContent, PublishedCourse, PublishedLesson
from catalog.queries import CourseCard
from enrollment.learning import goals, policies
from enrollment.learning.goals import Goal
from enrollment.learning.placing import Place, place_in
from enrollment.learning.policies import SELF_CHECK, Policy
from enrollment.learning.readers import Reader
from enrollment.learning.rows import CourseRow
from enrollment.models import Attempt, Enrollment, Learner, LessonProgress, QuizPolicy, Unit
from tenants import statements


@dataclass(frozen=True)
class Standing:
    """Where a reader stands in one course."""

    learner: Learner | None
    enrollment: Enrollment | None
    certificate_code: str | None = None
    opens_date: date | None = None
    """The day the learner's group opens, if one is set."""
    cohort_key: str | None = None
    policy: Policy = SELF_CHECK
    """How this reader takes quizzes; guests check themselves."""
    goal: Goal | None = None
    """The goal for the week; asked for by the home alone."""
    sub_group_key: str | None = None
    has_own_date: bool = False
    """Whether the last day is this learner's own (Extension)."""


NOWHERE = Standing(None, None)


def standing_in_course(reader: Reader, course: PublishedCourse) -> Standing:
    """Return a reader's learner, unit, enrollment and certificate in a course (one statement)."""
    return _standing(reader, course_id=course.id, course_uid=course.uid)


def _standing(reader: Reader, *, goal_on: date | None = None, **course: Any) -> Standing:
    if not reader.is_known:
        return NOWHERE
    facts = {"course_id": None, "course_uid": None} | course | goals.FACTS
    statement = _standing_statement(with_goal=goal_on is not None)
    row = statements.first(statement, reader.facts | facts)
    if row is None:
        return NOWHERE
    values = iter(row)
    learner = statements.instance(Learner, values)
    assert learner is not None
    learner.unit = statements.instance(Unit, values)
    enrollment = statements.instance(Enrollment, values)
    row_of_policy = statements.instance(QuizPolicy, values)
    code, opens_date, cohort_key, group_key, has_own_date, *told = values
    policy = SELF_CHECK
    if learner.guest_expires_at is None:
        policy = policies.policy_from(row_of_policy, cohort_key, group_key)
        policy = policy.with_more(enrollment.extra_attempt_count if enrollment else 0)
    goal = goals.goal_from(*told, today=goal_on) if goal_on else None
    return Standing(
        *(learner, enrollment, code, opens_date, cohort_key, policy, goal, group_key, has_own_date)
    )


READERS_LEARNER = """
    (learner.user_id = %(user_id)s
     OR (learner.uid = %(guest_uid)s AND learner.user_id IS NULL
         AND learner.guest_expires_at > now()))
"""
CERTIFICATE_CODE = """
    (SELECT code FROM enrollment_certificate certificate
     WHERE certificate.learner_id = learner.id AND certificate.revoked_at IS NULL
       AND certificate.course_uid = {course_uid} LIMIT 1)
"""
HAS_OWN_DATE = """
    EXISTS (SELECT 1 FROM enrollment_extension extension
            WHERE extension.learner_id = own.learner_id AND extension.course_id = own.course_id
              AND extension.ended_at IS NULL AND extension.due_date = own.due_date)
"""
"""Whether an enrollment's last day is the learner's own (decision 0067)."""


@cache
def _standing_statement(*, with_goal: bool) -> str:
    columns = statements.columns
    goal_columns = f", {goals.COLUMNS}" if with_goal else ""
    return f"""
        SELECT {columns(Learner, "learner")}, {columns(Unit, "unit")},
            {columns(Enrollment, "own")}, {columns(QuizPolicy, "policy")},
            {CERTIFICATE_CODE.format(course_uid="%(course_uid)s")},
            COALESCE(sub_group.opens_date, cohort.opens_date), cohort.key, sub_group.key,
            {HAS_OWN_DATE}
            {goal_columns}
        FROM enrollment_learner learner
        LEFT JOIN enrollment_unit unit ON unit.id = learner.unit_id
        LEFT JOIN enrollment_cohort cohort ON cohort.id = learner.cohort_id
        LEFT JOIN enrollment_subgroup sub_group ON sub_group.id = learner.sub_group_id
        LEFT JOIN enrollment_enrollment own
            ON own.learner_id = learner.id AND own.course_id = %(course_id)s
        LEFT JOIN LATERAL (
            SELECT * FROM enrollment_quizpolicy any_policy
            WHERE any_policy.cohort_id = learner.cohort_id
              AND (any_policy.sub_group_id = learner.sub_group_id
                   OR any_policy.sub_group_id IS NULL)
            ORDER BY any_policy.sub_group_id NULLS LAST LIMIT 1
        ) policy ON TRUE
        WHERE {READERS_LEARNER}
    """


def progress_in_course(
    learner: Learner, course: PublishedCourse | CourseCard
) -> dict[uuid.UUID, LessonProgress]:
    """Return a learner's progress by lesson uid (one statement)."""
    sql = f"""
        SELECT {statements.columns(LessonProgress, "own")} FROM enrollment_lessonprogress own
        WHERE learner_id = %s AND course_uid = %s
    """
    found = (
        statements.instance(LessonProgress, iter(row))
        for row in statements.rows(sql, [learner.pk, course.uid])
    )
    return {row.lesson_uid: row for row in found if row is not None}


PROGRESS_IN_LESSON = """
    SELECT {columns}, (
        SELECT published_at FROM catalog_edition
        WHERE course_id = %(course_id)s AND number = %(changed_in)s
    ), handed_in.last_at, handed_in.closed_at
    FROM enrollment_lessonprogress own
    CROSS JOIN LATERAL (
        SELECT max(submitted_at) AS last_at,
            array_agg(submitted_at) FILTER (WHERE was_closed AND NOT is_passed) AS closed_at
        FROM enrollment_attempt
        WHERE learner_id = own.learner_id AND lesson_uid = own.lesson_uid
    ) handed_in
    WHERE learner_id = %(learner)s AND lesson_uid = %(lesson)s
"""


def progress_in_lesson(
    learner: Learner, course: PublishedCourse, lesson_uid: uuid.UUID
) -> LessonProgress | None:
    """Return a learner's progress in one lesson, or None (one statement).

    Its `changed_at` is the day the lesson was changed last in substance, None if not known; for its
    quiz `last_submitted_at` and `closed_at` as in opened.QuizStanding.
    """
    facts = {
        "learner": learner.pk,
        "lesson": lesson_uid,
        "course_id": course.id,
        "changed_in": course.lesson_editions.get(str(lesson_uid)),
    }
    columns = statements.columns(LessonProgress, "own")
    row = statements.first(PROGRESS_IN_LESSON.format(columns=columns), facts)
    if row is None:
        return None
    progress: Any = statements.instance(LessonProgress, iter(row))
    progress.changed_at, progress.last_submitted_at, closed_at = row[-3:]
    progress.closed_at = closed_at or ()
    found: LessonProgress = progress
    return found


def attempt_of(learner: Learner | None, lesson_uid: uuid.UUID, uid: uuid.UUID) -> Attempt | None:
    """Return one attempt of this learner at this lesson, or None (one statement).

    Its `is_lesson_passed` says whether the lesson was passed, by whichever attempt.
    """
    if learner is None:
        return None
    passed = LessonProgress.objects.filter(
        learner_id=learner.pk, lesson_uid=lesson_uid, passed_at__isnull=False
    )
    own = Attempt.objects.filter(learner_id=learner.pk, lesson_uid=lesson_uid, uid=uid)
    return own.annotate(is_lesson_passed=Exists(passed)).first()


def next_lesson(
    course: PublishedCourse | PublishedContent,
    done: Iterable[uuid.UUID],
    last_uid: uuid.UUID | None,
) -> PublishedLesson | None:
    """Return where to go on: the last lesson while it is not done, else the next one not done.

    None when every lesson is done.
    """
    finished = set(done)
    lessons = course.lessons
    start = next((index for index, one in enumerate(lessons) if one.uid == last_uid), 0)
    ahead = (*lessons[start:], *lessons[:start])
    return next((one for one in ahead if one.uid not in finished), None)


def done_uids(progress: dict[uuid.UUID, LessonProgress]) -> set[uuid.UUID]:
    """Return the lessons that are done."""
    return {uid for uid, row in progress.items() if row.done_at}


def is_renewed(course: PublishedCourse, row: LessonProgress | None) -> bool:
    """Whether a lesson that is done was changed in substance since; minor editions change none."""
    if row is None or row.done_at is None or row.done_edition_number is None:
        return False
    return course.lesson_editions.get(str(row.lesson_uid), 0) > row.done_edition_number


def renewed_uids(
    course: PublishedCourse, progress: dict[uuid.UUID, LessonProgress]
) -> set[uuid.UUID]:
    """Return the lessons that are done and were changed in substance since."""
    return {uid for uid, row in progress.items() if is_renewed(course, row)}


def gone_uids(course: PublishedCourse, progress: dict[uuid.UUID, LessonProgress]) -> set[uuid.UUID]:
    """Return the lessons with results that are in the course no longer."""
    current = course.content.lessons_by_uid
    return {
        uid
        for uid, row in progress.items()
        if uid not in current and (row.done_at or row.attempt_count)
    }


@dataclass(frozen=True)
class GoneLesson:
    """A lesson that is in the course no longer, with what this learner did there."""

    uid: uuid.UUID
    title: str
    """Empty if nobody knows it any more."""
    progress: LessonProgress
    attempts: tuple[Attempt, ...]


def gone_lessons(learner: Learner, course: PublishedCourse) -> list[GoneLesson]:
    """Return what a learner did in lessons the course no longer has (three statements)."""
    progress = progress_in_course(learner, course)
    gone = list(gone_uids(course, progress))
    if not gone:
        return []
    titles = editions.last_lesson_titles(dict.fromkeys(gone, course.uid))
    attempts: dict[uuid.UUID, list[Attempt]] = {}
    rows = Attempt.objects.filter(learner_id=learner.pk, lesson_uid__in=gone)
    for one in rows.order_by("submitted_at", "pk"):
        attempts.setdefault(one.lesson_uid, []).append(one)
    found = [
        GoneLesson(uid, titles.get(uid, ""), progress[uid], tuple(attempts.get(uid, ())))
        for uid in gone
    ]
    return sorted(found, key=lambda one: one.progress.opened_at)


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
    standing = _standing(reader, goal_on=today)
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
            {HAS_OWN_DATE}, {CERTIFICATE_CODE.format(course_uid="course.uid")}
        FROM enrollment_learner learner
        JOIN enrollment_enrollment own ON own.learner_id = learner.id
        JOIN catalog_course course ON course.id = own.course_id
        WHERE {READERS_LEARNER}
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
