"""The parts of an update that a page shows: only what changes or waits for a decision."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog.diffs import FieldDiff, NodeDiff
from catalog.merging.plans import NodePlan, Outcome
from catalog.merging.states import Kind
from catalog.updates.places import KINDS, Place


@dataclass(frozen=True)
class Stretch:
    """One changed stretch of a field: whose change it is, both sides marked, perhaps a decision."""

    origin: str
    """"theirs", "mine", "both", "conflict" or "locked"."""
    national: FieldDiff | None = None
    own: FieldDiff | None = None
    place: Place | None = None


@dataclass(frozen=True)
class FieldShown:
    """One field that changes."""

    label: Any
    outcome: Outcome
    stretches: tuple[Stretch, ...]
    lock: dict[str, Any] | None = None


@dataclass(frozen=True)
class NodeShown:
    """One course, chapter, lesson, question or option that changes."""

    plan: NodePlan
    title: str
    fields: tuple[FieldShown, ...] = ()
    tree: NodeDiff | None = None
    """The whole part, where it comes or goes."""
    place: Place | None = None
    lock: dict[str, Any] | None = None
    moved: str = ""
    """Where it goes, in a sentence."""

    @property
    def kind(self) -> Kind:
        """What kind of part it is."""
        return self.plan.kind

    @property
    def kind_label(self) -> Any:
        """What people call that kind."""
        return KINDS[self.plan.kind]

    @property
    def comes_back(self) -> bool:
        """Whether a lock brings back what the province had taken out."""
        return self.plan.outcome == "locked" and self.tree is not None and self.plan.is_present

    @property
    def makes_way(self) -> bool:
        """Whether a lock takes out what the province wrote."""
        return self.plan.outcome == "locked" and self.tree is not None and not self.plan.is_present

    @property
    def places(self) -> list[Place]:
        """The places in it to decide on."""
        stretches = (one for shown in self.fields for one in shown.stretches)
        found = [one.place for one in stretches if one.place is not None]
        return [self.place, *found] if self.place else found


@dataclass(frozen=True)
class LessonShown:
    """A lesson with every part of it that changes, folded unless somebody must decide."""

    uid: str
    title: str
    nodes: tuple[NodeShown, ...]

    @property
    def own(self) -> NodePlan | None:
        """What becomes of the lesson itself, if anything does."""
        return next((one.plan for one in self.nodes if one.plan.uid == self.uid), None)

    @cached_property
    def outcomes(self) -> set[str]:
        """What becomes of its parts; "moved" if the lesson itself goes elsewhere."""
        found: set[str] = {one.plan.outcome for one in self.nodes}
        return found | {"moved"} if self.own and self.own.is_moved else found

    @property
    def is_new(self) -> bool:
        """Whether the whole lesson comes."""
        return self.own is not None and self.own.outcome == "added"

    @property
    def is_removed(self) -> bool:
        """Whether the whole lesson goes."""
        return self.own is not None and self.own.outcome == "removed"

    @property
    def keeps_ours(self) -> bool:
        """Whether words of both sides stand side by side in it afterwards."""
        return "merged" in self.outcomes

    @property
    def places(self) -> list[Place]:
        """The places in it to decide on."""
        return [place for node in self.nodes for place in node.places]


@dataclass(frozen=True)
class Section:
    """A chapter with what changes in it; the first one is the course itself."""

    uid: str
    title: str
    node: NodeShown | None
    lessons: tuple[LessonShown, ...]
