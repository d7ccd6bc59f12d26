"""Compilers that refuse a query built in another place: lazy querysets, unions, subqueries."""

from typing import Any

from django.db.backends.postgresql import compiler

from tenants import guards


class _PlaceCompiler:
    """Compares the query's place with the thread's as soon as it is to be compiled."""

    def __init__(self, query: Any, connection: Any, using: Any, *args: Any, **kwargs: Any) -> None:
        if not getattr(connection, "is_migrator", False):
            guards.check_query(query)
        super().__init__(query, connection, using, *args, **kwargs)  # type: ignore[call-arg]


class SQLCompiler(_PlaceCompiler, compiler.SQLCompiler):
    """SELECT."""


class SQLInsertCompiler(_PlaceCompiler, compiler.SQLInsertCompiler):
    """INSERT."""


class SQLDeleteCompiler(_PlaceCompiler, compiler.SQLDeleteCompiler):
    """DELETE."""


class SQLUpdateCompiler(_PlaceCompiler, compiler.SQLUpdateCompiler):
    """UPDATE."""


class SQLAggregateCompiler(_PlaceCompiler, compiler.SQLAggregateCompiler):
    """Aggregates."""
