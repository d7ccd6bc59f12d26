"""How far the lighter files of a lesson are, as its editor sees it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from django.utils import timezone

from catalog.actions.transcoding import TRANSCODE, Part, is_light, subject_of
from catalog.models import Lesson, MediaFile
from catalog.transcoding.tools import ToolAbsent
from tenants.jobs import queries as jobs
from tenants.jobs.models import Job

STUCK_AFTER = timedelta(minutes=3)

type State = Literal["none", "original", "waiting", "stuck", "running", "done", "failed", "absent"]


@dataclass(frozen=True)
class Made:
    """One file learners can choose."""

    sha256: str
    label: str
    """"360p"; empty: sound alone."""
    size_bytes: int
    is_original: bool


@dataclass(frozen=True)
class Standing:
    """The lighter files of one part of a lesson."""

    state: State
    """none: no such part; original: nobody asked yet; stuck: no worker took the job."""
    percent: int = 0
    error_code: str = ""
    job_uid: uuid.UUID | None = None
    files: tuple[Made, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it will change by itself."""
        return self.state in ("waiting", "running")

    @property
    def can_start(self) -> bool:
        """Whether a new try makes sense."""
        return self.state in ("original", "stuck", "failed", "absent")


def standing_of(lesson: Lesson, part: Part) -> Standing:
    """Return how far a part of a lesson is (three statements at most)."""
    facts = getattr(lesson, part)
    if not facts:
        return Standing("none")
    files = made_files(facts)
    if is_light(part, facts):
        return Standing("done", files=files)
    job = (
        Job.objects.filter(kind=TRANSCODE, subject_uid=subject_of(lesson, facts["sha256"]))
        .order_by("-created_at", "-pk")
        .first()
    )
    return _of_job(job, files) if job else Standing("original", files=files)


def _of_job(job: Job, files: tuple[Made, ...]) -> Standing:
    percent = jobs.standing_of(job).done_percent
    return Standing(_state(job), percent, job.error_code, job.uid, files)


def _state(job: Job) -> State:
    if job.state == Job.State.QUEUED:
        return "stuck" if timezone.now() - job.created_at > STUCK_AFTER else "waiting"
    if job.state == Job.State.RUNNING:
        return "running"
    if job.state == Job.State.DONE:
        return "done"
    return "absent" if job.error_code == ToolAbsent.code else "failed"


def made_files(facts: dict[str, Any]) -> tuple[Made, ...]:
    """Return the files of a video or of sound, lowest first, the original last (one statement)."""
    sizes = [one["sha256"] for one in facts.get("renditions", ())]
    hashes = [*sizes, facts.get("audio_sha256"), facts["sha256"]]
    rows = {one.sha256: one for one in MediaFile.objects.filter(sha256__in=filter(None, hashes))}
    return tuple(
        Made(
            sha256,
            f"{rows[sha256].height}p" if rows[sha256].height else "",
            rows[sha256].size_bytes,
            sha256 == facts["sha256"],
        )
        for sha256 in hashes
        if sha256 in rows
    )


def in_work(lesson_uids: Collection[str]) -> set[str]:
    """Return which of these lessons have a file being made lighter (one statement)."""
    open_jobs = Job.objects.filter(
        kind=TRANSCODE, state__in=[Job.State.QUEUED, Job.State.RUNNING]
    ).values_list("params__lesson_uid", flat=True)
    return set(lesson_uids) & set(open_jobs)
