"""The real product, started by `./run` for the journeys and always stopped.

What every journey begins with is made once and copied: the ministry with its fifteen courses, and
Thái Nguyên with a handful of people.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from deploy.local.checks import ROOMS
from deploy.local.folders import make_passable, tests_folder
from deploy.local.state import only_one

CHECKOUT = Path(__file__).resolve().parents[2]
OURS = ("HVS_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "PYTEST_")
START_SECONDS = 300
LONGEST_RUN_SECONDS = 6 * 3600
KEPT_PORTS = {"state.json": "broker_port", "postgresql/server.json": "port"}
"""A copy takes ports of its own: its siblings may run beside it."""


@dataclass(frozen=True)
class Product:
    """A running instance."""

    data: Path
    port: int

    @property
    def national(self) -> str:
        """Address of the national site, without the last slash."""
        return f"http://localhost:{self.port}"

    def province(self, slug: str) -> str:
        """Address of a province's site, without the last slash."""
        return f"http://{slug}.localhost:{self.port}"

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py on this instance; what it printed."""
        return _run(["manage", *arguments], self.data)

    def stage(self, call: str) -> str:
        """Do what no page offers: a call of stage.py, made inside the product; its last words."""
        return _stage(call, self.data)


@contextmanager
def running() -> Iterator[Product]:
    """The ministry with its fifteen courses and Thái Nguyên, at a free port; erased afterwards."""
    folder = tests_folder() / "journeys"
    make_passable(folder)
    data = Path(tempfile.mkdtemp(prefix="copy-", dir=folder))
    make_passable(data)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        with only_one(folder / "lock"):
            _sweep(folder)
            _copy(_original(folder), data)
        _run(["--empty", "--detach", "--port", str(port)], data)
        yield Product(data, port)
    finally:
        _run(["stop"], data)
        shutil.rmtree(data)


def _sweep(folder: Path) -> None:
    """End and erase what a killed run left behind."""
    for left in folder.glob("copy-*"):
        if time.time() - left.stat().st_mtime > LONGEST_RUN_SECONDS:
            _run(["stop"], left)
            shutil.rmtree(left)


def _original(folder: Path) -> Path:
    """A stopped instance that every journey's is a copy of; made anew when the sources changed."""
    original, stamp = folder / "original", folder / "original-from"
    sources = _fingerprint()
    if stamp.exists() and stamp.read_text() == sources:
        return original
    stamp.unlink(missing_ok=True)
    shutil.rmtree(original, ignore_errors=True)
    make_passable(original)
    _run(["prepare", "--empty"], original)
    _stage("open_thainguyen()", original)
    stamp.write_text(sources)
    return original


def _copy(original: Path, data: Path) -> None:
    # `cp -a` and not shutil: started by root, the database's files belong to another user.
    subprocess.run(["cp", "-a", f"{original}/.", data], check=True)
    for name, key in KEPT_PORTS.items():
        kept = json.loads((data / name).read_text())
        (data / name).write_text(json.dumps({**kept, key: None}))


def _fingerprint() -> str:
    digest = sha256()
    rooms = [CHECKOUT / room for room in ROOMS if room != "tests"]
    for path in [CHECKOUT / "tests" / "journeys" / "stage.py", *sorted(_files(rooms))]:
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _files(rooms: list[Path]) -> Iterator[Path]:
    for path in (path for room in rooms for path in room.rglob("*")):
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts):
            yield path


def _stage(call: str, data: Path) -> str:
    code = f"from tests.journeys import stage; stage.{call}"
    printed = _run(["manage", "shell", "--no-imports", "-c", code], data).strip().splitlines()
    return printed[-1] if printed else ""


def _run(arguments: list[str], data: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [CHECKOUT / "run", "--data", str(data), *arguments],
        cwd=CHECKOUT, env=environment, text=True, timeout=START_SECONDS,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout
