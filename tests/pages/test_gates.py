"""Every learner's page in a real browser: axe, widths, colours, targets, focus, motion, zoom.

The pages are answered inside this process; only what they look like is asked of the browser.
"""

import mimetypes
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Page, Route, sync_playwright

from config.ui import errors
from tests.pages import looking
from tests.pages.stage import HOST, Stage
from tests.pages.table import ERRORS, PAGES
from tests.pages.table import Page as Row
from tests.ui.pages import request

pytestmark = pytest.mark.journey
SITE = f"http://{HOST}"
FILE = re.compile(r'(?:src|poster)="(/media/[0-9a-f]{64})')
PHONE, WIDER_PHONE, DESK = 320, 360, 1280
DESK_ZOOMED = 640
"""What a browser makes of 1280 px at a zoom of 200 % (WCAG 1.4.4); it is 400 px high then."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """One browser and one page of it; each test goes on to the next address."""
    program = os.environ.get("HVS_CHROMIUM") or shutil.which("chromium")
    # Playwright's own loop makes Django think it stands in async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program)
        context = opened.new_context(reduced_motion="reduce", service_workers="block")
        context.set_default_timeout(8000)
        context.add_init_script(looking.SCRIPTS)
        yield context.new_page()
        opened.close()


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_page_passes_the_gates(page: Page, stage: Stage, row: Row) -> None:
    answer = stage.answer(row)

    assert answer.status_code == row.status
    faults = faults_of(page, stage, stage.path(row), answer)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("status", ERRORS)
def test_page_of_an_error_passes_the_gates(page: Page, stage: Stage, status: int) -> None:
    answer = errors.error_page(request("/"), status)

    faults = faults_of(page, stage, "/", answer)
    assert not faults, "\n".join(faults)


def faults_of(page: Page, stage: Stage, path: str, answer: HttpResponse) -> list[str]:
    """Show a page in every width and colour; return what is wrong with it."""
    faults: list[str] = []
    page.unroute_all()
    files = files_of(stage, answer)
    page.route("**/*", lambda route: serve(route, answer, files))
    page.on("console", hear := lambda told: note(faults, told))
    page.on("pageerror", fail := lambda error: faults.append(f"script: {error}"))
    show(page, PHONE)
    page.goto(SITE + path)
    faults += looking.axe(page) + looking.ask(page, "width", "targets", "focus", "motion")
    faults += looking.ask_at_150_percent(page)
    show(page, WIDER_PHONE, forced_colors="active")
    faults += looking.axe(page) + looking.ask(page, "width", "focus")
    show(page, DESK, color_scheme="dark")
    faults += looking.axe(page) + looking.ask(page, "width", "focus")
    faults += looking.ask_with_text_at_200_percent(page)
    show(page, DESK_ZOOMED, height=400)
    faults += [f"zoomed: {each}" for each in looking.ask(page, "width", "focus")]
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", fail)
    return faults


def show(page: Page, width: int, height: int = 800, **colours: Any) -> None:
    """Change the device under the same page."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(**{"color_scheme": "light", "forced_colors": "none"} | colours)


def note(faults: list[str], told: Any) -> None:
    """Keep what the console calls an error; a refused page is one by its status alone."""
    if told.type == "error" and "the server responded with a status of" not in told.text:
        faults.append(f"console: {told.text}")


def files_of(stage: Stage, answer: HttpResponse) -> dict[str, HttpResponse]:
    """Fetch the province's own files that a page shows, before the browser asks.

    Its requests are met inside Playwright's loop, where Django has another connection.
    """
    named = FILE.findall(answer.content.decode())
    return {path: fetched(stage, path) for path in {*named, "/theme.css"}}


def fetched(stage: Stage, path: str) -> HttpResponse:
    """Read a file to its end: an answer that nobody reads would keep its place at the gate."""
    answer = stage.browsers["linh"].get(path)
    if not answer.streaming:
        return answer
    return HttpResponse(b"".join(answer), status=answer.status_code, headers=answer.headers)


def serve(route: Route, answer: HttpResponse, files: dict[str, HttpResponse]) -> None:
    """Answer the browser: the page itself, our static files, the province's own files."""
    path = urlsplit(route.request.url).path
    if route.request.is_navigation_request():
        route.fulfill(body=answer.content, status=answer.status_code, headers=plain_headers(answer))
    elif path.startswith("/static/"):
        found = str(finders.find(path.removeprefix("/static/")))
        kind = mimetypes.guess_type(path)[0]
        route.fulfill(body=Path(found).read_bytes(), content_type=kind)
    elif path in files:
        found = files[path]
        route.fulfill(body=found.content, status=found.status_code, headers=plain_headers(found))
    else:  # what scripts ask for by themselves is tested where they are
        route.fulfill(status=204)


def plain_headers(answer: HttpResponse) -> dict[str, str]:
    """Return the headers that shape how a browser shows an answer; cookies stay here."""
    kept = ("Content-Type", "Content-Security-Policy", "Content-Language")
    return {name: answer.headers[name] for name in kept if name in answer.headers}
