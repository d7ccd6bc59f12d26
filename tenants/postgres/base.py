"""The engine: every transaction begins by taking the role and schema of the thread's place.

`BEGIN; SET LOCAL ROLE …; SET LOCAL search_path …` goes out as one string instead of psycopg's own
BEGIN, so the server itself forgets at COMMIT and ROLLBACK. The migrator's connection
(settings_dict["MIGRATOR"]) is different: a plain session whose schema is set by name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.postgresql.introspection import DatabaseIntrospection
from django.db.transaction import TransactionManagementError
from django.utils.functional import cached_property
from django_tenants.postgresql_backend import base as django_tenants_base
from psycopg import pq
from psycopg.errors import error_from_result

from tenants import guards
from tenants.context import (
    NoProvince,
    NoTransaction,
    Place,
    WrongProvince,
    current_place_or_none,
)
from tenants.postgres.cursors import PlaceCursorDebugWrapper, PlaceCursorWrapper
from tenants.postgres.operations import DatabaseOperations

guards.install()
Original = django_tenants_base.original_backend.DatabaseWrapper


def quoted(name: str) -> str:
    """An identifier in double quotes."""
    return '"' + name.replace('"', '""') + '"'


class DatabaseWrapper(django_tenants_base.DatabaseWrapper):
    """PostgreSQL through the walls."""

    ops_class = DatabaseOperations
    connection: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._free_depth = 0
        self._uncounted_depth = 0
        self._applied: Any = None
        self._migrator_schema = "public"
        super().__init__(*args, **kwargs)
        if not self.is_migrator:  # django-tenants' own would SET the session's path
            self.introspection = DatabaseIntrospection(self)

    @property
    def is_migrator(self) -> bool:
        """True for the migrator's login, which owns everything and stands in no place."""
        return bool(self.settings_dict.get("MIGRATOR"))

    @property
    def is_free(self) -> bool:
        """True while Django's own bookkeeping runs, which needs no place."""
        return self._free_depth > 0

    # --- django-tenants' switches: only the migrator's connection obeys them -----------------

    @property
    def schema_name(self) -> str | None:
        """Schema that unqualified names mean here, None in no place."""
        if self.is_migrator:
            return self._migrator_schema
        place = current_place_or_none()
        return place.schema if place else None

    @schema_name.setter
    def schema_name(self, name: str | None) -> None:
        if getattr(self, "settings_dict", None) and self.is_migrator:
            self._migrator_schema = name or "public"

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """Choose the migrator's schema; elsewhere in_province() is the only way."""
        if not self.is_migrator:
            raise WrongProvince("Use tenants.context.in_province(), not set_tenant().")
        self.tenant = tenant
        self._migrator_schema = tenant.schema_name
        self._applied = None

    def set_schema_to_public(self) -> None:
        """Public for the migrator, no place for everybody else."""
        self.tenant = None
        self._migrator_schema = "public"
        self._applied = None

    # --- entering -----------------------------------------------------------------------------

    def claim(self, place: Place | None) -> None:
        """Let a cursor of this place send its next statement, or raise what stops it."""
        if self.is_migrator:
            self._apply_schema()
            return
        here = current_place_or_none()
        if self.is_free and here is None:
            return
        self.check_place(place)
        if here is None:
            raise NoProvince("No place is chosen: enter in_province() or in_ministry() first.")
        self.ensure_connection()
        if self.autocommit:
            if self.is_free:
                return
            raise NoTransaction("The place's transaction is over: open a block or atomic().")
        self._apply(here)

    def check_place(self, place: Place | None) -> None:
        """Raise unless the thread stands in the place, which a cursor was made in."""
        if self.is_migrator:
            return
        here = current_place_or_none()
        if here is place or here == place:
            return
        if here is None:
            raise NoProvince("The block of this cursor is over.")
        raise WrongProvince(f"A cursor of {place and place.schema!r} was used in {here.schema!r}.")

    def _apply(self, place: Place) -> None:
        pgconn = self.connection.pgconn
        status = pgconn.transaction_status
        if status == pq.TransactionStatus.INTRANS and self._has_applied(place):
            return
        if status in (pq.TransactionStatus.INERROR, pq.TransactionStatus.ACTIVE):
            return  # PostgreSQL itself says what is wrong
        sql = (
            f"SET LOCAL ROLE {quoted(place.role)}; "
            f"SET LOCAL search_path = {self._search_path(place.schema)}"
        )
        if status != pq.TransactionStatus.INTRANS:
            sql = f"{self._begin()}; {sql}"
        with self.wrap_database_errors:
            self._send(pgconn, sql)
        self._applied = place

    def _has_applied(self, place: Place) -> bool:
        return self._applied is place or self._applied == place

    def _apply_schema(self) -> None:
        self.ensure_connection()
        pgconn = self.connection.pgconn
        if self._applied == self._migrator_schema:
            return
        if pgconn.transaction_status in (
            pq.TransactionStatus.INERROR,
            pq.TransactionStatus.ACTIVE,
        ):
            return
        with self.wrap_database_errors:
            sql = f"SET search_path = {self._search_path(self._migrator_schema)}"
            if not self.autocommit and pgconn.transaction_status == pq.TransactionStatus.IDLE:
                sql = f"{self._begin()}; {sql}"
            self._send(pgconn, sql)
        self._applied = self._migrator_schema

    def _search_path(self, schema: str) -> str:
        return "public" if schema == "public" else f"{quoted(schema)}, public"

    def _begin(self) -> str:
        if "isolation_level" not in self.settings_dict["OPTIONS"]:
            return "BEGIN"
        return f"BEGIN ISOLATION LEVEL {self.isolation_level.name.replace('_', ' ')}"

    def _send(self, pgconn: Any, sql: str) -> None:
        if pgconn.status == pq.ConnStatus.BAD:
            raise psycopg.OperationalError("the connection is closed")
        result = pgconn.exec_(sql.encode())
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise error_from_result(result)

    def _cursor(self, name: str | None = None) -> Any:
        self.close_if_health_check_failed()
        self.claim(current_place_or_none())
        return Original._cursor(self, name)

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Nothing: claim() does it, once a transaction."""

    def make_cursor(self, cursor: Any) -> PlaceCursorWrapper:
        """A cursor that works only where it was made."""
        return PlaceCursorWrapper(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> PlaceCursorDebugWrapper:
        """The same, logging its statements."""
        return PlaceCursorDebugWrapper(cursor, self)

    # --- forgetting ---------------------------------------------------------------------------

    def connect(self) -> None:
        """Connect; setting the connection up needs no place."""
        self._applied = None
        with self.free():
            super().connect()

    def close(self) -> None:
        """Close and forget."""
        self._applied = None
        super().close()

    def abandon(self) -> None:
        """Close in whatever state: a transaction left open is met by nobody."""
        self.close()
        self.connection = None
        self.in_atomic_block = self.needs_rollback = self.closed_in_transaction = False
        for pending in (self.savepoint_ids, self.atomic_blocks, self.run_on_commit):
            pending.clear()

    def _commit(self) -> Any:
        if (
            self.connection is not None
            and self.connection.pgconn.transaction_status == pq.TransactionStatus.INERROR
        ):  # PostgreSQL would answer COMMIT with a silent ROLLBACK
            raise TransactionManagementError("An aborted transaction cannot be committed.")
        if not self.is_migrator:
            self._applied = None
        return super()._commit()

    def _rollback(self) -> Any:
        self._applied = None
        return super()._rollback()

    def _savepoint(self, sid: str) -> None:
        self._bookkeep(self.ops.savepoint_create_sql(sid))

    def _savepoint_rollback(self, sid: str) -> None:
        try:
            self._bookkeep(self.ops.savepoint_rollback_sql(sid))
        finally:
            self._applied = None

    def _savepoint_commit(self, sid: str) -> None:
        self._bookkeep(self.ops.savepoint_commit_sql(sid))

    def _bookkeep(self, sql: str) -> None:
        with self.free():
            if self._uncounted_depth and not self.is_migrator:
                self.claim(current_place_or_none())
                with self.wrap_database_errors:
                    self.connection.execute(sql)
                return
            with self.cursor() as cursor:
                cursor.execute(sql)

    # --- Django's bookkeeping, which needs no place ---------------------------------------------

    @contextmanager
    def free(self) -> Iterator[None]:
        """Allow statements without a place; the login itself may read nothing."""
        self._free_depth += 1
        try:
            yield
        finally:
            self._free_depth -= 1

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """Send savepoints past connection.queries: for the block inside a test's transaction."""
        self._uncounted_depth += 1
        try:
            yield
        finally:
            self._uncounted_depth -= 1

    def check_constraints(self, table_names: Any = None) -> None:
        """Check deferred constraints now."""
        with self.free():
            super().check_constraints(table_names)

    @cached_property
    def pg_version(self) -> int:
        """Version of the server, as a number."""
        must_close = self.connection is None
        self.ensure_connection()
        try:
            return int(self.connection.info.server_version)
        finally:
            if must_close:
                self.close()
