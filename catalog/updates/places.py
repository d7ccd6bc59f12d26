"""The places where the ministry and the province cannot both have their way."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import documents
from catalog.diffs import LABELS, FieldDiff, NodeDiff, compare_nodes, text_diff, value_text
from catalog.merging import blocks, states
from catalog.merging.plans import Conflict, Plan
from catalog.merging.results import Choice, Decision
from catalog.merging.states import CHILDREN, Kind
from catalog.syncing import Prepared
from catalog.updates.filled import Filled

type Document = dict[str, Any]

BY_MINISTRY, BY_PROVINCE = gettext_lazy("Bộ đã sửa"), gettext_lazy("Tỉnh đã sửa")
"""The names of the two sides where they stand beside each other."""
ONE_LINE = frozenset({"title", "summary"})
LIMITS = {
    ("course", "title"): 200,
    ("course", "summary"): 400,
    ("module", "title"): 200,
    ("lesson", "title"): 200,
    ("lesson", "summary"): 300,
}
"""How long a text written by hand may be, where the document has a limit."""
KINDS: dict[Kind, Any] = {
    "course": gettext_lazy("Khóa học"),
    "module": gettext_lazy("Chương"),
    "lesson": gettext_lazy("Bài"),
    "question": gettext_lazy("Câu hỏi"),
    "option": gettext_lazy("Phương án"),
}
REMOVED_BY_MINISTRY: dict[Kind, Any] = {
    "module": gettext_lazy("Bộ đã bỏ chương này, nhưng tỉnh đã sửa nội dung trong đó."),
    "lesson": gettext_lazy("Bộ đã bỏ bài này, nhưng tỉnh đã sửa bài."),
    "question": gettext_lazy("Bộ đã bỏ câu hỏi này, nhưng tỉnh đã sửa câu hỏi."),
    "option": gettext_lazy("Bộ đã bỏ phương án này, nhưng tỉnh đã sửa phương án."),
}
REMOVED_HERE: dict[Kind, Any] = {
    "module": gettext_lazy("Tỉnh đã bỏ chương này, nhưng Bộ vừa sửa nội dung trong đó."),
    "lesson": gettext_lazy("Tỉnh đã bỏ bài này, nhưng Bộ vừa sửa bài."),
    "question": gettext_lazy("Tỉnh đã bỏ câu hỏi này, nhưng Bộ vừa sửa câu hỏi."),
    "option": gettext_lazy("Tỉnh đã bỏ phương án này, nhưng Bộ vừa sửa phương án."),
}
CHOICE_WORDS: dict[str, dict[Choice, Any]] = {
    "both_changed": {
        "national": gettext_lazy("Lấy bản của Bộ"),
        "ours": gettext_lazy("Giữ bản của tỉnh"),
        "text": gettext_lazy("Tự viết lại từ hai bản"),
    },
    "removed_by_ministry": {
        "national": gettext_lazy("Bỏ phần này theo Bộ"),
        "ours": gettext_lazy("Giữ phần này theo bản của tỉnh"),
    },
    "removed_here": {
        "national": gettext_lazy("Đưa phần này trở lại theo bản mới của Bộ"),
        "ours": gettext_lazy("Vẫn bỏ phần này"),
    },
}


def label_of(kind: Kind, name: str) -> Any:
    """Return what people call a compared field."""
    if name == "answers":
        return gettext_lazy("Phương án đúng")
    return LABELS[kind][name]


def text_of(kind: Kind, name: str, node: Document | None) -> str:
    """Return a compared field of a document's node in words."""
    if node is None:
        return ""
    if name == "answers":
        right = [one["text"] for one in node["options"] if one["is_correct"]]
        if node["kind"] == states.ORDERING:
            right = [f"{place}. {text}" for place, text in enumerate(right, 1)]
        return "\n\n".join(right)
    if name == "video":
        transcript = (node["video"] or {}).get("transcript", "")
        return "\n\n".join(part for part in (value_text(kind, "video", node), transcript) if part)
    return value_text(kind, name, node)


def nodes_of(document: Document, kind: Kind = "course") -> Iterator[tuple[str, Document]]:
    """Yield every node of a document with its uid."""
    yield document["uid"], document
    if kind in CHILDREN:
        key, child = CHILDREN[kind]
        for one in document[key]:
            yield from nodes_of(one, child)


@dataclass(frozen=True)
class Sides:
    """The nodes of the three documents by uid, and the plan over them."""

    plan: Plan
    base: Mapping[str, Document]
    theirs: Mapping[str, Document]
    mine: Mapping[str, Document]

    @classmethod
    def of(cls, prepared: Prepared) -> "Sides":
        """Return the sides of a prepared merge."""
        three = (prepared.base, prepared.theirs, prepared.mine)
        return cls(prepared.plan, *(dict(nodes_of(one.content)) for one in three))


