"""What enrollment does when something happens in the rooms below."""

from typing import Any

from django.dispatch import receiver

from enrollment import actions
from tenants import events


@receiver(events.province_opened, dispatch_uid="enrollment.cohorts")
def make_cohorts(**_news: Any) -> None:
    """A new province has its three cohorts from the first moment."""
    actions.ensure_cohorts()
