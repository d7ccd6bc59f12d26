"""What runs by the clock for the people of every place."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.utils import timezone

from tenants.context import each_place, in_place
from tenants.people import audit, throttle
from tenants.people.models import OneTimeCode, Session

log = structlog.get_logger(__name__)
KEPT_CODES = timedelta(days=90)
KEPT_FAILURES = timedelta(days=1)


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def seal_audit() -> None:
    """Seal the new audit rows of every place; a place that fails does not stop the others."""
    for place in each_place():
        try:
            with in_place(place):
                sealed = audit.seal()
        except Exception:
            log.exception("audit_not_sealed", place=place.id)
            continue
        if sealed:
            log.info("audit_sealed", place=place.id, entry_count=sealed)


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def delete_old_rows() -> None:
    """Delete what nobody can use any more: sessions, codes, refused sign-ins."""
    now = timezone.now()
    for place in each_place():
        with in_place(place):
            Session.objects.filter(expire_date__lt=now).delete()
            OneTimeCode.objects.filter(expires_at__lt=now - KEPT_CODES).delete()
            throttle.delete_old(before=now - KEPT_FAILURES)
