"""The national shelf. Rows stand in public only; provinces may read releases and their media."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

EMPTY_LIST = models.Value([], models.JSONField())


class Release(models.Model):
    """One published, never-changed state of one national course."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course_uid = models.UUIDField()
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    audience = models.CharField(max_length=16)
    summary = models.CharField(max_length=400, blank=True)
    is_drafting = models.BooleanField(default=False)
    """Shown as "đang biên soạn": the outline promises more than is there."""
    lesson_count = models.PositiveSmallIntegerField()
    duration_minutes = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)
    document = models.JSONField()
    """Canonical course document (docs/architecture.md); its hash covers exactly this."""
    sha256 = models.CharField(max_length=64)
    changelog = models.TextField(_("Nội dung thay đổi"))
    is_minor = models.BooleanField(default=False)
    locks = models.JSONField(default=list, db_default=EMPTY_LIST)
    """What provinces may not change: [{"node_uid", "field", "reason", "legal_basis", "since"}]."""
    credits = models.JSONField(default=list, db_default=EMPTY_LIST)
    """Provinces whose work is in it: [{"province": name, "date": "2026-11-25"}]."""
    applies_on_date = models.DateField(null=True, blank=True)
    """A safety update: from this day in Vietnam it applies by itself in every province."""
    restores_version = models.PositiveIntegerField(null=True, blank=True)
    """The older release whose content this one brings back."""
    published_by = models.CharField(max_length=120)
    reviewed_by = models.CharField(max_length=120, blank=True, db_default="")
    published_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course_uid", "version"], name="library_release_version"
            )
        ]
        ordering: ClassVar[list[str]] = ["position", "title", "-version"]


class ReleaseMedia(models.Model):
    """One content-addressed file that releases show; provinces serve it from the national store."""

    sha256 = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)


class Adoption(models.Model):
    """A province took a release; written by a national task from that province's outbox."""

    province = models.ForeignKey("tenants.Province", on_delete=models.PROTECT)
    event_uid = models.UUIDField()
    course_uid = models.UUIDField()
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["province", "event_uid"], name="library_adoption_event")
        ]
        indexes: ClassVar[list[models.Index]] = [
            # adoption matrix: newest per province and course
            models.Index(
                fields=["course_uid", "province", "-adopted_at"], name="library_adoption_newest"
            )
        ]


class Holding(models.Model):
    """How one province holds one national course now, as that province reported it.

    Hashes only: the ministry foresees conflicts without reading any province's words.
    """

    province = models.ForeignKey("tenants.Province", on_delete=models.PROTECT)
    course_uid = models.UUIDField()
    version = models.PositiveIntegerField()
    """The release it stands on."""
    sha256 = models.CharField(max_length=64)
    """The province's own course, as a document."""
    fingerprint = models.JSONField(default=dict)
    """What differs from that release, as hashes per node and paragraph (catalog.merging)."""
    changed_lesson_count = models.PositiveIntegerField(default=0)
    is_automatic = models.BooleanField(default=False)
    is_detached = models.BooleanField(default=False)
    postponed_until_date = models.DateField(null=True, blank=True)
    postponed_reason = models.CharField(max_length=300, blank=True)
    foreseen_version = models.PositiveIntegerField(null=True, blank=True)
    """The newest release when the next two were computed."""
    conflict_count = models.PositiveIntegerField(default=0)
    """Places a person must decide before this province stands on the newest release."""
    conflict_lessons = models.JSONField(default=list)
    """Titles of the national lessons those places are in."""
    reported_at = models.DateTimeField()
    """When the province said so; an older report never replaces a newer one."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["province", "course_uid"], name="library_holding_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            # what a release of this course would meet
            models.Index(fields=["course_uid"], name="library_holding_course")
        ]


class Contribution(models.Model):
    """A course, or changes to one, that a province offered; written from that province's outbox."""

    class State(models.TextChoices):
        """What the ministry said."""

        WAITING = "waiting", _("Chờ xem")
        ASKED_BACK = "asked_back", _("Đã hỏi lại tỉnh")
        ADOPTED = "adopted", _("Đã nhận")
        DECLINED = "declined", _("Không nhận")
        WITHDRAWN = "withdrawn", _("Tỉnh đã rút")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    province = models.ForeignKey("tenants.Province", on_delete=models.PROTECT)
    event_uid = models.UUIDField()
    offer_uid = models.UUIDField()
    """The row in the province that is told the answer."""
    course_uid = models.UUIDField()
    base_version = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=200)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    reply = models.TextField(blank=True)
    offered_at = models.DateTimeField()
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["province", "offer_uid"], name="library_contribution_once"
            )
        ]
        ordering: ClassVar[list[str]] = ["-offered_at"]
