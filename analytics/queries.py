"""Questions to the daily figures. The national ones never look into a province."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from django.conf import settings
from django.db.models import Sum

from analytics.models import CohortDay, ProvinceDay, ProvincePull, ProvinceViewDay
from catalog.library import adoptions
from enrollment import figures
from enrollment import queries as enrollment_queries
from enrollment.figures import CourseFigure
from tenants.models import Province, SchemaState
from tenants.people import names

type Status = Literal["open", "behind", "failed", "suspended", "provisioning", "pull_failed"]

SORT_KEYS = {
    "name": "folded_name",
    "status": "status",
    "target": "target_count",
    "roster": "roster_count",
    "active": "active_count",
    "completed": "completed_count",
    "certificates": "certificate_count",
    "courses": "course_count",
    "views": "view_count",
}
VIEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class Figures:
    """The same figures for a province, a cohort or the whole country."""

    target_count: int = 0
    roster_count: int = 0
    active_count: int = 0
    completed_count: int = 0
    course_completion_count: int = 0
    certificate_count: int = 0

    @classmethod
    def total(cls, parts: Iterable["Figures | ProvinceDay | CohortDay"]) -> "Figures":
        """Add up figures; a target that is not set adds nothing."""
        rows = list(parts)
        return cls(**{name: sum(getattr(row, name) or 0 for row in rows) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class ProvinceStanding:
    """One province among the others, as of the time its figures were pulled."""

    uuid: uuid.UUID
    name: str
    title: str
    folded_name: str
    slug: str
    status: Status
    figures: Figures
    course_count: int
    view_count: int
    counted_at: datetime.datetime | None
    """Of the figures shown; None before the first pull."""

    @property
    def target_count(self) -> int:
        """Sum of the cohorts' targets."""
        return self.figures.target_count

    @property
    def roster_count(self) -> int:
        """People in the roster."""
        return self.figures.roster_count

    @property
    def active_count(self) -> int:
        """People who began to learn."""
        return self.figures.active_count

    @property
    def completed_count(self) -> int:
        """People who finished what is asked of them."""
        return self.figures.completed_count

    @property
    def certificate_count(self) -> int:
        """Valid certificates."""
        return self.figures.certificate_count

    @property
    def is_reachable(self) -> bool:
        """Whether people can sign in there."""
        return self.status in ("open", "pull_failed")


@dataclass(frozen=True, slots=True)
class CohortStanding:
    """One cohort of this province against its target, with its courses; counted just now."""

    key: str
    name: str
    target_count: int | None
    roster_count: int
    active_count: int
    completed_count: int
    certificate_count: int
    courses: tuple[CourseFigure, ...]


@dataclass(frozen=True, slots=True)
class OpenProvince:
    """A province people can go to."""

    name: str
    title: str
    slug: str

    @property
    def url(self) -> str:
        """Address of the province's own site."""
        return f"{settings.BASE_SCHEME}://{self.host}/"

    @property
    def host(self) -> str:
        """Host name, with a port where it is not the usual one."""
        return f"{self.slug}.{settings.BASE_HOST}{settings.BASE_PORT}"


@dataclass(frozen=True, slots=True)
class NationalSums:
    """What the front page tells everybody."""

    province_count: int
    figures: Figures
    view_count: int
    counted_at: datetime.datetime | None
    """The oldest count among the newest ones of each province."""


def province_standings(*, today: datetime.date, sort: str = "name") -> list[ProvinceStanding]:
    """Return every province that has or had a site, sorted by a key of SORT_KEYS ("-" turns round).

    Six statements, whatever the number of learners. An unknown key sorts by name.
    """
    newest = _newest_days()
    views = _views(since=today - datetime.timedelta(days=VIEW_DAYS - 1))
    pulls = {pull.province_uuid: pull for pull in ProvincePull.objects.all()}
    courses = adoptions.adopted_course_counts()
    provinces = Province.objects.select_related("schema_state").order_by("schema_name")
    standings = [
        _standing(
            province,
            newest.get(province.uuid, []),
            pulls.get(province.uuid),
            courses.get(province.pk, 0),
            views.get(province.uuid, 0),
        )
        for province in provinces
    ]
    return _sorted(standings, sort)


