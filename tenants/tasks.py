"""Tasks of the tenants app; each carries its place in its header (tenants.placed)."""

from celery import shared_task

from tenants import provisioning
from tenants.jobs import actions as jobs
from tenants.placed import PlaceTask

__all__ = ["PlaceTask", "dispatch", "open_province_site"]


@shared_task(checkpoints=True)
def dispatch() -> None:
    """Hand out what is due in every place; called by beat every two seconds."""
    jobs.dispatch_due()


@shared_task(checkpoints=True)
def open_province_site(application_uuid: str) -> None:
    """Bring an approved province on line; runs on the queue of the provisioning worker."""
    provisioning.open_application(application_uuid)
