"""Who took what from the shelf."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from catalog.library import queries
from catalog.library.matrix import ABSENT, WITH_A_SITE, Cell, cell_of
from catalog.library.models import Adoption, Holding
from catalog.library.queries import ReleaseCard
from catalog.merging import marks, states
from tenants.models import Province


def adopted_course_counts() -> dict[int, int]:
    """Return how many national courses each province took over, by the province's number."""
    rows = Adoption.objects.values("province_id").annotate(n=Count("course_uid", distinct=True))
    return {row["province_id"]: row["n"] for row in rows}


class AdoptionNotFound(LookupError):
    """No such province with a site, or no such course on the shelf."""

    code = "ADOPTION_NOT_FOUND"


@dataclass(frozen=True)
class AdoptionDetail:
    """How one province holds one national course, as it reported."""

    province: Province
    course: ReleaseCard
    """At its newest release."""
    cell: Cell
    holding: Holding | None
    """None: not taken over, or not reported yet."""
    history: list[Adoption]
    """Releases the province stood on, newest first."""
    changed_lessons: list[str]
    """National titles of the lessons the province changed."""
    own_lesson_count: int
    """Lessons the province added; the ministry does not know their titles."""


def adoption_detail(*, province_slug: str, course_slug: str, today: date) -> AdoptionDetail:
    """Return one cell of the matrix with all that is known of it (five statements).

    Raises AdoptionNotFound.
    """
    province = Province.objects.filter(schema_name=province_slug, status__in=WITH_A_SITE).first()
    try:
        course = queries.newest_release_card(course_slug)
    except queries.ReleaseNotFound as error:
        raise AdoptionNotFound from error
    if province is None:
        raise AdoptionNotFound
    mine = {"province": province, "course_uid": course.course_uid}
    holding = Holding.objects.filter(**mine).first()
    titles, own_count = changed_lessons(holding) if holding else ([], 0)
    return AdoptionDetail(
        province=province,
        course=course,
        cell=cell_of(holding, newest_version=course.version, today=today) if holding else ABSENT,
        holding=holding,
        history=list(Adoption.objects.filter(**mine).order_by("-adopted_at", "-pk")),
        changed_lessons=titles,
        own_lesson_count=own_count,
    )


def changed_lessons(holding: Holding) -> tuple[list[str], int]:
    """Return the national titles of the lessons a province changed, and how many are its own."""
    if not holding.fingerprint:
        return [], 0
    try:
        release = queries.release_of_version(holding.course_uid, holding.version)
    except queries.ReleaseNotFound:
        return [], 0
    base = states.of_document(release.document)
    mine = states.of_fingerprint(holding.fingerprint, base)
    touched = marks.touched_lessons(holding.fingerprint, mine, base)
    known = [uid for uid in touched if uid in base.nodes]
    return [base.nodes[uid].title for uid in known], len(touched) - len(known)
