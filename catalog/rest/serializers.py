"""Shapes of the API. Ids go out as text; numbers of rows never leave the server."""

from typing import Any

from rest_framework import serializers

from catalog.library.matrix import STATES
from catalog.models.desk import Audience

NODE_KINDS = ["course", "module", "lesson", "question", "option"]
SEGMENT_KINDS = ["same", "added", "removed"]
STANDING_STATES = [state for state in STATES if state != "absent"]


class LibraryQuerySerializer(serializers.Serializer[Any]):
    """What may be asked of the list."""

    audience = serializers.ChoiceField(
        choices=Audience.choices, required=False, help_text="Đối tượng của khóa học."
    )
    is_drafting = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="true: chỉ khóa đang biên soạn; false: chỉ khóa đã đủ.",
    )


class LockSerializer(serializers.Serializer[Any]):
    """A part provinces may not change."""

    node_uid = serializers.UUIDField()
    field = serializers.CharField(help_text="Empty: the node with everything in it.")
    reason = serializers.CharField()
    legal_basis = serializers.CharField()
    since = serializers.CharField()


class CreditSerializer(serializers.Serializer[Any]):
    """A province whose work is in the course."""

    province = serializers.CharField()
    date = serializers.CharField()


class ReleaseSerializer(serializers.Serializer[Any]):
    """The envelope of a release: all but its document."""

    uid = serializers.UUIDField()
    course_uid = serializers.UUIDField()
    slug = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    is_drafting = serializers.BooleanField()
    lesson_count = serializers.IntegerField()
    duration_minutes = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="Hash of the document's bytes.")
    changelog = serializers.CharField()
    is_minor = serializers.BooleanField()
    locks = LockSerializer(many=True)
    credits = CreditSerializer(many=True)
    applies_on_date = serializers.DateField(allow_null=True)
    restores_version = serializers.IntegerField(allow_null=True)
    published_by = serializers.CharField()
    reviewed_by = serializers.CharField()
    published_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(allow_null=True)


class DiffQuerySerializer(serializers.Serializer[Any]):
    """Which two releases are compared."""

    to_version = serializers.IntegerField(
        min_value=1, required=False, help_text="Without it: the newest release."
    )
    from_version = serializers.IntegerField(
        min_value=1, required=False, help_text="Without it: the one before."
    )


class SegmentSerializer(serializers.Serializer[Any]):
    """A stretch of words."""

    kind = serializers.ChoiceField(choices=SEGMENT_KINDS)
    text = serializers.CharField()


class BlockDiffSerializer(serializers.Serializer[Any]):
    """One paragraph and what became of it."""

    change = serializers.ChoiceField(choices=["same", "changed", "added", "removed"])
    segments = SegmentSerializer(many=True)


class FieldDiffSerializer(serializers.Serializer[Any]):
    """One field of a node in two wordings."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    blocks = BlockDiffSerializer(many=True)


class NodeDiffSerializer(serializers.Serializer[Any]):
    """One node in which something differs."""

    uid = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=NODE_KINDS)
    title = serializers.CharField()
    change = serializers.ChoiceField(choices=["same", "changed", "added", "removed"])
    is_moved = serializers.BooleanField()
    moved_from = serializers.CharField()
    fields = FieldDiffSerializer(  # type: ignore[assignment]
        many=True, source="changed_fields"
    )


class DiffSerializer(serializers.Serializer[Any]):
    """What became of a course between two releases; the nodes that differ, in reading order."""

    from_version = serializers.IntegerField()
    to_version = serializers.IntegerField()
    lesson_counts = serializers.DictField(child=serializers.IntegerField())
    nodes = NodeDiffSerializer(many=True)


class StandingSerializer(serializers.Serializer[Any]):
    """How one national course stands in this province."""

    uid = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=STANDING_STATES)
    adopted_version = serializers.IntegerField(
        help_text="0: the province's own course, which the ministry adopted."
    )
    newest_version = serializers.IntegerField(
        allow_null=True, help_text="null: the ministry offers the course no longer."
    )
    newest_release_uid = serializers.UUIDField(allow_null=True)
    is_automatic = serializers.BooleanField()
    postponed_until_date = serializers.DateField(allow_null=True)
    updated_at = serializers.DateTimeField()


class AdoptionQuerySerializer(serializers.Serializer[Any]):
    """What may be asked of the adoptions."""

    province = serializers.SlugField(required=False, help_text="Sub-domain of a province.")
    course = serializers.SlugField(required=False, help_text="Slug of a national course.")
    audience = serializers.ChoiceField(choices=Audience.choices, required=False)
    state = serializers.ChoiceField(choices=STANDING_STATES, required=False)
    page = serializers.IntegerField(min_value=1, max_value=10_000, default=1)


class AdoptionSerializer(serializers.Serializer[Any]):
    """How one province holds one national course, as it reported."""

    province = serializers.CharField(help_text="Sub-domain.")
    province_title = serializers.CharField()
    course_uid = serializers.UUIDField()
    course_slug = serializers.CharField()
    course_title = serializers.CharField()
    state = serializers.ChoiceField(choices=STANDING_STATES, source="cell.state")
    version = serializers.IntegerField(source="cell.version")
    newest_version = serializers.IntegerField()
    behind_count = serializers.IntegerField(source="cell.behind_count")
    changed_lesson_count = serializers.IntegerField(source="cell.changed_lesson_count")
    conflict_count = serializers.IntegerField(
        source="cell.conflict_count",
        allow_null=True,
        help_text="null: not computed for the newest release.",
    )
    is_automatic = serializers.BooleanField(source="cell.is_automatic")
    postponed_until_date = serializers.DateField(
        source="cell.postponed_until_date", allow_null=True
    )
    reported_at = serializers.DateTimeField(source="cell.reported_at")


class AdoptionPageSerializer(serializers.Serializer[Any]):
    """One page of the adoptions."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    page_count = serializers.IntegerField()
    results = AdoptionSerializer(many=True)
