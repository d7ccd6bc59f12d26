"""The style guide in a real browser: axe, no overflow, the scripts. Pages come from the views."""

import mimetypes
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, sync_playwright

from config.ui import errors, views
from tests.ui.pages import FRONTEND, request, styleguide

pytestmark = pytest.mark.journey
SITE = "http://quangnam.localhost:8000"
AXE = FRONTEND / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
DARK = {"color_scheme": "dark"}
FORCED = {"forced_colors": "active"}
VIEWS = [
    ("learner", 320, {}),
    ("learner", 360, FORCED),
    ("learner", 1280, DARK),
    ("office", 320, DARK),
    ("office", 360, {}),
    ("office", 1280, {}),
    ("office", 1280, FORCED),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("HVS_CHROMIUM") or shutil.which("chromium")
    # Playwright's own loop makes Django think it stands in async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program)
        yield opened
        opened.close()


def _answer(route: Route) -> None:
    address = urlsplit(route.request.url)
    if address.path.startswith("/static/"):
        found = finders.find(address.path.removeprefix("/static/"))
        kind = mimetypes.guess_type(address.path)[0]
        route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
    elif address.path == "/theme.css":
        route.fulfill(body=views.theme(request("/theme.css")).content, content_type="text/css")
    elif address.path == "/styleguide/":
        shell = parse_qs(address.query).get("shell", ["learner"])[0]
        cookies = route.request.all_headers().get("cookie", "")
        size = "150" if "text_size=150" in cookies else "100"
        page = styleguide(shell, text_size=size)
        route.fulfill(body=page.content, content_type="text/html; charset=utf-8")
    elif address.path.startswith("/err/"):
        page = errors.error_page(request("/"), int(address.path.strip("/").split("/")[1]))
        route.fulfill(body=page.content, content_type="text/html; charset=utf-8")
    else:
        route.fulfill(status=204)


def _open(browser: Browser, path: str, width: int, size: str = "100", **look: str) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 800}, **look)
    context.add_cookies([{"name": "text_size", "value": size, "url": SITE}])
    page = context.new_page()
    page.set_default_timeout(8000)
    page.route("**/*", _answer)
    page.errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    page.goto(SITE + path)
    return page


def _violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


@pytest.mark.parametrize(("shell", "width", "look"), VIEWS)
def test_every_component_is_accessible(browser, shell, width, look):
    page = _open(browser, f"/styleguide/?shell={shell}", width, **look)

    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.errors == []
    page.context.close()


def test_nothing_is_lost_at_150_percent_on_the_smallest_phone(browser):
    page = _open(browser, "/styleguide/", 320, size="150")

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.context.close()


@pytest.mark.parametrize("status", [401, 404, 500])
def test_error_pages_are_accessible(browser, status):
    page = _open(browser, f"/err/{status}/", 320)

    assert _violations(page) == []
    page.context.close()


def test_text_size_changes_at_once(browser):
    page = _open(browser, "/styleguide/", 360)

    seen = []
    for name in ("A+", "A+", "A−", "A−"):
        page.get_by_role("button", name=name).click()
        pressed = page.locator(".hv-text-size [aria-pressed=true]").all_inner_texts()
        seen.append((page.locator("html").get_attribute("data-text-size"), pressed[0][:2].strip()))

    assert seen == [("125", "A+"), ("150", "A+"), ("125", "A+"), ("100", "A")]
    page.context.close()


def test_an_answer_given_off_line_is_sent_once_when_the_network_is_back(browser):
    page = _open(browser, "/styleguide/", 360)
    sent: list[str] = []
    page.unroute("**/*")
    page.route("**/attempts/", lambda route: route.abort("internetdisconnected"))
    form = page.locator("form[data-queue]")
    form.evaluate("form => { form.action = '/attempts/'; }")
    form.get_by_role("button").click()
    page.get_by_text("Chưa gửi – sẽ gửi lại").wait_for()

    def accept(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(body="<main id=main tabindex=-1>Đạt</main>", content_type="text/html")

    page.route("**/attempts/", accept)
    session = {"person": "linh", "token": "fresh"}
    page.route("**/device/session/", lambda route: route.fulfill(json=session))
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("main", has_text="Đạt").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)

    assert len(sent) == 1
    assert "attempt_key=0b6c" in sent[0]
    assert "csrfmiddlewaretoken=fresh" in sent[0]
    assert re.search(r"answered_at=\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\d%2B", sent[0])
    page.context.close()


def test_a_question_is_asked_before_something_is_taken_back(browser):
    page = _open(browser, "/styleguide/", 1280)

    page.get_by_role("button", name="Rút lại khóa học").click()

    dialog = page.get_by_role("dialog", name="Rút lại khóa An toàn thông tin?")
    assert dialog.get_by_role("button").all_inner_texts() == ["Rút lại", "Không"]
    dialog.get_by_role("button", name="Không").click()
    assert page.get_by_role("dialog").count() == 0
    page.context.close()
