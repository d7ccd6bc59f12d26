"""A province that has, or will have, its own site and schema."""

import uuid

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin

from tenants.context import Place
from tenants.models.units import AdministrativeUnit


class Province(TenantMixin):
    """One administration with its own site, schema and database role.

    The schema's name is the sub-domain, is never changed and never given again. Must never hold
    anything of the people inside: the national site can read this table, provinces cannot.
    """

    class Status(models.TextChoices):
        PROVISIONING = "provisioning", "Đang dựng"
        ACTIVE = "active", "Đang hoạt động"
        SUSPENDED = "suspended", "Tạm dừng"
        FAILED = "failed", "Lỗi khi dựng"

    auto_create_schema = False
    auto_drop_schema = False

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    operator = models.CharField(max_length=200)
    hotline = models.CharField(max_length=40, blank=True)
    accent = models.CharField(max_length=7, default="#0A5C5A")
    emblem = models.CharField(max_length=200, blank=True)
    role_name = models.CharField(max_length=63, unique=True)
    issuer_number = models.PositiveIntegerField(unique=True)
    """Begins every certificate code of the province; never given again."""
    status = models.CharField(max_length=12, choices=Status, default=Status.PROVISIONING)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["schema_name"]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self) -> Place:
        """What code inside the province may know of this row."""
        return Place(
            kind="province",
            id=str(self.pk),
            uuid=self.uuid,
            schema=self.schema_name,
            role=self.role_name,
            name=self.name,
            title=self.title,
            operator=self.operator,
            hotline=self.hotline,
            accent=self.accent,
            issuer_number=self.issuer_number,
        )


class Domain(DomainMixin):
    """One host name that leads to a province; the first is <sub-domain>.<base host>."""


class ProvinceArea(models.Model):
    """A province covers a unit over a span of days; national figures count each unit once."""

    province = models.ForeignKey(Province, on_delete=models.CASCADE, related_name="areas")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province", "unit"], name="area_once"),
        ]


class RetiredSlug(models.Model):
    """A sub-domain that once belonged to somebody and is never given again."""

    slug = models.CharField(max_length=30, unique=True)
    retired_at = models.DateTimeField(auto_now_add=True)
