"""Picks the parts of a plan that a page shows, and words them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from catalog.diffs import FieldDiff, compare_nodes, text_diff
from catalog.merging import blocks, plans
from catalog.merging.locks import QUESTIONS, Locks
from catalog.merging.plans import FieldPlan, NodePlan
from catalog.updates.numbers import is_on_both_sides, parent_of
from catalog.updates.places import (
    BY_MINISTRY,
    BY_PROVINCE,
    Place,
    Sides,
    label_of,
    text_of,
)
from catalog.updates.shown import FieldShown, LessonShown, NodeShown, Section, Stretch


class Drawing:
    """One update under way: picks the parts to show."""

    def __init__(self, sides: Sides, places: dict[str, Place], locks: Locks) -> None:
        self.sides, self.places, self.locks = sides, places, locks
        self.plan = sides.plan
        present = {uid for uid, node in self.plan.nodes.items() if node.is_present}
        rows = plans.order(self.plan.base, self.plan.theirs, self.plan.mine, present=present)
        self.homes = {child: parent for parent, row in rows.items() for child in row}

    def sections(self) -> Iterator[Section]:
        """Yield the course and its chapters, those in which something changes."""
        shown = {uid: one for uid in self.plan.nodes if (one := self.node(uid)) is not None}
        lessons: dict[str, list[NodeShown]] = {}
        for one in shown.values():
            if one.plan.lesson_uid:
                lessons.setdefault(one.plan.lesson_uid, []).append(one)
        homes: dict[str, list[LessonShown]] = {}
        for uid, nodes in lessons.items():
            home = self.homes.get(uid) or parent_of(self.plan, uid)
            title = self.plan.nodes[uid].title
            homes.setdefault(home, []).append(LessonShown(uid, title, tuple(nodes)))
        for uid, node in self.plan.nodes.items():
            if node.kind in ("course", "module") and (uid in shown or uid in homes):
                found = tuple(homes.get(uid, ()))
                yield Section(uid, node.title, shown.get(uid), found)

    def node(self, uid: str) -> NodeShown | None:
        """Return a part as it is shown, None where nothing changes or it goes with a larger one."""
        node = self.plan.nodes[uid]
        if is_on_both_sides(self.plan, uid):
            return self._changed(node)
        if node.outcome in ("unchanged", "kept"):
            return None
        parent = parent_of(self.plan, uid)
        if parent and not is_on_both_sides(self.plan, parent):
            return None
        place = self.places.get(uid)
        title = self._title(node)
        if place is not None:
            return NodeShown(node, title, place=place)
        before, after = self.sides.mine.get(uid), self.sides.theirs.get(uid)
        tree = compare_nodes(node.kind, before, after)
        lock = self._lock(parent if before else uid) if node.outcome == "locked" else None
        return NodeShown(node, title, tree=tree, lock=lock)

    def _lock(self, uid: str) -> dict[str, Any] | None:
        theirs = self.plan.theirs
        if uid not in theirs.nodes:
            return None
        return self.locks.of_node(theirs, uid) or self.locks.of_field(
            theirs, theirs.nodes[uid], QUESTIONS
        )

    def _changed(self, node: NodePlan) -> NodeShown | None:
        found = [self._field(node, one) for one in node.fields]
        fields = tuple(one for one in found if one is not None)
        moved = self._moved(node) if node.is_moved else ""
        if not fields and not moved:
            return None
        return NodeShown(node, self._title(node), fields, moved=moved)

    def _title(self, node: NodePlan) -> str:
        """Return what a part is called inside its lesson."""
        parent = parent_of(self.plan, node.uid)
        if node.kind == "option" and parent in self.plan.nodes:
            return f"{self.plan.nodes[parent].title} › {node.title}"
        return node.title

    def _moved(self, node: NodePlan) -> str:
        home = self.homes.get(node.uid, "")
        if home and home != self.plan.mine.nodes[node.uid].parent:
            return _("Chuyển sang “%(title)s”.") % {"title": self.plan.nodes[home].title}
        return _("Đổi thứ tự theo Bộ.")

    def _field(self, node: NodePlan, one: FieldPlan) -> FieldShown | None:
        if one.outcome in ("unchanged", "kept"):
            return None
        label = label_of(node.kind, one.name)
        lock = None
        if one.outcome == "locked":
            lock = self.locks.of_field(self.plan.theirs, self.plan.theirs.nodes[node.uid], one.name)
        stretches = tuple(self._chunks(node, one)) if one.chunks else (self._whole(node, one),)
        return FieldShown(label, one.outcome, stretches, lock)

    def _whole(self, node: NodePlan, one: FieldPlan) -> Stretch:
        sides = (self.sides.base, self.sides.theirs, self.sides.mine)
        base, theirs, mine = (text_of(node.kind, one.name, side.get(node.uid)) for side in sides)
        national = FieldDiff(one.name, BY_MINISTRY, text_diff(base, theirs))
        own = FieldDiff(one.name, BY_PROVINCE, text_diff(base, mine))
        if one.outcome == "conflict":
            place = self.places[f"{node.uid}.{one.name}"]
            return Stretch("conflict", place.national, place.own, place)
        if one.outcome == "locked":
            return Stretch("locked", national, own)
        return Stretch("theirs", national)

    def _chunks(self, node: NodePlan, one: FieldPlan) -> Iterator[Stretch]:
        number = 0
        for chunk in one.chunks:
            if chunk.origin == "same":
                continue
            if chunk.origin == "conflict":
                place = self.places[f"{node.uid}.{one.name}#{number}"]
                number += 1
                yield Stretch("conflict", place.national, place.own, place)
                continue
            texts: Any = chunk
            base, theirs, mine = map(blocks.join, (texts.base, texts.theirs, texts.mine))
            after = mine if chunk.origin == "mine" else theirs
            side = BY_PROVINCE if chunk.origin == "mine" else BY_MINISTRY
            change = FieldDiff(one.name, side, text_diff(base, after))
            if chunk.origin == "mine":
                yield Stretch("mine", own=change)
            else:
                yield Stretch(chunk.origin, national=change)
