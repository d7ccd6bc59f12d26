"""Two course documents, node by node by uid: what was added, removed, moved and changed."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog import banks, frameworks, optional
from catalog.diffs.words import Change, FieldDiff, text_diff
from catalog.merging.states import CHILDREN, Kind
from catalog.models.desk import Audience, Question

type Node = dict[str, Any]

LABELS: dict[Kind, dict[str, Any]] = {
    "course": {
        "title": _("Tên khóa học"),
        "summary": _("Giới thiệu ngắn"),
        "audience": _("Đối tượng"),
        "is_open_to_guests": _("Học không cần tài khoản"),
        "is_drafting": _("Đang biên soạn"),
        "pass_mark_percent": _("Mức đạt (%)"),
        "outline": _("Sẽ có"),
    },
    "module": {"title": _("Tên chương")},
    "lesson": {
        "title": _("Tên bài"),
        "summary": _("Tóm tắt"),
        "duration_minutes": _("Thời lượng (phút)"),
        "body": _("Nội dung"),
        "video": _("Video"),
        "transcript": _("Lời trong video"),
        "audio": _("Bản đọc thành tiếng"),
        "files": _("Tệp kèm theo"),
        "practice": _("Thực hành"),
        "scenario": _("Bài học tình huống"),
        "draws": _("Cách chọn câu hỏi"),
        "note": _("Ghi chú của tỉnh"),
    },
    "question": {
        "text": _("Câu hỏi"),
        "kind": _("Dạng câu hỏi"),
        "situation": _("Tình huống"),
        "explanation": _("Giải thích chung"),
        "passage": _("Đoạn để đọc lại"),
        "tags": _("Năng lực số"),
        "keeps_order": _("Giữ nguyên thứ tự phương án"),
    },
    "option": {
        "text": _("Phương án"),
        "is_correct": _("Đúng hay sai"),
        "explanation": _("Giải thích"),
        "match": _("Vế phải"),
    },
}
"""What is compared, and what people call it."""


@dataclass(frozen=True)
class NodeDiff:
    """One course, chapter, lesson, question or option with all that stands in it."""

    uid: str
    kind: Kind
    title: str
    """As it reads now; of a removed node, as it read."""
    change: Change
    """Of the node's own fields; "added" and "removed" mean the node."""
    is_moved: bool
    moved_from: str
    """Title of the node it stood in, if it stands in another one now."""
    fields: tuple[FieldDiff, ...]
    """All fields that hold or held something."""
    children: tuple["NodeDiff", ...]

    @property
    def has_changes(self) -> bool:
        """Whether anything differs, here or below."""
        return self.change != "same" or self.is_moved or any(c.has_changes for c in self.children)

    @property
    def changed_fields(self) -> list[FieldDiff]:
        """The fields to show."""
        return [field for field in self.fields if field.is_changed]

    @property
    def changed_children(self) -> list["NodeDiff"]:
        """The parts to show."""
        return [child for child in self.children if child.has_changes]

    @property
    def same_child_count(self) -> int:
        """How many parts stayed as they were."""
        return len(self.children) - len(self.changed_children)


@dataclass(frozen=True)
class DocumentDiff:
    """A whole course in two states."""

    course: NodeDiff

    @property
    def is_empty(self) -> bool:
        """Whether both read the same."""
        return not self.course.has_changes

    @property
    def lessons(self) -> list[NodeDiff]:
        """All lessons in order, removed ones where they stood."""
        return [lesson for module in self.course.children for lesson in module.children]

    @property
    def lesson_counts(self) -> dict[str, int]:
        """How many lessons are "added", "removed", "changed" and only "moved"."""
        counts = {"added": 0, "removed": 0, "changed": 0, "moved": 0}
        for lesson in self.lessons:
            if lesson.change in ("added", "removed"):
                counts[lesson.change] += 1
            elif lesson.change == "changed" or lesson.changed_children:
                counts["changed"] += 1
            elif lesson.is_moved:
                counts["moved"] += 1
        return counts


def compare(before: Node | None, after: Node) -> DocumentDiff:
    """Return what became of a course document; before is None if there was none."""
    old = {uid: (node, parent) for uid, node, parent in _walk(before, "course", None)}
    new = {uid for uid, _node, _parent in _walk(after, "course", None)}
    return DocumentDiff(_Comparison(old, new).node("course", before, after, moved=False))


def compare_nodes(kind: Kind, before: Node | None, after: Node | None) -> NodeDiff:
    """Return what became of one part of a course with all that stands in it; one may be None."""
    old = {uid: (node, parent) for uid, node, parent in _walk(before, kind, None)}
    new = {uid for uid, _node, _parent in _walk(after, kind, None)}
    return _Comparison(old, new).node(kind, before, after, moved=False)


def _walk(node: Node | None, kind: Kind, parent: Node | None) -> Iterator[tuple[str, Node, Any]]:
    if node is None:
        return
    yield node["uid"], node, parent
    if kind in CHILDREN:
        key, child_kind = CHILDREN[kind]
        for child in node[key]:
            yield from _walk(child, child_kind, node)


