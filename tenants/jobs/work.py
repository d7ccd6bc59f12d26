"""Kinds of background work, and the hand a running job is given.

An app registers its kinds at import (AppConfig.ready imports its `tasks` module). A job runs
outside any block and opens one block per checkpoint, so that a crash at any line is made good by
running it again from the last checkpoint.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from tenants.context import Place, in_place
from tenants.jobs.models import Job

type JobFunction = Callable[["JobRun"], None]
type EffectFunction = Callable[[Place, uuid.UUID, dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class JobWords:
    """What the page of a job says: lazy translations."""

    title: Any
    unit: Any
    errors: Mapping[str, Any]


JOB_WORDS: dict[str, JobWords] = {}
JOB_QUEUES: dict[str, str] = {}
"""Queue of the kinds that have one of their own; all others are done by the default worker."""
JOB_KINDS: dict[str, JobFunction] = {}
EFFECT_KINDS: dict[str, EffectFunction] = {}


class JobCancelled(Exception):
    """Somebody cancelled the job; nothing after the last checkpoint was done."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of one job: its parameters, its place, and blocks to work in."""

    place: Place
    uid: uuid.UUID
    params: dict[str, Any]

    @contextmanager
    def block(self) -> Iterator[Job]:
        """Enter the job's place with its row locked. Raises JobCancelled."""
        with in_place(self.place):
            job = Job.objects.select_for_update().get(uid=self.uid)
            if job.state != Job.State.RUNNING:
                raise JobCancelled
            yield job

    def progress(
        self,
        job: Job,
        *,
        done_count: int,
        total_count: int | None = None,
        checkpoint: dict[str, Any] | None = None,
    ) -> None:
        """Write how far the job is, in the same block as the work itself."""
        job.done_count = done_count
        if total_count is not None:
            job.total_count = total_count
        if checkpoint is not None:
            job.checkpoint = checkpoint
        job.heartbeat_at = timezone.now()
        job.save(update_fields=["done_count", "total_count", "checkpoint", "heartbeat_at"])

    def finish(self, job: Job, *, result: dict[str, Any] | None = None) -> None:
        """Mark the job done. `result` may hold {"url", "text"} for the progress page."""
        job.state = Job.State.DONE
        job.result = result or {}
        job.finished_at = timezone.now()
        job.save(update_fields=["state", "result", "finished_at"])

    def refuse(self, job: Job, *, code: str, result: dict[str, Any] | None = None) -> None:
        """End a job that cannot be done with what it was given; `code` as its kind words it."""
        job.state, job.error_code = Job.State.FAILED, code
        job.result = result or {}
        job.finished_at = timezone.now()
        job.save(update_fields=["state", "error_code", "result", "finished_at"])


def job_kind(
    kind: str,
    *,
    title: Any,
    unit: Any,
    errors: Mapping[str, Any] | None = None,
    queue: str = "",
) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the work of this kind, with the words of its page.

    Words are lazy translations: a title, what is counted ("dòng"), and {error code: words}. Work
    that keeps a processor busy for minutes names a queue of its own, so that nothing waits for it.
    """

    def register(function: JobFunction) -> JobFunction:
        JOB_KINDS[kind] = function
        JOB_WORDS[kind] = JobWords(title, unit, errors or {})
        if queue:
            JOB_QUEUES[kind] = queue
        return function

    return register


def words_of(kind: str) -> JobWords:
    """Return the words of a kind, empty ones for a kind nobody registers any more."""
    return JOB_WORDS.get(kind, JobWords("", "", {}))


def effect_kind(kind: str) -> Callable[[EffectFunction], EffectFunction]:
    """Register a function as the effect of outbox events of this kind."""

    def register(function: EffectFunction) -> EffectFunction:
        EFFECT_KINDS[kind] = function
        return function

    return register
