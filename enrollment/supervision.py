"""What a supervisor may know: people of the own units and all below them, nobody else.

Evaluated are officials, and members of community teams, who must pass before they guide others.
Citizens and business people of a commune learn for themselves: no supervisor sees them. Every
question here takes the units' uids of the supervisor's grants; without any there is nothing.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    Avg,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import JSONObject

from catalog import editions
from enrollment.models import (
    Attempt,
    Certificate,
    Cohort,
    Enrollment,
    Learner,
    LessonProgress,
    Unit,
)
from tenants.people import names

type State = Literal["completed", "learning", "not_started", "overdue"]
STATES: tuple[State, ...] = ("completed", "learning", "not_started", "overdue")
SORT_KEYS = {
    "name": "folded_name",
    "progress": "done_count",
    "score": "score_percent",
    "activity": "last_activity_at",
}


EVALUATED = Q(cohort__key=Cohort.Key.OFFICIALS) | Q(sub_group__key="team_members")


class PersonNotFound(LookupError):
    """Nobody with this uid in the units of this supervisor."""

    code = "PERSON_NOT_FOUND"


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One unit with all below it. `depth` counts from the supervisor's own unit, which is 0."""

    id: int
    uid: uuid.UUID
    name: str
    path: str
    depth: int
    roster_count: int = 0
    active_count: int = 0
    completed_count: int = 0
    overdue_count: int = 0


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """What the list is narrowed to. Unknown values narrow nothing."""

    unit_uid: uuid.UUID | None = None
    state: str = ""
    name: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """One person's mandatory courses in one line."""

    uid: uuid.UUID
    full_name: str
    staff_code: str
    job_title: str
    unit_name: str
    mandatory_count: int
    done_count: int
    overdue_count: int
    score_percent: int | None
    """Mean score of the mandatory courses that are done."""
    last_activity_at: datetime.datetime | None
    has_begun: bool

    @property
    def state(self) -> State:
        """Overdue before anything else; then completed, learning, not started."""
        if self.overdue_count:
            return "overdue"
        if self.mandatory_count and self.done_count == self.mandatory_count:
            return "completed"
        return "learning" if self.has_begun else "not_started"


@dataclass(frozen=True, slots=True)
class AttemptMark:
    """When a quiz was handed in and what it came to."""

    at: datetime.datetime
    score_percent: int
    is_passed: bool


@dataclass(frozen=True, slots=True)
class LessonRecord:
    """One lesson a person has opened."""

    uid: uuid.UUID
    title: str
    opened_at: datetime.datetime
    done_at: datetime.datetime | None
    best_score_percent: int | None
    attempts: tuple[AttemptMark, ...]
    is_gone: bool = False
    """The course has this lesson no longer; what was done there stays."""


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """One course of a person with the lessons opened in it."""

    title: str
    is_mandatory: bool
    due_date: datetime.date | None
    lesson_count: int
    done_lesson_count: int
    completed_at: datetime.datetime | None
    score_percent: int | None
    certificate_code: str
    is_overdue: bool
    lessons: tuple[LessonRecord, ...]


def units_within(scope_uids: Collection[uuid.UUID]) -> QuerySet[Unit]:
    """Return the units of a supervisor with all below them, in the order of the tree."""
    below = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = Unit.objects.filter(uid__in=list(scope_uids)).annotate(below=below)
    return Unit.objects.filter(Exists(above.filter(below__startswith=F("path")))).order_by("path")


def unit_figures(scope_uids: Collection[uuid.UUID], *, today: datetime.date) -> list[UnitFigure]:
    """Return every unit of the scope with the figures of its subtree; two statements."""
    units = list(units_within(scope_uids))
    if not units:
        return []
    counts = _counts_by_unit([unit.pk for unit in units], today)
    roots = _roots(units)
    figures = [
        UnitFigure(
            id=unit.pk,
            uid=unit.uid,
            name=unit.name,
            path=unit.path,
            depth=unit.path.count("/")
            - next(root.count("/") for root in roots if unit.path.startswith(root)),
        )
        for unit in units
    ]
    return [_with_subtree(figure, figures, counts) for figure in figures]


def people_within(
    units: Iterable[UnitFigure], wanted: PersonFilter, *, today: datetime.date
) -> QuerySet[Learner]:
    """Return the learners of these units that the filter leaves, annotated, in its order."""
    chosen = next((unit for unit in units if unit.uid == wanted.unit_uid), None)
    unit_ids = [unit.id for unit in units if chosen is None or unit.path.startswith(chosen.path)]
    people = _annotated(_evaluated().filter(unit_id__in=unit_ids), today)
    if wanted.name:
        people = people.filter(folded_name__contains=names.folded(wanted.name))
    if wanted.state in STATES:
        people = people.filter(_in_state(wanted.state))
    field = SORT_KEYS.get(wanted.sort.removeprefix("-"), "folded_name")
    order = F(field).desc(nulls_last=True) if wanted.sort.startswith("-") else F(field).asc()
    return people.order_by(order, "folded_name", "pk")


