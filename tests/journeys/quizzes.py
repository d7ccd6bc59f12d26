"""Which answers are right, from the starter courses themselves."""

from functools import cache

import yaml
from playwright.sync_api import Page

from tests.journeys.product import CHECKOUT


@cache
def right_options() -> frozenset[str]:
    """The uids of every right option."""
    files = (CHECKOUT / "catalog" / "starter").glob("*/lessons/*.quiz.yaml")
    questions = [one for file in files for one in yaml.safe_load(file.read_text())["questions"]]
    return frozenset(
        option["uid"] for question in questions for option in question["options"]
        if option["correct"]
    )  # fmt: skip


def answer(page: Page, *, rightly: bool = True) -> None:
    """Fill in every question of the page; wrongly means one wrong option each."""
    for question in page.locator("fieldset.hv-question").all():
        inputs = question.locator("input").all()
        values = {one.get_attribute("value") or "": one for one in inputs}
        right = [one for value, one in values.items() if value in right_options()]
        wrong = [one for value, one in values.items() if value not in right_options()]
        assert right, "a quiz that is not in catalog/starter"
        for option in right if rightly else wrong[:1]:
            option.check()
