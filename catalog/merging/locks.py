"""What the ministry locked in a release, asked node by node and field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.merging.states import Node, State

QUESTIONS = "questions"
"""As a lesson's field: every question of it with its options."""


@dataclass(frozen=True)
class Locks:
    """The locks of one release by (uid of course or lesson, field); an empty field is the whole."""

    by_place: Mapping[tuple[str, str], dict[str, Any]]

    @classmethod
    def of(cls, rows: Iterable[dict[str, Any]]) -> "Locks":
        """Return the locks an envelope lists: [{"node_uid", "field", "reason", …}]."""
        return cls({(row["node_uid"], row["field"]): row for row in rows})

    def __bool__(self) -> bool:
        return bool(self.by_place)

    def of_node(self, state: State, uid: str) -> dict[str, Any] | None:
        """Return the lock that covers a whole node, None if it is free."""
        if not self.by_place:
            return None
        node = state.nodes[uid]
        lesson = state.lesson_of(uid)
        keys = [(state.root, ""), (uid, "")]
        if lesson:
            keys.append((lesson, ""))
        if node.kind in ("question", "option"):
            keys.append((lesson, QUESTIONS))
        return next((self.by_place[key] for key in keys if key in self.by_place), None)

    def of_field(self, state: State, node: Node, field: str) -> dict[str, Any] | None:
        """Return the lock that covers one field of a node, None if it is free."""
        return self.by_place.get((node.uid, field)) or self.of_node(state, node.uid)


NO_LOCKS = Locks({})
