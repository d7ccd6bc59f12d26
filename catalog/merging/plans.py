"""Comparing base, theirs and mine: what becomes of every node, and where people must decide.

The rules stand as a table in docs/formats/three-way-sync.md; tests/merging walks all of it.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from catalog.merging import sequences
from catalog.merging.locks import NO_LOCKS, Locks
from catalog.merging.sequences import Chunk
from catalog.merging.states import BLOCK_FIELDS, Kind, Node, State

type Outcome = Literal[
    "unchanged", "taken", "kept", "merged", "conflict", "locked", "added", "removed", "moved"
]
type Reason = Literal["both_changed", "removed_by_ministry", "removed_here"]


@dataclass(frozen=True)
class Conflict:
    """One place where the two sides cannot both be had."""

    place: str
    """"<uid>" for a whole node, "<uid>.<field>", or "<uid>.body#<n>" for a stretch of text."""
    uid: str
    field: str
    reason: Reason
    chunk: Chunk[Hashable] | None = None
    """The stretch, for text compared by paragraphs."""

    @property
    def can_be_written(self) -> bool:
        """Whether it may be decided by writing a text by hand."""
        return self.field in WRITTEN_FIELDS


WRITTEN_FIELDS = frozenset({"title", "summary", "body", "text", "explanation", "situation"})


@dataclass(frozen=True)
class FieldPlan:
    """What becomes of one field of a node that both sides have."""

    name: str
    outcome: Outcome
    chunks: tuple[Chunk[Hashable], ...] = ()
    """The whole text in stretches, where both sides changed it."""


@dataclass(frozen=True)
class NodePlan:
    """What becomes of one node."""

    uid: str
    kind: Kind
    title: str
    lesson_uid: str
    outcome: Outcome
    fields: tuple[FieldPlan, ...] = ()
    is_moved: bool = False
    """It stands elsewhere afterwards than it stands here now."""
    is_present: bool = True
    """Whether it is in the result, as far as nobody decided otherwise."""


@dataclass(frozen=True)
class Plan:
    """Everything one merge would do."""

    base: State = field(repr=False)
    theirs: State = field(repr=False)
    mine: State = field(repr=False)
    nodes: dict[str, NodePlan] = field(repr=False)
    """By uid: the ministry's reading order, then what only the province has."""
    conflicts: tuple[Conflict, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to decide anything."""
        return not self.conflicts

    @property
    def counts(self) -> dict[str, int]:
        """How many nodes have which outcome."""
        return dict(Counter(node.outcome for node in self.nodes.values()))

    @property
    def changes_nothing(self) -> bool:
        """Whether the province's course stays exactly as it is."""
        return not self.conflicts and all(
            node.outcome in ("unchanged", "kept") and not node.is_moved
            for node in self.nodes.values()
        )


def compare(
    base: State, theirs: State, mine: State, locks: Locks = NO_LOCKS, *, with_moves: bool = True
) -> Plan:
    """Return what a merge would do with every node. The three stand in words, or all in hashes.

    Who only asks for conflicts leaves out what moves: half the work.
    """
    comparison = _Comparison(base, theirs, mine, locks)
    nodes = {uid: comparison.node(uid) for uid in comparison.uids()}
    if not with_moves:
        return Plan(base, theirs, mine, nodes, tuple(comparison.conflicts))
    present = {uid for uid, plan in nodes.items() if plan.is_present}
    moved = moved_nodes(mine, order(base, theirs, mine, present=present))
    nodes = {uid: _with_move(plan, uid in moved) for uid, plan in nodes.items()}
    return Plan(base, theirs, mine, nodes, tuple(comparison.conflicts))


def _with_move(plan: NodePlan, is_moved: bool) -> NodePlan:
    if not is_moved or plan.outcome in ("added", "removed"):
        return plan
    outcome: Outcome = "moved" if plan.outcome == "unchanged" else plan.outcome
    return NodePlan(
        *(plan.uid, plan.kind, plan.title, plan.lesson_uid, outcome, plan.fields),
        is_moved=True,
        is_present=plan.is_present,
    )


class _Comparison:
    """One comparison under way: finds every node's outcome and collects the conflicts."""

    def __init__(self, base: State, theirs: State, mine: State, locks: Locks) -> None:
        self.base, self.theirs, self.mine, self.locks = base, theirs, mine, locks
        self.conflicts: list[Conflict] = []
        self._settled: dict[str, tuple[Outcome, bool]] = {}

    def uids(self) -> Iterator[str]:
        """Yield every uid once: the ministry's order, then the province's, then the base's."""
        return iter(dict.fromkeys((*self.theirs.nodes, *self.mine.nodes, *self.base.nodes)))

    def node(self, uid: str) -> NodePlan:
        """Return what becomes of one node."""
        theirs, mine = self.theirs.nodes.get(uid), self.mine.nodes.get(uid)
        if theirs and mine:
            if theirs.fields == mine.fields:
                return self._plan(uid, theirs, "unchanged", (), is_present=True)
            fields = tuple(self._fields(uid, theirs, mine))
            return self._plan(uid, theirs, _outcome_of(fields), fields, is_present=True)
        known = theirs or mine or self.base.nodes[uid]
        outcome, is_present = self._presence(uid)
        return self._plan(uid, known, outcome, (), is_present=is_present)

    def _plan(
        self,
        uid: str,
        node: Node,
        outcome: Outcome,
        fields: tuple[FieldPlan, ...],
        *,
        is_present: bool,
    ) -> NodePlan:
        states = (self.theirs, self.mine, self.base)
        lesson = next((state.lesson_of(uid) for state in states if uid in state.nodes), "")
        title = node.title
        return NodePlan(uid, node.kind, title, lesson, outcome, fields, is_present=is_present)

    def _presence(self, uid: str) -> tuple[Outcome, bool]:
        """Return the outcome of a node one side lacks, and whether it stays or comes."""
        if uid not in self._settled:
            self._settled[uid] = self._settle(uid)
        return self._settled[uid]

    def _settle(self, uid: str) -> tuple[Outcome, bool]:
        in_base = uid in self.base.nodes
        if uid in self.mine.nodes:
            return self._removed_by_ministry(uid) if in_base else self._own(uid)
        if uid in self.theirs.nodes:
            return self._removed_here(uid) if in_base else self._added(uid)
        return "unchanged", False

    def _own(self, uid: str) -> tuple[Outcome, bool]:
        """Something only the province has: kept, unless what it stands in goes or is locked."""
        parent = self.mine.nodes[uid].parent
        if parent not in self.theirs.nodes:
            return self._as_parent(parent)
        if self._is_locked_inside(parent):
            return "locked", False
        return "kept", True

    def _is_locked_inside(self, parent: str) -> bool:
        """Whether nothing of the province's own may stand here: parts of a locked lesson."""
        node = self.theirs.nodes[parent]
        if node.kind in ("course", "module"):
            return False
        return bool(
            self.locks.of_node(self.theirs, parent)
            or (node.kind == "lesson" and self.locks.of_field(self.theirs, node, "questions"))
        )

    def _added(self, uid: str) -> tuple[Outcome, bool]:
        parent = self.theirs.nodes[uid].parent
        if parent and parent not in self.mine.nodes:
            return self._as_parent(parent)
        return "added", True

    def _as_parent(self, parent: str) -> tuple[Outcome, bool]:
        """What becomes of a node with what it stands in; a conflict counts once, at the top."""
        outcome, is_present = self._presence(parent)
        return ("kept" if outcome == "conflict" else outcome), is_present

    def _removed_here(self, uid: str) -> tuple[Outcome, bool]:
        """The province took it out: it stays out unless the ministry changed it meanwhile."""
        parent = self.theirs.nodes[uid].parent
        if parent in self.base.nodes and parent not in self.mine.nodes:
            return self._as_parent(parent)
        if self.locks.of_node(self.theirs, uid):
            return "locked", True
        if not self._changed(self.theirs, uid, elsewhere=self.mine):
            return "kept", False
        self.conflicts.append(Conflict(uid, uid, "", "removed_here"))
        return "conflict", False

    def _removed_by_ministry(self, uid: str) -> tuple[Outcome, bool]:
        """The ministry took it out: it goes unless the province changed it meanwhile."""
        parent = self.mine.nodes[uid].parent
        if parent in self.base.nodes and parent not in self.theirs.nodes:
            return self._as_parent(parent)
        if not self._changed(self.mine, uid, elsewhere=self.theirs):
            return "removed", False
        if parent in self.theirs.nodes and self._is_locked_inside(parent):
            return "locked", False
        self.conflicts.append(Conflict(uid, uid, "", "removed_by_ministry"))
        return "conflict", True

    def _changed(self, state: State, uid: str, *, elsewhere: State) -> bool:
        """Whether a node or what stands in it differs from the base, but for what moved away."""
        for one in (uid, *state.inside(uid)):
            node, old = state.nodes[one], self.base.nodes.get(one)
            if one in elsewhere.nodes:
                if old is None or old.parent != node.parent:
                    return True  # moved in here: it would lose its home
            elif old is None or old.fields != node.fields:
                return True
        return False

    def _fields(self, uid: str, theirs: Node, mine: Node) -> Iterator[FieldPlan]:
        base = self.base.nodes.get(uid)
        for name, value in theirs.fields.items():
            old = base.fields[name] if base else None
            own = mine.fields[name]
            if value == own:
                yield FieldPlan(name, "unchanged")
            elif own == old:
                yield FieldPlan(name, "taken")
            elif self.locks and self.locks.of_field(self.theirs, theirs, name):
                yield FieldPlan(name, "locked")
            elif value == old:
                yield FieldPlan(name, "kept")
            elif name in BLOCK_FIELDS:
                yield self._merged(uid, name, old or (), value, own)
            else:
                self.conflicts.append(Conflict(f"{uid}.{name}", uid, name, "both_changed"))
                yield FieldPlan(name, "conflict")

    def _merged(
        self, uid: str, name: str, old: Hashable, value: Hashable, own: Hashable
    ) -> FieldPlan:
        assert isinstance(old, tuple)
        assert isinstance(value, tuple)
        assert isinstance(own, tuple)
        chunks = tuple(sequences.merge(old, value, own))
        found = [chunk for chunk in chunks if chunk.origin == "conflict"]
        self.conflicts += [
            Conflict(f"{uid}.{name}#{number}", uid, name, "both_changed", chunk)
            for number, chunk in enumerate(found)
        ]
        return FieldPlan(name, "conflict" if found else "merged", chunks)


def _outcome_of(fields: Sequence[FieldPlan]) -> Outcome:
    found = {one.outcome for one in fields} - {"unchanged"}
    if not found:
        return "unchanged"
    for outcome in ("conflict", "locked"):
        if outcome in found:
            return outcome
    if len(found) > 1:
        return "merged"
    return found.pop()


def order(base: State, theirs: State, mine: State, *, present: set[str]) -> dict[str, list[str]]:
    """Return the children of every node of the result, in order.

    A node follows the ministry's move unless the province moved it itself; a row of siblings keeps
    the province's order if the province changed it, else takes the ministry's.
    """
    members: dict[str, set[str]] = {uid: set() for uid in present}
    for uid in present:
        if parent := _parent(uid, base, theirs, mine, present):
            members[parent].add(uid)
    return {uid: _row(uid, here, base, theirs, mine) for uid, here in members.items()}


def _parent(uid: str, base: State, theirs: State, mine: State, present: set[str]) -> str:
    """Return where a node stands in the result; "" for the course, or where nothing is left."""
    here, there = mine.nodes.get(uid), theirs.nodes.get(uid)
    agreed = here and there and here.parent == there.parent
    if here and agreed and (not here.parent or here.parent in present):
        return here.parent
    old, new, own = (_parent_in(state, uid) for state in (base, theirs, mine))
    follows = own is None or (new is not None and new != old and own == old)
    for parent in (*((new, own) if follows else (own, new)), old):
        if parent is not None and (not parent or parent in present):
            return parent
    every = {**base.nodes, **theirs.nodes, **mine.nodes}
    if every[uid].kind != "lesson":
        return ""
    modules = (one for one in every if one in present and every[one].kind == "module")
    return next(modules, "")  # both sides gave its chapter up: it goes into the first one


def _parent_in(state: State, uid: str) -> str | None:
    return state.nodes[uid].parent if uid in state.nodes else None


def housed(base: State, theirs: State, mine: State, present: set[str]) -> set[str]:
    """Return these nodes and, where one would stand nowhere, what it stood in before."""
    found = set(present)
    for uid in present:
        if uid != mine.root and not _parent(uid, base, theirs, mine, found):
            parent = _parent_in(mine, uid) or _parent_in(theirs, uid)
            if parent:
                found.add(parent)
    return found


def _row(parent: str, here: set[str], base: State, theirs: State, mine: State) -> list[str]:
    old, new, own = (_children(state, parent, here) for state in (base, theirs, mine))
    if own == new and len(own) == len(here):
        return own
    was_ordered_here = _relative(own, old) != _relative(old, own)
    was_ordered_there = _relative(new, old) != _relative(old, new)
    lead, follow = (new, own) if was_ordered_there and not was_ordered_here else (own, new)
    row = list(lead)
    for index, uid in enumerate(follow):
        if uid not in row:
            before = next((row.index(one) for one in reversed(follow[:index]) if one in row), -1)
            row.insert(before + 1, uid)
    return [*row, *sorted(here - set(row))]


def _children(state: State, parent: str, here: set[str]) -> list[str]:
    node = state.nodes.get(parent)
    return [uid for uid in node.children if uid in here] if node else []


def _relative(row: list[str], other: list[str]) -> list[str]:
    """Return the row without what the other does not have."""
    kept = set(other)
    return [uid for uid in row if uid in kept]


def moved_nodes(mine: State, rows: dict[str, list[str]]) -> set[str]:
    """Return the nodes that stand elsewhere in the result than in the province's course."""
    moved: set[str] = set()
    for parent, row in rows.items():
        node = mine.nodes.get(parent)
        if node is not None and list(node.children) == row:
            continue
        moved |= {uid for uid in row if uid in mine.nodes and mine.nodes[uid].parent != parent}
        own = _children(mine, parent, set(row))
        there = [uid for uid in row if uid in own]
        if own != there:
            matcher = SequenceMatcher(a=own, b=there, autojunk=False)
            still = {
                uid
                for block in matcher.get_matching_blocks()
                for uid in own[block.a : block.a + block.size]
            }
            moved |= set(own) - still
    return moved
