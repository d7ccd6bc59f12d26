"""The same answers arrive twice, fifty times, from another tab or device, after a lost answer."""

import datetime
import threading
import zoneinfo
from typing import Any

import pytest

from tests.faults.handing_in import Answer, Device, Road, School, Sheet, right
from tests.faults.site import Site, wait_until

PARALLEL = 50
SLUG = "noplai"
VIETNAM = zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(scope="module")
def school(site: Site) -> School:
    """A province with a learner for each test, each at two devices."""
    return School(site.stage(f"open_school({SLUG!r}, learners=8, devices=2)"), site.port)


def test_a_double_click_is_one_submission(site: Site, school: School) -> None:
    sheet = right(school, 0, 0)

    answers = at_once(school, [(sheet, "form", 0)] * 2)

    assert [one.status for one in answers] == [302, 302]
    assert stored(site, school, 0) == [(answers[0].attempt, sheet.key)]
    assert answers[1].attempt == answers[0].attempt


def test_fifty_at_once_are_one_submission(site: Site, school: School) -> None:
    sheet = right(school, 1, 0)

    answers = at_once(school, [(sheet, "api", 0), (sheet, "form", 1)] * (PARALLEL // 2))

    assert {one.status for one in answers} <= {200, 201, 302}
    assert [one.status for one in answers].count(201) <= 1
    assert {one.attempt for one in answers} == {answers[0].attempt}
    assert stored(site, school, 1) == [(answers[0].attempt, sheet.key)]


def test_what_was_sent_before_the_answer_was_lost_counts_once(site: Site, school: School) -> None:
    sheet, device = right(school, 2, 0), Device(school)
    device.hand_in_and_hang_up(sheet)
    wait_until(lambda: stored(site, school, 2), "the answers are stored")

    again = device.hand_in(sheet)

    assert again.status == 200
    assert stored(site, school, 2) == [(again.attempt, sheet.key)]


@pytest.mark.parametrize(("learner", "road"), [(3, "api"), (4, "form")])
def test_other_answers_under_the_same_key_are_refused(
    site: Site, school: School, learner: int, road: Road
) -> None:
    sheet, device = right(school, learner, 0), Device(school)
    first = device.hand_in(sheet, road)
    changed = {uid: options[:1] for uid, options in sheet.answers.items()}

    answer = device.hand_in(Sheet(learner, 0, changed, sheet.key), road)

    assert answer.status == 409
    assert stored(site, school, learner) == [(first.attempt, sheet.key)]
    said = site.stage(f"read_receipt({SLUG!r}, {answer.receipt!r})")
    assert (said["attempt"], said["key"]) == (first.attempt, sheet.key)
    assert answer.code == "ATTEMPT_ALREADY_SUBMITTED"
    at = datetime.datetime.fromisoformat(said["at"])
    shown = at.isoformat() if road == "api" else f"{at.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}"
    assert shown.encode() in answer.body


def test_another_tab_and_another_device_hold_the_same_key(site: Site, school: School) -> None:
    tab, other_tab, phone = Device(school), Device(school), Device(school)
    key = tab.key_of_next(5, 0)
    keys = {key, other_tab.key_of_next(5, 0), phone.key_of_next(5, 0, session=1)}
    sheet = right(school, 5, 0, key=key)

    first = tab.hand_in(sheet, "form")
    second = other_tab.hand_in(sheet, "form")
    third = phone.hand_in(sheet, "form", session=1)

    assert keys == {key}
    assert (second.attempt, third.attempt) == (first.attempt, first.attempt)
    assert stored(site, school, 5) == [(first.attempt, key)]
    assert phone.key_of_next(5, 0, session=1) != key


@pytest.mark.parametrize("year", [1998, 2098])
def test_a_wrong_clock_of_the_device_changes_nothing_in_time(
    site: Site, school: School, year: int
) -> None:
    learner = 6 if year < 2000 else 7
    before = now(site)

    answer = Device(school).hand_in(
        right(school, learner, 0), answered_at=datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
    )

    ((submitted_at, lateness),) = site.rows(
        f"SELECT submitted_at, lateness FROM {SLUG}.enrollment_attempt WHERE uid = %s",
        answer.attempt,
    )
    assert before <= submitted_at <= now(site)
    assert lateness == ""


def at_once(school: School, tries: list[tuple[Sheet, Road, int]]) -> list[Answer]:
    """Hand in from a device each, all at the same moment."""
    ready, answers = threading.Barrier(len(tries)), []

    def hand_in(sheet: Sheet, road: Road, session: int) -> None:
        ready.wait()
        answers.append(Device(school).hand_in(sheet, road, session=session))

    threads = [threading.Thread(target=hand_in, args=one) for one in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(tries)
    return answers


def stored(site: Site, school: School, learner: int) -> list[tuple[str, str]]:
    """Uid and key of each attempt of a learner."""
    return site.rows(
        "SELECT attempt.uid::text, submission_key::text"
        f" FROM {SLUG}.enrollment_attempt attempt"
        f" JOIN {SLUG}.enrollment_learner learner ON learner.id = learner_id"
        " WHERE learner.uid = %s",
        school.learners[learner]["uid"],
    )


def now(site: Site) -> Any:
    """The database's time."""
    return site.rows("SELECT now()")[0][0]
