"""Places that await a decision, with what was chosen so far: the office's and the ministry's."""

from dataclasses import dataclass, field

from catalog.merging.results import Decision
from catalog.updates.filled import Filled
from catalog.updates.places import Place


@dataclass(frozen=True)
class ToDecide[OnePlace: Place]:
    """The places of a merge by name, and what somebody filled in."""

    by_place: dict[str, OnePlace] = field(repr=False)
    filled: Filled

    @property
    def places(self) -> list[OnePlace]:
        """All places to decide on, in reading order."""
        return list(self.by_place.values())

    @property
    def undecided(self) -> list[OnePlace]:
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
