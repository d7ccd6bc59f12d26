"""Sessions of the place, and the count of pages read."""

from collections.abc import Callable

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404

from tenants.context import current_place_or_none

NOT_COUNTED = ("/static/", "/media/", "/healthz/", "/theme.css", "/offline/")
KEPT_FOR_LATER = "/copy/"
"""End of the addresses whose pages a device fetches to keep: nobody reads them now."""


class PlaceSessionMiddleware(SessionMiddleware):
    """Django's sessions, left alone where no place is entered (health, static files)."""

    def process_request(self, request: HttpRequest) -> None:
        """Attach the session of this place."""
        super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session if it changed."""
        if current_place_or_none() is None:
            return response
        answer: HttpResponse = super().process_response(request, response)
        return answer


class PageViewMiddleware:
    """Counts successful page reads: the last statement of a GET, one INSERT, nobody named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then count."""
        response = self.get_response(request)
        if counts(request, response):
            record_page_view(route_of(request))
        return response


def counts(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this answer is a page somebody read."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.get("Content-Type", "").startswith("text/html")
        and not request.headers.get("HX-Request")
        and not request.path.startswith(NOT_COUNTED)
        and not request.path.endswith(KEPT_FOR_LATER)
        and current_place_or_none() is not None
    )


def route_of(request: HttpRequest) -> str:
    """Return the name of the address, never the address (it may hold a code)."""
    try:
        match = request.resolver_match
    except Resolver404:
        return "unknown"
    return (match.view_name or "unnamed")[:80] if match else "unknown"


def record_page_view(route: str) -> None:
    """Insert one view without waiting for the disk at COMMIT, if nothing else was written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH quick AS (SELECT CASE WHEN pg_current_xact_id_if_assigned() IS NULL"
            " THEN set_config('synchronous_commit', 'off', true) END AS done)"
            " INSERT INTO people_pageview (at, route) SELECT now(), %s FROM quick",
            [route],
        )
