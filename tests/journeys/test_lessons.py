"""A lesson in a browser: screens, a story, sound, and going on where one stood, on any device."""

import re

import pytest

from tests.journeys import learners
from tests.journeys.story import DEMO_PASSWORD, HOA_MAIL, Story, sign_in
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
SLUG = learners.FREE_COURSE.split("/")[2]
SHOWN = """() => [...document.querySelectorAll(".hv-screen, .hv-end")]
    .filter(part => part.getClientRects().length).map(part => part.id)"""

WAITING = """() => new Promise(done => {
    const opening = indexedDB.open('hvs');
    opening.onsuccess = () => {
        const asked = opening.result.transaction('outbox').objectStore('outbox').getAll();
        asked.onsuccess = () => {
            opening.result.close();
            done(asked.result.some(item => item.kind === 'position' && /step=3/.test(item.body)));
        };
    };
})"""


@pytest.fixture(scope="module")
def free_lesson(running):
    """The address of a free lesson that has everything, in Thái Nguyên."""
    running.stage(f"enrich_lesson('thainguyen', '{SLUG}')")
    return learners.FREE_COURSE


def open_first(person, course):
    person.open(course)
    person.follow(person.page.locator("main .hv-task a").first)


def arrive(browser, running, width, **settings):
    return Visitor.arrive(browser, running.province("thainguyen"), width, visited=[], **settings)


def shown(person):
    return person.page.evaluate(SHOWN)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_lesson_shows_one_screen_at_a_time(browser, running, free_lesson, width):
    reader = arrive(browser, running, width)
    open_first(reader, free_lesson)
    assert shown(reader) == ["buoc-1"]
    total = reader.page.locator(".hv-step").count()

    learners.onward(reader, 2)
    focused = reader.page.evaluate("document.activeElement.tagName")
    said = reader.page.locator("main [role=status].hv-visually-hidden").first.inner_text()
    assert (shown(reader), focused, said) == (["buoc-2"], "H2", f"Bước 2/{total}")
    reader.examine()
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("Boolean(document.activeElement.closest('#buoc-2'))")

    reader.page.go_back()
    reader.page.locator("#buoc-1").wait_for()
    assert shown(reader) == ["buoc-1"]

    learners.to_the_end(reader)
    assert shown(reader) == [f"buoc-{total}", "canh-1", "cuoi-bai"]
    reader.examine()
    reader.leave()


def test_a_story_goes_where_one_decides(browser, running, free_lesson):
    reader = arrive(browser, running, 360)
    open_first(reader, free_lesson)
    learners.to_the_end(reader)

    reader.page.get_by_text("Đọc mã", exact=True).click()
    reader.sees("Kết quả", "Người lạ đã vào được tài khoản.")
    reader.page.locator(".hv-choice[open] a").click()
    reader.page.locator("#canh-2").wait_for()
    assert "canh-1" not in shown(reader)
    reader.page.get_by_text("Gọi ngân hàng", exact=True).click()
    reader.page.locator("#canh-2 .hv-choice[open] a").click()
    reader.sees("Hết câu chuyện")
    reader.page.locator("a[href='#canh-1']:visible").click()
    reader.page.locator("#canh-1").wait_for()
    assert reader.page.locator(".hv-choice[open]:visible").count() == 0
    reader.leave()


def test_everything_of_a_lesson_is_readable_without_javascript(browser, running, free_lesson):
    reader = arrive(browser, running, 360, scripts=False)
    open_first(reader, free_lesson)

    assert reader.page.locator(".hv-screen:visible").count() == (
        reader.page.locator(".hv-screen").count()
    )
    reader.page.get_by_text("Tắt máy", exact=True).click()
    reader.sees("Kẻ gian không lấy được gì.")
    learners.to_the_end(reader)
    assert reader.page.url.endswith("#cuoi-bai")
    assert reader.page.locator(".hv-scripted:visible").count() == 0
    reader.follow("a[href$='/quiz/']")
    reader.leave()


def test_going_on_leads_to_the_same_screen_and_second_on_another_device(browser, running):
    phone = arrive(browser, running, 360)
    sign_in(phone, HOA_MAIL, DEMO_PASSWORD)
    phone.open(learners.COURSE_PATH)
    phone.follow(phone.page.locator("main .hv-task a").nth(1))
    learners.watch_video(phone)
    video = phone.page.locator("main video")
    video.evaluate("video => { video.currentTime = 21; }")
    phone.page.wait_for_function("document.querySelector('main video').currentTime >= 21")
    for number in (2, 3):
        learners.onward(phone, number)
    with phone.page.expect_request(re.compile("/position/$")):
        phone.page.locator(".hv-brand").click()
    phone.page.wait_for_load_state()

    desk = arrive(browser, running, 1280)
    sign_in(desk, HOA_MAIL, DEMO_PASSWORD)
    desk.open("/")
    desk.sees("bước 3/")
    desk.follow("a.hv-continue")

    assert shown(desk) == ["buoc-3"]
    desk.sees("Xem tiếp từ 0:21")
    assert desk.page.locator("main video").evaluate(
        "video => video.paused && video.readyState === 0"
    )
    desk.page.locator("[data-go-on]").click()
    desk.page.wait_for_function("document.querySelector('main video').currentTime > 21")
    desk.leave()
    phone.leave()


def test_where_one_stood_without_network_is_told_later(browser, running):
    hoa = arrive(browser, running, 360)
    sign_in(hoa, HOA_MAIL, DEMO_PASSWORD)
    hoa.open(learners.COURSE_PATH)
    hoa.follow(hoa.page.locator("main .hv-task a").nth(2))
    lesson = hoa.page.url
    hoa.page.get_by_role("button", name="Lưu bài này vào máy").click()
    hoa.page.get_by_text("Đã lưu vào máy").first.wait_for()
    hoa.page.evaluate("navigator.serviceWorker.ready")
    hoa.page.context.set_offline(True)

    hoa.page.goto(lesson)
    for number in (2, 3):
        learners.onward(hoa, number)
    while not hoa.page.evaluate(WAITING):
        hoa.page.wait_for_timeout(100)
    hoa.page.goto(lesson)
    hoa.page.locator("#buoc-3").wait_for()

    hoa.page.context.set_offline(False)
    with hoa.page.expect_response(re.compile("/position/$")) as told:
        hoa.page.goto(f"{hoa.home}/")
    assert told.value.status == 204
    hoa.faults.clear()  # what the lost network said
    hoa.open("/")
    hoa.sees("bước 3/")
    hoa.leave()


def test_tu_listens_answers_and_registers_later(browser, running, free_lesson):
    story = Story(browser, running, 360, "thainguyen", "Thái Nguyên", {})

    learners.tu_learns_as_guest(story)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_summary_of_what_is_missing_leads_there(browser, running, has_scripts):
    person = arrive(browser, running, 360, scripts=has_scripts)
    open_first(person, learners.FREE_COURSE)
    person.open(f"{person.page.url.split('#')[0]}quiz/")
    page = person.page
    page.locator("main form button").first.click()
    links = page.locator(".govuk-error-summary a")
    links.last.wait_for()

    target = links.last.get_attribute("href")
    links.last.click()

    page.wait_for_url(f"**/quiz/{target}")
    assert links.count() > 1
    assert page.locator(f"{target} .govuk-error-message").count() == 1
    assert page.locator(target).evaluate("part => part === document.activeElement")
    person.leave()
