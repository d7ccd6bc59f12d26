"""The whole story in a browser, on a phone and on a desk; without JavaScript; its weight."""

import pytest

from tests.journeys import learners, numbers, office, opening
from tests.journeys.story import DEMO_PASSWORD, HOA_MAIL, Story, sign_in
from tests.journeys.visitor import Visitor
from tests.journeys.weight import Meter

pytestmark = pytest.mark.journey
FULL = {"officials": 5140, "businesses": 2000, "community": 7000, "faults": 40}
SMALL = {"officials": 300, "businesses": 60, "community": 120, "faults": 40}
COLD_BYTES, REPEAT_BYTES = 120 * 1024, 25 * 1024


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


def test_a_lesson_is_light_and_asks_nobody_else(browser, running):
    reader = Visitor.arrive(browser, running.province("thainguyen"), 360, visited=[])
    meter = Meter(reader.page)
    reader.open(learners.FREE_COURSE)
    lesson = reader.page.locator("main .hv-task a").first.get_attribute("href") or ""
    reader.leave()

    reader = Visitor.arrive(browser, running.province("thainguyen"), 360, visited=[])
    meter = Meter(reader.page)
    cold = meter.weigh(lambda: reader.page.goto(f"{reader.home}{lesson}"))
    repeat = meter.weigh(lambda: reader.page.goto(f"{reader.home}{lesson}"))

    assert cold <= COLD_BYTES
    assert repeat <= REPEAT_BYTES
    assert meter.hosts == {"thainguyen.localhost"}
    reader.leave()
