"""Opening a province: our provisioning beside the recorded statements sent by psycopg alone."""

import time
from typing import Any

from psycopg import sql

from tenants import migrator, provisioning
from tests.bench.measure import Measurement

RUNS = 3


def province_open() -> list[Measurement]:
    """Seconds from an approved request to an open site; floor: the bare DDL replayed."""
    values = [seconds(lambda n=n: open_one(n)) for n in range(RUNS)]
    floors = [seconds(lambda n=n: bare_replay(n)) for n in range(RUNS)]
    return [Measurement("province_open", min(values), "s", min(floors))]


def seconds(work: Any) -> float:
    """Return how long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def open_one(number: int) -> None:
    """Open a province through the real road."""
    provisioning.open_province(
        slug=f"bench{number}", name=f"Đo {number}", title=f"Tỉnh Đo {number}", operator="Sở Đo"
    )


def bare_replay(number: int) -> None:
    """Create a schema and send the recorded statements, nothing else."""
    with migrator.connect() as own, own.transaction():
        row = own.execute(
            "SELECT statements FROM public.tenants_blueprint ORDER BY id DESC LIMIT 1"
        ).fetchone()
        assert row is not None
        schema = sql.Identifier(f"bare{number}")
        own.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        own.execute(sql.SQL("SET LOCAL search_path = {}, public").format(schema))
        for statement in row[0]:
            own.execute(statement.encode())
