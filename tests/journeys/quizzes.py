"""Which answers are right, from the starter courses themselves."""

from functools import cache
from typing import Any

import yaml
from playwright.sync_api import Locator, Page

from tests.journeys.product import CHECKOUT


@cache
def questions() -> dict[str, dict[str, Any]]:
    """Every question of the starter courses by uid."""
    files = (CHECKOUT / "catalog" / "starter").glob("*/lessons/*.quiz.yaml")
    found = [one for file in files for one in yaml.safe_load(file.read_text())["questions"]]
    return {one["uid"]: one for one in found}


def answer(page: Page, *, rightly: bool = True) -> None:
    """Fill in every question of the page; wrongly means one wrong answer each."""
    for question in page.locator("fieldset.hv-question").all():
        uid = str(question.get_attribute("id")).removeprefix("q-")
        assert uid in questions(), "a quiz that is not in catalog/starter"
        known = questions()[uid]
        if known["kind"] in ("ordering", "matching"):
            _choose_parts(question, known, rightly=rightly)
        elif known["kind"] == "short_answer":
            right = next(one["text"] for one in known["options"] if one["correct"])
            question.locator("input").fill(right if rightly else "?")
        else:
            _choose(question, known, rightly=rightly)


def _choose(question: Locator, known: dict[str, Any], *, rightly: bool) -> None:
    chosen = [one["uid"] for one in known["options"] if one["correct"] == rightly]
    for uid in chosen if rightly else chosen[:1]:
        question.locator(f'input[value="{uid}"]').check()


def _choose_parts(question: Locator, known: dict[str, Any], *, rightly: bool) -> None:
    """A place or a partner for each line; wrongly: everything one further."""
    uids = [one["uid"] for one in known["options"]]
    turned = uids if rightly else [*uids[1:], *uids[:1]]
    for uid, other in zip(uids, turned, strict=True):
        line = question.locator(f'select[name="q-{known["uid"]}-{uid}"]')
        value = other if known["kind"] == "matching" else str(turned.index(uid) + 1)
        line.select_option(value)
