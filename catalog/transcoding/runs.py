"""The job: one file of a lesson becomes lighter ones, one output after the other.

Each finished output is stored by its hash and noted in the job's checkpoint in one block, so a run
that was killed at any line goes on with the next output, and ends the same.
"""

import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from catalog import media, sounds
from catalog.models import Lesson, MediaFile
from catalog.transcoding import recipes, tools
from catalog.transcoding.recipes import Output
from tenants.context import in_place
from tenants.jobs.models import Job
from tenants.jobs.work import JobRun

FOLDER = "hvs-transcoding"
FORGOTTEN_AFTER_SECONDS = 24 * 60 * 60
TELL_EVERY_SECONDS = 3.0
COPY_BYTES = 1024 * 1024
WEIGHTS = {"240": 2, "360": 4, "480": 6, "audio": 1, "poster": 1}
"""How long the outputs take, as parts of each other."""

type Made = dict[str, dict[str, Any] | None]
"""By the output's name: {"sha256", "height"} of the file, None where it is of no use."""


class NotWanted(Exception):
    """The lesson shows another file by now, or none."""


@dataclass
class Transcoding:
    """One run of one job."""

    run: JobRun
    file: MediaFile
    outputs: list[Output]
    duration_seconds: int
    made: Made = field(default_factory=dict)
    _told_at: float = 0.0

    @classmethod
    def of(cls, run: JobRun, job: Job) -> "Transcoding":
        """Return the work of a job as it stands in its place; raises NotWanted."""
        part = run.params["part"]
        facts = wanted(run.params)
        file = MediaFile.objects.filter(sha256=run.params["sha256"]).first()
        if facts is None or file is None:
            raise NotWanted
        seconds = facts["duration_seconds"]
        if part == "video":
            outputs = recipes.of_video(
                shorter_side=min(file.width or 0, file.height or 0) or recipes.HEIGHTS[-1],
                duration_seconds=seconds,
                with_poster=not facts["poster_sha256"],
            )
        else:
            outputs = recipes.of_sound()
        return cls(run, file, outputs, seconds, dict(job.checkpoint.get("made", {})))

    def make_all(self, folder: Path) -> None:
        """Make what is not made yet; raises what tools and NotWanted name."""
        source = folder / "source"
        with in_place(self.run.place, atomic=False):
            with media.open_file(self.file) as opened, source.open("wb") as out:
                shutil.copyfileobj(opened, out, COPY_BYTES)
        for output in self.outputs:
            if output.name not in self.made:
                self._make(source, output)

    def _make(self, source: Path, output: Output) -> None:
        target = source.parent / output.file_name
        target.unlink(missing_ok=True)
        try:
            tools.make(
                source=source,
                demuxer=recipes.DEMUXERS[self.file.content_type],
                target=target,
                recipe=output.recipe,
                progress=lambda seconds: self._tell(output, seconds),
            )
            content = target.read_bytes()
            values = examined(output, content)
        except (tools.ToolFailed, FileNotFoundError, media.FileTypeMismatch) as error:
            if not output.is_optional:
                raise tools.ToolFailed(str(error)) from error
            content, values = b"", {}
        self._keep(output, content, values)

    def _keep(self, output: Output, content: bytes, values: dict[str, Any]) -> None:
        """Store one output and note it, in one block."""
        with self.run.block() as job:
            self.made[output.name] = None
            if content and self._is_useful(output, content):
                name = f"{self.file.sha256[:16]}.{output.file_name}"
                kept = media.store(values.pop("content", content), file_name=name, **values)
                self.made[output.name] = {"sha256": kept.sha256, "height": kept.height}
            checkpoint = {"made": self.made}
            self.run.progress(job, done_count=self._percent(), checkpoint=checkpoint)

    def _is_useful(self, output: Output, content: bytes) -> bool:
        """Whether a size is smaller than the original; as high as it, much smaller."""
        if output.height is None:
            return True
        is_as_high = output.height == min(self.file.width or 0, self.file.height or 0)
        limit = self.file.size_bytes * (recipes.SMALLER_BY if is_as_high else 1)
        return len(content) < limit

    def _tell(self, output: Output, seconds: float) -> None:
        """Write the progress now and then; stop where nobody wants the file any more."""
        if time.monotonic() - self._told_at < TELL_EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        with self.run.block() as job:
            if wanted(self.run.params) is None:
                raise NotWanted
            self.run.progress(job, done_count=self._percent(output, seconds))

    def _percent(self, output: Output | None = None, seconds: float = 0) -> int:
        done = sum(WEIGHTS[name] for name in self.made)
        here = min(seconds / max(self.duration_seconds, 1), 1)
        done_here = WEIGHTS[output.name] * here if output else 0
        total = sum(WEIGHTS[one.name] for one in self.outputs)
        return min(int((done + done_here) * 100 / total), 99)


def transcode(run: JobRun) -> None:
    """Make the lighter files of one file and write them into the lesson that still shows it."""
    try:
        _transcode(run)
    except NotWanted:
        with run.block() as job:
            run.finish(job, result={"text": gettext("Bài đã dùng tệp khác.")})
    except (tools.ToolAbsent, tools.ToolFailed, tools.ToolTooSlow) as error:
        with run.block() as job:
            run.refuse(job, code=error.code)


def _transcode(run: JobRun) -> None:
    from catalog.actions import transcoding as actions  # its start needs the words of this job

    with run.block() as job:
        work = Transcoding.of(run, job)
    if tools.program() is None:
        raise tools.ToolAbsent
    with folder_of(run.uid) as folder:
        work.make_all(folder)
    with run.block() as job:
        if not actions.keep_made(**run.params, made=work.made):
            raise NotWanted
        run.finish(job)


def wanted(params: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the lesson says of this file, None if it shows it no more (one statement)."""
    values = Lesson.objects.filter(uid=params["lesson_uid"]).values_list(params["part"], flat=True)
    facts: dict[str, Any] | None = values.first()
    return facts if facts and facts["sha256"] == params["sha256"] else None


def examined(output: Output, content: bytes) -> dict[str, Any]:
    """Return what media.store is told of an output; raises media.FileTypeMismatch."""
    if output.content_type == "image/png":
        drawn = media.picture(content)
        values = {"content": drawn.content, "content_type": "image/webp"}
        return values | {"width": drawn.width, "height": drawn.height}
    if output.content_type == "audio/mp4":
        return {"content_type": sounds.facts(content).content_type}
    seen = media.video_facts(content)
    return {"content_type": "video/mp4", "width": seen.width, "height": seen.height}


@contextmanager
def folder_of(uid: uuid.UUID) -> Iterator[Path]:
    """Lend an empty folder for one job; what a killed run left in it, or long ago, is gone."""
    home = Path(tempfile.gettempdir()) / FOLDER
    home.mkdir(mode=0o700, exist_ok=True)
    for left in home.iterdir():
        if left.name == str(uid) or time.time() - left.stat().st_mtime > FORGOTTEN_AFTER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    folder = home / str(uid)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
