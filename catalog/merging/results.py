"""Putting a merged course together: the plan, what people decided, and the two documents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from catalog import optional
from catalog.merging import blocks, plans, states
from catalog.merging.blocks import Block
from catalog.merging.plans import Conflict, FieldPlan, NodePlan, Plan
from catalog.merging.states import CHILDREN

type Choice = Literal["national", "ours", "text"]


@dataclass(frozen=True)
class Decision:
    """What somebody decided about one conflict."""

    choice: Choice
    text: str = ""
    """Words written by hand, where the choice is "text"."""

    def as_json(self) -> dict[str, str]:
        """Return the decision as it is recorded."""
        return {"choice": self.choice} | ({"text": self.text} if self.choice == "text" else {})


type Decisions = Mapping[str, Decision]


class ConflictsUndecided(Exception):
    """Somebody must decide first. Facts: the conflicts still open."""

    code = "CONFLICTS_UNDECIDED"

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__(f"{len(conflicts)} conflicts")
        self.conflicts = conflicts


class DecisionInvalid(ValueError):
    """A decision names no conflict of this plan, or writes a text where none can stand."""

    code = "DECISION_INVALID"


@dataclass(frozen=True)
class Merged:
    """A merged course, and the province's words that are not in it, by lesson uid."""

    document: dict[str, Any] = field(repr=False)
    displaced: dict[str, list[str]]
    """What a lock took out: must be kept beside the lesson."""
    given_up: dict[str, list[str]]
    """What a decision for the ministry took out: kept where nobody of the province decided."""

    def all_displaced(self, keeps_given_up: bool) -> dict[str, list[str]]:
        """Return what must be kept beside the lessons."""
        if not keeps_given_up:
            return self.displaced
        uids = dict.fromkeys((*self.displaced, *self.given_up))
        return {uid: [*self.displaced.get(uid, []), *self.given_up.get(uid, [])] for uid in uids}


def merged(
    plan: Plan,
    base: dict[str, Any],
    theirs: dict[str, Any],
    mine: dict[str, Any],
    decisions: Decisions,
) -> Merged:
    """Return the document this plan and these decisions give; the media are those of both sides.

    Everything not compared (slug, notes) is the province's. Raises ConflictsUndecided,
    DecisionInvalid. Words a lock displaces come back beside the document: nothing is lost.
    """
    _check(plan, decisions)
    return _Merging(plan, base, theirs, mine, decisions).result()


def _check(plan: Plan, decisions: Decisions) -> None:
    by_place = {conflict.place: conflict for conflict in plan.conflicts}
    for place, decision in decisions.items():
        conflict = by_place.get(place)
        if conflict is None or (decision.choice == "text" and not conflict.can_be_written):
            raise DecisionInvalid(place)
    undecided = [one for place, one in by_place.items() if place not in decisions]
    if undecided:
        raise ConflictsUndecided(undecided)


