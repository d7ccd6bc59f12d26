"""A person with a browser: goes about the pages, and every page met is examined."""

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Response

from tests.journeys.product import CHECKOUT

AXE = CHECKOUT / "config" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST_PHONE = 320
PATIENCE_MILLISECONDS = 60_000
BACKGROUND_MILLISECONDS = 180_000
# What axe looks at: which elements there are and what they claim to be, not the words.
KIND = """() => {
    const claims = ['role', 'type', 'aria-label', 'aria-current', 'disabled', 'data-text-size'];
    const told = element => [element.tagName, element.className,
        ...claims.filter(name => element.hasAttribute(name))].join(' ');
    return [...new Set([...document.querySelectorAll('*')].map(told))].sort().join();
}"""

EXAMINED: set[tuple[int, str, str]] = set()
"""Pages of the same address and the same elements are shown to axe once a width."""


@dataclass
class Visitor:
    """One person at one device; `home` is the site they are on, without the last slash."""

    page: Page
    home: str
    visited: list[str]
    """Every address met, the own ones and those of downloads; shared by the story's people."""
    scripts: bool = True
    """Whether this browser runs JavaScript; axe needs it."""
    faults: list[str] = field(default_factory=list)
    """What went wrong anywhere; asserted empty at the end of each page."""

    @classmethod
    def arrive(
        cls,
        browser: Browser,
        home: str,
        width: int,
        *,
        visited: list[str],
        scripts: bool = True,
        workers: bool = True,
    ) -> "Visitor":
        """A fresh browser without any cookie; without workers nothing is kept but its cache."""
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            locale="en-US",  # the product speaks Vietnamese whatever the browser asks for
            bypass_csp=True,
            java_script_enabled=scripts,
            service_workers="allow" if workers else "block",
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        visitor = cls(context.new_page(), home, visited, scripts)
        visitor.page.on("console", visitor._hear)
        visitor.page.on("pageerror", lambda error: visitor.faults.append(f"script: {error}"))
        visitor.page.on("request", lambda request: visitor._note(request.url))
        return visitor

    def leave(self) -> None:
        """Close the browser."""
        self.page.context.close()

    def open(self, path: str) -> Response:
        """Type an address of this site (or a whole one)."""
        address = path if path.startswith("http") else f"{self.home}{path}"
        response = self.page.goto(address)
        assert response is not None
        assert response.status == 200, f"{address} answered {response.status}"
        self.examine()
        return response

    def follow(self, link: str | Locator) -> None:
        """Click a link, given by its words, by CSS beginning with "a", or found before."""
        self._click(self._found(link, "link"))

    def press(self, button: str | Locator) -> None:
        """Press a button that leads on to another page."""
        self._click(self._found(button, "button"))

    def confirm(self, button: str | Locator) -> None:
        """Press a button that asks first, and say yes."""
        self._found(button, "button").click()
        self._click(self.page.locator("dialog .hv-button").first)

    def fill(self, **values: str) -> None:
        """Fill in fields by name (a hyphen is written as two underscores)."""
        for name, value in values.items():
            control = self.page.locator(f'main [name="{name.replace("__", "-")}"]')
            if control.evaluate("control => control.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def submit(self) -> None:
        """Press the first button of the page's own form."""
        self.press(self.page.locator("main form.hv-form button.hv-button").first)

    def download(self, link: str | Locator, role: str = "link") -> Path:
        """Click what gives a file; where it was saved."""
        with self.page.expect_download() as started:
            self._found(link, role).click()
        self._note(started.value.url)
        path = Path(tempfile.mkdtemp()) / started.value.suggested_filename
        started.value.save_as(path)
        return path

    def wait_for_job(self) -> None:
        """Watch a job to its end, then look at what it made."""
        self.page.locator(".hv-job--done").wait_for(timeout=BACKGROUND_MILLISECONDS)
        self.examine()
        self.follow(self.page.locator(".hv-job--done a.hv-button"))

    def sees(self, *words: str) -> None:
        """Every one of these stands in the page's own text."""
        shown = self.text()
        missing = [each for each in words if each not in shown]
        assert not missing, f"{self.page.url} lacks {missing}:\n{shown}"

    def holds(self, *words: str) -> None:
        """Every one of these stands in the page, on whichever of its screens."""
        held = self.whole_text()
        missing = [each for each in words if each not in held]
        assert not missing, f"{self.page.url} lacks {missing}:\n{held}"

    def whole_text(self) -> str:
        """What the main part of the page says on all its screens, on one line."""
        return re.sub(r"\s+", " ", self.page.locator("main").text_content() or "")

    def text(self) -> str:
        """What the main part of the page says, on one line."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def examine(self) -> None:
        """Axe, the width, the console; also at 320 px for a learner's page on a phone."""
        self.page.wait_for_load_state("load")
        width = (self.page.viewport_size or {"width": 0})["width"]
        widths = [width]
        if width < 400 and self.page.locator("body.hv-learner").count():
            widths.append(SMALLEST_PHONE)
        for each in widths:
            if each != width:
                self.page.set_viewport_size({"width": each, "height": 800})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > each:
                self.faults.append(f"{wide} px wide at {each} px")
        if len(widths) > 1:
            self.page.set_viewport_size({"width": width, "height": 800})
        kind = (width, pattern(self.page.url), self.page.evaluate(KIND))
        if self.scripts and kind not in EXAMINED:
            self.faults += self._axe()
            EXAMINED.add(kind)
        assert not self.faults, f"{self.page.url}: {self.faults}"

    def _axe(self) -> list[str]:
        self.page.evaluate(f"window.axe || (() => {{ {AXE.read_text()} }})()")
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, "
            "resultTypes: ['violations']})",
            RULES,
        )
        return [
            f"axe {each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for each in found["violations"]
            for node in each["nodes"][:3]
        ]

    def _click(self, target: Locator) -> None:
        with self.page.expect_navigation():
            target.click()
        self.examine()

    def _found(self, what: str | Locator, role: str) -> Locator:
        if not isinstance(what, str):
            return what
        if what.startswith(("a[", "a.", "button[", "button.")):
            return self.page.locator(f"main {what}").first
        return self.page.locator("main").get_by_role(role, name=what).first  # type: ignore[arg-type]

    def _note(self, address: str) -> None:
        if address not in self.visited:
            self.visited.append(address)

    def _hear(self, message) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} {message.location.get('url', '')}")


def pattern(address: str) -> str:
    """The host and path of an address without uids and codes."""
    site = urlsplit(address)
    plain = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+-[0-9A-Z-]+", "…", site.path)
    return f"{site.hostname}{plain}"
