"""What was published here: immutable documents and the editions that point at them."""

import uuid
from typing import ClassVar

from django.db import models

from catalog.models.desk import Course


class Document(models.Model):
    """One canonical course document, addressed by its hash; never changed, shared by editions."""

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    title = models.CharField(max_length=200)
    """This and what follows repeat the content, so that lists need not read it."""
    summary = models.CharField(max_length=400, blank=True)
    audience = models.CharField(max_length=16)
    is_drafting = models.BooleanField()
    is_open_to_guests = models.BooleanField()
    lesson_count = models.PositiveSmallIntegerField()
    duration_minutes = models.PositiveIntegerField()


class AdoptedRelease(models.Model):
    """A national release this province took over, with the document itself, not a link to it."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="adoptions")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    release_uid = models.UUIDField()
    version = models.PositiveIntegerField()
    changelog = models.TextField(blank=True)
    adopted_at = models.DateTimeField()
    adopted_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "version"], name="catalog_adopted_once")
        ]


class Edition(models.Model):
    """One published state of a course in this place: what learners read from then on."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    changelog = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "number"], name="catalog_edition_number")
        ]
