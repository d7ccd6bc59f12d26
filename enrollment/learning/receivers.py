"""What learning does when something happens in the rooms below."""

from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from catalog import events as catalog_events
from catalog.models import Course, Edition
from enrollment.learning import guests, settling
from tenants.context import current_place
from tenants.people import events
from tenants.people.models import User


@receiver(events.person_registered, dispatch_uid="enrollment.keep_results")
def keep_results(user: User, request: HttpRequest, **_news: Any) -> None:
    """Who registers keeps what they did before as a guest, and is found on the roster."""
    guests.keep_results(user=user, session=request.session, at=timezone.now())


@receiver(catalog_events.course_published, dispatch_uid="enrollment.follow_edition")
def follow_edition(course: Course, edition: Edition, **_news: Any) -> None:
    """Lessons that a new edition takes out count no longer; nobody learns in the ministry."""
    if not current_place().is_ministry:
        settling.follow_edition(course=course, edition=edition)
