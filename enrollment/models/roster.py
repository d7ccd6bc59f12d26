"""Roster files on their way in: every row is staged, judged, shown, then applied."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models.learners import Learner


class RosterUpload(models.Model):
    """One uploaded roster file and what became of it."""

    class State(models.TextChoices):
        """Where the upload stands."""

        READING = "reading", _("Đang đọc tệp")
        PREVIEW = "preview", _("Chờ xác nhận")
        APPLYING = "applying", _("Đang đưa vào danh sách")
        APPLIED = "applied", _("Đã đưa vào danh sách")
        REFUSED = "refused", _("Không đọc được")
        DISCARDED = "discarded", _("Đã bỏ")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=200)
    file_path = models.CharField(max_length=300)
    """In the province's private store; removed once applied or discarded."""
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State, default=State.READING)
    mapping = models.JSONField(default=dict)
    """Column found for each field: {"full_name": 2, …}, per sheet."""
    error = models.JSONField(default=dict, blank=True)
    """Why the whole file was refused: {"code", …facts}."""
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    wrong_count = models.PositiveIntegerField(default=0)
    uploaded_by_uid = models.UUIDField(null=True, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)


class RosterRow(models.Model):
    """One row of an uploaded file. The citizen id stands here only as keyed hash and last three."""

    class Outcome(models.TextChoices):
        """What applying the row would do."""

        NEW = "new", _("Mới")
        CHANGED = "changed", _("Thay đổi")
        UNCHANGED = "unchanged", _("Không đổi")
        WRONG = "wrong", _("Sai")

    upload = models.ForeignKey(RosterUpload, on_delete=models.CASCADE, related_name="rows")
    sheet_name = models.CharField(max_length=64)
    row_number = models.PositiveIntegerField()
    """As the spreadsheet counts, from 1 with the head."""
    cells = models.JSONField()
    """The row as it stood in the file, {"field": "text"}, citizen id masked."""
    values = models.JSONField(default=dict)
    """Parsed values, ready to be written, {"full_name", "staff_code", "unit_id", …}."""
    outcome = models.CharField(max_length=10, choices=Outcome)
    errors = models.JSONField(default=list)
    """[{"field", "column", "code", …facts}], worded at the door."""
    learner = models.ForeignKey(
        Learner, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["upload", "sheet_name", "row_number"], name="enrollment_roster_row_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            # preview pages by outcome, apply in row order
            models.Index(fields=["upload", "outcome", "id"], name="enrollment_roster_outcome")
        ]
