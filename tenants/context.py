"""The only door into a province: choosing a place opens the transaction that is its block.

    with in_province(province):       # one transaction, with the province's role and schema
        ...
    with in_ministry():
        ...
    for place in each_province():     # one transaction each, after another
        ...

Code outside a block reaches no table at all.
"""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db import connections, transaction

if TYPE_CHECKING:
    from tenants.models import Province

ALIAS = "default"


class NoProvince(RuntimeError):
    """The database was asked for something while no place was chosen in this thread."""


class NoTransaction(RuntimeError):
    """A place is chosen, but the statement would stand outside its transaction."""


class WrongProvince(RuntimeError):
    """A row, query, cursor or block of one place was used in another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the code stands: the ministry or one province, with what it may know of itself."""

    kind: Literal["province", "ministry"]
    id: str
    """The province's number as text, or "ministry"; what a task's header carries."""
    uuid: uuid.UUID
    schema: str
    role: str
    name: str
    title: str
    operator: str
    hotline: str
    accent: str
    issuer_number: int

    @property
    def is_ministry(self) -> bool:
        """True on the national site."""
        return self.kind == "ministry"


class _Here(threading.local):
    place: Place | None = None
    migrating: bool = False


_here = _Here()


def current_place_or_none() -> Place | None:
    """The place of this thread's block, None outside."""
    return _here.place


def current_place() -> Place:
    """The place of this thread's block; raises NoProvince outside."""
    if _here.place is None:
        raise NoProvince("No place is chosen: enter in_province() or in_ministry() first.")
    return _here.place


@contextmanager
def in_province(province: "Place | Province", *, atomic: bool = True) -> Iterator[Place]:
    """Stand in a province for the length of the block, which is one transaction.

    atomic=False chooses the place only: for long jobs that open a transaction per checkpoint.
    Raises WrongProvince inside another place's transaction.
    """
    place = province if isinstance(province, Place) else province.place
    with _standing(place, atomic=atomic):
        yield place


@contextmanager
def in_ministry(*, atomic: bool = True) -> Iterator[Place]:
    """Stand in the ministry for the length of the block, which is one transaction."""
    from tenants.postgres.installation import ministry_place

    place = ministry_place()
    with _standing(place, atomic=atomic):
        yield place


@contextmanager
def in_place(place: Place, *, atomic: bool = True) -> Iterator[Place]:
    """Stand in the ministry or a province, whichever the place is; else like in_province()."""
    with _standing(place, atomic=atomic):
        yield place


def each_place(*, active_only: bool = True) -> Iterator[Place]:
    """The ministry, then every province by sub-domain, none of them entered."""
    from tenants import registry

    with in_ministry() as ministry:
        places = registry.places(active_only=active_only)
    yield ministry
    yield from places


def each_province(*, active_only: bool = True) -> Iterator[Place]:
    """Every province in turn, already entered, one transaction each, by sub-domain.

    An error stops the walk and rolls back the province it came from; so does `break`.
    """
    from tenants import registry

    with in_ministry():
        places = registry.places(active_only=active_only)
    for place in places:
        with in_province(place):
            yield place


@contextmanager
def nowhere() -> Iterator[None]:
    """Forget the place for the length of the block; for imports that build queries."""
    outer, _here.place = _here.place, None
    try:
        yield
    finally:
        _here.place = outer


@contextmanager
def migrating() -> Iterator[None]:
    """Send the models' queries to the migrator's connection; for deploys only."""
    outer, _here.migrating = _here.migrating, True
    try:
        yield
    finally:
        _here.migrating = outer


def is_migrating() -> bool:
    """True while this thread runs migrations over the migrator's connection."""
    return _here.migrating


@contextmanager
def _standing(place: Place, *, atomic: bool) -> Iterator[None]:
    connection: Any = connections[ALIAS]
    outer = _here.place
    inside = connection.in_atomic_block
    in_test = any(block._from_testcase for block in connection.atomic_blocks)
    if inside and outer != place and not in_test:
        raise WrongProvince(
            f"{place.schema!r} cannot be entered inside the transaction of "
            f"{outer.schema if outer else 'no place'!r}."
        )
    _here.place = place
    try:
        if atomic:
            with _block(connection, savepoint=in_test or not inside):
                yield
        else:
            yield
    finally:
        _here.place = outer
        if connection.in_atomic_block and not inside:
            connection.abandon()  # a transaction left open would be met by the next place


@contextmanager
def _block(connection: Any, *, savepoint: bool) -> Iterator[None]:
    """A transaction; where a test's transaction surrounds it, a savepoint nobody counts."""
    atomic = transaction.atomic(using=ALIAS, savepoint=savepoint)
    with connection.uncounted():
        atomic.__enter__()
    try:
        yield
    except BaseException as error:
        with connection.uncounted():
            atomic.__exit__(type(error), error, error.__traceback__)
        raise
    with connection.uncounted():
        atomic.__exit__(None, None, None)
