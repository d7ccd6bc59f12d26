"""The message broker: REDIS_URL, else our own Redis or Valkey, else an imitation in Python."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from deploy.local import ports
from deploy.local.failure import CannotContinue
from deploy.local.folders import PYTHON


@dataclass(frozen=True, slots=True)
class Broker:
    """What to tell the processes, and how to start it: no command means that it runs elsewhere."""

    name: str
    url: str
    command: list[str]
    port: int | None = None


def chosen(data: Path, kept_port: int | None) -> Broker:
    """The broker of this instance, on the port it had before if that is free."""
    given = os.environ.get("REDIS_URL")
    if given:
        return Broker(name="Redis of REDIS_URL", url=given, command=[])
    port = kept_port or ports.private_port()
    url = f"redis://127.0.0.1:{port}/0"
    for program in ("valkey-server", "redis-server"):
        path = shutil.which(program)
        if path and _runs(path):
            folder = data / "broker"
            folder.mkdir(parents=True, exist_ok=True)
            command = [
                path,
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                str(folder),
                "--save",
                "60 1",
            ]
            return Broker(program, url, command, port)
    command = [str(PYTHON), "-m", "deploy.local.imitation_redis", str(port)]
    return Broker(
        "imitation of Redis in memory (its queue is lost when it stops)", url, command, port
    )


def wait(broker: Broker, seconds: float = 20) -> None:
    """Return when our broker accepts connections."""
    deadline = time.monotonic() + seconds
    while broker.port and not ports.answers(broker.port):
        if time.monotonic() > deadline:
            raise CannotContinue(
                f"The broker ({broker.name}) does not answer on port {broker.port}."
            )
        time.sleep(0.05)


def _runs(program: str) -> bool:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0
