"""The virtual environment and its packages: `python -m deploy.local.packages run|test`.

Run by any Python 3.12 to 3.14, before a package of ours is installed: the standard library only.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
REQUIREMENTS = CHECKOUT / "deploy" / "requirements"
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
SATISFIED_BY = {"run": ("run", "test"), "test": ("test",), "uv": ("uv",)}
"""What is needed → what may have been installed for it: the test packages hold the run ones."""
PIP: list[str | Path] = [
    "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r",
]  # fmt: skip


class NotInstalled(Exception):
    """The environment or its packages could not be made; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Make ready what `./run` or `./test` needs; with `--check` only say whether it is."""
    *options, name = arguments
    if "--check" in options:
        return 0 if is_ready(name) else 1
    try:
        with one_at_a_time():
            make_ready(name)
    except NotInstalled as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def is_ready(name: str) -> bool:
    """Whether the environment works and holds exactly the locked packages."""
    return _venv_works() and _is_installed(name)


def make_ready(name: str) -> None:
    """Make the environment where it is missing, and install what is locked."""
    if not _venv_works():
        _make_venv()
    if not _is_installed(name):
        began = time.monotonic()
        print("  Python packages …", flush=True)
        _install_uv()
        _install(name)
        print(f"  Python packages: {time.monotonic() - began:.0f} s", flush=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two `./run` of one checkout may begin in the same second; the second waits for the first."""
    folder = CHECKOUT / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "packages.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _venv_works() -> bool:
    """A copied or moved checkout carries a .venv that points elsewhere; it does not count."""
    code = "import os, sys; sys.exit(not os.path.samefile(sys.prefix, sys.argv[1]))"
    try:
        return subprocess.run([PYTHON, "-c", code, VENV], capture_output=True).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    print(f"  virtual environment with {sys.executable} …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", VENV]).returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise NotInstalled(
            "The virtual environment could not be made."
            " Debian, Ubuntu: apt-get install -y python3-venv"
        )


def _is_installed(name: str) -> bool:
    return any(_text(_stamp(other)) == _text(_locked(other)) for other in SATISFIED_BY[name])


def _install_uv() -> None:
    if _is_installed("uv"):
        return
    if subprocess.run([PYTHON, *PIP, _locked("uv")]).returncode != 0:
        raise NotInstalled("The installer uv could not be installed; the reason stands above.")
    _note("uv")


def _install(name: str) -> None:
    # pip is the second try: it knows mirrors that are set up for pip only.
    with_uv: list[str | Path] = [
        VENV / "bin" / "uv", "pip", "install", "--quiet", "--system-certs",
        "--python", PYTHON, "--require-hashes", "-r", _locked(name),
    ]  # fmt: skip
    with_pip: list[str | Path] = [PYTHON, *PIP, _locked(name)]
    for command in (with_uv, with_pip):
        if subprocess.run(command, env=_environment()).returncode == 0:
            return _note(name)
    raise NotInstalled("The packages could not be installed; the reason stands above.")


def _environment() -> dict[str, str]:
    if os.access(Path.home(), os.W_OK):
        return dict(os.environ)
    return os.environ | {"UV_CACHE_DIR": str(CHECKOUT / "var" / "cache" / "uv")}


def _note(name: str) -> None:
    """Write down what was installed, in one step; an older note of the others is no longer true."""
    for other in {"run", "test"} - {name} if name != "uv" else ():
        _stamp(other).unlink(missing_ok=True)
    new = _stamp(name).with_suffix(".new")
    shutil.copyfile(_locked(name), new)
    new.replace(_stamp(name))


def _stamp(name: str) -> Path:
    return VENV / f"installed-{name}.txt"


def _locked(name: str) -> Path:
    return REQUIREMENTS / f"{name}.txt"


def _text(file: Path) -> str | None:
    return file.read_text() if file.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
