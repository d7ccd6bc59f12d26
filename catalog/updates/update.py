"""A prepared merge as the office sees it."""

from dataclasses import dataclass, field

from catalog.merging.locks import Locks
from catalog.syncing import Prepared
from catalog.updates.deciding import ToDecide
from catalog.updates.drawing import Drawing
from catalog.updates.filled import NOTHING_FILLED, Filled
from catalog.updates.numbers import Numbers, numbers_of
from catalog.updates.places import Place, Sides, places_of
from catalog.updates.shown import Section


@dataclass(frozen=True)
class Update(ToDecide[Place]):
    """A prepared merge as the office sees it, with what it chose so far."""

    prepared: Prepared
    sides: Sides = field(repr=False)
    numbers: Numbers
    sections: tuple[Section, ...] = field(repr=False)

    @classmethod
    def of(cls, prepared: Prepared, filled: Filled = NOTHING_FILLED) -> "Update":
        """Return what a merge means."""
        sides = Sides.of(prepared)
        places = places_of(sides, filled)
        sections = tuple(Drawing(sides, places, Locks.of(prepared.release.locks)).sections())
        return cls(places, filled, prepared, sides, numbers_of(prepared.plan), sections)
