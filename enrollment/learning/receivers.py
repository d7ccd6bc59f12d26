"""What learning does when something happens in the rooms below."""

from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from enrollment.learning import guests
from tenants.people import events
from tenants.people.models import User


@receiver(events.person_registered, dispatch_uid="enrollment.keep_results")
def keep_results(user: User, request: HttpRequest, **_news: Any) -> None:
    """Who registers keeps what they did before as a guest, and is found on the roster."""
    guests.keep_results(user=user, session=request.session, at=timezone.now())
