"""Work in the background."""

import uuid
from urllib.parse import urlencode

import structlog
from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog import following, foresight, uploads
from catalog.actions import adoption, reporting, taking, transcoding
from catalog.transcoding import runs, tools
from tenants.context import each_place, in_ministry, in_place
from tenants.jobs import actions as jobs
from tenants.jobs.work import JobRun, job_kind
from tenants.people.models import User

TRANSCODING_QUEUE = "transcoding"

log = structlog.get_logger(__name__)


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def report_holdings() -> None:
    """Tell the ministry what changed in national courses; a province that fails stops no other."""
    for place in each_place():
        if place.is_ministry:
            continue
        try:
            count = reporting.report_changed(place)
        except Exception:
            log.exception("holdings_not_reported", place=place.id)
            continue
        if count:
            log.info("holdings_reported", place=place.id, course_count=count)


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def delete_old_uploads() -> None:
    """Delete files that waited a day for somebody to use them; called by beat once a day."""
    for place in each_place():
        with in_place(place):
            uploads.delete_old()


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def transcode_waiting() -> None:
    """Make the lighter files that wait; runs on the queue of the transcoding worker."""
    jobs.dispatch_queue(TRANSCODING_QUEUE)


@job_kind(
    transcoding.TRANSCODE,
    title=_("Tạo các bản nhẹ"),
    unit="%",
    errors={
        tools.ToolAbsent.code: _("Máy chủ chưa cài ffmpeg: người học chỉ có bản gốc."),
        tools.ToolFailed.code: _(
            "Không đọc được tệp. Vui lòng xuất lại thành MP4 (H.264, AAC) rồi tải lên lần nữa."
        ),
        tools.ToolTooSlow.code: _(
            "Tệp cần quá nhiều thời gian xử lý. Vui lòng cắt ngắn video hoặc giảm khổ hình."
        ),
    },
    queue=TRANSCODING_QUEUE,
)
def transcode(run: JobRun) -> None:
    """Make the lighter files of a lesson's video or sound."""
    runs.transcode(run)


@job_kind(adoption.ADOPT, title=_("Đưa khóa học vào danh mục của tỉnh"), unit=_("khóa học"))
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
        text = gettext("Đã đưa %(count)s khóa học vào danh mục của tỉnh.") % {"count": len(uids)}
        run.finish(job, result={"url": f"/office/library/results/?{query}", "text": text})


@job_kind(
    taking.TAKE_CLEAN,
    title=_("Nhận các bản mới của Bộ"),
    unit=_("khóa học"),
)
def take_clean(run: JobRun) -> None:
    """Take what needs nobody, one block a course; a rerun goes on after the last one."""
    uids = [uuid.UUID(uid) for uid in run.params["course_uids"]]
    done_count = 0
    while done_count < len(uids):
        with run.block() as job:
            outcomes = dict(job.checkpoint.get("outcomes", {}))
            done_count = len(outcomes)
            if done_count < len(uids):
                uid = uids[done_count]
                by_uid = job.created_by_uid
                by = User.objects.filter(uid=by_uid).first() if by_uid else None
                outcomes[str(uid)] = taking.take_clean(course_uid=uid, by=by)
                done_count += 1
                run.progress(job, done_count=done_count, checkpoint={"outcomes": outcomes})
    with run.block() as job:
        outcomes = job.checkpoint.get("outcomes", {})
        taken = sum(one in (taking.TAKEN, taking.AT_DESK) for one in outcomes.values())
        facts = {"taken": taken, "count": len(uids)}
        text = gettext("Đã nhận bản mới của %(taken)s trên %(count)s khóa học.") % facts
        run.finish(job, result={"url": f"/office/library/updates/taking/{run.uid}/", "text": text})


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def follow_releases() -> None:
    """Bring in what comes by itself: automatic followers and safety updates; called by beat."""
    today = timezone.localdate()
    for place in each_place():
        if not place.is_ministry:
            following.follow(place, today=today)


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def foresee_releases() -> None:
    """Compute what the newest releases meet in the provinces, as far as reports are newer."""
    with in_ministry():
        foresight.refresh_stale()
