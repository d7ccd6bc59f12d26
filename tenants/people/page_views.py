"""Pages read: single rows while fresh, folded into one figure a day and kind of page."""

import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Sum

from tenants.people.models import PageView, PageViewDay

FOLD = """
    WITH gone AS (
        DELETE FROM people_pageview WHERE id IN (
            SELECT id FROM people_pageview ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED
        ) RETURNING at, route
    ), counted AS (
        INSERT INTO people_pageviewday (date, route, view_count)
        SELECT (at AT TIME ZONE %(zone)s)::date, route, count(*) FROM gone GROUP BY 1, 2
        ON CONFLICT (date, route)
        DO UPDATE SET view_count = people_pageviewday.view_count + excluded.view_count
    )
    SELECT count(*) FROM gone
"""


def fold(*, most: int = 50_000) -> int:
    """Move up to `most` single views into their day in Vietnam; return how many were moved.

    One statement: nothing is counted twice or lost, also with two folds at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"most": most, "zone": settings.TIME_ZONE})
        row = cursor.fetchone()
    return int(row[0])


def views_by_day(*, since: datetime.date) -> dict[datetime.date, int]:
    """Return the folded views of every day from `since` on."""
    days = PageViewDay.objects.filter(date__gte=since).values("date").annotate(n=Sum("view_count"))
    return dict(days.order_by("date").values_list("date", "n"))


def unfolded_count() -> int:
    """Return how many views wait to be folded."""
    return PageView.objects.count()
