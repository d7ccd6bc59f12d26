"""What was published here: immutable documents and the editions that point at them."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.desk import EMPTY_LIST, Course

EMPTY_OBJECT = models.Value({}, models.JSONField())


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
    is_minor = models.BooleanField(default=False, db_default=False)
    locks = models.JSONField(default=list, db_default=EMPTY_LIST)
    """Locks of that release: [{"node_uid", "field", "reason", "legal_basis", "since"}]."""
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
    is_minor = models.BooleanField(default=False, db_default=False)
    """Words mended, nothing new to learn: finished lessons are not marked as renewed."""
    release_version = models.PositiveIntegerField(null=True, blank=True)
    """The national release it stands on, if it stands on one."""
    lesson_editions = models.JSONField(default=dict, db_default=EMPTY_OBJECT)
    """{lesson uid: number of the edition that changed it last in substance}."""
    published_at = models.DateTimeField()
    published_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "number"], name="catalog_edition_number")
        ]


class Following(models.Model):
    """How a province goes on with a national course it took over: one row a course."""

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="following")
    is_automatic = models.BooleanField(default=False)
    """A new release that merges without a conflict needs nobody."""
    detached_at = models.DateTimeField(null=True, blank=True)
    """The province goes its own way from here; new releases are not offered."""
    detached_reason = models.CharField(max_length=300, blank=True)
    postponed_version = models.PositiveIntegerField(null=True, blank=True)
    postponed_until_date = models.DateField(null=True, blank=True)
    postponed_reason = models.CharField(max_length=300, blank=True)
    failed_version = models.PositiveIntegerField(null=True, blank=True)
    """A release that could not be taken by itself (conflict, lint error): people must look."""
    failed_code = models.CharField(max_length=64, blank=True)
    reported_sha256 = models.CharField(max_length=64, blank=True)
    """What the ministry was told last, so that the same is not told twice."""
    reported_at = models.DateTimeField(null=True, blank=True)


class Sync(models.Model):
    """One national release merged into this province's course, with every decision; undoable."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="syncs")
    from_version = models.PositiveIntegerField()
    to_version = models.PositiveIntegerField()
    release_uid = models.UUIDField()
    base = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    theirs = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    mine = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    """The desk before; undo writes exactly this back."""
    result = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    decisions = models.JSONField(default=dict)
    """{place of the conflict: {"choice": "national" | "ours" | "text", "text": str}}."""
    counts = models.JSONField(default=dict)
    """{outcome: number of nodes}."""
    is_automatic = models.BooleanField(default=False)
    edition_before = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edition_after = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The edition published with it; empty when it only went to the desk."""
    applied_at = models.DateTimeField()
    applied_by_uid = models.UUIDField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # the newest sync of a course: history and undo
            models.Index(fields=["course", "-applied_at"], name="catalog_sync_newest")
        ]


class Review(models.Model):
    """A frozen draft of a national course on its way to the shelf: a second editor reads it."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("Chờ duyệt")
        APPROVED = "approved", _("Đã duyệt")
        RETURNED = "returned", _("Trả lại để sửa")
        WITHDRAWN = "withdrawn", _("Đã rút")
        PUBLISHED = "published", _("Đã phát hành")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="reviews")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    """What was read is what is published, whatever happens at the desk meanwhile."""
    locks = models.JSONField(default=list)
    credits = models.JSONField(default=list)
    changelog = models.TextField()
    is_minor = models.BooleanField(default=False)
    applies_on_date = models.DateField(null=True, blank=True)
    """A safety update: from this day in Vietnam it applies by itself in every province."""
    restores_version = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField()
    requested_by_uid = models.UUIDField(null=True, blank=True)
    requested_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_uid = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    decision_note = models.TextField(blank=True)
    published_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course"],
                condition=models.Q(state__in=["waiting", "approved"]),
                name="catalog_one_open_review",
            )
        ]


class Offer(models.Model):
    """A course, or changes to a national one, that this province offered to the ministry."""

    class State(models.TextChoices):
        """What the ministry said."""

        WAITING = "waiting", _("Bộ đang xem")
        ASKED_BACK = "asked_back", _("Bộ hỏi lại")
        ADOPTED = "adopted", _("Bộ đã nhận")
        DECLINED = "declined", _("Bộ chưa nhận")
        WITHDRAWN = "withdrawn", _("Đã rút")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="offers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    base_version = models.PositiveIntegerField(null=True, blank=True)
    """The release it changes; empty for a course of the province's own."""
    note = models.TextField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    reply = models.TextField(blank=True)
    offered_at = models.DateTimeField()
    offered_by_uid = models.UUIDField(null=True, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course"],
                condition=models.Q(state__in=["waiting", "asked_back"]),
                name="catalog_one_open_offer",
            )
        ]
