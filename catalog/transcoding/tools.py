"""The program that makes other files of a file: is it here, and run it within its limits.

What people upload is read by a large program written in C, so it gets no network, no input but the
one file with the format it was checked to have, no environment, little time and the lowest rank.
"""

import os
import selectors
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, cast

from django.conf import settings

SECONDS_AT_MOST = 20 * 60
"""One output; a video of 60 MB takes a few minutes on an old processor."""
BYTES_AT_MOST = 60 * 1024 * 1024
PIXELS_AT_MOST = 4096 * 2304
LOOK_EVERY_SECONDS = 1.0

type Progress = Callable[[float], None]
"""Told how many seconds of the file are done; may raise to stop the work."""


class ToolAbsent(Exception):
    """There is no ffmpeg on this machine."""

    code = "FFMPEG_ABSENT"


class ToolFailed(Exception):
    """The program could not make a file of this one. Facts: its last words."""

    code = "MEDIA_UNREADABLE"


class ToolTooSlow(Exception):
    """The program was stopped: it took longer than it may."""

    code = "TRANSCODING_TOO_SLOW"


def program() -> str | None:
    """Return where ffmpeg is on this machine, None without one."""
    return shutil.which(settings.FFMPEG) if settings.FFMPEG else None


def make(
    *, source: Path, demuxer: str, target: Path, recipe: Sequence[str], progress: Progress
) -> None:
    """Make one file of another; raises ToolAbsent, ToolFailed, ToolTooSlow.

    An unfinished target is left to the caller, who owns its folder.
    """
    found = program()
    if found is None:
        raise ToolAbsent
    process = subprocess.Popen(
        command(found, source=source, demuxer=demuxer, target=target, recipe=recipe),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=target.parent,
        env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(target.parent)},
    )
    try:
        _watch(process, progress)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def command(
    found: str, *, source: Path, demuxer: str, target: Path, recipe: Sequence[str]
) -> list[str]:
    """Return the command line; the same bytes come out whenever it is run."""
    return [
        *(found, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
        *("-progress", "pipe:1", "-protocol_whitelist", "file"),
        *("-max_pixels", str(PIXELS_AT_MOST), "-threads", "1", "-f", demuxer),
        *("-i", f"file:{source}", "-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn"),
        *recipe,
        *(
            "-threads",
            "1",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact",
            "-flags:a",
            "+bitexact",
        ),
        *("-fs", str(BYTES_AT_MOST), f"file:{target}"),
    ]


def _watch(process: subprocess.Popen[bytes], progress: Progress) -> None:
    """Read what the program says until it ends; raises ToolFailed, ToolTooSlow."""
    deadline = time.monotonic() + SECONDS_AT_MOST
    done_seconds, words = 0.0, b""
    with selectors.DefaultSelector() as streams:
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            streams.register(pipe, selectors.EVENT_READ)
        while streams.get_map():
            if time.monotonic() > deadline:
                raise ToolTooSlow
            for key, _events in streams.select(LOOK_EVERY_SECONDS):
                stream = cast("IO[bytes]", key.fileobj)
                chunk = os.read(stream.fileno(), 4096)
                if not chunk:
                    streams.unregister(stream)
                elif stream is process.stdout:
                    done_seconds = _done_seconds(chunk, done_seconds)
                else:
                    words = (words + chunk)[-500:]
            progress(done_seconds)
    if process.wait(timeout=30) != 0:
        raise ToolFailed(words.decode(errors="replace"))


def _done_seconds(chunk: bytes, before: float) -> float:
    """Return the last time stamp in what the program reported."""
    for line in reversed(chunk.split(b"\n")):
        name, _sign, value = line.partition(b"=")
        if name == b"out_time_us" and value.strip().isdigit():
            return int(value) / 1_000_000
    return before
