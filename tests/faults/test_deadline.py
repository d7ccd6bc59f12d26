"""Answers that arrive after the deadline: what was saved counts; what was given off line is kept.

That days pass is shortened: the course's last day is moved into the past.
"""

import datetime

import pytest

from tests.faults.handing_in import Device, Road, School, Sheet, right
from tests.faults.site import Site

SLUG = "quahan"


@pytest.fixture(scope="module")
def school(site: Site) -> School:
    """A province whose officials hand in by the deadline."""
    call = f"open_school({SLUG!r}, learners=5, closes_at_deadline=True)"
    return School(site.stage(call), site.port)


@pytest.mark.parametrize(("learner", "road"), [(0, "api"), (1, "form")])
def test_late_answers_are_refused_and_the_saved_ones_count(
    site: Site, school: School, learner: int, road: Road
) -> None:
    device, whole = Device(school), begun(site, school, learner)
    first_two = dict(list(whole.answers.items())[:2])
    assert device.save(Sheet(learner, 0, first_two, whole.key)).status == 200
    let_the_deadline_pass(site)

    answers = [device.hand_in(whole, road), Device(school).hand_in(whole, road)]

    # The service's own job may have closed the attempt before the first of them.
    assert [(one.status, one.code) for one in answers] in (
        [(422, "DEADLINE_PASSED"), (409, "ATTEMPT_ALREADY_SUBMITTED")],
        [(409, "ATTEMPT_ALREADY_SUBMITTED")] * 2,
    )
    assert stored(site, school, learner) == [(whole.key, first_two, True, "")]


def test_answers_given_off_line_in_time_wait_for_the_office(site: Site, school: School) -> None:
    sheet = begun(site, school, 2)
    let_the_deadline_pass(site)
    in_time = now() - datetime.timedelta(days=20)

    answers = [Device(school).hand_in(sheet, answered_at=in_time) for _ in range(2)]

    assert [one.status for one in answers] == [201, 200]
    assert answers[0].attempt == answers[1].attempt
    assert stored(site, school, 2) == [(sheet.key, sheet.answers, False, "waiting")]


@pytest.mark.parametrize(("learner", "days"), [(3, 0), (4, 9000)])
def test_a_device_whose_clock_is_right_or_ahead_gains_nothing(
    site: Site, school: School, learner: int, days: int
) -> None:
    sheet = begun(site, school, learner)
    let_the_deadline_pass(site)

    answer = Device(school).hand_in(sheet, answered_at=now() + datetime.timedelta(days=days))

    assert (answer.status, answer.code) == (422, "DEADLINE_PASSED")
    assert stored(site, school, learner) == []


def begun(site: Site, school: School, learner: int) -> Sheet:
    """A quiz opened in good time, with right answers."""
    site.change(f"UPDATE {SLUG}.enrollment_enrollment SET due_date = current_date + 7")
    return right(school, learner, 0, key=Device(school).key_of_next(learner, 0))


def let_the_deadline_pass(site: Site) -> None:
    """The last day was a week ago."""
    site.change(f"UPDATE {SLUG}.enrollment_enrollment SET due_date = current_date - 7")


def now() -> datetime.datetime:
    """This moment."""
    return datetime.datetime.now(datetime.UTC)


def stored(site: Site, school: School, learner: int) -> list[tuple[str, dict, bool, str]]:
    """Key, answers, whether the service closed it, and how late: of each attempt of a learner."""
    return site.rows(
        "SELECT submission_key::text, answers, was_closed, lateness"
        f" FROM {SLUG}.enrollment_attempt"
        f" JOIN {SLUG}.enrollment_learner learner ON learner.id = learner_id"
        " WHERE learner.uid = %s",
        school.learners[learner]["uid"],
    )
