"""Throw-away PostgreSQL servers for tests, kept warm between runs and stopped after half an hour.

`python -m deploy.local.testbed FOLDER` is the watcher that stops one.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from deploy.local.folders import CHECKOUT, PYTHON, make_passable, tests_folder
from deploy.local.postgres import DURABLE, THROW_AWAY, Cluster
from deploy.local.state import only_one, taken_at_once

Kind = Literal["quick", "durable"]
SETTINGS = {"quick": THROW_AWAY, "durable": DURABLE}
IDLE_SECONDS = 30 * 60


@contextmanager
def superuser_url(kind: Kind) -> Iterator[str]:
    """The superuser's address of a server for tests; a `durable` one would survive a crash."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = tests_folder() / kind
    make_passable(folder)
    with only_one(folder / "in-use", shared=True):
        cluster = Cluster(folder, SETTINGS[kind])
        with only_one(folder / "starting"):
            cluster.create()
            cluster.start()
        _start_watcher(folder)
        try:
            yield cluster.url()
        finally:
            os.utime(folder / "in-use")


def stop_all() -> list[str]:
    """Stop the servers that no test run is using; their names."""
    stopped = []
    for kind, settings in SETTINGS.items():
        folder = tests_folder() / kind
        if folder.exists() and _stop_unless_in_use(Cluster(folder, settings)):
            stopped.append(kind)
    return stopped


def watch(folder: Path) -> None:
    """Stop the folder's server once nobody has used it for a while; one watcher a folder."""
    with taken_at_once(folder / "watcher") as is_ours:
        cluster = Cluster(folder)
        while is_ours and cluster.is_running():
            if time.time() - (folder / "in-use").stat().st_mtime > IDLE_SECONDS:
                _stop_unless_in_use(cluster)
            time.sleep(20)


def _stop_unless_in_use(cluster: Cluster) -> bool:
    with taken_at_once(cluster.folder / "in-use") as is_idle:
        if not (is_idle and cluster.is_running()):
            return False
        cluster.stop()
        return True


def _start_watcher(folder: Path) -> None:
    subprocess.Popen(
        [PYTHON, "-m", "deploy.local.testbed", str(folder)], cwd=CHECKOUT,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
