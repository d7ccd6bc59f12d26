"""How far a job is, and the button that stops it."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tenants.jobs import actions, permissions, queries, work
from tenants.jobs.models import Job
from tenants.people.permissions import person, signed_in_required

BAR_STATES = {
    Job.State.QUEUED: "waiting",
    Job.State.RUNNING: "running",
    Job.State.DONE: "done",
    Job.State.FAILED: "failed",
    Job.State.CANCELLED: "cancelled",
}


@never_cache
@require_GET
@signed_in_required
def job(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The job's page; htmx asks for the progress only."""
    found = permissions.job_for(person(request), uid)
    standing = queries.standing_of(found)
    words = work.words_of(found.kind)
    context = {
        "job": standing,
        "title": words.title or _("Việc chạy nền"),
        "unit": words.unit,
        "state": BAR_STATES[Job.State(standing.state)],
        "left": left_words(standing.time_left),
        "error_words": error_words(words, standing.error_code),
        "path": reverse("job", args=[uid]),
        "cancel_path": reverse("job-cancellation", args=[uid]),
    }
    partial = bool(request.headers.get("HX-Request"))
    return render(request, "jobs/_progress.html" if partial else "jobs/job.html", context)


@require_POST
@signed_in_required
def cancellation(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Stop the job at its next checkpoint."""
    by = person(request)
    stopped = actions.cancel_job(uid=permissions.job_for(by, uid).uid, by=by)
    if stopped.state == Job.State.CANCELLED:
        messages.success(request, _("Đã dừng. Phần làm xong trước đó vẫn được giữ."))
    else:
        messages.info(request, _("Việc này đã kết thúc trước khi dừng."))
    return HttpResponseRedirect(reverse("job", args=[uid]))


def left_words(left: timedelta | None) -> str:
    """Return the time left as people say it, or ""."""
    if left is None:
        return ""
    seconds = int(left.total_seconds())
    if seconds < 60:
        return _("còn chưa đến 1 phút")
    return _("còn khoảng %(minutes)s phút") % {"minutes": -(-seconds // 60)}


def error_words(words: work.JobWords, code: str) -> str:
    """Return what stopped the job in words: its app's own, else general ones."""
    if not code:
        return ""
    return str(
        words.errors.get(code)
        or _(
            "Có lỗi ngoài dự kiến, đội kỹ thuật đã được báo. "
            "Phần làm xong trước đó vẫn được giữ; có thể làm lại từ đầu mà không bị trùng."
        )
    )
