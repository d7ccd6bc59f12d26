"""The steps of `./test`: run, timed, summed up; every one is run even if an earlier one failed."""

import importlib.util
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from deploy.local.folders import CHECKOUT, PYTHON

ROOMS = ("config", "tenants", "catalog", "enrollment", "analytics", "billing", "deploy", "tests")
TEMPLATE_VERSION = "6.1"


@dataclass(frozen=True, slots=True)
class Check:
    """A named command."""

    name: str
    command: list[str]


@dataclass(slots=True)
class Report:
    """What was run: name, seconds, whether it passed."""

    rows: list[tuple[str, float, bool]] = field(default_factory=list)

    def add(self, name: str, seconds: float, has_passed: bool) -> None:
        """Note one step's end."""
        self.rows.append((name, seconds, has_passed))

    def print(self) -> bool:
        """Print the summary; whether everything passed."""
        print("\nSummary")
        for name, seconds, has_passed in self.rows:
            print(f"  {'passed' if has_passed else 'FAILED'}  {seconds:6.1f} s  {name}")
        failed = [name for name, _, has_passed in self.rows if not has_passed]
        print(f"Failed: {', '.join(failed)}." if failed else "Everything passed.", flush=True)
        return not failed


def quality() -> list[Check]:
    """Everything that needs no database of its own, the quick ones first."""
    rooms = [name for name in ROOMS if (CHECKOUT / name).is_dir()]
    programs = PYTHON.parent
    found = [
        Check("ruff check", [str(programs / "ruff"), "check", "."]),
        Check("ruff format", [str(programs / "ruff"), "format", "--check", "."]),
        Check("import-linter", [str(programs / "lint-imports")]),
        Check("djade", [str(programs / "djade"), "--check", "--target-version", TEMPLATE_VERSION,
                        *map(str, _templates(rooms))]),
        Check("migrations", [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"]),
    ]  # fmt: skip
    if importlib.util.find_spec("tests") and importlib.util.find_spec("tests.translations"):
        found.append(Check("translations", [str(PYTHON), "-m", "tests.translations"]))
    return found


def types() -> Check:
    """The type check: slow, on one core, so that it can run beside the tests."""
    rooms = [name for name in ROOMS if (CHECKOUT / name).is_dir()]
    return Check("mypy", [str(PYTHON.parent / "mypy"), *rooms])


def run(check: Check, environment: dict[str, str], report: Report) -> None:
    """Run a check with its output in sight."""
    print(f"\n── {check.name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(check.command, cwd=CHECKOUT, env=environment)
    report.add(check.name, time.monotonic() - began, done.returncode == 0)


class Beside:
    """A check that runs beside the others; its output is shown when it is awaited."""

    def __init__(self, check: Check, environment: dict[str, str]) -> None:
        self.check = check
        self._seconds = 0.0
        self._process = subprocess.Popen(
            check.command, cwd=CHECKOUT, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._said = ""
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        began = time.monotonic()
        self._said = self._process.communicate()[0]
        self._seconds = time.monotonic() - began

    def wait(self, report: Report) -> None:
        """Show what it said and note its result."""
        self._listening.join()
        print(f"\n── {self.check.name}\n{self._said.rstrip()}", flush=True)
        report.add(self.check.name, self._seconds, self._process.returncode == 0)


def _templates(rooms: list[str]) -> list[Path]:
    found = [path for room in rooms for path in (CHECKOUT / room).rglob("templates/**/*.html")]
    return sorted(path.relative_to(CHECKOUT) for path in found if "node_modules" not in path.parts)
