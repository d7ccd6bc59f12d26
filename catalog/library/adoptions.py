"""Who took what from the shelf."""

from django.db.models import Count

from catalog.library.models import Adoption


def adopted_course_counts() -> dict[int, int]:
    """Return how many national courses each province took over, by the province's number."""
    rows = Adoption.objects.values("province_id").annotate(n=Count("course_uid", distinct=True))
    return {row["province_id"]: row["n"] for row in rows}
