"""The processes of an instance: web, three workers, beat and the broker."""

import os
import subprocess
import time
from pathlib import Path

from deploy.local import alive, broker
from deploy.local.assets import log_end
from deploy.local.broker import Broker
from deploy.local.calm import undisturbed
from deploy.local.database import Database
from deploy.local.failure import CannotContinue
from deploy.local.folders import CHECKOUT, PYTHON, short_hash
from deploy.local.instance import WEB_THREADS, Instance, Role

LOG_LIMIT_BYTES = 20_000_000
WORKER_PATIENCE_SECONDS = 15
STARTED = b"--- started by ./run ---"
# Ended first to last; what a process needs ends after it.
STOPPING_ORDER = (
    ("beat", "worker", "provisioning", "transcoding", "web"),
    ("broker",),
)


def start_all(instance: Instance, found: Database, messages: Broker) -> None:
    """Start what does not run; each process is noted in the state as soon as it lives."""
    if messages.command:
        _start(instance, "broker", messages.command, dict(os.environ))
        broker.wait(messages)
    for name, role, command in commands(instance):
        _start(instance, name, command, instance.environment(role, found, messages))


def wait_for_workers(instance: Instance) -> None:
    """Return when the workers people wait for say they are ready, or after some seconds."""
    deadline = time.monotonic() + WORKER_PATIENCE_SECONDS
    waiting = ["worker", "provisioning"]  # nobody waits for lighter videos
    while waiting and time.monotonic() < deadline:
        check(instance)
        waiting = [name for name in waiting if b" ready." not in _said_last(instance, name)]
        time.sleep(0.1)


def commands(instance: Instance) -> list[tuple[str, Role, list[str]]]:
    """Name, role and command line of each Python process."""
    celery = [str(PYTHON), "-m", "celery", "-A", "config"]
    worker = [*celery, "worker", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    node = short_hash(str(instance.data))
    schedule = str(instance.data / "celerybeat-schedule")
    return [
        ("web", "web", [
            str(PYTHON), "-m", "gunicorn", "config.wsgi:application", "--worker-class", "gthread",
            "--workers", "2", "--threads", str(WEB_THREADS), "--preload",
            "--bind", f"127.0.0.1:{instance.state.web_port}",
            "--no-control-socket",
        ]),
        ("worker", "worker", [
            *worker, "-Q", "default", "--concurrency", "3", "-n", f"default-{node}@%h",
        ]),
        ("provisioning", "provisioning", [
            *worker, "-Q", "provisioning", "--concurrency", "1", "-n", f"provisioning-{node}@%h",
        ]),
        ("transcoding", "worker", [
            "nice", "-n", "15", *worker, "-Q", "transcoding", "--concurrency", "1",
            "-n", f"transcoding-{node}@%h",
        ]),
        ("beat", "worker", [
            *celery, "beat", "--schedule", schedule, "--pidfile=", "--loglevel", "INFO",
        ]),
    ]  # fmt: skip


def running(instance: Instance) -> dict[str, bool]:
    """Every process of the instance by name, and whether it runs."""
    return {name: alive.is_running(process) for name, process in instance.state.processes.items()}


def check(instance: Instance) -> None:
    """Raise CannotContinue, with the end of its log, if a process has ended by itself."""
    ended = [name for name, runs in running(instance).items() if not runs]
    if ended:
        raise CannotContinue(
            f"The process {ended[0]} has ended.\n{log_end(log_file(instance, ended[0]))}"
        )


def stop_all(instance: Instance) -> None:
    """Stop the processes, then the database server of our own."""
    known = instance.state.processes
    with undisturbed():
        for names in STOPPING_ORDER:
            alive.stop([known[name] for name in names if name in known], patience_seconds=10)
        if instance.cluster:
            instance.cluster.stop()
        instance.state.processes = {}
        instance.save()


def log_file(instance: Instance, name: str) -> Path:
    """Where a process writes what it has to say."""
    return instance.log / f"{name}.log"


def _said_last(instance: Instance, name: str) -> bytes:
    log = log_file(instance, name)
    return log.read_bytes().rpartition(STARTED)[2] if log.exists() else b""


def _start(instance: Instance, name: str, command: list[str], environment: dict[str, str]) -> None:
    if alive.is_running(instance.state.processes.get(name)):
        return
    log = log_file(instance, name)
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with undisturbed(), log.open("ab", buffering=0) as written:
        written.write(STARTED + b"\n")
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL,
            stdout=written, stderr=written, start_new_session=True,
        )  # fmt: skip
        started = alive.mark(process.pid)
        if started is None:
            raise CannotContinue(f"The process {name} ended at once.\n{log_end(log)}")
        instance.state.processes[name] = started
        instance.save()
