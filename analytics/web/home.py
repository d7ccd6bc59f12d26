"""The national front page: what the service is, for whom, and where to go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics import queries


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Say what the service is, with true sums from the roll-ups."""
    return render(
        request,
        "analytics/home.html",
        {"sums": queries.national_sums(), "provinces": queries.open_provinces()},
    )
