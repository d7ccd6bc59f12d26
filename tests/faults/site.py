"""The real product as `./run` starts it, and violence against its processes.

PostgreSQL has its durable settings here: what was committed must survive `kill -9`.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from deploy.local import alive, broker, ports, processes, start
from deploy.local.folders import CHECKOUT, PYTHON
from deploy.local.instance import Instance

PATIENCE_SECONDS = 180
"""For one thing to come about on a busy machine."""


class Site:
    """One instance in a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.instance = Instance(data)

    def start(self) -> None:
        """Start everything anew: what an earlier run left behind is ended and deleted."""
        processes.stop_all(self.instance)
        self.instance.forget_everything()
        start.bring_up(self.instance, port=ports.private_port(), empty=True)
        self._found = self.instance.open_database()
        self._broker = broker.chosen(self.instance.data, self.instance.state.broker_port)

    def stop(self) -> None:
        """End every process; the folder with its logs stays until the next run."""
        processes.stop_all(self.instance)

    @property
    def port(self) -> int:
        """The web's port."""
        return self.instance.state.web_port

    # --- violence ------------------------------------------------------------------------------

    def kill_one_web_worker(self, choose: Callable[[list[int]], int]) -> None:
        """Kill -9 one of gunicorn's workers; its master starts another."""
        found = children_of(self._pid("web"))
        if found:
            kill([choose(found)])

    def kill(self, *names: str) -> None:
        """Kill -9 these processes with all their children."""
        for name in names:
            group = self._pid(name)
            members = in_group(group)
            kill(members)
            wait_until(lambda group=group: not in_group(group), f"{name} is dead")

    def kill_pool(self, name: str) -> None:
        """Kill -9 the processes a Celery worker has for its tasks; their master starts others."""
        kill(children_of(self._pid(name)))

    def start_what_is_missing(self) -> None:
        """Do what a supervisor of services does: start what has ended."""
        processes.start_all(self.instance, self._found, self._broker)

    def kill_database(self) -> None:
        """Kill -9 PostgreSQL, the postmaster first, then every child that is left."""
        cluster = self.instance.cluster
        process = cluster.process() if cluster else None
        assert process is not None
        kill([process.pid])
        # A child that lives on holds the shared memory, and the server could not start again.
        wait_until(lambda: not kill(working_in(cluster.data)), "PostgreSQL is dead")

    def start_database(self) -> None:
        """Start PostgreSQL again, at the same port; it recovers from its log first."""
        cluster = self.instance.cluster
        assert cluster is not None
        before = cluster.port()
        cluster.start()
        assert cluster.port() == before, "the port was taken meanwhile"

    def _pid(self, name: str) -> int:
        return self.instance.state.processes[name].pid

    # --- looking and staging --------------------------------------------------------------------

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says, asked past the product."""
        with psycopg.connect(self._found.migrator_url, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: Any) -> None:
        """Change something past the product."""
        with psycopg.connect(self._found.migrator_url, autocommit=True) as connection:
            connection.execute(statement, values)

    def stage(self, call: str, *, of: str = "stage") -> Any:
        """Call a function of stage.py, or of ministry.py, inside the product; what it returned."""
        code = f"from tests.faults import {of} as asked, stage; stage.tell(asked.{call})"
        told = self.instance.environment("command", self._found, self._broker)
        done = subprocess.run(
            [str(PYTHON), str(CHECKOUT / "manage.py"), "shell", "--no-imports", "-c", code],
            cwd=CHECKOUT, env=told | {"PYTHONPATH": str(CHECKOUT)}, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])


def wait_until(is_so: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Return when it is so; fail, saying what was waited for, when patience is over."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain until: {what}"
        time.sleep(0.05)


def kill(pids: list[int]) -> list[int]:
    """Kill -9 these processes; the same ones."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return pids


def children_of(pid: int) -> list[int]:
    """The living children of a process."""
    return [number for number in _processes() if _stat(number)[1:2] == [str(pid)]]


def in_group(group: int) -> list[int]:
    """The living processes of a process group; a dead one of ours is buried first."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(group, os.WNOHANG)
    return [number for number in _processes() if _stat(number)[2:3] == [str(group)]]


def working_in(folder: Path) -> list[int]:
    """The living processes whose working folder this is."""
    found = []
    for number in _processes():
        try:
            if os.readlink(f"/proc/{number}/cwd") == str(folder.resolve()) and _stat(number):
                found.append(number)
        except OSError:
            continue
    return found


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """State, parent and group of a process; nothing if it is gone or only a zombie."""
    if alive.mark(pid) is None:
        return []
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return []
