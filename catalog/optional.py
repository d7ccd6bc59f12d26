"""The optional keys of a course document's nodes.

A node leaves them out while they are empty: a document without them reads as before they were
thought of, and keeps its hash. Pure: the merge uses it too.
"""

from typing import Any

type Node = dict[str, Any]

KEYS: dict[str, Node] = {
    "lesson": {"audio": None, "files": [], "practice": None, "scenario": None, "draws": []},
    "video": {"renditions": [], "audio_sha256": None},
    "audio": {"voice": None},
    "question": {
        "situation": "",
        "explanation": "",
        "passage": "",
        "tags": [],
        "keeps_order": False,
    },
    "option": {"match": ""},
}
"""By kind of node: the key and what it is while it is not there."""
NOTHING: Node = {}


def value(kind: str, node: Node, name: str) -> Any:
    """Return what a node holds, whether the key may be left out or not."""
    return node[name] if name in node else KEYS[kind][name]


def compact(kind: str, node: Node) -> Node:
    """Return a node as documents hold it: optional keys that are empty are left out."""
    empty = KEYS.get(kind, NOTHING)
    return {key: one for key, one in node.items() if key not in empty or one != empty[key]}


def filled(kind: str, node: Node) -> Node:
    """Return a node with its optional keys there, the empty ones too."""
    return KEYS[kind] | node
