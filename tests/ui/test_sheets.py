"""The office's sheet stands after the learner's on the same pages: a name means one thing."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "config" / "frontend" / "scss"
USED = re.compile(r'^@use "([\w-]+)"', re.MULTILINE)
LOOK = re.compile(r"^\.(hv-[\w-]+) \{", re.MULTILINE)


def looks_of(sheet: str) -> set[str]:
    """Return the names that the parts of a sheet give a look of their own."""
    parts = USED.findall((SOURCES / f"{sheet}.scss").read_text())
    return {
        name for part in parts for name in LOOK.findall((SOURCES / f"_{part}.scss").read_text())
    }


def test_no_name_has_one_look_for_learners_and_another_at_the_office():
    learner, office = looks_of("learner"), looks_of("office")

    assert {"hv-panel", "hv-choice"} <= learner
    assert {"hv-toolbar", "hv-way"} <= office
    assert learner & office == set()
