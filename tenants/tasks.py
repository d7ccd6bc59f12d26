"""Tasks of the tenants app; each carries its place in its header (tenants.placed)."""

from celery import shared_task
from django.utils import timezone

from tenants import applications
from tenants.jobs import actions as jobs
from tenants.placed import PlaceTask

__all__ = ["PlaceTask", "dispatch", "open_province_site", "reopen_silent"]


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def dispatch() -> None:
    """Hand out what is due in every place; called by beat every two seconds."""
    jobs.dispatch_due()


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def open_province_site(application_uuid: str) -> None:
    """Bring an approved province on line; runs on the queue of the provisioning worker."""
    applications.open_site(application_uuid)


@shared_task
def reopen_silent() -> None:
    """Queue again the openings whose worker or broker died; called by beat every minute."""
    applications.reopen_silent(at=timezone.now())
