"""Shapes of sync plans, decisions and what was done."""

from collections.abc import Hashable
from typing import Any

from rest_framework import serializers

from catalog.merging import blocks
from catalog.merging.blocks import Block
from catalog.merging.plans import Conflict, NodePlan
from catalog.merging.results import Decision
from catalog.merging.states import State
from catalog.rest.serializers import NODE_KINDS
from catalog.syncing import Prepared, Standing

OUTCOMES = [
    *("unchanged", "taken", "kept", "merged", "conflict", "locked", "added", "removed", "moved"),
]


class PlannedFieldSerializer(serializers.Serializer[Any]):
    """One field of a node and what becomes of it."""

    name = serializers.CharField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)


class PlannedNodeSerializer(serializers.Serializer[Any]):
    """One node that does not stay as it is on both sides."""

    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=NODE_KINDS)
    title = serializers.CharField()
    lesson_uid = serializers.CharField(help_text="Empty above the lessons.")
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    is_moved = serializers.BooleanField()
    fields = PlannedFieldSerializer(many=True)  # type: ignore[assignment]


class ConflictSerializer(serializers.Serializer[Any]):
    """A place where somebody must decide, with its three wordings."""

    place = serializers.CharField(help_text="The key of its decision.")
    uid = serializers.UUIDField()
    title = serializers.CharField()
    field = serializers.CharField(help_text="Empty: the whole node.")
    reason = serializers.ChoiceField(
        choices=["both_changed", "removed_by_ministry", "removed_here"]
    )
    can_be_written = serializers.BooleanField(help_text='Whether the choice may be "text".')
    base = serializers.CharField(allow_null=True)
    national = serializers.CharField(allow_null=True)
    ours = serializers.CharField(allow_null=True)


class SyncPlanSerializer(serializers.Serializer[Any]):
    """What bringing the newest release into a course would do. Nothing has changed yet."""

    course_uid = serializers.UUIDField()
    adopted_version = serializers.IntegerField()
    newest_version = serializers.IntegerField(allow_null=True)
    is_detached = serializers.BooleanField()
    has_newer = serializers.BooleanField(help_text="false: there is nothing to take.")
    release_uid = serializers.UUIDField(allow_null=True)
    changelog = serializers.CharField()
    seen_sha256 = serializers.CharField(help_text="Send it back with the decisions.")
    is_clean = serializers.BooleanField(help_text="true: nobody needs to decide anything.")
    counts = serializers.DictField(child=serializers.IntegerField())
    nodes = PlannedNodeSerializer(many=True)
    conflicts = ConflictSerializer(many=True)


class DecisionSerializer(serializers.Serializer[Any]):
    """What was decided about one place."""

    choice = serializers.ChoiceField(choices=["national", "ours", "text"])
    text = serializers.CharField(required=False, allow_blank=True, max_length=200_000)


class NewSyncSerializer(serializers.Serializer[Any]):
    """Take the release that was looked at. The same release may be sent again without harm."""

    release_uid = serializers.UUIDField()
    seen_sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    decisions = serializers.DictField(child=DecisionSerializer(), default=dict)
    publish = serializers.BooleanField(
        default=False, help_text="true: learners read the result at once; false: it waits."
    )

    def validate_decisions(self, value: dict[str, Any]) -> dict[str, Decision]:
        """Return the decisions by place."""
        return {place: Decision(one["choice"], one.get("text", "")) for place, one in value.items()}


class SyncSerializer(serializers.Serializer[Any]):
    """One release brought into a course."""

    uid = serializers.UUIDField()
    release_uid = serializers.UUIDField()
    from_version = serializers.IntegerField()
    to_version = serializers.IntegerField()
    is_automatic = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField())
    decisions = serializers.DictField(child=DecisionSerializer())
    edition_number = serializers.IntegerField(
        source="edition_after.number", allow_null=True, default=None
    )
    applied_at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


def plan_of(standing: Standing, prepared: Prepared) -> dict[str, Any]:
    """Return a plan as SyncPlanSerializer shows it."""
    plan = prepared.plan
    nodes = [one for one in plan.nodes.values() if one.outcome != "unchanged" or one.is_moved]
    return head_of(standing) | {
        "seen_sha256": prepared.mine.sha256,
        "is_clean": plan.is_clean,
        "counts": plan.counts,
        "nodes": [_node(one) for one in nodes],
        "conflicts": [_conflict(one, prepared) for one in plan.conflicts],
    }


def head_of(standing: Standing) -> dict[str, Any]:
    """Return the plan of a course for which there is nothing to take."""
    newer = standing.newest if standing.is_behind and not standing.is_detached else None
    return {
        "course_uid": standing.course.uid,
        "adopted_version": standing.version,
        "newest_version": standing.newest.version if standing.newest else None,
        "is_detached": standing.is_detached,
        "has_newer": newer is not None,
        "release_uid": newer.uid if newer else None,
        "changelog": newer.changelog if newer else "",
        "seen_sha256": "",
        "is_clean": True,
        "counts": {},
        "nodes": [],
        "conflicts": [],
    }


def _node(node: NodePlan) -> dict[str, Any]:
    names = ("uid", "kind", "title", "lesson_uid", "outcome", "is_moved")
    fields = [one for one in node.fields if one.outcome != "unchanged"]
    return {name: getattr(node, name) for name in names} | {"fields": fields}


def _conflict(conflict: Conflict, prepared: Prepared) -> dict[str, Any]:
    plan, chunk = prepared.plan, conflict.chunk
    wordings: tuple[str | None, ...]
    names = ("place", "uid", "field", "reason", "can_be_written")
    if chunk is not None:
        wordings = tuple(map(_words, (chunk.base, chunk.theirs, chunk.mine)))
    else:
        sides = (plan.base, plan.theirs, plan.mine)
        wordings = tuple(_value(one, conflict.uid, conflict.field) for one in sides)
    return {
        **{name: getattr(conflict, name) for name in names},
        "title": plan.nodes[conflict.uid].title,
        **dict(zip(("base", "national", "ours"), wordings, strict=True)),
    }


def _value(state: State, uid: str, field: str) -> str | None:
    node = state.nodes.get(uid)
    return _words(node.fields[field]) if node is not None and field else None


def _words(value: Hashable) -> str:
    """Return a value as text: paragraphs as Markdown, right answers as uids."""
    if not isinstance(value, tuple):
        return str(value)
    parts = [one for one in value if isinstance(one, Block)]
    return blocks.join(parts) if parts else ", ".join(map(str, value))