@dataclass(frozen=True)
class Place:
    """One place to decide on, with what the office chose there so far."""

    conflict: Conflict
    mark: str
    """Names the place by what stands there: it stays the same while all three texts do."""
    kind: Kind
    where: str
    """In words: the lesson, and the question in it."""
    theirs: str
    mine: str
    national: FieldDiff | None = field(repr=False)
    """What the ministry changed; None where whole parts are concerned."""
    own: FieldDiff | None = field(repr=False)
    tree: NodeDiff | None = field(repr=False)
    """What the side that kept a whole part changed in it."""
    choice: Choice | None
    typed: str

    @property
    def label(self) -> Any:
        """What people call the field, or the kind of part."""
        field_name = self.conflict.field
        return label_of(self.kind, field_name) if field_name else KINDS[self.kind]

    @property
    def explanation(self) -> str:
        """Why somebody must decide, in a sentence."""
        if self.conflict.reason == "removed_by_ministry":
            return str(REMOVED_BY_MINISTRY[self.kind])
        if self.conflict.reason == "removed_here":
            return str(REMOVED_HERE[self.kind])
        return _("Bộ và tỉnh cùng sửa một chỗ, mỗi bên một cách.")

    @property
    def options(self) -> list[tuple[Choice, Any]]:
        """The choices there are, with their words."""
        words = CHOICE_WORDS[self.conflict.reason]
        return [
            (choice, label)
            for choice, label in words.items()
            if choice != "text" or self.conflict.can_be_written
        ]

    @property
    def text(self) -> str:
        """What stands in the field for writing by hand: both wordings, until somebody typed."""
        if self.typed:
            return self.typed
        return "\n\n".join(part for part in (self.theirs, self.mine) if part)

    @property
    def rows(self) -> int:
        """How high the field for writing by hand is."""
        return 3 if self.conflict.field in ONE_LINE else 8

    @property
    def decision(self) -> Decision | None:
        """What was decided here; None as long as nothing valid was."""
        if self.error:
            return None
        if self.choice == "text":
            return Decision("text", self._tidied)
        assert self.choice is not None
        return Decision(self.choice)

    @property
    def _tidied(self) -> str:
        text = documents.tidy(self.typed)
        return " ".join(text.split()) if self.conflict.field in ONE_LINE else text

    @property
    def error(self) -> str:
        """What is still missing here, in a sentence; empty if nothing is."""
        if self.choice is None or self.choice not in dict(self.options):
            return _("Vui lòng chọn một cách.")
        if self.choice != "text":
            return ""
        if not self._tidied:
            return _("Vui lòng viết nội dung, hoặc chọn một trong hai bản.")
        limit = LIMITS.get((self.kind, self.conflict.field))
        if limit and len(self._tidied) > limit:
            facts = {"limit": limit, "count": len(self._tidied)}
            return _("Tối đa %(limit)s ký tự, đang có %(count)s.") % facts
        return ""


def places_of(sides: Sides, filled: Filled) -> dict[str, Place]:
    """Return the places of a plan by the name the merge knows them by, in reading order."""
    order = {uid: number for number, uid in enumerate(sides.plan.nodes)}
    found: dict[str, Place] = {}
    marks: dict[str, int] = {}
    for conflict in sorted(sides.plan.conflicts, key=lambda one: order[one.uid]):
        texts = _texts(sides, conflict)
        mark = _mark(conflict, texts)
        marks[mark] = marks.get(mark, 0) + 1
        if marks[mark] > 1:
            mark = f"{mark}-{marks[mark]}"
        found[conflict.place] = _place(sides, conflict, mark, texts, filled)
    return found


def _texts(sides: Sides, conflict: Conflict) -> tuple[str, str, str]:
    """Return what base, theirs and mine say at a place."""
    if conflict.chunk is not None:
        chunk: Any = conflict.chunk
        return blocks.join(chunk.base), blocks.join(chunk.theirs), blocks.join(chunk.mine)
    rows = [one.get(conflict.uid) for one in (sides.base, sides.theirs, sides.mine)]
    if conflict.field:
        kind = sides.plan.nodes[conflict.uid].kind
        base, theirs, mine = (text_of(kind, conflict.field, row) for row in rows)
    else:
        base, theirs, mine = (documents.canonical_text(row) if row else "" for row in rows)
    return base, theirs, mine


def _mark(conflict: Conflict, texts: tuple[str, str, str]) -> str:
    facts = json.dumps([conflict.uid, conflict.field, conflict.reason, *texts])
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def _place(
    sides: Sides, conflict: Conflict, mark: str, texts: tuple[str, str, str], filled: Filled
) -> Place:
    node = sides.plan.nodes[conflict.uid]
    base, theirs, mine = texts
    national = own = tree = None
    if conflict.field:
        national = FieldDiff(conflict.field, BY_MINISTRY, text_diff(base, theirs))
        own = FieldDiff(conflict.field, BY_PROVINCE, text_diff(base, mine))
    else:
        row = sides.mine.get(conflict.uid) or sides.theirs.get(conflict.uid)
        tree = compare_nodes(node.kind, sides.base.get(conflict.uid), row)
        theirs = mine = ""
    return Place(
        *(conflict, mark, node.kind, where(sides, conflict.uid), theirs, mine),
        *(national, own, tree),
        choice=filled.choices.get(mark),
        typed=filled.texts.get(mark, ""),
    )


def where(sides: Sides, uid: str) -> str:
    """Return where a node stands, in words: its lesson, then itself."""
    node = sides.plan.nodes[uid]
    titles = [node.title]
    if node.kind == "option":
        known = sides.plan.theirs.nodes.get(uid) or sides.plan.mine.nodes.get(uid)
        if known is not None and known.parent in sides.plan.nodes:
            titles.insert(0, sides.plan.nodes[known.parent].title)
    if node.lesson_uid and node.lesson_uid != uid:
        titles.insert(0, sides.plan.nodes[node.lesson_uid].title)
    return " › ".join(titles)
