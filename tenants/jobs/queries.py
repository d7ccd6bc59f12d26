"""Questions about background work."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from tenants.jobs.models import Job, OutboxEvent


@dataclass(frozen=True, slots=True)
class JobStanding:
    """How far a job is, in the words a progress bar needs."""

    uid: uuid.UUID
    kind: str
    state: str
    done_count: int
    total_count: int
    done_percent: int
    time_left: timedelta | None
    """Guess from the pace so far; None while there is no pace yet."""
    error_code: str
    url: str
    text: str

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)


def standing_of(job: Job) -> JobStanding:
    """Return how far this job is."""
    percent = job.done_count * 100 // job.total_count if job.total_count else 0
    return JobStanding(
        uid=job.uid,
        kind=job.kind,
        state=job.state,
        done_count=job.done_count,
        total_count=job.total_count,
        done_percent=100 if job.state == Job.State.DONE else min(percent, 100),
        time_left=time_left(job),
        error_code=job.error_code,
        url=job.result.get("url", ""),
        text=job.result.get("text", ""),
    )


def time_left(job: Job) -> timedelta | None:
    """Return the time left at the pace so far, or None if nothing is done yet."""
    if not job.started_at or not job.done_count or job.state != Job.State.RUNNING:
        return None
    spent = timezone.now() - job.started_at
    return spent * (job.total_count - job.done_count) / job.done_count


def waiting_events(*, kind: str) -> list[OutboxEvent]:
    """Return the events of one kind whose effect is not done yet, oldest first."""
    return list(OutboxEvent.objects.filter(kind=kind, done_at=None).order_by("due_at", "pk"))
