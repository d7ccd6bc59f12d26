"""Records the statements that make a province's schema, in a transaction that is rolled back."""

import hashlib
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.operations import NotInTransactionMixin
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, SeparateDatabaseAndState

from tenants import scopes
from tenants.context import migrating
from tenants.router import MIGRATOR

SCRATCH = "hvs_blueprint_scratch"
SKIPPED = (
    "SELECT",
    "SHOW",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "SET SEARCH_PATH",
    "SET LOCAL SEARCH_PATH",
)


class NotReplayable(Exception):
    """A recorded statement cannot be replayed elsewhere."""


@dataclass(frozen=True)
class Recording:
    """Statements in order, and the migrations they amount to."""

    statements: list[str]
    applied: list[tuple[str, str]]


def provincial_migrations() -> dict[tuple[str, str], Any]:
    """Every migration on disk of an app with tables in provinces, by (app label, name)."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {
        key: migration
        for key, migration in loader.disk_migrations.items()
        if scopes.belongs_in(key[0], "province")
    }


def fingerprint() -> str:
    """Stands for the state of all migrations: changes when one is added or edited."""
    digest = hashlib.sha256()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for key, migration in sorted(loader.disk_migrations.items()):
        source = inspect.getsource(inspect.getmodule(type(migration)))  # type: ignore[arg-type]
        digest.update("\0".join([*key, source]).encode())
    return digest.hexdigest()


def needs_ordinary_road(migration: Any) -> bool:
    """True for a migration that runs Python or cannot stand in a transaction."""
    return not migration.atomic or any(_is_code(step) for step in migration.operations)


def record(*, before: list[str] | None = None) -> Recording:
    """Record what all migrations send to an empty schema, or to one made by `before`."""
    connection = connections[MIGRATOR]
    with transaction.atomic(using=MIGRATOR), _concurrent_steps_allowed():
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{SCRATCH}"')
        try:
            with at_schema(SCRATCH):
                with connection.cursor() as cursor:
                    for statement in before or []:
                        cursor.execute(statement)
                recording = _record_migrate(connection)
        finally:
            transaction.set_rollback(True, using=MIGRATOR)
    return recording


@contextmanager
def at_schema(schema: str) -> Iterator[None]:
    """Let unqualified names on the migrator's connection mean this schema."""
    connection: Any = connections[MIGRATOR]
    connection.set_schema(schema)
    try:
        yield
    finally:
        connection.set_schema_to_public()


def migrate(**options: Any) -> None:
    """Run Django's own migrate over the migrator's connection, whatever schema it stands in."""
    with migrating():
        call_command(
            Migrate(),
            database=MIGRATOR,
            interactive=False,
            verbosity=0,
            skip_checks=True,
            **options,
        )


def _record_migrate(connection: Any) -> Recording:
    statements: list[str] = []

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql).replace("INDEX CONCURRENTLY", "INDEX")
        if not text.lstrip().upper().startswith(SKIPPED):
            if many:
                raise NotReplayable(f"executemany: {text}")
            statements.append(context["cursor"].cursor.mogrify(text, params))
        return execute(text, params, many, context)

    with connection.execute_wrapper(listen):
        migrate()
    for statement in statements:
        if SCRATCH in statement or '"public"' in statement:
            raise NotReplayable(statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return Recording(statements, cursor.fetchall())


def _is_code(operation: Any) -> bool:
    if isinstance(operation, SeparateDatabaseAndState):
        return any(_is_code(step) for step in operation.database_operations)
    return isinstance(operation, RunPython | NotInTransactionMixin)


@contextmanager
def _concurrent_steps_allowed() -> Iterator[None]:
    """On an empty schema an index may be made in the transaction; nobody waits for it."""
    steps: Any = NotInTransactionMixin
    original = steps._ensure_not_in_transaction
    steps._ensure_not_in_transaction = lambda self, schema_editor: None
    try:
        yield
    finally:
        steps._ensure_not_in_transaction = original
