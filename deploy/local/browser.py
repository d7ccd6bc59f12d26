"""A Chromium for the browser journeys: the system's, else installed here and now."""

import os
import shutil
import subprocess

from deploy.local.failure import CannotContinue
from deploy.local.folders import PYTHON

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_ONE = (
    "No Chromium for the browser journeys. Get one in one of these ways and repeat:\n"
    "    apt-get install -y chromium            (as root, Debian or Ubuntu)\n"
    "    .venv/bin/python -m playwright install --with-deps chromium\n"
    "    HVS_CHROMIUM=/path/to/chromium ./test  (one that you have)"
)


def installed() -> str | None:
    """The program of a Chromium that runs on this machine, HVS_CHROMIUM first."""
    given = os.environ.get("HVS_CHROMIUM")
    if given:
        return given if _runs(given) else None
    candidates = [*map(shutil.which, NAMES), *(f"/usr/bin/{name}" for name in NAMES)]
    return next((path for path in candidates if path and _runs(path)), None)


def installed_or_fetched() -> str:
    """The program of a Chromium; it is installed if there is none, or CannotContinue says how."""
    found = installed()
    if found:
        return found
    if os.environ.get("HVS_CHROMIUM"):
        raise CannotContinue(f"HVS_CHROMIUM does not run: {os.environ['HVS_CHROMIUM']}")
    found = (_from_debian() if os.geteuid() == 0 else None) or _from_playwright()
    if not found:
        raise CannotContinue(HOW_TO_GET_ONE)
    return found


def _from_debian() -> str | None:
    if not shutil.which("apt-get"):
        return None
    print("    no Chromium found; installing Debian's …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=120", "-qq"]
    subprocess.run(["apt-get", "update", *wait], env=environment, stdout=subprocess.DEVNULL)
    subprocess.run(
        ["apt-get", "install", "-y", "--no-install-recommends", *wait, "chromium"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    return installed()


def _from_playwright() -> str | None:
    print("    no Chromium found; installing Playwright's …", flush=True)
    environment = os.environ | {
        "NODE_USE_SYSTEM_CA": os.environ.get("NODE_USE_SYSTEM_CA", "1"),
    }
    subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"], env=environment)
    asked = subprocess.run(
        [PYTHON, "-c", "from playwright.sync_api import sync_playwright as p\n"
         "with p() as it: print(it.chromium.executable_path)"],
        capture_output=True, text=True,
    )  # fmt: skip
    path = asked.stdout.strip()
    return path if path and _runs(path) else None


def _runs(program: str) -> bool:
    try:
        return (
            subprocess.run([program, "--version"], capture_output=True, timeout=60).returncode == 0
        )
    except (OSError, subprocess.SubprocessError):
        return False
