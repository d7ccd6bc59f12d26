"""What the learner's pages ask. Statements are counted: see tests/learning."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, models, router
from django.db.models import F, OuterRef, Subquery

from catalog import editions
from catalog import queries as catalog_queries
from catalog.published import PublishedCourse, PublishedLesson
from catalog.queries import CourseCard
from enrollment.learning.readers import Reader
from enrollment.models import Attempt, Certificate, Enrollment, Learner, LessonProgress, Unit

BESIDE_LEARNER = ("unit", "cohort", "sub_group")


@dataclass(frozen=True)
class Standing:
    """Where a reader stands in one course."""

    learner: Learner | None
    enrollment: Enrollment | None
    certificate_code: str | None = None
    opens_date: date | None = None
    """The day the learner's group opens, if one is set."""


NOWHERE = Standing(None, None)


def opens_date(learner: Learner | None) -> date | None:
    """Return the day a learner's group opens: the sub-group's own, else the cohort's."""
    if learner is None:
        return None
    for group in (learner.sub_group, learner.cohort):
        if group is not None and group.opens_date:
            return group.opens_date
    return None


def standing_in_course(reader: Reader, course: PublishedCourse) -> Standing:
    """Return a reader's learner, unit, enrollment and certificate in a course (one statement).

    Written by hand: every learner's page asks it, and the ORM took a third of a page's time.
    """
    if reader.user is None and reader.guest_uid is None:
        return NOWHERE
    facts: dict[str, Any] = {
        "course_id": course.id,
        "course_uid": course.uid,
        "user_id": reader.user.pk if reader.user else None,
        "guest_uid": None if reader.user else reader.guest_uid,
    }
    with connection.cursor() as cursor:
        cursor.execute(_standing_statement(), facts)
        row = cursor.fetchone()
    if row is None:
        return NOWHERE
    values = iter(row)
    learner = _instance(Learner, values)
    assert learner is not None
    learner.unit = _instance(Unit, values)
    return Standing(learner, _instance(Enrollment, values), next(values), next(values))


@cache
def _standing_statement() -> str:
    columns = ", ".join(
        f"{alias}.{name}"
        for alias, model in (("learner", Learner), ("unit", Unit), ("own", Enrollment))
        for name in _columns(model)
    )
    return f"""
        SELECT {columns},
            (SELECT code FROM enrollment_certificate certificate
             WHERE certificate.learner_id = learner.id AND course_uid = %(course_uid)s
               AND revoked_at IS NULL LIMIT 1),
            COALESCE(sub_group.opens_date, cohort.opens_date)
        FROM enrollment_learner learner
        LEFT JOIN enrollment_unit unit ON unit.id = learner.unit_id
        LEFT JOIN enrollment_cohort cohort ON cohort.id = learner.cohort_id
        LEFT JOIN enrollment_subgroup sub_group ON sub_group.id = learner.sub_group_id
        LEFT JOIN enrollment_enrollment own
            ON own.learner_id = learner.id AND own.course_id = %(course_id)s
        WHERE learner.user_id = %(user_id)s
           OR (learner.uid = %(guest_uid)s AND learner.user_id IS NULL
               AND learner.guest_expires_at > now())
    """


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(str(field.column) for field in model._meta.concrete_fields)


def _instance[M: models.Model](model: type[M], values: Iterator[Any]) -> M | None:
    """The next row of a model among a row's values; None if a LEFT JOIN found nothing."""
    own = [next(values) for _column in _columns(model)]
    names = [field.attname for field in model._meta.concrete_fields]
    if own[names.index("id")] is None:
        return None
    return model.from_db(router.db_for_read(model), names, own)


def _certificate_code(learner: OuterRef, course_uid: "uuid.UUID | OuterRef") -> Subquery:
    valid = Certificate.objects.filter(learner=learner, course_uid=course_uid, revoked_at=None)
    return Subquery(valid.values("code")[:1])


def progress_in_course(
    learner: Learner, course: PublishedCourse
) -> dict[uuid.UUID, LessonProgress]:
    """Return a learner's progress by lesson uid (one statement)."""
    rows = LessonProgress.objects.filter(learner_id=learner.pk, course_uid=course.uid)
    return {row.lesson_uid: row for row in rows}


PROGRESS_IN_LESSON = """
    SELECT own.*, (
        SELECT published_at FROM catalog_edition
        WHERE course_id = %(course_id)s AND number = %(changed_in)s
    ) AS changed_at
    FROM enrollment_lessonprogress own
    WHERE learner_id = %(learner)s AND lesson_uid = %(lesson)s
"""


