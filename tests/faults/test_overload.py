"""Far more readers than the server can serve: they are asked to come back, no submission is."""

import statistics
import threading
import time
from collections import Counter

import pytest

from tests.faults.handing_in import Answer, Device, School, anything
from tests.faults.site import Site

READERS = 48
LEARNERS = 20
SUBMITS_EACH = 15
SLUG = "dongnguoi"


@pytest.fixture(scope="module")
def school(site: Site) -> School:
    """A province with some learners who hand in and many readers."""
    return School(site.stage(f"open_school({SLUG!r}, learners={LEARNERS})"), site.port)


def test_overload_sends_readers_away_and_takes_every_submission(
    site: Site, school: School, dice
) -> None:
    enough, read = threading.Event(), [list[Answer]() for _ in range(READERS)]
    readers = [threading.Thread(target=keep_reading, args=(school, enough, one)) for one in read]
    for reader in readers:
        reader.start()
    try:
        seconds, answers = hand_in_meanwhile(school, dice)
    finally:
        enough.set()
        for reader in readers:
            reader.join()

    seen = [answer for one in read for answer in one]
    tell(seen, seconds)
    taken = [answer.attempt for answer in answers if answer.status == 201]
    assert len(taken) == LEARNERS * SUBMITS_EACH
    assert stored(site) == Counter(taken)
    assert {answer.status for answer in seen} == {200, 503}
    sent_away = [answer for answer in seen if answer.status == 503]
    assert all(5 <= int(answer.retry_after) <= 15 for answer in sent_away)
    assert all(b"SERVICE_BUSY" in answer.body for answer in sent_away)


def keep_reading(school: School, enough: threading.Event, read: list[Answer]) -> None:
    """Load the lesson again and again, more impatiently than any person."""
    device = Device(school)
    while not enough.is_set():
        read.append(device.get(school.lesson_path(0), learner=0))


def hand_in_meanwhile(school: School, dice) -> tuple[list[float], list[Answer]]:
    """Hand in from four devices at once; how long each took, and what came back."""
    sheets = [
        anything(school, one % LEARNERS, one % 2, dice) for one in range(LEARNERS * SUBMITS_EACH)
    ]
    seconds, answers = list[float](), list[Answer]()

    def hand_in(mine):
        device = Device(school)
        for sheet in mine:
            began = time.monotonic()
            answers.append(device.hand_in(sheet))
            seconds.append(time.monotonic() - began)

    threads = [threading.Thread(target=hand_in, args=(sheets[at::4],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds, answers


def tell(seen: list[Answer], seconds: list[float]) -> None:
    """What a person wants to know; the goal for the slowest hundredth is one second."""
    count = Counter(answer.status for answer in seen)
    p50, p99 = (statistics.quantiles(seconds, n=100)[at] * 1000 for at in (49, 98))
    print(
        f"\n  {READERS} readers: {count[200]} pages, {count[503]} asked to come back;"
        f" {len(seconds)} submissions taken in p50 {p50:.0f} ms, p99 {p99:.0f} ms",
        flush=True,
    )


def stored(site: Site) -> Counter:
    """The uids of all attempts."""
    return Counter(uid for (uid,) in site.rows(f"SELECT uid::text FROM {SLUG}.enrollment_attempt"))
