"""Development only: the mails and text messages of this place, instead of a mail server."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tenants.people import queries

SHOWN_COUNT = 50


@never_cache
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Newest first, with links that can be clicked; absent outside development."""
    if not settings.HVS_DEVELOPMENT:
        raise Http404
    context = {"letters": queries.newest_messages(SHOWN_COUNT)}
    return render(request, "people/mailbox.html", context)