@dataclass(frozen=True)
class _Comparison:
    """Both documents by uid."""

    old: dict[str, tuple[Node, Node | None]]
    """Each node of the old document with the node it stands in."""
    new: set[str]

    def node(
        self, kind: Kind, before: Node | None, after: Node | None, *, moved: bool, origin: str = ""
    ) -> NodeDiff:
        """Return one node; it was added if there is no before, removed if no after."""
        shown: Node = after or before or {}
        fields = tuple(_fields(kind, before, after))
        change: Change = "changed" if any(field.is_changed for field in fields) else "same"
        if before is None or after is None:
            change = "added" if before is None else "removed"
        return NodeDiff(
            uid=shown["uid"],
            kind=kind,
            title=shown.get("title") or shown.get("text") or "",
            change=change,
            is_moved=moved,
            moved_from=origin,
            fields=fields,
            children=tuple(self.children(kind, before, after)) if kind in CHILDREN else (),
        )

    def children(self, kind: Kind, before: Node | None, after: Node | None) -> list[NodeDiff]:
        """Return the parts in their new order; each removed one after what it followed."""
        key, child_kind = CHILDREN[kind]
        old, new = (side[key] if side else [] for side in (before, after))
        resting = _resting([one["uid"] for one in old], [one["uid"] for one in new])
        found = [self._child(child_kind, after, one, resting) for one in new]
        place = 0
        positions = {one.uid: number for number, one in enumerate(found, 1)}
        for one in old:
            place = positions.get(one["uid"], place)
            if one["uid"] not in self.new:
                found.insert(place, self.node(child_kind, one, None, moved=False))
                place += 1
                positions = {each.uid: number for number, each in enumerate(found, 1)}
        return found

    def _child(self, kind: Kind, parent: Node | None, after: Node, resting: set[str]) -> NodeDiff:
        before, old_parent = self.old.get(after["uid"], (None, None))
        if before is None:
            return self.node(kind, None, after, moved=False)
        stands_elsewhere = old_parent is not None and old_parent["uid"] != (parent or {})["uid"]
        origin = (old_parent or {}).get("title", "") if stands_elsewhere else ""
        moved = stands_elsewhere or after["uid"] not in resting
        return self.node(kind, before, after, moved=moved, origin=origin)


def _resting(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return the uids that need not be moved to make one order of the other: as many as can be."""
    places = {uid: number for number, uid in enumerate(old)}
    common = [uid for uid in new if uid in places]
    ends: list[int] = []
    tails: list[tuple[str, Any]] = []
    for uid in common:
        length = bisect_left(ends, places[uid])
        chain = (uid, tails[length - 1] if length else None)
        ends[length : length + 1] = [places[uid]]
        tails[length : length + 1] = [chain]
    link = tails[-1] if tails else None
    resting = set()
    while link:
        resting.add(link[0])
        link = link[1]
    return resting


def _fields(kind: Kind, before: Node | None, after: Node | None) -> Iterator[FieldDiff]:
    for name in LABELS[kind]:
        old, new = value_text(kind, name, before), value_text(kind, name, after)
        if old or new:
            yield field_diff(kind, name, old, new)


def field_diff(kind: Kind, name: str, before: str, after: str) -> FieldDiff:
    """Return one field in two wordings, under the name people call it by."""
    return FieldDiff(name, LABELS[kind][name], text_diff(before, after))


def value_text(kind: Kind, name: str, node: Node | None) -> str:
    """Return the value of a node's field in words; empty where there is no node."""
    if node is None:
        return ""
    video = node.get("video") or {}
    if name in ("video", "transcript"):
        return _video(video) if name == "video" else video.get("transcript", "")
    value = optional.value(kind, node, name)
    if name in STRUCTURED:
        return STRUCTURED[name](value) if value else ""
    if name == "keeps_order" and not value:
        return ""
    if name == "is_correct":
        return gettext("Đúng") if value else gettext("Sai")
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    if name == "outline":
        titles = ([one["title"], *(f"- {lesson}" for lesson in one["lessons"])] for one in value)
        return "\n\n".join("\n".join(lines) for lines in titles)
    if name in ("audience", "kind"):
        return str((Audience if name == "audience" else Question.Kind)(value).label)
    return str(value)


def _audio(audio: Node) -> str:
    file = gettext("Tệp %(file)s") % {"file": audio["sha256"][:8]}
    return f"{file}, {gettext('giọng đọc máy')}" if audio.get("voice") else file


def _files(files: Sequence[Node]) -> str:
    return "\n\n".join(f"{one['title']} ({one['sha256'][:8]})" for one in files)


def _practice(practice: Node) -> str:
    return "\n\n".join(part for part in (practice["text"], practice["url"]) if part)


def _scenario(scenario: Node) -> str:
    return "\n\n".join(
        "\n".join((step["text"], *(f"- {one['text']}: {one['consequence']}" for one in choices)))
        for step in scenario["steps"]
        for choices in [step["choices"]]
    )


def _draws(draws: Sequence[Node]) -> str:
    return "\n\n".join(map(banks.words, draws))


def _tags(tags: Sequence[str]) -> str:
    return "\n\n".join(map(frameworks.label, tags))


STRUCTURED: dict[str, Callable[[Any], str]] = {
    "audio": _audio,
    "files": _files,
    "practice": _practice,
    "scenario": _scenario,
    "draws": _draws,
    "tags": _tags,
}
"""Values that are no plain text, and how they read."""


def _video(video: Node) -> str:
    """Return which files a video is of: the first letters of their hashes tell them apart."""
    names = {
        "sha256": gettext("Tệp %(file)s"),
        "captions_sha256": gettext("phụ đề %(file)s"),
        "poster_sha256": gettext("hình chờ %(file)s"),
        "audio_sha256": gettext("tiếng %(file)s"),
    }
    return ", ".join(
        words % {"file": video[key][:8]} for key, words in names.items() if video.get(key)
    )
