"""Rounds of invitations: many accounts, mails and printed slips as one job."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import segno
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from enrollment import actions, figures
from enrollment.actions.invitations import Slip
from enrollment.people import PeopleFilter, people
from tenants.jobs import actions as jobs
from tenants.jobs.models import Job
from tenants.jobs.work import JobRun
from tenants.people.models import User

BLOCK_PEOPLE = 500
KIND = "enrollment.invite"


def start_invitations(*, wanted: PeopleFilter, only_slips: bool, by: User) -> Job:
    """Start inviting everybody of the list so narrowed who has not opened an account."""
    return jobs.start_job(
        kind=KIND,
        params={"wanted": wanted.as_params(), "only_slips": only_slips, "by": str(by.uid)},
        total_count=people(wanted).filter(user__activated_at=None).count(),
        by=by,
    )


def invite(run: JobRun) -> None:
    """Invite block by block; a block run again gives its people new codes, which alone count."""
    while _invite_block(run):
        pass


def _invite_block(run: JobRun) -> bool:
    with run.block() as job:
        after = int(job.checkpoint.get("learner_id", 0))
        number = int(job.checkpoint.get("block", 0))
        ids = list(
            people(PeopleFilter.of(run.params["wanted"]))
            .filter(user__activated_at=None, pk__gt=after)
            .order_by("pk")
            .values_list("pk", flat=True)[:BLOCK_PEOPLE]
        )
        if not ids:
            run.finish(job, result=_result(job))
            return False
        by = User.objects.filter(uid=run.params["by"]).first()
        invited = actions.invite_learners(
            learner_ids=ids, by=by, only_slips=run.params["only_slips"]
        )
        _keep(job, number, invited.slips)
        checkpoint = {
            "learner_id": ids[-1],
            "block": number + 1,
            "mailed_count": job.checkpoint.get("mailed_count", 0) + invited.mailed_count,
            "slip_count": job.checkpoint.get("slip_count", 0) + len(invited.slips),
        }
        run.progress(job, done_count=job.done_count + len(ids), checkpoint=checkpoint)
    return True


def slips_of(job: Job) -> list[Slip]:
    """Return the slips a round printed, in order of units and names; none once thrown away."""
    found: list[Slip] = []
    for number in range(int(job.checkpoint.get("block", 0))):
        name = _name(job, number)
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                found += [Slip(**slip) for slip in json.load(file)]
    return sorted(found, key=lambda slip: slip.unit_name)


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as one path in squares of 1 × 1, quiet zone included."""

    size: int
    path: str


def qr_of(address: str) -> QrCode:
    """Return the QR code of an address, drawn once and shown on every slip."""
    rows = [list(row) for row in segno.make(address, error="m").matrix_iter(border=2)]
    squares = [
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    ]
    return QrCode(size=len(rows), path="".join(squares))


def throw_away(job: Job) -> None:
    """Delete the slips' file: printed, the codes are nobody else's business."""
    for number in range(int(job.checkpoint.get("block", 0))):
        default_storage.delete(_name(job, number))


def _keep(job: Job, number: int, slips: tuple[Slip, ...]) -> None:
    content = json.dumps([asdict(slip) for slip in slips], ensure_ascii=False)
    default_storage.delete(_name(job, number))
    default_storage.save(_name(job, number), ContentFile(content.encode()))


def _name(job: Job, number: int) -> str:
    return f"slips/{job.uid}/{number:04d}.json"


def _result(job: Job) -> dict[str, Any]:
    return {
        "url": f"/office/invitations/{job.uid}/",
        "text": _("Đã gửi %(mailed)s thư và chuẩn bị %(slips)s phiếu.")
        % {
            "mailed": figures.grouped(job.checkpoint.get("mailed_count", 0)),
            "slips": figures.grouped(job.checkpoint.get("slip_count", 0)),
        },
    }
