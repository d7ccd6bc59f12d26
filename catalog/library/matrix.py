"""Provinces × national courses: who holds what, and how far behind (asked in the ministry)."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from catalog.library import queries
from catalog.library.models import Holding
from catalog.library.queries import ReleaseCard
from tenants.models import Province
from tenants.people import names

type State = Literal["absent", "current", "behind", "conflicting", "postponed", "detached"]
STATES: tuple[State, ...] = get_args(State.__value__)
WITH_A_SITE = (Province.Status.ACTIVE, Province.Status.SUSPENDED)


def state_of(
    *,
    version: int,
    newest_version: int,
    is_detached: bool,
    postponed_until_date: date | None,
    conflict_count: int | None,
    today: date,
) -> State:
    """Return how a course that was taken over stands to the shelf; the first that fits."""
    if is_detached:
        return "detached"
    if version >= newest_version:
        return "current"
    if postponed_until_date is not None and postponed_until_date > today:
        return "postponed"
    return "conflicting" if conflict_count else "behind"


@dataclass(frozen=True, slots=True)
class Cell:
    """How one province stands to one course."""

    state: State
    version: int | None = None
    behind_count: int = 0
    """How many releases came after the one it stands on."""
    conflict_count: int | None = None
    """Places a person must decide to go on to the newest release; None: not computed yet."""
    changed_lesson_count: int = 0
    is_automatic: bool = False
    postponed_until_date: date | None = None
    reported_at: datetime | None = None


ABSENT = Cell("absent")


@dataclass(frozen=True)
class Row:
    """One province with its cells; a course without one was not taken over."""

    province_id: int
    slug: str
    name: str
    title: str
    cells: dict[uuid.UUID, Cell]

    def cell(self, course_uid: uuid.UUID) -> Cell:
        """Return the cell of a course."""
        return self.cells.get(course_uid, ABSENT)

    def taken_count(self, courses: Iterable[ReleaseCard]) -> int:
        """Return how many of these courses the province took over."""
        return sum(1 for course in courses if course.course_uid in self.cells)


@dataclass(frozen=True)
class Matrix:
    """All provinces by name and all courses on the shelf by position."""

    rows: list[Row]
    courses: list[ReleaseCard]

    def counts(self, course: ReleaseCard) -> dict[State, int]:
        """Return how many provinces stand in each state to a course."""
        counts = dict.fromkeys(STATES, 0)
        for row in self.rows:
            counts[row.cell(course.course_uid).state] += 1
        return counts

    def taken_count(self, course: ReleaseCard) -> int:
        """Return how many provinces took a course over."""
        return sum(1 for row in self.rows if course.course_uid in row.cells)

    def only(
        self,
        *,
        audience: str = "",
        state: str = "",
        search: str = "",
        provinces: Collection[str] = (),
        courses: Collection[str] = (),
    ) -> "Matrix":
        """Return the part that fits; rows and columns without a cell in that state fall away.

        The search looks among the provinces' names; if none fits, among the courses' titles.
        """
        shown = [one for one in self.courses if audience in ("", one.audience)]
        shown = [one for one in shown if not courses or one.slug in courses]
        rows = [one for one in self.rows if not provinces or one.slug in provinces]
        rows, shown = _searched(rows, shown, names.folded(search))
        if state:
            rows = [one for one in rows if _has(state, [one], shown)]
            shown = [one for one in shown if _has(state, rows, [one])]
        return Matrix(rows, shown)


def _has(state: str, rows: Iterable[Row], courses: Iterable[ReleaseCard]) -> bool:
    uids = [course.course_uid for course in courses]
    return any(row.cell(uid).state == state for row in rows for uid in uids)


def _searched(
    rows: list[Row], courses: list[ReleaseCard], words: str
) -> tuple[list[Row], list[ReleaseCard]]:
    if not words:
        return rows, courses
    found = [row for row in rows if words in names.folded(f"{row.title} {row.slug}")]
    if found:
        return found, courses
    return rows, [course for course in courses if words in names.folded(course.title)]


def adoption_matrix(*, today: date) -> Matrix:
    """Return the whole country (two statements, whatever its size)."""
    courses = queries.latest_releases()
    newest = {course.course_uid: course.version for course in courses}
    rows: dict[int, Row] = {}
    for held in _holdings():
        number, slug, name, title, course_uid, *facts = held
        row = rows.setdefault(number, Row(number, slug, name, title, {}))
        if course_uid in newest:
            row.cells[course_uid] = _cell(newest[course_uid], today, *facts)
    return Matrix(sorted(rows.values(), key=lambda row: names.folded(row.name)), courses)


HOLDING_FIELDS = (
    *("course_uid", "version", "is_detached", "postponed_until_date", "foreseen_version"),
    *("conflict_count", "changed_lesson_count", "is_automatic", "reported_at"),
)


def _holdings() -> Iterable[tuple[Any, ...]]:
    """Return every province with each of its holdings; one without any comes once, with None."""
    return (
        Province.objects.filter(status__in=WITH_A_SITE)
        .order_by("pk")
        .values_list(
            *("pk", "schema_name", "name", "title"),
            *(f"holding__{name}" for name in HOLDING_FIELDS),
        )
    )


def _cell(
    newest_version: int,
    today: date,
    version: int,
    is_detached: bool,
    postponed_until_date: date | None,
    foreseen_version: int | None,
    conflict_count: int,
    changed_lesson_count: int,
    is_automatic: bool,
    reported_at: datetime,
) -> Cell:
    is_foreseen = version < newest_version and (foreseen_version or 0) >= newest_version
    conflicts = conflict_count if is_foreseen else None
    state = state_of(
        version=version,
        newest_version=newest_version,
        is_detached=is_detached,
        postponed_until_date=postponed_until_date,
        conflict_count=conflicts,
        today=today,
    )
    return Cell(
        state=state,
        version=version,
        behind_count=max(newest_version - version, 0),
        conflict_count=conflicts,
        changed_lesson_count=changed_lesson_count,
        is_automatic=is_automatic,
        postponed_until_date=postponed_until_date,
        reported_at=reported_at,
    )


def cell_of(holding: Holding, *, newest_version: int, today: date) -> Cell:
    """Return the cell of one row."""
    facts = (getattr(holding, name) for name in HOLDING_FIELDS[1:])
    return _cell(newest_version, today, *facts)
