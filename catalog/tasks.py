"""Work in the background."""

import uuid
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from catalog.actions import adoption
from tenants.jobs.work import JobRun, job_kind
from tenants.people.models import User


@job_kind(adoption.ADOPT)
def adopt(run: JobRun) -> None:
    """Take releases over, one block each; a rerun goes on after the last one written."""
    uids = [uuid.UUID(uid) for uid in run.params["release_uids"]]
    done_count = 0
    while done_count < len(uids):
        with run.block() as job:
            done_count = job.checkpoint.get("done_count", 0)
            if done_count < len(uids):
                uid = job.created_by_uid
                by = User.objects.filter(uid=uid).first() if uid else None
                adoption.adopt_releases(release_uids=[uids[done_count]], by=by)
                done_count += 1
                checkpoint = {"done_count": done_count}
                run.progress(job, done_count=done_count, checkpoint=checkpoint)
    with run.block() as job:
        query = urlencode([("release", str(uid)) for uid in uids])
        text = _("Đã đưa %(count)s khóa học vào danh mục của tỉnh.") % {"count": len(uids)}
        run.finish(job, result={"url": f"/office/library/results/?{query}", "text": text})
