"""Probes: live says that the process answers, ready that somebody can sign in at this host."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

NO_STORE = {"Cache-Control": "no-store"}


def live(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of the database."""
    return JsonResponse({"status": "live"}, headers=NO_STORE)


def ready(request: HttpRequest) -> HttpResponse:
    """200 when this place's accounts and sessions can be read."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM people_user), EXISTS (SELECT 1 FROM people_session)"
            )
    except DatabaseError:
        return JsonResponse({"status": "not ready"}, status=503, headers=NO_STORE)
    return JsonResponse({"status": "ready"}, headers=NO_STORE)
