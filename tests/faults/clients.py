"""Clients that hand in answers until each is acknowledged, and the ledger they keep."""

import contextlib
import http.client
import json
import queue
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.handing_in import Answer, Device, Road, School, Sheet

type Waiting = queue.SimpleQueue[Sheet]
NO_ANSWER = (OSError, http.client.HTTPException)
BY_API, HANG_UP, ONCE_MORE = 0.75, 0.01, 0.02
"""Shares: handed in by the API and not the form; gone before the answer; once more after it."""


@dataclass
class Ledger:
    """What the clients write down; a name of each kind is appended by one thread at a time."""

    sent: list[Sheet] = field(default_factory=list)
    acknowledged: list[tuple[Sheet, str, str]] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    unanswered_count: int = 0
    put_off_count: int = 0

    def save(self, school: School, path: Path) -> None:
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
        self,
        school: School,
        waiting: "queue.SimpleQueue[Sheet]",
        ledger: Ledger,
        dice: random.Random,
    ) -> None:
        super().__init__(daemon=True)
        self._device, self._waiting, self._ledger, self._dice = (
            Device(school),
            waiting,
            ledger,
            dice,
        )
        self.stopped = threading.Event()

    def run(self) -> None:
        """Work until nothing waits."""
        while not self.stopped.is_set():
            try:
                sheet = self._waiting.get_nowait()
            except queue.Empty:
                return
            self._ledger.sent.append(sheet)
            road: Road = "api" if self._dice.random() < BY_API else "form"
            if self._dice.random() < HANG_UP:
                self._hang_up(sheet, road)
            self._hand_in(sheet, road)
            if self._dice.random() < ONCE_MORE:
                self._hand_in(sheet, "api")

    def _hang_up(self, sheet: Sheet, road: Road) -> None:
        with contextlib.suppress(*NO_ANSWER):
            self._device.hand_in_and_hang_up(sheet, road)

    def _hand_in(self, sheet: Sheet, road: Road) -> None:
        while not self.stopped.is_set():
            answer = self._answer(sheet, road)
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

    def _answer(self, sheet: Sheet, road: Road) -> Answer | None:
        try:
            return self._device.hand_in(sheet, road)
        except NO_ANSWER:
            return None
