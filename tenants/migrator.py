"""The migrator's own connection: deploys and provisioning, never a request."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections

from tenants.router import MIGRATOR

DEPLOYING = 7_140_001
"""Advisory lock: exclusive while schemas are deployed, shared while a province is opened."""
OPENING = 7_140_002
"""Advisory lock, with the hash of a sub-domain: one opening of a province at a time."""


class NoMigrator(RuntimeError):
    """The process does not hold the migrator's address (HVS_MIGRATOR_DATABASE_URL)."""


@contextmanager
def connect() -> Iterator[psycopg.Connection]:
    """A plain psycopg connection in autocommit, logged in as the migrator."""
    if MIGRATOR not in connections.settings:
        raise NoMigrator("HVS_MIGRATOR_DATABASE_URL is not set.")
    address = connections[MIGRATOR].settings_dict
    with psycopg.connect(
        dbname=address["NAME"],
        user=address["USER"],
        password=address["PASSWORD"],
        host=address["HOST"],
        port=address["PORT"] or None,
        application_name="hvs-migrator",
        autocommit=True,
        options="-c search_path=public -c lock_timeout=3s",
        cursor_factory=psycopg.ClientCursor,
    ) as connection:
        yield connection


@contextmanager
def locked(connection: psycopg.Connection, key: int, *, shared: bool = False) -> Iterator[None]:
    """Hold an advisory lock; waits for it however long it takes."""
    how = "_shared" if shared else ""
    connection.execute("SET lock_timeout = 0")
    connection.execute(f"SELECT pg_advisory_lock{how}({key})")
    connection.execute("SET lock_timeout = '3s'")
    try:
        yield
    finally:
        if not connection.broken and not connection.closed:
            connection.execute(f"SELECT pg_advisory_unlock{how}({key})")
