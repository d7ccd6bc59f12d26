"""Taking a roster file in, applying what is good in it, or throwing it away."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from enrollment.models import RosterUpload
from enrollment.roster import files
from tenants.jobs import actions as jobs
from tenants.jobs.models import Job
from tenants.people import actions as people_actions
from tenants.people.models import User


class RosterNotReady(Exception):
    """The upload is not waiting for this: still being read, applied or discarded already."""

    code = "ROSTER_NOT_READY"


def upload_roster(*, content: bytes, file_name: str, by: User | None) -> RosterUpload:
    """Keep a checked file and start reading it. Raises a files.FileRefused."""
    files.check(content, file_name=file_name)
    upload = RosterUpload(
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by_uid=by.uid if by else None,
    )
    suffix = ".csv" if files.kind_of(content) == ".csv" else ".xlsx"
    upload.file_path = default_storage.save(f"rosters/{upload.uid}{suffix}", ContentFile(content))
    upload.save()
    jobs.start_job(
        kind="enrollment.read_roster",
        params={"upload": str(upload.uid)},
        subject_uid=str(upload.uid),
        by=by,
    )
    _write_audit("enrollment.upload_roster", upload, by)
    return upload


def apply_roster(
    *, upload: RosterUpload, update_known: bool = True, take_last: bool = False, by: User | None
) -> Job:
    """Start writing the good rows; people here already are updated or left as they are.

    With take_last, of somebody's rows in the file the last counts, else the first. Raises
    RosterNotReady.
    """
    locked = RosterUpload.objects.select_for_update().get(pk=upload.pk)
    if locked.state != RosterUpload.State.PREVIEW:
        raise RosterNotReady
    locked.state = RosterUpload.State.APPLYING
    locked.save(update_fields=["state"])
    _write_audit("enrollment.apply_roster", locked, by)
    return jobs.start_job(
        kind="enrollment.apply_roster",
        params={
            "upload": str(locked.uid),
            "by": str(by.uid) if by else None,
            "choices": {"update_known": update_known, "take_last": take_last},
        },
        subject_uid=str(locked.uid),
        total_count=locked.new_count + (locked.changed_count if update_known else 0),
        by=by,
    )


def discard_roster(*, upload: RosterUpload, by: User | None) -> RosterUpload:
    """Throw an upload away with its file and rows. Raises RosterNotReady."""
    locked = RosterUpload.objects.select_for_update().get(pk=upload.pk)
    if locked.state not in (RosterUpload.State.PREVIEW, RosterUpload.State.REFUSED):
        raise RosterNotReady
    locked.state = RosterUpload.State.DISCARDED
    locked.save(update_fields=["state"])
    locked.rows.all().delete()
    default_storage.delete(locked.file_path)
    _write_audit("enrollment.discard_roster", locked, by)
    return locked


def _write_audit(action: str, upload: RosterUpload, by: User | None) -> None:
    people_actions.write_audit(
        action=action,
        by=by,
        subject="roster",
        subject_uid=str(upload.uid),
        facts={"sha256": upload.sha256[:16], "new_count": upload.new_count},
    )
