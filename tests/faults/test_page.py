"""PostgreSQL dies while a learner hands in: the page says so and sends the answers once, later."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.faults.handing_in import School
from tests.faults.site import Site, wait_until

SLUG = "matcsdl"
PATIENCE_MILLISECONDS = 180_000
WAITING = "Chưa gửi – sẽ gửi lại"


@pytest.fixture
def browser() -> Iterator[Browser]:
    """One Chromium."""
    program = os.environ.get("HVS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    # Playwright's own loop makes Django think it stands in async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--host-resolver-rules=MAP *.localhost 127.0.0.1"],
        )
        yield opened
        opened.close()


def test_a_page_sends_once_what_the_database_could_not_take(site: Site, browser: Browser) -> None:
    school = School(site.stage(f"open_school({SLUG!r}, learners=1)"), site.port)
    page = reader(browser, school)
    page.goto(f"http://{school.host}{school.lesson_path(0)}quiz/")
    for one in school.facts["lessons"][0]["questions"]:
        for option in one["right"]:
            page.locator(f"input[value='{option}']").check()

    site.kill_database()
    try:
        page.get_by_role("button", name="Nộp bài").click()
        page.get_by_text(WAITING).first.wait_for()
    finally:
        site.start_database()
    wait_until(lambda: attempts(site), "the page has sent it by itself")
    page.get_by_text(WAITING).first.wait_for(state="detached")
    page.reload()
    page.wait_for_load_state("networkidle")

    assert attempts(site) == [(100,)]
    page.context.close()


def reader(browser: Browser, school: School):
    """A page of the only learner, who is signed in."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN")
    address = f"http://{school.host}"
    session = school.learners[0]["sessions"][0]
    context.add_cookies([{"name": "session", "value": session, "url": address}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    return page


def attempts(site: Site) -> list[tuple[int]]:
    """The score of each stored attempt."""
    return site.rows(f"SELECT score_percent FROM {SLUG}.enrollment_attempt")
