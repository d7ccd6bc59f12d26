"""Cursors that remember their place: one made in a province is no use in another."""

from collections.abc import Iterator
from typing import Any

from django.db.backends.postgresql.base import CursorDebugWrapper
from django.db.backends.utils import CursorWrapper

from tenants.context import current_place_or_none


class _PlaceCursor:
    """Checks the place at every statement and at every fetch."""

    cursor: Any
    db: Any
    READING = frozenset(["fetchone", "fetchmany", "fetchall", "nextset", "scroll", "results"])
    SENDING = frozenset(["copy", "stream"])

    def __init__(self, cursor: Any, db: Any) -> None:
        super().__init__(cursor, db)  # type: ignore[call-arg]
        self.place = current_place_or_none()

    def __getattr__(self, attr: str) -> Any:
        member = getattr(self.cursor, attr)
        if attr in self.READING:
            return self._checked(member, self.db.check_place)
        if attr in self.SENDING:
            return self._checked(member, self.db.claim)
        return member

    def _checked(self, member: Any, check: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            check(self.place)
            with self.db.wrap_database_errors:
                return member(*args, **kwargs)

        return call

    def __iter__(self) -> Iterator[Any]:
        while True:
            row = self.fetchone()
            if row is None:
                return
            yield row

    def callproc(self, *args: Any, **kwargs: Any) -> Any:
        self.db.claim(self.place)
        return super().callproc(*args, **kwargs)  # type: ignore[misc]

    def _execute(self, sql: Any, params: Any, *rest: Any) -> Any:
        self.db.claim(self.place)
        return super()._execute(sql, params, *rest)  # type: ignore[misc]

    def _executemany(self, sql: Any, param_list: Any, *rest: Any) -> Any:
        self.db.claim(self.place)
        return super()._executemany(sql, param_list, *rest)  # type: ignore[misc]


class PlaceCursorWrapper(_PlaceCursor, CursorWrapper):
    """The plain cursor."""


class PlaceCursorDebugWrapper(_PlaceCursor, CursorDebugWrapper):
    """The cursor that logs its statements."""

    def copy(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """COPY, logged."""
        self.db.claim(self.place)
        with self.debug_sql(statement):
            return self.cursor.copy(statement, *args, **kwargs)
