"""What enrollment does when something happens in the rooms below."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from catalog import events as catalog_events
from catalog.models import Course
from enrollment import actions
from tenants import events


@receiver(events.province_opened, dispatch_uid="enrollment.cohorts")
def make_cohorts(**_news: Any) -> None:
    """A new province has its three cohorts from the first moment."""
    actions.ensure_cohorts()


@receiver(catalog_events.courses_adopted, dispatch_uid="enrollment.assign_adopted")
def assign_adopted(courses: Sequence[Course], **_news: Any) -> None:
    """A course that was taken over is assigned to whom the office's rules name, in one go."""
    actions.assign_adopted(courses=courses, today=timezone.localdate())
