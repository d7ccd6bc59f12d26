"""Processes named by id and start time, so that a reused id is never taken for ours."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """A process id and the moment that process started, as the kernel tells it."""

    pid: int
    started: str


def mark(pid: int) -> ProcessMark | None:
    """The mark of the process with this id; None when there is none or only a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] in "ZX" else ProcessMark(pid, fields[19])
    found = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return ProcessMark(pid, found.stdout.strip()) if found.stdout.strip() else None


def is_running(process: ProcessMark | None) -> bool:
    """Whether this very process, not a later one with the same id, still runs."""
    return process is not None and mark(process.pid) == process


def stop(processes: list[ProcessMark], *, patience_seconds: float) -> None:
    """End these processes: SIGTERM to all, then SIGKILL to their groups when patience is over."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    _wait(processes, patience_seconds)
    for process in processes:
        _signal(process, signal.SIGKILL, whole_group=True)
    _wait(processes, 5)


def _wait(processes: list[ProcessMark], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while any(map(_runs_after_reaping, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)


def _signal(process: ProcessMark, number: int, *, whole_group: bool = False) -> None:
    if not is_running(process):
        return
    try:
        if whole_group and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, number)
        else:
            os.kill(process.pid, number)
    except ProcessLookupError:
        pass


def _runs_after_reaping(process: ProcessMark) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)
    return is_running(process)
