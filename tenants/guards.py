"""Rows and queries know where they come from; what Django's router is not asked, is checked here.

Must be installed before the first query is built. Queries built at import time belong nowhere and
may be used anywhere.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.sql.query import Query, RawQuery

from tenants import scopes
from tenants.context import WrongProvince, current_place_or_none, is_migrating


def check_instance(instance: Any) -> None:
    """Raise WrongProvince when a row of another schema is used here.

    Rows of national models may be used anywhere; the grants stop a province from writing them.
    """
    if is_migrating() or not isinstance(instance, Model) or instance._state.db is None:
        return
    origin = instance._state.db
    schema = getattr(origin, "schema", None)
    if schema is None:
        if origin == "migrator":
            return
        raise WrongProvince(f"A {type(instance).__name__} of an unknown place was used.")
    if scopes.is_national(instance.__class__):
        return
    place = current_place_or_none()
    if place is not None and schema != place.schema:
        raise WrongProvince(
            f"A {type(instance).__name__} of {schema!r} was used in {place.schema!r}."
        )


def check_query(query: Any) -> None:
    """Raise WrongProvince when a query built in one place is run in another."""
    built_in = query.__dict__.get("place_schema")
    place = current_place_or_none()
    if built_in is not None and place is not None and built_in != place.schema:
        raise WrongProvince(f"A query built in {built_in!r} was run in {place.schema!r}.")


def install() -> None:
    """Put the checks into Django's classes, once."""
    if getattr(Query, "knows_its_place", False):
        return
    setattr(Query, "knows_its_place", True)  # noqa: B010
    _remember_place(Query)
    _remember_place(RawQuery)
    _check_before(Query, "check_query_object_type", lambda query, value, *_: [value])
    _check_before(QuerySet, "bulk_create", lambda queryset, objs, *_: objs)
    _check_before(QuerySet, "bulk_update", lambda queryset, objs, *_: objs)
    _check_before(Model, "save_base", lambda instance, *_: [instance])
    _check_before(Model, "delete", lambda instance, *_: [instance])
    _check_raw_before_execution()


def _remember_place(cls: Any) -> None:
    original = cls.__init__

    @functools.wraps(original)
    def remember(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        place = current_place_or_none()
        self.place_schema = place.schema if place else None

    cls.__init__ = remember


def _check_before(cls: Any, method: str, subjects: Callable[..., Iterable[Any]]) -> None:
    original = getattr(cls, method)

    @functools.wraps(original)
    def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
        values = subjects(self, *(args or tuple(kwargs.values())[:1]))
        if not isinstance(values, list | tuple):
            values = list(values)
            args = (values, *args[1:])
        for value in values:
            check_instance(value)
        return original(self, *args, **kwargs)

    for flag in ("alters_data", "queryset_only"):
        if hasattr(original, flag):
            setattr(checked, flag, getattr(original, flag))
    setattr(cls, method, checked)


def _check_raw_before_execution() -> None:
    raw: Any = RawQuery
    original = raw._execute_query

    @functools.wraps(original)
    def checked(self: Any) -> Any:
        check_query(self)
        return original(self)

    raw._execute_query = checked