def cohort_sums() -> dict[str, Figures]:
    """Return the country's newest figures by cohort key; one statement."""
    by_cohort: dict[str, list[ProvinceDay]] = {}
    for days in _newest_days().values():
        for day in days:
            by_cohort.setdefault(day.cohort_key, []).append(day)
    return {key: Figures.total(days) for key, days in by_cohort.items()}


def national_sums() -> NationalSums:
    """Return the sums of the newest roll-ups, and how many provinces are open; three statements."""
    days = [day for province in _newest_days().values() for day in province]
    views = ProvinceViewDay.objects.aggregate(n=Sum("view_count"))["n"] or 0
    return NationalSums(
        province_count=Province.objects.filter(status=Province.Status.ACTIVE).count(),
        figures=Figures.total(days),
        view_count=views,
        counted_at=min((day.counted_at for day in days), default=None),
    )


def open_provinces() -> list[OpenProvince]:
    """Return the provinces people can go to, by name; one statement."""
    rows = Province.objects.filter(status=Province.Status.ACTIVE).values_list(
        "name", "title", "schema_name"
    )
    return sorted((OpenProvince(*row) for row in rows), key=lambda one: names.folded(one.name))


def cohort_standings() -> list[CohortStanding]:
    """Return this province's cohorts with their courses, counted now; three statements."""
    courses = figures.course_figures()
    certificates = figures.certificate_counts()
    return [
        CohortStanding(
            key=cohort.key,
            name=cohort.name,
            target_count=cohort.target_count,
            roster_count=cohort.roster_count,
            active_count=cohort.active_count,
            completed_count=cohort.completed_count,
            certificate_count=certificates.get(cohort.key, 0),
            courses=tuple(course for course in courses if course.cohort_key == cohort.key),
        )
        for cohort in enrollment_queries.cohort_figures()
    ]


def recent_days(*, since: datetime.date) -> list[CohortDay]:
    """Return this province's own counts since a day, newest day first."""
    return list(CohortDay.objects.filter(date__gte=since).order_by("-date", "cohort_key"))


def _newest_days() -> dict[uuid.UUID, list[ProvinceDay]]:
    """Return each province's newest row of each cohort."""
    newest = ProvinceDay.objects.order_by("province_uuid", "cohort_key", "-date").distinct(
        "province_uuid", "cohort_key"
    )
    found: dict[uuid.UUID, list[ProvinceDay]] = {}
    for day in newest:
        found.setdefault(day.province_uuid, []).append(day)
    return found


def _views(*, since: datetime.date) -> dict[uuid.UUID, int]:
    rows = (
        ProvinceViewDay.objects.filter(date__gte=since)
        .values("province_uuid")
        .annotate(n=Sum("view_count"))
    )
    return dict(rows.values_list("province_uuid", "n"))


def _standing(
    province: Province,
    days: list[ProvinceDay],
    pull: ProvincePull | None,
    course_count: int,
    view_count: int,
) -> ProvinceStanding:
    return ProvinceStanding(
        uuid=province.uuid,
        name=province.name,
        title=province.title,
        folded_name=names.folded(province.name),
        slug=province.schema_name,
        status=_status(province, pull),
        figures=Figures.total(days),
        course_count=course_count,
        view_count=view_count,
        counted_at=max((day.counted_at for day in days), default=None),
    )


def _status(province: Province, pull: ProvincePull | None) -> Status:
    if province.status == Province.Status.SUSPENDED:
        return "suspended"
    if province.status == Province.Status.PROVISIONING:
        return "provisioning"
    if province.status == Province.Status.FAILED:
        return "failed"
    if province.schema_state.state != SchemaState.State.CURRENT:
        return "behind"
    return "pull_failed" if pull and pull.error_code else "open"


def _sorted(standings: list[ProvinceStanding], sort: str) -> list[ProvinceStanding]:
    """Sort by one key; equal ones stay by name."""
    by_name = sorted(standings, key=attrgetter("folded_name"))
    field = SORT_KEYS.get(sort.removeprefix("-"), "folded_name")
    return sorted(by_name, key=attrgetter(field), reverse=sort.startswith("-"))
