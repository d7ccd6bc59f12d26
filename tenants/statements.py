"""Statements written by hand, for what every page asks: the ORM builds each of its own anew, and
that takes longer than the database does. Elsewhere the ORM is right.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models, router

type Parameters = Mapping[str, Any] | Sequence[Any]


def rows(sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """Return all rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def first(sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
    """Return the first row of one statement, or None."""
    found = rows(sql, parameters)
    return found[0] if found else None


@cache
def columns(model: type[models.Model], alias: str) -> str:
    """Return the columns of a model's rows for a SELECT, in the order `instance` takes them."""
    fields = model._meta.concrete_fields
    if any(hasattr(field, "from_db_value") for field in fields):
        raise TypeError(f"Rows of {model.__name__} hold values that only the ORM can read.")
    return ", ".join(f"{alias}.{field.column}" for field in fields)


def instance[M: models.Model](model: type[M], values: Iterator[Any]) -> M | None:
    """Return the next row of a model among a row's values; None if a LEFT JOIN found nothing."""
    names, key = _fields(model)
    own = [next(values) for _name in names]
    if own[key] is None:
        return None
    return model.from_db(router.db_for_read(model), names, own)


@cache
def _fields(model: type[models.Model]) -> tuple[list[str], int]:
    names = [field.attname for field in model._meta.concrete_fields]
    key = model._meta.pk
    return names, names.index(key.attname)