def standings(people: Iterable[Any], units: Iterable[UnitFigure]) -> list[PersonStanding]:
    """Return the lines of the list for learners of people_within(); no further statement."""
    names_by_id = {unit.id: unit.name for unit in units}
    return [
        PersonStanding(
            uid=learner.uid,
            full_name=learner.full_name,
            staff_code=learner.staff_code or "",
            job_title=learner.job_title,
            unit_name=names_by_id.get(learner.unit_id, ""),
            mandatory_count=learner.mandatory_count,
            done_count=learner.done_count,
            overdue_count=learner.overdue_count,
            score_percent=None if learner.score_percent is None else round(learner.score_percent),
            last_activity_at=learner.last_activity_at,
            has_begun=learner.active_since is not None,
        )
        for learner in people
    ]


def person_within(scope_uids: Collection[uuid.UUID], uid: uuid.UUID) -> Learner:
    """Return one person of the scope with the unit; raises PersonNotFound for anybody else."""
    person = (
        _evaluated()
        .filter(uid=uid, unit__in=units_within(scope_uids).order_by().values("pk"))
        .select_related("unit")
        .first()
    )
    if person is None:
        raise PersonNotFound(str(uid))
    return person


def course_records(person: Learner, *, today: datetime.date) -> list[CourseRecord]:
    """Return everything a person has been asked and has done, mandatory first.

    Two statements; a third one if a course has lessons no longer that this person opened.
    """
    opened = _lesson_records(person)
    enrollments = list(_enrollments(person))
    gone = _gone_lessons(enrollments, opened)
    titles = editions.last_lesson_titles(gone) if gone else {}
    return [_course_record(enrollment, opened, titles, today) for enrollment in enrollments]


def _evaluated() -> QuerySet[Learner]:
    return Learner.objects.filter(EVALUATED, archived_at=None, guest_expires_at=None)


def _roots(units: list[Unit]) -> list[str]:
    """Paths of the units that have none of the others above them."""
    paths = [unit.path for unit in units]
    return [
        path
        for path in paths
        if not any(path != other and path.startswith(other) for other in paths)
    ]


COUNTS = """
    SELECT unit_id, count(*), count(active_since),
           count(*) FILTER (WHERE asked > 0 AND done = asked),
           count(*) FILTER (WHERE overdue > 0)
    FROM (
        SELECT l.id, l.unit_id, l.active_since,
               count(e.id) FILTER (WHERE e.is_mandatory) AS asked,
               count(e.id) FILTER (WHERE e.is_mandatory AND e.completed_at IS NOT NULL) AS done,
               count(e.id) FILTER (WHERE e.is_mandatory AND e.completed_at IS NULL
                                   AND e.due_date < %s) AS overdue
        FROM enrollment_learner l LEFT JOIN enrollment_enrollment e ON e.learner_id = l.id
        LEFT JOIN enrollment_cohort c ON c.id = l.cohort_id
        LEFT JOIN enrollment_subgroup g ON g.id = l.sub_group_id
        WHERE l.unit_id = ANY(%s) AND l.archived_at IS NULL AND l.guest_expires_at IS NULL
          AND (c.key = 'officials' OR g.key = 'team_members')
        GROUP BY l.id
    ) AS person
    GROUP BY unit_id
"""


def _counts_by_unit(unit_ids: list[int], today: datetime.date) -> dict[int, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [today, unit_ids])
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}


def _with_subtree(
    figure: UnitFigure, figures: list[UnitFigure], counts: dict[int, tuple[int, ...]]
) -> UnitFigure:
    below = [
        counts.get(one.id, (0, 0, 0, 0)) for one in figures if one.path.startswith(figure.path)
    ]
    roster, active, completed, overdue = (sum(column) for column in zip(*below, strict=True))
    return replace(
        figure,
        roster_count=roster,
        active_count=active,
        completed_count=completed,
        overdue_count=overdue,
    )


def _annotated(people: QuerySet[Learner], today: datetime.date) -> QuerySet[Learner]:
    mandatory = Q(enrollments__is_mandatory=True)
    done = mandatory & ~Q(enrollments__completed_at=None)
    late = mandatory & Q(enrollments__completed_at=None, enrollments__due_date__lt=today)
    return people.annotate(
        mandatory_count=Count("enrollments", filter=mandatory),
        done_count=Count("enrollments", filter=done),
        overdue_count=Count("enrollments", filter=late),
        score_percent=Avg("enrollments__score_percent", filter=done),
        last_activity_at=Max("enrollments__last_activity_at"),
    )


