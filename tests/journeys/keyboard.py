"""Hoa learns a course with the keyboard alone: Tab, Enter, Space and the arrows."""

import re

from tests.journeys.visitor import Visitor

STOPS_AT_MOST = 150
RIGHT = re.compile(r"Ý 1$")
"""The right option where one is right; where several are, the others (tests.learning.school)."""
SEEN = """() => {
    const box = document.activeElement.getBoundingClientRect();
    return document.activeElement.matches(":focus-visible") && box.bottom > 0
        && box.top < innerHeight;
}"""


def tab_to(person: Visitor, selector: str) -> None:
    """Press Tab until the focus stands on such an element; it must be seen there."""
    for _ in range(STOPS_AT_MOST):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("one => document.activeElement.matches(one)", selector):
            assert person.page.evaluate(SEEN), f"the focus on {selector} is not seen"
            return
    raise AssertionError(f"{person.page.url}: Tab does not lead to {selector}")


def go(person: Visitor, selector: str) -> None:
    """Follow a link, or press a button that leads on."""
    tab_to(person, selector)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.examine()


def signs_in(person: Visitor, name: str, password: str) -> None:
    """Type name and password; Enter sends the form."""
    person.open("/sign-in/")
    tab_to(person, "[name=name]")
    person.page.keyboard.type(name)
    tab_to(person, "[name=password]")
    person.page.keyboard.type(password)
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.examine()


def learns(person: Visitor, course: str) -> None:
    """From the home to the certificate."""
    go(person, f"main a[href='{course}']")
    go(person, "a.hv-continue")
    while True:
        reads_to_the_end(person)
        go(person, "main a[href$='/quiz/']")
        answers(person)
        if not person.page.locator("main .hv-result a.hv-button[href*='/lessons/']").count():
            break
        go(person, ".hv-result a.hv-button[href*='/lessons/']")
    go(person, ".hv-result a.hv-button[href^='/certificates/']")


def reads_to_the_end(person: Visitor) -> None:
    """Go through the screens of a lesson, which stand there one at a time."""
    onward = ".hv-screen.is-open > nav a[href^='#buoc-']:not(.hv-button--secondary)"
    while (link := person.page.locator(onward)).count():
        screen = str(link.get_attribute("href"))
        tab_to(person, onward)
        person.page.keyboard.press("Enter")
        person.page.locator(f"{screen}.is-open").wait_for()
        person.examine()


def answers(person: Visitor) -> None:
    """Choose the right options and hand in."""
    for question in person.page.locator("fieldset.hv-question").all():
        number = f"fieldset.hv-question[id='{question.get_attribute('id')}']"
        if question.locator("[type=radio]").count():
            tab_to(person, f"{number} [type=radio]")
            choose_by_arrows(person)
        else:
            for _ in range(question.locator("[type=checkbox]").count()):
                tab_to(person, f"{number} [type=checkbox]")
                if not RIGHT.search(chosen_words(person)):
                    person.page.keyboard.press("Space")
    tab_to(person, "main form[data-queue] button")
    person.page.keyboard.press("Enter")
    person.page.locator(".hv-result").first.wait_for()
    person.examine()


def choose_by_arrows(person: Visitor) -> None:
    """Space takes the first option, the arrow goes on to the right one."""
    person.page.keyboard.press("Space")
    for _ in range(4):
        if RIGHT.search(chosen_words(person)):
            return
        person.page.keyboard.press("ArrowDown")
    raise AssertionError("no option is right")


def chosen_words(person: Visitor) -> str:
    """The words of the option the focus is on."""
    words = "document.activeElement.closest('label').innerText.trim()"
    return str(person.page.evaluate(words))
