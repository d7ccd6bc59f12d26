"""The whole story in a browser, on a phone and on a desk; without JavaScript; its weight."""

import pytest

from tests.journeys import keyboard, learners, numbers, office, opening
from tests.journeys.story import DEMO_PASSWORD, HOA_MAIL, Story, sign_in
from tests.journeys.visitor import Visitor
from tests.journeys.weight import Meter

pytestmark = pytest.mark.journey
FULL = {"officials": 5140, "businesses": 2000, "community": 7000, "faults": 40}
SMALL = {"officials": 300, "businesses": 60, "community": 120, "faults": 40}
KB = 1024
COLD_BYTES, REPEAT_BYTES, PLAIN_BYTES = 120 * KB, 25 * KB, 40 * KB
PARTS = {"Document": 18 * KB, "Stylesheet": 14 * KB, "Script": 22 * KB, "Font": 68 * KB}
"""On the wire: the fonts are four files of 66 KB together, each with its headers."""
SHIFTS = """window.shifted = 0;
new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({type: 'layout-shift', buffered: true});"""


@pytest.mark.parametrize(
    ("width", "slug", "unit", "roster"),
    [(360, "quangnam", "Quảng Nam", FULL), (1280, "danang", "Đà Nẵng", SMALL)],
)
def test_a_province_goes_on_line_and_linh_earns_a_certificate(
    browser, running, tmp_path, width, slug, unit, roster
):
    story = Story(browser, running, width, slug, unit, roster)

    opening.an_asks_for_review(story)
    opening.ha_publishes(story)
    applicant = opening.minh_applies(story)
    opening.ha_approves(story)
    opening.minh_watches_it_open(story, applicant)
    minh = opening.minh_activates(story)

    office.minh_takes_over(story, minh)
    office.minh_imports(story, minh, tmp_path)
    office.minh_sets_targets(story, minh)
    office.minh_assigns(story, minh)
    if width < 1280:
        office.minh_invites_by_mail(story, minh)
        code = None
    else:
        code = office.minh_prints_a_slip(story, minh)

    linh = learners.linh_activates(story, code)
    learners.linh_learns(story, linh)
    learners.linh_gets_her_certificate(story, linh)
    learners.anyone_checks(story)
    learners.tu_learns_as_guest(story)

    numbers.son_sees_his_people(story, minh)
    numbers.minh_sees_cohorts(story, minh)
    numbers.phuc_sees_the_province(story)
    numbers.hoa_tries_everything(story)


def test_everything_to_the_certificate_works_without_javascript(browser, running):
    hoa = Visitor.arrive(browser, running.province("thainguyen"), 360, visited=[], scripts=False)
    sign_in(hoa, HOA_MAIL, DEMO_PASSWORD)
    learners.reads_to_the_certificate(hoa)
    learners.certificate_of(hoa, "Hoàng Thị Hoa", "An toàn thông tin")
    hoa.leave()


def test_a_course_is_finished_by_the_keyboard_alone(browser, running):
    running.stage("write_short_course()")
    hoa = Visitor.arrive(browser, running.province("thainguyen"), 1280, visited=[])

    keyboard.signs_in(hoa, HOA_MAIL, DEMO_PASSWORD)
    keyboard.learns(hoa, "/courses/khoa-ngan/")

    hoa.sees("Hoàng Thị Hoa", "Khóa ngắn", "Chứng nhận có hiệu lực")
    hoa.leave()


def test_a_lesson_is_light_and_asks_nobody_else(browser, running):
    home = running.province("thainguyen")
    lesson = first_lesson(browser, home, "/courses/khoa-ngan/")
    reader = Visitor.arrive(browser, home, 360, visited=[], workers=False)
    meter = Meter(reader.page)

    cold = meter.weigh(lambda: reader.page.goto(lesson))
    kinds, plain = meter.kinds, meter.plain_document
    repeat = meter.weigh(lambda: reader.page.goto(lesson))

    assert cold - kinds.get("Media", 0) - kinds.get("Image", 0) <= COLD_BYTES
    assert {kind for kind, most in PARTS.items() if kinds.get(kind, 0) > most} == set()
    assert plain <= PLAIN_BYTES
    assert repeat <= REPEAT_BYTES
    assert meter.hosts == {"thainguyen.localhost"}
    reader.leave()


@pytest.mark.parametrize("path", ["/", "/courses/", "/courses/an-toan-thong-tin/"])
def test_pages_before_the_lesson_are_small(browser, running, path):
    hoa = Visitor.arrive(browser, running.province("thainguyen"), 360, visited=[], workers=False)
    sign_in(hoa, HOA_MAIL, DEMO_PASSWORD)
    meter = Meter(hoa.page)

    meter.weigh(lambda: hoa.page.goto(f"{hoa.home}{path}"))

    assert 0 < meter.plain_document <= PLAIN_BYTES
    assert meter.kinds["Document"] <= PARTS["Document"]
    hoa.leave()


def test_nothing_jumps_while_a_lesson_loads(browser, running):
    home = running.province("thainguyen")
    lesson = first_lesson(browser, home, "/courses/khoa-ngan/")
    reader = Visitor.arrive(browser, home, 360, visited=[], workers=False)
    reader.page.add_init_script(SHIFTS)

    reader.page.goto(lesson, wait_until="networkidle")
    pictures = reader.page.locator(".hv-prose img").all()
    for picture in pictures:
        picture.evaluate("one => { one.closest('[hidden]')?.removeAttribute('hidden'); }")
        picture.scroll_into_view_if_needed()
    reader.page.wait_for_load_state("networkidle")

    assert [one.get_attribute("loading") for one in pictures] == ["lazy"]
    assert all(one.get_attribute("width") and one.get_attribute("height") for one in pictures)
    assert reader.page.evaluate("window.shifted") < 0.05
    reader.leave()


def first_lesson(browser, home: str, course: str) -> str:
    """The address of a course's first lesson, found by another visitor."""
    guest = Visitor.arrive(browser, home, 360, visited=[])
    guest.open(course)
    lesson = guest.page.locator("main .hv-task a").first.get_attribute("href") or ""
    guest.leave()
    return f"{home}{lesson}"
