"""What one instance keeps between runs: DATA/state.json, readable by its owner only."""

import fcntl
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deploy.local.alive import ProcessMark
from deploy.local.failure import CannotContinue


def _secret() -> str:
    return secrets.token_urlsafe(36)


@dataclass(slots=True)
class State:
    """Secrets, ports and processes of one instance."""

    secret_key: str = field(default_factory=_secret)
    migrator_password: str = field(default_factory=_secret)
    web_password: str = field(default_factory=_secret)
    web_port: int = 8000
    broker_port: int | None = None
    broker_name: str = ""
    web_database_url: str = ""
    """The database the processes were started with."""
    uses_given_database: bool = False
    filled: dict[str, str] = field(default_factory=dict)
    """Database -> `demo` or `empty`: what was put into it."""
    migrated: dict[str, str] = field(default_factory=dict)
    """Database -> what its schemas were brought up to."""
    processes: dict[str, ProcessMark] = field(default_factory=dict)
    """Process name -> its mark; emptied when the instance is stopped."""


def load(data: Path) -> State:
    """The stored state; a new one with fresh secrets if there is none."""
    file = data / "state.json"
    if not file.exists():
        return State()
    try:
        stored = json.loads(file.read_text())
        stored["processes"] = {
            name: ProcessMark(**process) for name, process in stored["processes"].items()
        }
        return State(**stored)
    except (ValueError, TypeError, KeyError) as broken:
        raise CannotContinue(
            f"{file} cannot be read ({broken}). `./run --reset` starts afresh."
        ) from broken


def save(data: Path, state: State) -> None:
    """Store the state in one step, so that a crash leaves the old or the new one."""
    data.mkdir(parents=True, exist_ok=True)
    new = data / "state.json.new"
    new.touch(mode=0o600)
    new.write_text(json.dumps(asdict(state), indent=1))
    new.replace(data / "state.json")


@contextmanager
def only_one(lock_file: Path, *, shared: bool = False, waiting: str = "") -> Iterator[None]:
    """Hold a lock between processes; with `waiting`, say so when it has to wait."""
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("a") as held:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(held, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                print(waiting, flush=True)
            fcntl.flock(held, kind)
        yield


@contextmanager
def taken_at_once(lock_file: Path) -> Iterator[bool]:
    """Whether the lock was free; held inside the block if it was."""
    with lock_file.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
