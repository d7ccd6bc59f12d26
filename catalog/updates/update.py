"""A prepared merge as the office sees it."""

from dataclasses import dataclass, field

from catalog.merging.locks import Locks
from catalog.merging.results import Decision
from catalog.syncing import Prepared
from catalog.updates.drawing import Drawing
from catalog.updates.filled import NOTHING_FILLED, Filled
from catalog.updates.numbers import Numbers, numbers_of
from catalog.updates.places import Place, Sides, places_of
from catalog.updates.shown import Section


@dataclass(frozen=True)
class Update:
    """A prepared merge as the office sees it, with what it chose so far."""

    prepared: Prepared
    filled: Filled
    sides: Sides = field(repr=False)
    by_place: dict[str, Place] = field(repr=False)
    numbers: Numbers
    sections: tuple[Section, ...] = field(repr=False)

    @classmethod
    def of(cls, prepared: Prepared, filled: Filled = NOTHING_FILLED) -> "Update":
        """Return what a merge means."""
        sides = Sides.of(prepared)
        places = places_of(sides, filled)
        sections = tuple(Drawing(sides, places, Locks.of(prepared.release.locks)).sections())
        return cls(prepared, filled, sides, places, numbers_of(prepared.plan), sections)

    @property
    def places(self) -> list[Place]:
        """All places to decide on, in reading order."""
        return list(self.by_place.values())

    @property
    def undecided(self) -> list[Place]:
        """The places where nothing valid was chosen yet."""
        return [one for one in self.places if one.error]

    @property
    def decisions(self) -> dict[str, Decision]:
        """What was decided, as the merge takes it."""
        found = ((name, place.decision) for name, place in self.by_place.items())
        return {name: decision for name, decision in found if decision is not None}

    @property
    def left_over(self) -> list[str]:
        """Words written by hand for places that have changed meanwhile: never lost."""
        return self.filled.written({one.mark for one in self.places})
