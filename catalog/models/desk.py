"""The desk: courses as their editors are writing them. Learners never read these rows."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EMPTY_LIST = models.Value([], models.JSONField())


class Audience(models.TextChoices):
    """For whom a course is written."""

    OFFICIALS = "officials", _("Cán bộ, công chức, viên chức")
    BUSINESSES = "businesses", _("Doanh nghiệp, hợp tác xã")
    COMMUNITY = "community", _("Cộng đồng")


class Course(models.Model):
    """One course of this place, as it stands on the desk."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Stable through releases and take-overs: progress and certificates hang on it."""
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(_("Tên khóa học"), max_length=200)
    summary = models.CharField(_("Giới thiệu ngắn"), max_length=400, blank=True)
    audience = models.CharField(_("Đối tượng"), max_length=16, choices=Audience)
    is_drafting = models.BooleanField(_("Đang biên soạn"), default=False)
    outline = models.JSONField(default=list, blank=True)
    """What is still to come: [{"title": str, "lessons": [str]}]; shown, never graded."""
    is_open_to_guests = models.BooleanField(_("Học không cần tài khoản"), default=False)
    pass_mark_percent = models.PositiveSmallIntegerField(_("Mức đạt (%)"), default=80)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    current_edition = models.ForeignKey(
        "catalog.Edition", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """What learners read (in the ministry: what was last released); empty until published."""
    credits = models.JSONField(default=list, db_default=EMPTY_LIST, blank=True)
    """Provinces whose work is in it: [{"province": name, "date": "2026-11-25"}]; not content."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(pass_mark_percent__gte=1) & Q(pass_mark_percent__lte=100),
                name="catalog_course_pass_mark",
            )
        ]
        ordering: ClassVar[list[str]] = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class Module(models.Model):
    """A chapter of a course."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="modules")
    title = models.CharField(_("Tên chương"), max_length=200)
    position = models.PositiveSmallIntegerField()
    archived_at = models.DateTimeField(null=True, blank=True)
    """Taken out of the course after it was published; kept with its lessons."""

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class Lesson(models.Model):
    """Ten to fifteen minutes of learning: text, perhaps a video, a quiz."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="lessons")
    title = models.CharField(_("Tên bài"), max_length=200)
    summary = models.CharField(_("Tóm tắt"), max_length=300, blank=True)
    body = models.TextField(_("Nội dung"), blank=True)
    """Markdown without HTML; images as ![alternative text](media:<sha256>)."""
    duration_minutes = models.PositiveSmallIntegerField(_("Thời lượng (phút)"), default=10)
    video = models.JSONField(null=True, blank=True)
    """{"sha256", "captions_sha256", "poster_sha256", "duration_seconds", "transcript"} or empty;
    "renditions" and "audio_sha256" once they are made."""
    audio = models.JSONField(null=True, blank=True)
    """The text read aloud: {"sha256", "duration_seconds"}, or empty; "voice": "machine" where no
    person reads."""
    files = models.JSONField(default=list, db_default=EMPTY_LIST, blank=True)
    """To take home: [{"sha256", "title"}]."""
    practice = models.JSONField(null=True, blank=True)
    """To do elsewhere and tick off: {"text", "url"}, or empty."""
    scenario = models.JSONField(null=True, blank=True)
    """A story with choices (docs/formats/course-document.md), or empty."""
    draws = models.JSONField(default=list, db_default=EMPTY_LIST, blank=True)
    """What an attempt asks: [{"source", "tag", "count"}]; empty: every question."""
    note = models.TextField(_("Ghi chú của đơn vị"), blank=True, db_default="")
    """A province's own words beside a national lesson, Markdown; no lock and no sync touches it."""
    position = models.PositiveSmallIntegerField()
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    """Taken out of the course after it was published: results hang on it, so it is kept."""

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class Question(models.Model):
    """One question of a lesson's quiz."""

    class Kind(models.TextChoices):
        """What the learner does with the options."""

        SINGLE = "single", _("Chọn một")
        MULTIPLE = "multiple", _("Chọn nhiều")
        TRUE_FALSE = "true_false", _("Đúng hay sai")
        ORDERING = "ordering", _("Xếp thứ tự")
        MATCHING = "matching", _("Ghép cặp")
        SHORT_ANSWER = "short_answer", _("Điền câu trả lời ngắn")
        SCENARIO = "scenario", _("Xử lý tình huống")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField(_("Câu hỏi"))
    situation = models.TextField(_("Tình huống"), blank=True, default="", db_default="")
    """Markdown: what the learner sees before deciding."""
    explanation = models.TextField(_("Giải thích chung"), blank=True, default="", db_default="")
    passage = models.CharField(
        _("Đoạn để đọc lại"), max_length=200, blank=True, default="", db_default=""
    )
    """A heading of the lesson's text."""
    tags = models.JSONField(default=list, db_default=EMPTY_LIST, blank=True)
    """Competences: ["framework/code"] (catalog/frameworks)."""
    keeps_order = models.BooleanField(
        _("Giữ nguyên thứ tự phương án"), default=False, db_default=False
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class Option(models.Model):
    """One answer a learner may choose, with why it is right or wrong."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.TextField(_("Phương án"))
    is_correct = models.BooleanField(_("Đúng"), default=False)
    explanation = models.TextField(_("Giải thích"), blank=True)
    match = models.TextField(_("Vế phải"), blank=True, default="", db_default="")
    """The right partner, in a matching question."""
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class MediaFile(models.Model):
    """One content-addressed file of this place: image, video, captions, poster."""

    class Store(models.TextChoices):
        """Whose store holds the bytes."""

        OWN = "own", _("Kho của đơn vị")
        NATIONAL = "national", _("Kho quốc gia")

    sha256 = models.CharField(max_length=64, unique=True)
    store = models.CharField(max_length=10, choices=Store, default=Store.OWN)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    """Shown in something published that needs no account; other files need a signed-in person."""
    created_at = models.DateTimeField(auto_now_add=True)


class EditLock(models.Model):
    """Who is writing a lesson just now, so that two people do not write over each other."""

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="edit_lock")
    holder_uid = models.UUIDField()
    holder_name = models.CharField(max_length=120)
    taken_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Last sign of life of the holder's page; a silent lock is nobody's."""


class NodeLock(models.Model):
    """A part of a national course that provinces may not change, set at the ministry's desk."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="locks")
    node_uid = models.UUIDField()
    """The course, or one of its lessons."""
    field = models.CharField(max_length=32, blank=True)
    """One field of that node; empty locks the node with everything in it."""
    reason = models.CharField(_("Lý do"), max_length=300)
    legal_basis = models.CharField(_("Căn cứ pháp lý"), max_length=300, blank=True)
    locked_at = models.DateTimeField()
    locked_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course", "node_uid", "field"], name="catalog_node_lock_once"
            )
        ]
