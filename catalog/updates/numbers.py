"""What an update means here, in numbers a person understands."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.merging.plans import NodePlan, Plan

FROM_THE_MINISTRY = frozenset({"taken", "merged", "locked", "added", "removed"})


@dataclass(frozen=True)
class Numbers:
    """Lessons, but for `places` (where somebody decides) and `locked` (parts)."""

    added: int
    removed: int
    changed: int
    moved: int
    kept: int
    """Lessons in which words of the province stay as they are."""
    locked: int
    places: int
    has_course_changes: bool
    """Whether the course's own facts or a chapter change."""

    @property
    def is_nothing(self) -> bool:
        """Whether the province's course stays exactly as it is."""
        counts = (self.added, self.removed, self.changed, self.moved, self.locked, self.places)
        return not any(counts) and not self.has_course_changes


def numbers_of(plan: Plan) -> Numbers:
    """Count what a plan would do."""
    lessons = [node for node in plan.nodes.values() if node.kind == "lesson"]
    both = {one.uid for one in lessons if is_on_both_sides(plan, one.uid)}
    parts = [node for node in plan.nodes.values() if node.lesson_uid in both]
    return Numbers(
        added=sum(one.is_present and one.uid not in plan.mine.nodes for one in lessons),
        removed=sum(not one.is_present and one.uid in plan.mine.nodes for one in lessons),
        changed=len(_lessons(part for part in parts if part.outcome in FROM_THE_MINISTRY)),
        moved=sum(one.is_moved for one in lessons),
        kept=len(_lessons(part for part in parts if _keeps(part))),
        locked=sum(
            node.outcome == "locked" and _is_top(plan, node) for node in plan.nodes.values()
        ),
        places=len(plan.conflicts),
        has_course_changes=any(
            node.kind in ("course", "module") and node.outcome in FROM_THE_MINISTRY
            for node in plan.nodes.values()
        ),
    )


def _is_top(plan: Plan, node: NodePlan) -> bool:
    """Whether a locked part is not merely inside another part that comes or goes with it."""
    return is_on_both_sides(plan, node.uid) or is_on_both_sides(plan, parent_of(plan, node.uid))


def _lessons(parts: Iterable[NodePlan]) -> set[str]:
    return {part.lesson_uid for part in parts}


def _keeps(part: NodePlan) -> bool:
    """Whether words of the province stay in a part."""
    if part.outcome == "kept":
        return True
    return any(
        field.outcome == "kept" or any(chunk.origin == "mine" for chunk in field.chunks)
        for field in part.fields
    )


def is_on_both_sides(plan: Plan, uid: str) -> bool:
    """Whether the ministry and the province both have a part."""
    return uid in plan.theirs.nodes and uid in plan.mine.nodes


def parent_of(plan: Plan, uid: str) -> str:
    """Return the uid of what a part stands in, as far as anybody knows."""
    for state in (plan.theirs, plan.mine, plan.base):
        if uid in state.nodes:
            return state.nodes[uid].parent
    return ""
