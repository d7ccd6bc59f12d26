"""What a browser can say about a page: axe's rules, and what axe does not measure."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.ui.pages import FRONTEND

AXE = (FRONTEND / "node_modules" / "axe-core" / "axe.min.js").read_text()
QUESTIONS = Path(__file__).with_suffix(".js").read_text()
SCRIPTS = f"{AXE}\n{QUESTIONS}"
"""Stands in every page before it is looked at: BrowserContext.add_init_script()."""
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},  # 24 px, with the exceptions of WCAG 2.5.8
}


def axe(page: Page) -> list[str]:
    """Return what axe finds."""
    found = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return [
        f"axe {each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


def ask(page: Page, *questions: str) -> list[str]:
    """Return the faults that these questions of looking.js find: width, targets, focus, motion."""
    found: list[str] = page.evaluate("names => names.flatMap(name => looking[name]())", questions)
    return found


def ask_at_150_percent(page: Page) -> list[str]:
    """Return what does not fit when the text is as big as the page's own buttons make it."""
    bigger = "size => { document.documentElement.dataset.textSize = size; }"
    page.evaluate(bigger, "150")
    found = ask(page, "width")
    page.evaluate(bigger, "100")
    return [f"at 150 %: {each}" for each in found]


def ask_with_text_at_200_percent(page: Page) -> list[str]:
    """Return what does not fit when the browser itself shows all text twice as big."""
    bigger = "size => { document.documentElement.style.fontSize = size; }"
    page.evaluate(bigger, "200%")
    found = ask(page, "width")
    page.evaluate(bigger, "")
    return [f"text at 200 %: {each}" for each in found]