def _in_state(state: str) -> Q:
    """What PersonStanding.state says, as a condition."""
    in_time = Q(overdue_count=0)
    all_done = Q(mandatory_count__gt=0, done_count=F("mandatory_count"))
    if state == "overdue":
        return Q(overdue_count__gt=0)
    if state == "completed":
        return in_time & all_done
    begun = ~Q(active_since=None) if state == "learning" else Q(active_since=None)
    return in_time & ~all_done & begun


def _enrollments(person: Learner) -> QuerySet[Enrollment]:
    certificate = Certificate.objects.filter(
        learner_id=OuterRef("learner_id"), course_uid=OuterRef("course__uid"), revoked_at=None
    )
    return (
        Enrollment.objects.filter(learner=person)
        .annotate(
            course_uid=F("course__uid"),
            course_title=F("course__current_edition__document__title"),
            lesson_count=F("course__current_edition__document__lesson_count"),
            certificate_code=Subquery(certificate.values("code")[:1]),
            lesson_titles=Func(
                F("course__current_edition__document__content"),
                Value("$.modules[*].lessons[*]"),
                function="jsonb_path_query_array",
                template="(SELECT jsonb_object_agg(one->>'uid', one->>'title')"
                " FROM jsonb_array_elements(%(function)s(%(expressions)s::jsonpath)) one)",
                output_field=JSONField(),
            ),
        )
        .order_by("-is_mandatory", "course__position", "course__title")
    )


def _lesson_records(person: Learner) -> dict[uuid.UUID, list[LessonRecord]]:
    """Lessons by course, each with every quiz that counts, oldest first.

    Scores that the person does not keep, and late answers the office has not accepted, do not.
    """
    attempts = (
        Attempt.objects.filter(
            learner_id=OuterRef("learner_id"),
            lesson_uid=OuterRef("lesson_uid"),
            score_percent__isnull=False,
            lateness__in=[Attempt.Lateness.ON_TIME, Attempt.Lateness.ACCEPTED],
        )
        .order_by("submitted_at", "pk")
        .values(mark=JSONObject(at="submitted_at", score="score_percent", passed="is_passed"))
    )
    rows = (
        LessonProgress.objects.filter(learner=person)
        .annotate(marks=ArraySubquery(attempts))
        .order_by("opened_at", "pk")
    )
    found: dict[uuid.UUID, list[LessonRecord]] = {}
    for row in rows:
        found.setdefault(row.course_uid, []).append(_lesson_record(row))
    return found


def _lesson_record(row: Any) -> LessonRecord:
    return LessonRecord(
        uid=row.lesson_uid,
        title="",
        opened_at=row.opened_at,
        done_at=row.done_at,
        best_score_percent=row.best_score_percent,
        attempts=tuple(
            AttemptMark(parse_moment(mark["at"]), mark["score"], mark["passed"])
            for mark in row.marks
        ),
    )


def _gone_lessons(
    enrollments: Iterable[Any], opened: dict[uuid.UUID, list[LessonRecord]]
) -> dict[uuid.UUID, uuid.UUID]:
    """Lessons that were opened and are in their course no longer, with the course of each."""
    return {
        lesson.uid: row.course_uid
        for row in enrollments
        for lesson in opened.get(row.course_uid, [])
        if row.lesson_titles and str(lesson.uid) not in row.lesson_titles
    }


def _course_record(
    row: Any,
    opened: dict[uuid.UUID, list[LessonRecord]],
    old_titles: dict[uuid.UUID, str],
    today: datetime.date,
) -> CourseRecord:
    titles = row.lesson_titles or {}
    lessons = [
        replace(
            lesson,
            title=titles.get(str(lesson.uid)) or old_titles.get(lesson.uid, ""),
            is_gone=bool(titles) and str(lesson.uid) not in titles,
        )
        for lesson in opened.get(row.course_uid, [])
    ]
    return CourseRecord(
        title=row.course_title or "",
        is_mandatory=row.is_mandatory,
        due_date=row.due_date,
        lesson_count=row.lesson_count or 0,
        done_lesson_count=row.done_lesson_count,
        completed_at=row.completed_at,
        score_percent=row.score_percent,
        certificate_code=row.certificate_code or "",
        is_overdue=bool(
            row.is_mandatory and not row.completed_at and row.due_date and row.due_date < today
        ),
        lessons=tuple(lessons),
    )


def parse_moment(text: str) -> datetime.datetime:
    """Return a moment as PostgreSQL writes it into JSON."""
    return datetime.datetime.fromisoformat(text)
