"""The national shelf. Rows stand in public only; provinces may read releases and their media."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    published_by = models.CharField(max_length=120)
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
