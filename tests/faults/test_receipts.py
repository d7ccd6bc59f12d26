"""Twenty thousand answers are handed in while web and database are killed: 0 lost, 0 doubled."""

import http.client
import json
import queue
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.faults.handing_in import Device, School, Sheet, anything
from tests.faults.site import Site

LEARNERS = 300
CLIENTS = 12
PATIENCE_SECONDS = 25 * 60
WORKER_DEATHS, WEB_DEATHS, DATABASE_DEATHS = 12, 2, 3
NO_ANSWER = (OSError, http.client.HTTPException)


@dataclass
class Ledger:
    """What the clients write down; a name of each kind is appended by one thread at a time."""

    sent: list[Sheet] = field(default_factory=list)
    acknowledged: list[tuple[Sheet, str, str]] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    unanswered_count: int = 0
    put_off_count: int = 0

    def save(self, school: School, path: Any) -> None:
        """Write it where the oracle reads it."""
        learner = [one["uid"] for one in school.learners]
        lesson = [one["uid"] for one in school.facts["lessons"]]
        told = {
            "sent": [
                {
                    "learner": learner[one.learner],
                    "lesson": lesson[one.lesson],
                    "key": one.key,
                    "answers": one.answers,
                }
                for one in self.sent
            ],
            "acknowledged": [
                {
                    "learner": learner[one.learner],
                    "key": one.key,
                    "attempt": attempt,
                    "receipt": receipt,
                }
                for one, attempt, receipt in self.acknowledged
            ],
        }
        path.write_text(json.dumps(told))


class Client(threading.Thread):
    """Hands in one sheet after another, each until it is acknowledged; some again, some hung up."""

    def __init__(
        self, school: School, waiting: "queue.SimpleQueue[Sheet]", ledger: Ledger, dice: random.Random
    ) -> None:
        super().__init__(daemon=True)
        self._device, self._waiting, self._ledger, self._dice = Device(school), waiting, ledger, dice
        self.stopped = threading.Event()

    def run(self) -> None:
        """Work until nothing waits."""
        while not self.stopped.is_set():
            try:
                sheet = self._waiting.get_nowait()
            except queue.Empty:
                return
            self._ledger.sent.append(sheet)
            road = "api" if self._dice.random() < 0.75 else "form"
            if self._dice.random() < 0.01:
                self._try(lambda: self._device.hand_in_and_hang_up(sheet, road))
            self._hand_in(sheet, road)
            if self._dice.random() < 0.02:
                self._hand_in(sheet, "api")

    def _hand_in(self, sheet: Sheet, road: Any) -> None:
        while not self.stopped.is_set():
            answer = self._try(lambda: self._device.hand_in(sheet, road))
            if answer is None:
                self._ledger.unanswered_count += 1
            elif answer.is_taken:
                self._ledger.acknowledged.append((sheet, answer.attempt, answer.receipt))
                return
            elif answer.asks_to_come_back:
                self._ledger.put_off_count += 1
            else:
                self._ledger.unexpected.append(f"{road} {answer.status} {answer.body[:300]!r}")
                return
            time.sleep(self._dice.uniform(0.1, 0.5))

    def _try(self, send: Callable[[], Any]) -> Any:
        try:
            return send()
        except NO_ANSWER:
            return None


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
    assert found == dict.fromkeys(found, [])


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
