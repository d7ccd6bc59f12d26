"""Twenty thousand answers are handed in while web and database are killed: 0 lost, 0 doubled."""

import queue
import random
import time

import pytest

from tests.faults.clients import Client, Ledger
from tests.faults.handing_in import School, Sheet, anything
from tests.faults.site import Site

LEARNERS = 300
CLIENTS = 12
PATIENCE_SECONDS = 25 * 60
WORKER_DEATHS, WEB_DEATHS, DATABASE_DEATHS = 12, 2, 3


def test_no_answer_is_lost_and_none_is_doubled(
    site: Site, dice: random.Random, request: pytest.FixtureRequest
) -> None:
    count = request.config.option.submits
    assert_durable(site)
    school = School(site.stage(f"open_school('bienlai', learners={LEARNERS})"), site.port)
    ledger, waiting = Ledger(), queue.SimpleQueue[Sheet]()
    for _ in range(count):
        waiting.put(anything(school, dice.randrange(LEARNERS), dice.randrange(2), dice))
    clients = [
        Client(school, waiting, ledger, random.Random(dice.random())) for _ in range(CLIENTS)
    ]

    began = time.monotonic()
    for client in clients:
        client.start()
    try:
        strike(site, schedule(count, dice), clients, ledger, dice)
        finish(clients)
    finally:
        for client in clients:
            client.stopped.set()
    tell(ledger, time.monotonic() - began)

    ledger.save(school, site.instance.data / "ledger.json")
    found = site.stage(f"judge('bienlai', {str(site.instance.data / 'ledger.json')!r})")
    assert ledger.unexpected == []
    assert found.pop("stored") == count
    assert found == {kind: [] for kind in found}


def assert_durable(site: Site) -> None:
    """A database that may forget what it acknowledged would make this test worthless."""
    names = ("fsync", "synchronous_commit", "full_page_writes")
    assert {name: site.rows(f"SHOW {name}")[0][0] for name in names} == dict.fromkeys(names, "on")


def schedule(count: int, dice: random.Random) -> list[tuple[int, str]]:
    """What is killed after how many acknowledgements: not by the clock, machines differ."""
    kinds = ["worker"] * WORKER_DEATHS + ["web"] * WEB_DEATHS + ["database"] * DATABASE_DEATHS
    dice.shuffle(kinds)
    moments = sorted(dice.sample(range(count // 50, count - count // 50), len(kinds)))
    return list(zip(moments, kinds, strict=True))


def strike(
    site: Site,
    blows: list[tuple[int, str]],
    clients: list[Client],
    ledger: Ledger,
    dice: random.Random,
) -> None:
    """Deal each blow when its moment has come, and let what was killed be started again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    for moment, kind in blows:
        while len(ledger.acknowledged) < moment and any(one.is_alive() for one in clients):
            assert time.monotonic() < deadline, f"stuck at {len(ledger.acknowledged)}"
            time.sleep(0.002)
        if kind == "worker":
            site.kill_one_web_worker(dice.choice)
        elif kind == "web":
            site.kill("web")
            time.sleep(dice.uniform(0, 1))
            site.start_what_is_missing()
        else:
            site.kill_database()
            time.sleep(dice.uniform(0, 2))
            site.start_database()
        print(f"  {moment:>6} acknowledged: killed {kind}", flush=True)


def finish(clients: list[Client]) -> None:
    """Return when every answer is acknowledged."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    for client in clients:
        client.join(max(0.0, deadline - time.monotonic()))
        assert not client.is_alive(), "answers were not acknowledged in time"


def tell(ledger: Ledger, seconds: float) -> None:
    """What a person wants to know of a run."""
    print(
        f"\n  {len(ledger.acknowledged)} acknowledged in {seconds:.0f} s"
        f" ({len(ledger.acknowledged) / seconds:.0f}/s), {ledger.unanswered_count} without an"
        f" answer, {ledger.put_off_count} put off",
        flush=True,
    )