class _Merging:
    """One document under construction."""

    def __init__(
        self,
        plan: Plan,
        base: dict[str, Any],
        theirs: dict[str, Any],
        mine: dict[str, Any],
        decisions: Decisions,
    ) -> None:
        self.plan, self.decisions = plan, decisions
        self.base = dict(_nodes(base))
        self.theirs, self.mine = dict(_nodes(theirs)), dict(_nodes(mine))
        self.media = {one["sha256"]: one for one in (*theirs["media"], *mine["media"])}
        self.present = self._present()
        self.rows = plans.order(plan.base, plan.theirs, plan.mine, present=self.present)

    def result(self) -> Merged:
        """Put everything together."""
        document = self._node(self.plan.mine.root)
        whole = document | {"media": list(self.media.values())}
        return Merged(whole, self._displaced(), self._given_up())

    def _present(self) -> set[str]:
        """Return the uids of the result, whole-node decisions applied."""
        present = {uid for uid, node in self.plan.nodes.items() if node.is_present}
        for conflict in self.plan.conflicts:
            if conflict.field:
                continue
            choice = self.decisions[conflict.place].choice
            if conflict.reason == "removed_by_ministry" and choice == "national":
                present -= set(self._own_tree(conflict.uid))
            if conflict.reason == "removed_here" and choice == "national":
                present |= set(self._national_tree(conflict.uid))
        return plans.housed(self.plan.base, self.plan.theirs, self.plan.mine, present)

    def _own_tree(self, uid: str) -> Iterator[str]:
        """The node and what stands in it here and nowhere in the ministry's course."""
        tree = (uid, *self.plan.mine.inside(uid))
        return (one for one in tree if one not in self.plan.theirs.nodes)

    def _national_tree(self, uid: str) -> Iterator[str]:
        tree = (uid, *self.plan.theirs.inside(uid))
        return (one for one in tree if one not in self.plan.mine.nodes)

    def _node(self, uid: str) -> dict[str, Any]:
        plan = self.plan.nodes[uid]
        source = dict(self.mine.get(uid) or self.theirs[uid])
        for one in plan.fields:
            if one.name != "answers":
                source[one.name] = self._value(plan, one)
        if not plan.fields and uid in self.theirs and uid in self.mine:
            self._take_blank_lines(uid, source)
        if plan.kind in CHILDREN:
            key, _kind = CHILDREN[plan.kind]
            source[key] = [self._node(child) for child in self.rows[uid]]
        if plan.kind == "question":
            self._mark_answers(plan, source)
        return optional.compact(plan.kind, source)

    def _take_blank_lines(self, uid: str, source: dict[str, Any]) -> None:
        """Take the ministry's text where only blank lines differ: words do not."""
        for name in states.BLOCK_FIELDS & source.keys():
            if source[name] == self.base.get(uid, {}).get(name):
                source[name] = self.theirs[uid][name]

    def _mark_answers(self, plan: NodePlan, question: dict[str, Any]) -> None:
        one = next((field for field in plan.fields if field.name == "answers"), None)
        if one is None:
            return
        right = list(self._side(plan, one)["answers"])
        is_all_right = question["kind"] in (states.ORDERING, states.MATCHING)
        for option in question["options"]:
            option["is_correct"] = is_all_right or option["uid"] in right
        if question["kind"] == states.ORDERING:
            places = {uid: place for place, uid in enumerate(right)}
            question["options"].sort(key=lambda option: places.get(option["uid"], len(right)))

    def _side(self, plan: NodePlan, one: FieldPlan) -> dict[str, Any]:
        """Return the values, as compared, of the side that a field comes from."""
        state = self.plan.theirs if self._is_national(plan, one) else self.plan.mine
        return dict(state.nodes[plan.uid].fields)

    def _is_national(self, plan: NodePlan, one: FieldPlan) -> bool:
        if one.outcome == "conflict":
            return self.decisions[f"{plan.uid}.{one.name}"].choice == "national"
        return one.outcome in ("taken", "locked")

    def _value(self, plan: NodePlan, one: FieldPlan) -> Any:
        if one.chunks:
            return self._text(plan.uid, one)
        if one.outcome == "conflict":
            decision = self.decisions[f"{plan.uid}.{one.name}"]
            if decision.choice == "text":
                return decision.text
        side = self.theirs if self._is_national(plan, one) else self.mine
        if one.outcome == "unchanged" and one.name in states.BLOCK_FIELDS:
            source = dict(self.mine[plan.uid])
            self._take_blank_lines(plan.uid, source)
            return source[one.name]
        return optional.value(plan.kind, side[plan.uid], one.name)

    def _text(self, uid: str, one: FieldPlan) -> str:
        found: list[Block] = []
        number = 0
        for chunk in one.chunks:
            if chunk.origin == "conflict":
                found += self._decided(chunk, self.decisions[f"{uid}.{one.name}#{number}"])
                number += 1
            else:
                found += chunk.clean  # type: ignore[arg-type]
        return blocks.join(found)

    @staticmethod
    def _decided(chunk: Any, decision: Decision) -> list[Block]:
        if decision.choice == "text":
            return blocks.split(decision.text)
        return list(chunk.theirs if decision.choice == "national" else chunk.mine)

    def _displaced(self) -> dict[str, list[str]]:
        """Return the province's words that locks took out, by the lesson they stood in."""
        found: dict[str, list[str]] = {}
        for plan in self.plan.nodes.values():
            if plan.outcome == "locked" and plan.uid in self.mine:
                self._keep(found, plan, self._words_of(plan))
        return found

    def _given_up(self) -> dict[str, list[str]]:
        """Return the province's words that decisions for the ministry left out."""
        found: dict[str, list[str]] = {}
        for conflict in self.plan.conflicts:
            if conflict.field and self.decisions[conflict.place].choice == "national":
                plan = self.plan.nodes[conflict.uid]
                self._keep(found, plan, self._words_given_up(conflict))
        return found

    def _words_given_up(self, conflict: Conflict) -> Iterator[str]:
        if conflict.chunk is not None:
            known = {*conflict.chunk.theirs, *conflict.chunk.base}
            yield from (_words(one) for one in conflict.chunk.mine if one not in known)
        elif conflict.can_be_written:
            kind = self.plan.nodes[conflict.uid].kind
            yield str(optional.value(kind, self.mine[conflict.uid], conflict.field))

    def _keep(self, found: dict[str, list[str]], plan: NodePlan, words: Iterator[str]) -> None:
        """Put words beside the lesson they stood in, else beside the first one."""
        first = (uid for uid in self.plan.theirs.nodes if uid in self._lessons)
        home = plan.lesson_uid if plan.lesson_uid in self.present else next(first, "")
        if home:
            found.setdefault(home, []).extend(words)

    @cached_property
    def _lessons(self) -> set[str]:
        return {uid for uid in self.present if self.plan.nodes[uid].kind == "lesson"}

    def _words_of(self, plan: NodePlan) -> Iterator[str]:
        if not plan.is_present:  # a part the province wrote in a locked lesson
            old = self.base.get(plan.uid, {})
            parts = ((name, self.mine[plan.uid].get(name)) for name in ("text", "explanation"))
            yield from (words for name, words in parts if words and words != old.get(name))
        for one in plan.fields:
            if one.outcome != "locked" or one.name not in plans.WRITTEN_FIELDS:
                continue
            own = self.plan.mine.nodes[plan.uid].fields[one.name]
            known = _blocks(self.plan.theirs, plan.uid, one.name)
            known |= _blocks(self.plan.base, plan.uid, one.name)
            values = own if isinstance(own, tuple) else (own,)
            yield from (_words(value) for value in values if value not in known and _words(value))


def _blocks(state: states.State, uid: str, name: str) -> set[Any]:
    if uid not in state.nodes:
        return set()
    value = state.nodes[uid].fields[name]
    return set(value) if isinstance(value, tuple) else {value}


def _words(value: Any) -> str:
    return value.text if isinstance(value, Block) else str(value)


def _nodes(document: dict[str, Any], kind: str = "course") -> Iterator[tuple[str, dict[str, Any]]]:
    yield document["uid"], document
    if kind in CHILDREN:
        key, child = CHILDREN[kind]
        for one in document[key]:
            yield from _nodes(one, child)
