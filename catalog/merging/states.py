"""A course as a flat table of nodes, in words (from a document) or in hashes (a fingerprint).

Both forms compare alike, so one comparison serves the office, which reads the words, and the
ministry, which must not.
"""

import hashlib
import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from catalog import optional
from catalog.merging import blocks
from catalog.merging.blocks import Block

type Kind = Literal["course", "module", "lesson", "question", "option"]

CHILDREN: dict[str, tuple[str, Kind]] = {
    "course": ("modules", "module"),
    "module": ("lessons", "lesson"),
    "lesson": ("questions", "question"),
    "question": ("options", "option"),
}
FIELDS: dict[Kind, tuple[str, ...]] = {
    "course": (
        *("title", "summary", "audience", "is_drafting", "is_open_to_guests"),
        *("pass_mark_percent", "outline"),
    ),
    "module": ("title",),
    "lesson": (
        *("title", "summary", "duration_minutes", "body", "video"),
        *("audio", "files", "practice", "scenario", "draws"),
    ),
    "question": (
        *("kind", "text", "answers"),
        *("situation", "explanation", "passage", "tags", "keeps_order"),
    ),
    "option": ("text", "explanation", "match"),
}
"""What is compared. `answers` are the uids of a question's right options, as one value: half an
answer key from each side would make a question wrong; where they are to be put in order, all of
them in that order; none where pairs are matched, for a pair is right by itself. A lesson's `note`
and a course's `slug` are the province's own and are never compared."""
ORDERING, MATCHING = "ordering", "matching"
"""Kinds of questions whose options are all right."""
BLOCK_FIELDS = frozenset({"body"})
"""Compared paragraph by paragraph."""


@dataclass(frozen=True)
class Node:
    """One course, module, lesson, question or option."""

    uid: str
    kind: Kind
    parent: str
    """Uid of the node it stands in; empty for the course."""
    fields: dict[str, Hashable] = field(repr=False)
    """As they compare: JSON text or a hash; in BLOCK_FIELDS a tuple of blocks or of hashes."""
    children: tuple[str, ...] = field(repr=False)
    title: str = ""
    """Words for people; empty in a fingerprint."""


@dataclass(frozen=True)
class State:
    """All nodes of one course by uid, in reading order."""

    root: str
    nodes: dict[str, Node]

    def lesson_of(self, uid: str) -> str:
        """Return the uid of the lesson a node stands in, empty for those above lessons."""
        return self._lessons.get(uid, "")

    @cached_property
    def _lessons(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for uid, node in self.nodes.items():
            if node.kind == "lesson":
                found.update(dict.fromkeys((uid, *self.inside(uid)), uid))
        return found

    def inside(self, uid: str) -> Iterator[str]:
        """Yield the uids of all nodes below one."""
        for child in self.nodes[uid].children:
            yield child
            yield from self.inside(child)


def of_document(document: dict[str, Any]) -> State:
    """Return the state of a checked course document, in words."""
    nodes: dict[str, Node] = {}
    _add(nodes, document, "course", "")
    return State(document["uid"], nodes)


def _add(nodes: dict[str, Node], source: dict[str, Any], kind: Kind, parent: str) -> str:
    uid: str = source["uid"]
    nodes[uid] = _EMPTY  # keeps reading order: a node before what is in it
    children: tuple[str, ...] = ()
    if kind in CHILDREN:
        key, child_kind = CHILDREN[kind]
        children = tuple(_add(nodes, one, child_kind, uid) for one in source[key])
    values = {name: _value(kind, name, source) for name in FIELDS[kind]}
    title = source.get("title") or source.get("text") or ""
    nodes[uid] = Node(uid, kind, parent, values, children, title)
    return uid


_EMPTY = Node("", "option", "", {}, ())


def _value(kind: Kind, name: str, source: dict[str, Any]) -> Hashable:
    if name == "answers":
        return _answers(source)
    value = optional.value(kind, source, name)
    if name in BLOCK_FIELDS:
        return tuple(blocks.split(value))
    if isinstance(value, str | int | bool):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _answers(question: dict[str, Any]) -> tuple[str, ...]:
    if question["kind"] == MATCHING:
        return ()
    right = [one["uid"] for one in question["options"] if one["is_correct"]]
    return tuple(right if question["kind"] == ORDERING else sorted(right))


def fingerprint(state: State, base: State) -> dict[str, Any]:
    """Return, as JSON, only what differs from the base, in hashes.

    {"nodes": {uid: [kind, parent, {field: hash or [hash, …]}, [child uid, …]]}, "gone": [uid, …]}
    """
    changed = {
        uid: [node.kind, node.parent, _hashed(node), list(node.children)]
        for uid, node in state.nodes.items()
        if (other := base.nodes.get(uid)) is None
        or (node.parent, node.fields, node.children) != (other.parent, other.fields, other.children)
    }
    gone = [uid for uid in base.nodes if uid not in state.nodes]
    return {"nodes": changed, "gone": gone} if changed or gone else {}


def hashed(state: State) -> State:
    """Return a state with every value as its hash, comparable with a fingerprint's."""
    nodes = {uid: replace(node, fields=_tupled(_hashed(node))) for uid, node in state.nodes.items()}
    return State(state.root, nodes)


def of_fingerprint(marks: dict[str, Any], base: State) -> State:
    """Return the hashed state a fingerprint stands for; base is hashed too."""
    if not marks:
        return base
    nodes = {uid: node for uid, node in base.nodes.items() if uid not in set(marks["gone"])}
    for uid, (kind, parent, values, children) in marks["nodes"].items():
        title = base.nodes[uid].title if uid in base.nodes else ""
        nodes[uid] = Node(uid, kind, parent, _tupled(values), tuple(children), title)
    return State(base.root, nodes)


def _hashed(node: Node) -> dict[str, Any]:
    return {
        name: [_hash(one) for one in value] if isinstance(value, tuple) else _hash(value)
        for name, value in node.fields.items()
    }


def _tupled(values: dict[str, Any]) -> dict[str, Hashable]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }


def _hash(value: Any) -> str:
    """Return 80 bits: enough to tell two paragraphs apart, too few to guess long words from."""
    text = value.text if isinstance(value, Block) else json.dumps(value, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
