"""Translations: locale/*/LC_MESSAGES/django.po compiled where they changed."""

import subprocess

from deploy.local.failure import CannotContinue
from deploy.local.folders import CHECKOUT, PYTHON


def are_current() -> bool:
    """Whether every catalogue is compiled as it stands."""
    sources = (CHECKOUT / "locale").glob("*/LC_MESSAGES/django.po")
    targets = {source: source.with_suffix(".mo") for source in sources}
    return all(
        target.exists() and target.stat().st_mtime >= source.stat().st_mtime
        for source, target in targets.items()
    )


def compile_changed() -> None:
    """Compile what is not current, in a process of its own: settings must not be read here."""
    if are_current():
        return
    command = [str(PYTHON), "-m", "config.translations"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotContinue(f"The translations could not be compiled.\n{done.stderr}")
