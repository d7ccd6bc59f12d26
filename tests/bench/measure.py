"""How things are measured, and how a measurement is told."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measurement:
    """One value beside the floor: the same work done by the bare engine."""

    name: str
    value: float
    unit: str
    floor: float
    statements: int | None = None
    """Statements sent to the database, BEGIN and COMMIT not counted; None where a bulk."""
    bytes: int | None = None
    """Uncompressed body of the answer."""

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.value / self.floor if self.floor else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return the fields and the ratio."""
        return asdict(self) | {"ratio": round(self.ratio, 2)}


@dataclass(slots=True)
class Spent:
    """Wall-clock seconds, filled in when the block is over."""

    seconds: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Spent]:
    """Measure a block's wall-clock time."""
    spent = Spent()
    began = time.perf_counter()
    yield spent
    spent.seconds = time.perf_counter() - began


def best_of(count: int, work: Callable[[], Any]) -> float:
    """Return the shortest of several runs, in seconds: the one least disturbed."""
    shortest = float("inf")
    for _ in range(count):
        with stopwatch() as spent:
            work()
        shortest = min(shortest, spent.seconds)
    return shortest


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements of a block on Django's connection, BEGIN and COMMIT not counted."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    statements += [
        query["sql"]
        for query in captured.captured_queries
        if query["sql"] not in ("BEGIN", "COMMIT")
    ]


def cpu_seconds(pids: list[int]) -> float:
    """Return the processor time these processes have used so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_PER_SECOND


def table(measurements: list[Measurement]) -> str:
    """Return the measurements as lines for a person."""
    head = f"{'what':<22}{'value':>10} {'unit':<7}{'floor':>10}{'ratio':>8}{'stmts':>7}{'bytes':>9}"
    lines = [head, "-" * len(head)]
    for m in measurements:
        statements = "" if m.statements is None else str(m.statements)
        size = "" if m.bytes is None else str(m.bytes)
        lines.append(
            f"{m.name:<22}{m.value:>10.3f} {m.unit:<7}{m.floor:>10.3f}{m.ratio:>8.2f}"
            f"{statements:>7}{size:>9}"
        )
    return "\n".join(lines)
