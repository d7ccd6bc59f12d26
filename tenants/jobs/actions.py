"""Starting, cancelling and running background work."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils import timezone

from tenants.context import Place, each_place, in_place
from tenants.jobs import delivery, work
from tenants.jobs.models import Job, OutboxEvent
from tenants.people import actions as people_actions
from tenants.people.models import User

log = structlog.get_logger(__name__)

STALE_AFTER = timedelta(seconds=90)
MOST_ATTEMPTS = 5


class UnknownKind(Exception):
    """No app registered this kind of job or effect."""


def start_job(
    *,
    kind: str,
    params: dict[str, Any],
    subject_uid: str = "",
    total_count: int = 0,
    by: User | None = None,
) -> Job:
    """Queue one job in this transaction and return it.

    With a `subject_uid`, a job of the same kind that still runs for it is returned instead.
    """
    if kind not in work.JOB_KINDS:
        raise UnknownKind(kind)
    if subject_uid:
        running = Job.objects.filter(
            kind=kind, subject_uid=subject_uid, state__in=[Job.State.QUEUED, Job.State.RUNNING]
        ).first()
        if running is not None:
            return running
    return Job.objects.create(
        kind=kind,
        params=params,
        subject_uid=subject_uid,
        total_count=total_count,
        created_by_uid=by.uid if by else None,
    )


def emit(*, kind: str, payload: dict[str, Any]) -> OutboxEvent:
    """Write one event whose effect happens outside this transaction, once it is committed."""
    if kind not in work.EFFECT_KINDS:
        raise UnknownKind(kind)
    return OutboxEvent.objects.create(kind=kind, payload=payload, due_at=timezone.now())


def emit_many(*, kind: str, payloads: Iterable[dict[str, Any]]) -> None:
    """Write many events of one kind, in this order (one statement). See emit()."""
    if kind not in work.EFFECT_KINDS:
        raise UnknownKind(kind)
    now = timezone.now()
    OutboxEvent.objects.bulk_create(
        [OutboxEvent(kind=kind, payload=payload, due_at=now) for payload in payloads]
    )


def cancel_job(*, uid: uuid.UUID, by: User) -> Job:
    """Stop a job at its next checkpoint; what is done stays done."""
    job = Job.objects.select_for_update().get(uid=uid)
    if job.state in (Job.State.QUEUED, Job.State.RUNNING):
        job.state = Job.State.CANCELLED
        job.finished_at = timezone.now()
        job.save(update_fields=["state", "finished_at"])
        people_actions.write_audit(
            action="jobs.cancel", by=by, subject="job", subject_uid=str(job.uid)
        )
    return job


def dispatch_due() -> int:
    """Do everything that is due in every place, one place after the other; return how much."""
    return sum(run_due(place) for place in each_place())


def dispatch_queue(queue: str) -> int:
    """Run the jobs of one queue in every place, one after the other; return how many."""
    done = 0
    for place in each_place():
        while (job := claim_job(place, queue=queue)) is not None:
            done += run_job(place, job)
    return done


def run_due(place: Place) -> int:
    """Do everything due in one place (called outside any block); return how much was done.

    Jobs of kinds with a queue of their own are left to its worker.
    """
    done = deliver_messages(place)
    while (event := next_event(place)) is not None:
        done += run_effect(place, event)
    while (job := claim_job(place)) is not None:
        done += run_job(place, job)
    return done


def claim_job(place: Place, *, queue: str = "") -> Job | None:
    """Take the oldest queued job, or one whose worker fell silent; None if there is none.

    Without a queue: of the kinds that have none of their own.
    """
    now = timezone.now()
    own = [kind for kind, name in work.JOB_QUEUES.items() if not queue or name == queue]
    with in_place(place):
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(
                Q(state=Job.State.QUEUED)
                | Q(state=Job.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER),
                Q(kind__in=own) if queue else ~Q(kind__in=own),
            )
            .order_by("created_at")
            .first()
        )
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.attempt_count += 1
        job.started_at = job.started_at or now
        job.heartbeat_at = now
        job.save(update_fields=["state", "attempt_count", "started_at", "heartbeat_at"])
        return job


def run_job(place: Place, job: Job) -> int:
    """Run one claimed job to its end; an unexpected error marks it failed and is reported.

    A database that went away is no fault of the job: it stays running, and is taken up again like
    one whose worker fell silent.
    """
    run = work.JobRun(place=place, uid=job.uid, params=job.params)
    try:
        if job.attempt_count > MOST_ATTEMPTS:
            raise RuntimeError("attempts used up")
        work.JOB_KINDS[job.kind](run)
    except work.JobCancelled:
        pass
    except (OperationalError, InterfaceError):
        log.exception("job_interrupted", kind=job.kind, job=str(job.uid))
    except Exception as error:
        log.exception("job_failed", kind=job.kind, job=str(job.uid))
        fail_job(place, job.uid, getattr(error, "code", type(error).__name__))
    return 1


def fail_job(place: Place, uid: uuid.UUID, error_code: str) -> None:
    """Mark a job failed, with a code its page can word."""
    with in_place(place):
        Job.objects.filter(uid=uid, state=Job.State.RUNNING).update(
            state=Job.State.FAILED, error_code=str(error_code)[:64], finished_at=timezone.now()
        )


def next_event(place: Place) -> OutboxEvent | None:
    """Return the oldest event that is due, pushed back a minute should its effect crash."""
    now = timezone.now()
    with in_place(place):
        event = (
            OutboxEvent.objects.select_for_update(skip_locked=True)
            .filter(done_at=None, due_at__lte=now)
            .order_by("due_at", "pk")
            .first()
        )
        if event is None:
            return None
        event.due_at = now + timedelta(minutes=1) * min(2**event.failed_count, 60)
        event.failed_count = min(event.failed_count + 1, 1000)
        event.save(update_fields=["due_at", "failed_count"])
        return event


def run_effect(place: Place, event: OutboxEvent) -> int:
    """Run one effect, then mark its event done; a failure leaves it due again later."""
    try:
        work.EFFECT_KINDS[event.kind](place, event.uid, event.payload)
    except Exception as error:
        log.exception("effect_failed", kind=event.kind, event_uid=str(event.uid))
        with in_place(place):
            OutboxEvent.objects.filter(uid=event.uid).update(last_error_code=type(error).__name__)
        return 0
    with in_place(place):
        OutboxEvent.objects.filter(uid=event.uid).update(done_at=timezone.now())
    return 1


def deliver_messages(place: Place) -> int:
    """Send mails and text messages that wait; each is taken, sent outside the block, marked."""
    done = 0
    while (taken := delivery.take(place)) is not None:
        done += delivery.send(place, taken)
    return done
