"""The real product, started by `./run` for the journeys and always stopped."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
OURS = ("HVS_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "PYTEST_")
START_SECONDS = 300


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
        code = f"from tests.journeys import stage; stage.{call}"
        printed = self.manage("shell", "--no-imports", "-c", code).strip().splitlines()
        return printed[-1] if printed else ""


@contextmanager
def running(data: Path) -> Iterator[Product]:
    """An empty country (the ministry and its fifteen courses) at a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        _run(["--empty", "--detach", "--port", str(port)], data)
        yield Product(data, port)
    finally:
        _run(["stop"], data)


def _run(arguments: list[str], data: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [CHECKOUT / "run", "--data", str(data), *arguments],
        cwd=CHECKOUT, env=environment, text=True, timeout=START_SECONDS,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout
