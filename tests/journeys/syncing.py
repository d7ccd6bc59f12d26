"""A national course changes under a province that changed it too; nobody's work is lost.

Thái Nguyên is brought to the newest edition first, as other stories of the run publish too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys import learners
from tests.journeys.story import COURSE, DEMO_PASSWORD, HOA_MAIL, Story, sign_in
from tests.journeys.visitor import Visitor

OFFICE_MAIL = "thai@thainguyen.example"
CHANGELOG = "Hai bài được viết rõ hơn"


@dataclass(frozen=True)
class Words:
    """What the two sides write; every story writes its own, they stand in the same course."""

    ours: str
    national: str
    own_last: str
    new_last: str
    changelog: str


def words_of(story: Story) -> Words:
    """Return this story's sentences."""
    return Words(
        ours=f"Câu này tỉnh viết riêng ({story.width}).",
        national=f"Câu này Bộ viết mới ({story.width}).",
        own_last=f"Câu cuối do tỉnh sửa ({story.width}).",
        new_last=f"Câu cuối do Bộ sửa ({story.width}).",
        changelog=f"{CHANGELOG} ({story.width})",
    )


def office_at(story: Story) -> Visitor:
    """Thái signs in at Thái Nguyên's office."""
    thai = story.provincial()
    sign_in(thai, OFFICE_MAIL, DEMO_PASSWORD)
    return thai


def hoa_finishes_a_lesson(story: Story) -> int:
    """Hoa does the first lesson; how many lessons count as done afterwards."""
    hoa = story.provincial()
    sign_in(hoa, HOA_MAIL, DEMO_PASSWORD)
    lesson(hoa, 0)
    learners.to_the_end(hoa)
    hoa.follow("a[href$='/quiz/']")
    learners.hand_in(hoa)
    count = done_count(hoa)
    assert count > 0
    hoa.leave()
    return count


def done_count(hoa: Visitor) -> int:
    """How many lessons of the course Hoa has done."""
    hoa.open("/courses/an-toan-thong-tin/")
    return hoa.page.locator("main .hv-task .hv-tag--done").count()


def takes_what_came_before(thai: Visitor) -> None:
    """Take whatever other stories published, so that this one begins level with the ministry."""
    update = update_of(thai)
    button = thai.page.locator("#update-form button.hv-button").last
    if button.count():
        for choice in thai.page.locator("input[type=radio][value=national]").all():
            choice.check(force=True)
        thai.press(button)
    thai.open(f"{update}following/")


def update_of(thai: Visitor) -> str:
    """Open the page of the course's new release; its address."""
    thai.open("/office/library/updates/")
    link = thai.page.get_by_role("link", name=COURSE, exact=True)
    thai.follow(link)
    found = re.search(r".*/updates/[0-9a-f-]{36}/", thai.page.url)
    assert found
    return found[0]


def thai_changes_two_lessons(story: Story, thai: Visitor) -> None:
    """Another paragraph of lesson 3, and the last words of lesson 5; published for learners."""
    words = words_of(story)
    write(thai, 2, lambda text: f"{words.ours}\n\n{text}")
    write(thai, 4, lambda text: f"{text}\n\n{words.own_last}")
    thai.open("/desk/")
    thai.follow(COURSE)
    thai.follow("a[href$='/publication/']")
    thai.submit()


def an_changes_the_same_lessons(story: Story) -> None:
    """Lesson 3 at its end, lesson 5 at the very same place; An asks for a review."""
    an = story.national()
    sign_in(an, "an@bo.example", DEMO_PASSWORD)
    words = words_of(story)
    write(an, 2, lambda text: f"{text}\n\n{words.national}")
    write(an, 4, lambda text: f"{text}\n\n{words.new_last}")
    an.open("/desk/")
    an.follow(COURSE)
    an.follow("a[href$='/publication/']")
    an.fill(changelog=words.changelog)
    an.submit()
    an.leave()


def write(person: Visitor, number: int, change: Callable[[str], str]) -> None:
    """Change the text of the course's lesson at the desk."""
    person.open("/desk/")
    person.follow(COURSE)
    lessons = person.page.locator("main a[href*='/desk/lessons/']")
    person.follow(lessons.nth(number))
    body = person.page.locator("[name=body]")
    body.fill(change(body.input_value()))
    person.press("button[name=do][value=save]")


def ha_foresees_and_publishes(story: Story) -> None:
    """Hà reads the draft, sees that one province will have to decide, and publishes."""
    story.product.stage("report_and_foresee()")
    ha = story.national()
    sign_in(ha, "ha@bo.example", DEMO_PASSWORD)
    ha.open("/desk/reviews/")
    ha.follow(ha.page.locator("main li", has_text=words_of(story).changelog).get_by_role("link"))
    ha.sees("Thái Nguyên", words_of(story).national)
    ha.press("button[name=do][value=publish]")
    ha.leave()


def thai_decides(story: Story, thai: Visitor) -> None:
    """Lesson 3 merges by itself, lesson 5 asks."""
    thai.open("/office/")
    thai.sees("bản mới")
    update_of(thai)
    words = words_of(story)
    thai.sees("1 chỗ cần Ông/Bà quyết định", "Gộp cả hai", words.new_last, words.own_last)
    thai.page.locator("input[type=radio][name^=choice-][value=ours]").check(force=True)
    thai.press(thai.page.locator("#update-form button.hv-button").last)
    thai.sees("Từ bản", "Đã xuất bản")


def learners_read_both(story: Story, done_before: int) -> None:
    """Hoa reads both sides' words, and what she finished still counts."""
    hoa = story.provincial()
    sign_in(hoa, HOA_MAIL, DEMO_PASSWORD)
    assert done_count(hoa) == done_before
    lesson(hoa, 2)
    words = words_of(story)
    hoa.holds(words.ours, words.national)
    lesson(hoa, 4)
    hoa.holds(words.own_last)
    assert words.new_last not in hoa.whole_text()
    hoa.leave()


def thai_undoes(story: Story, thai: Visitor) -> None:
    """One step, and learners read what they read before."""
    thai.confirm(thai.page.get_by_role("button", name="Hoàn tác").first)
    thai.sees("Đã hoàn tác")
    hoa = story.provincial()
    sign_in(hoa, HOA_MAIL, DEMO_PASSWORD)
    lesson(hoa, 2)
    words = words_of(story)
    hoa.holds(words.ours)
    assert words.national not in hoa.whole_text()
    hoa.leave()


def lesson(hoa: Visitor, number: int) -> None:
    """Open a lesson of the course as a learner."""
    hoa.open("/courses/an-toan-thong-tin/")
    hoa.follow(hoa.page.locator("main .hv-task a").nth(number))
