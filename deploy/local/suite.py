"""`./test`: everything, or `fast`, `bench`, `faults`, `stop`, or what one gives pytest."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from deploy.local import assets, browser, catalogues, checks, testbed
from deploy.local.checks import Beside, Check, Report
from deploy.local.failure import CannotContinue
from deploy.local.folders import CHECKOUT, PYTHON, tests_folder

PYTEST = [str(PYTHON), "-m", "pytest"]
# In the order of the files: else the journeys, few but long, would come last and alone.
TWO_AT_ONCE = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
WITHOUT_BROWSER = ["-m", "not journey", "--ignore=tests/journeys", "--ignore=tests/faults"]
DAILY = ["-m", "not journey and not thorough", *WITHOUT_BROWSER[2:]]
PRIVILEGED = ("DATABASE_URL", "REDIS_URL", "HVS_DATABASE_URL", "HVS_MIGRATOR_DATABASE_URL")


def main() -> int:
    """Do what the command line says; the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    what, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("everything", [])
    try:
        match what:
            case "everything":
                return _everything()
            case "fast":
                return _fast(rest)
            case "bench":
                return _bench(rest)
            case "faults":
                return _faults(rest)
            case "stop":
                print(f"Stopped: {', '.join(testbed.stop_all()) or 'nothing was running idle'}.")
                return 0
            case _:
                return _pytest([what, *rest])
    except CannotContinue as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _everything() -> int:
    report = Report()
    _prepare(report)
    chromium = _chromium(report)
    with testbed.superuser_url("quick") as address:
        environment = _environment(address) | ({"HVS_CHROMIUM": chromium} if chromium else {})
        types = Beside(checks.types(), environment)
        for check in checks.quality():
            checks.run(check, environment, report)
        tests = [*PYTEST, *TWO_AT_ONCE, "--ignore=tests/faults"]
        # Without a browser the journeys have failed already; the other tests still tell something.
        without = [] if chromium else WITHOUT_BROWSER
        checks.run(Check("pytest", [*tests, *without]), environment, report)
        types.wait(report)
    return 0 if report.print() else 1


def _fast(arguments: list[str]) -> int:
    report = Report()
    _prepare(report)
    with testbed.superuser_url("quick") as address:
        environment = _environment(address)
        types = Beside(checks.types(), environment)
        for check in checks.quality():
            checks.run(check, environment, report)
        tests = [*PYTEST, *TWO_AT_ONCE, *DAILY, *arguments]
        checks.run(Check("pytest, the daily part", tests), environment, report)
        types.wait(report)
    return 0 if report.print() else 1


def _bench(arguments: list[str]) -> int:
    caller = Path(os.environ.get("HVS_CALLER_DIR", "."))
    if "--json" in arguments[:-1]:
        at = arguments.index("--json") + 1
        arguments[at] = str((caller / arguments[at]).resolve())
    _prepare(Report())
    with testbed.superuser_url("durable") as address:
        environment = {"HVS_LOG_LEVEL": "WARNING"} | _environment(address)
        return _run([str(PYTHON), "-m", "tests.bench", *arguments], environment)


def _faults(arguments: list[str]) -> int:
    """The tests of bad days; they start, kill and start again an instance of their own."""
    _prepare(Report())
    environment = _environment("") | {"HVS_CHROMIUM": browser.installed_or_fetched()}
    return _run([*PYTEST, "tests/faults", "-v", "-s", *arguments], environment)


def _pytest(arguments: list[str]) -> int:
    _prepare(Report())
    with testbed.superuser_url("quick") as address:
        environment = _environment(address)
        chromium = browser.installed()
        if chromium:
            environment["HVS_CHROMIUM"] = chromium
        return _run([*PYTEST, *arguments], environment)


def _prepare(report: Report) -> None:
    catalogues.compile_changed()
    began = time.monotonic()
    if assets.are_current():
        return
    print("── style sheets and scripts", flush=True)
    assets.build(tests_folder() / "assets.log")
    report.add("style sheets and scripts", time.monotonic() - began, True)


def _chromium(report: Report) -> str | None:
    began = time.monotonic()
    try:
        return browser.installed_or_fetched()
    except CannotContinue as reason:
        print(f"\n{reason}", file=sys.stderr, flush=True)
        report.add("a browser for the journeys", time.monotonic() - began, False)
        return None


def _environment(superuser_address: str) -> dict[str, str]:
    """What every check is told: the test server, and nothing of an instance that may run here."""
    told = {name: value for name, value in os.environ.items() if name not in PRIVILEGED}
    return told | {"HVS_TEST_SUPERUSER_URL": superuser_address, "HVS_DEVELOPMENT": "1"}


def _run(command: list[str], environment: dict[str, str]) -> int:
    return subprocess.run(command, cwd=CHECKOUT, env=environment).returncode


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