def progress_in_lesson(
    learner: Learner, course: PublishedCourse, lesson_uid: uuid.UUID
) -> LessonProgress | None:
    """Return a learner's progress in one lesson, or None (one statement).

    Its `changed_at` is the day the lesson was changed last in substance, None if not known.
    """
    facts = {
        "learner": learner.pk,
        "lesson": lesson_uid,
        "course_id": course.id,
        "changed_in": course.lesson_editions.get(str(lesson_uid)),
    }
    return next(iter(LessonProgress.objects.raw(PROGRESS_IN_LESSON, facts)), None)


def attempt_of(learner: Learner | None, lesson_uid: uuid.UUID, uid: uuid.UUID) -> Attempt | None:
    """Return one attempt of this learner at this lesson, or None."""
    if learner is None:
        return None
    return Attempt.objects.filter(learner_id=learner.pk, lesson_uid=lesson_uid, uid=uid).first()


def next_lesson(
    course: PublishedCourse, done: Iterable[uuid.UUID], last_uid: uuid.UUID | None
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

    @property
    def is_completed(self) -> bool:
        """Whether it was completed once."""
        return self.enrollment is not None and self.enrollment.completed_at is not None

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


@dataclass(frozen=True)
class Continue:
    """The one way on."""

    course: PublishedCourse
    lesson: PublishedLesson
    is_new: bool


@dataclass(frozen=True)
class Home:
    """All of a learner's home."""

    learner: Learner | None
    items: tuple[Item, ...]
    way_on: Continue | None

    @property
    def mandatory(self) -> list[Item]:
        """What is asked: nearest date first, completed ones last."""
        asked = [item for item in self.items if item.is_mandatory]
        return sorted(asked, key=lambda item: (item.is_completed, item.due_date or date.max))

    @property
    def mandatory_done_count(self) -> int:
        """How much of what is asked is done."""
        return sum(item.is_completed for item in self.mandatory)

    @property
    def next_due(self) -> Item | None:
        """The open mandatory course whose day comes next and is not over."""
        ahead = (item for item in self.mandatory if item.due_date and not item.is_overdue)
        return next(ahead, None)

    @property
    def overdue(self) -> list[Item]:
        """Mandatory courses whose day is over."""
        return [item for item in self.mandatory if item.is_overdue]

    @property
    def chosen(self) -> list[Item]:
        """Courses offered to, or chosen by, the learner."""
        return [item for item in self.items if item.enrollment and not item.is_mandatory]

    @property
    def others(self) -> list[Item]:
        """What else there is to learn."""
        return [item for item in self.items if item.enrollment is None]

    @property
    def certified(self) -> list[Item]:
        """Courses with a valid certificate."""
        return [item for item in self.items if item.certificate_code]

    @property
    def opens_date(self) -> date | None:
        """The day the learner's group opens, if it is still ahead."""
        opens = opens_date(self.learner)
        today = self.items[0].today if self.items else None
        return opens if opens and today and opens > today else None


def home(reader: Reader, *, today: date) -> Home:
    """Return everything the home page shows (four statements when there is a way on)."""
    rows = _enrollments(reader)
    cards = catalog_queries.published_courses()
    learner = rows[0].learner if rows else _learner(reader)
    by_course = {row.course_id: row for row in rows}
    items = tuple(
        Item(card, row, getattr(row, "certificate_code", None), today)
        for card in cards
        for row in [by_course.get(card.id)]
    )
    return Home(learner, items, _way_on(learner, items))


def course_items(reader: Reader, *, today: date) -> tuple[Item, ...]:
    """Return every published course with the reader's standing in it (two statements)."""
    by_course = {row.course_id: row for row in _enrollments(reader)}
    return tuple(
        Item(card, row, getattr(row, "certificate_code", None), today)
        for card in catalog_queries.published_courses()
        for row in [by_course.get(card.id)]
    )


def _enrollments(reader: Reader) -> list[Enrollment]:
    if reader.rows is None:
        return []
    learner = Learner.objects.filter(reader.rows)
    rows = Enrollment.objects.filter(learner__in=learner)
    return list(
        rows.annotate(
            course_uid=F("course__uid"),
            certificate_code=_certificate_code(OuterRef("learner_id"), OuterRef("course__uid")),
        )
        .select_related(*(f"learner__{name}" for name in BESIDE_LEARNER))
        .order_by("course__position", "course_id")
    )


def _learner(reader: Reader) -> Learner | None:
    if reader.rows is None:
        return None
    return Learner.objects.filter(reader.rows).select_related(*BESIDE_LEARNER).first()


def _way_on(learner: Learner | None, items: tuple[Item, ...]) -> Continue | None:
    item = _item_to_go_on(items)
    if learner is None or item is None or item.enrollment is None:
        return None
    course = catalog_queries.published_course_by_uid(item.card.uid)
    done = done_uids(progress_in_course(learner, course)) if item.is_started else set()
    lesson = next_lesson(course, done, item.enrollment.last_lesson_uid)
    return Continue(course, lesson, is_new=not item.is_started) if lesson else None


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
