"""Where things stand: the checkout, the instance's data, the server's data."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from deploy.local.binaries import server_user
from deploy.local.failure import CannotContinue

CHECKOUT = Path(__file__).resolve().parents[2]
PYTHON = Path(sys.executable)


def short_hash(text: str) -> str:
    """Ten characters that tell folders or addresses apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def cluster_folder(data: Path) -> Path:
    """Where PostgreSQL keeps an instance's data: in its folder, if the server's user gets there."""
    data.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0 and not _server_reaches(data):
        return private_folder(f"hvs-0-{short_hash(str(data.resolve()))}")
    return data / "postgresql"


def tests_folder() -> Path:
    """Where the throw-away clusters of this checkout's tests stand."""
    folder = private_folder(f"hvs-test-{os.geteuid()}-{short_hash(str(CHECKOUT))}")
    make_passable(folder)
    return folder


def private_folder(name: str) -> Path:
    """A folder below /var/tmp, where every user gets."""
    return Path("/var/tmp") / name


def make_passable(folder: Path) -> None:
    """Make a folder that everybody may pass through and only we may write."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise CannotContinue(f"{folder} belongs to another user; remove it or ask them to.")
    folder.chmod(0o711)


def _server_reaches(folder: Path) -> bool:
    enter = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder.resolve())]
    return subprocess.run(enter, cwd="/", capture_output=True, **server_user()).returncode == 0
