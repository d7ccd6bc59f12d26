"""What a learner's phone has to fetch for the look (config/static/built, made by build.mjs)."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django_htmx import __file__ as django_htmx

from tests.ui.pages import BUILT, all_templates

KB = 1024
HOW = "Build first: node config/frontend/build.mjs (./run and ./test do it)."


def _built(name: str) -> bytes:
    path = BUILT / name
    assert path.exists(), HOW
    return path.read_bytes()


def test_learners_stylesheet_is_within_its_budget():
    assert len(gzip.compress(_built("learner.css"), 9)) <= 14 * KB


def test_office_stylesheet_adds_little():
    assert len(gzip.compress(_built("office.css"), 9)) <= 4 * KB


def test_scripts_are_within_their_budget_even_with_htmx():
    htmx = Path(django_htmx).parent / "static" / "django_htmx" / "htmx-4.min.js"
    scripts = _built("learner.js") + _built("office.js") + htmx.read_bytes()

    assert len(gzip.compress(_built("learner.js"), 9)) <= 14 * KB  # learners' pages have no other
    assert len(brotli.compress(scripts)) <= 30 * KB


def test_service_worker_is_within_its_budget():
    assert len(gzip.compress(_built("sw.js"), 9)) <= 12 * KB


def test_desks_script_is_within_its_budget_and_only_on_pages_of_the_desk():
    users = [path.name for path in all_templates() if "built/desk.js" in path.read_text()]

    assert len(_built("desk.js")) <= 60 * KB
    assert sorted(users) == ["course.html", "lesson.html"]


def test_fonts_are_four_files_within_their_budget():
    fonts = sorted((BUILT / "fonts").glob("*.woff2"))

    assert len(fonts) == 4, HOW
    assert sum(font.stat().st_size for font in fonts) <= 66 * KB


def test_stylesheet_names_nothing_of_its_origin_and_nothing_far_away():
    css = _built("learner.css").decode()

    assert not re.search(r"GDS Transport|crown|GOV\.UK", css)
    assert not re.search(r"https?://(?!www\.w3\.org)", css)
    assert "font-display:swap" in css
    assert "prefers-color-scheme:dark" in css
    assert "forced-colors" in css


@pytest.mark.parametrize("name", ["learner.css", "office.css"])
def test_every_colour_property_is_defined(name):
    css = _built("learner.css").decode()
    defined = set(re.findall(r"(--[a-z-]+):", css))
    used = set(re.findall(r"var\((--[a-z-]+)", _built(name).decode()))

    assert used - defined == set()


def test_motion_is_short_and_only_where_it_is_welcome():
    css = _built("learner.css").decode()
    outside = re.sub(r"@media[^{]*no-preference\)\{(?:[^{}]*\{[^}]*\})*\}", "", css)

    assert "transition" not in outside
    assert all(float(seconds) < 0.2 for seconds in re.findall(r"transition:[^;}]*?([.\d]+)s", css))
