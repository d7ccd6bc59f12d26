"""A province asks to come on line."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models.province import Province
from tenants.models.units import AdministrativeUnit


class ProvinceApplication(models.Model):
    """One request for a site, from submission to the opened province.

    Holds the contact of the person who applied; the progress link is kept only as a digest.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Đã gửi")
        APPROVED = "approved", _("Đã duyệt")
        REFUSED = "refused", _("Bị từ chối")
        OPEN = "open", _("Đã mở")
        FAILED = "failed", _("Lỗi khi mở")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    slug = models.CharField(max_length=30)
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    office_name = models.CharField(max_length=200)
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=20, blank=True)
    secret_digest = models.CharField(max_length=64)
    """sha256 of the secret in the progress link, in hexadecimal."""
    status = models.CharField(max_length=10, choices=Status, default=Status.SUBMITTED)
    steps = models.JSONField(default=list, blank=True)
    """[{"key", "state": waiting|running|done|failed, "at": moment in UTC or null, "error"}]"""
    decided_by = models.UUIDField(null=True, blank=True)
    """uuid of the ministry's user who decided."""
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.TextField(blank=True)
    province = models.ForeignKey(
        Province, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(status__in=["submitted", "approved", "open", "failed"]),
                name="application_slug_once",
            ),
        ]
