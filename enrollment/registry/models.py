"""Where a certificate's code leads. Rows stand in public; no name, no course, no score."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateEntry(models.Model):
    """One certificate some province issued: enough to lead on to the issuer, nothing more."""

    class State(models.TextChoices):
        """Whether the certificate counts."""

        VALID = "valid", _("Có hiệu lực")
        REVOKED = "revoked", _("Đã thu hồi")

    code = models.CharField(max_length=24, unique=True)
    """<issuer number>-<random>, for example 101-7K4M-9QXD."""
    province = models.ForeignKey("tenants.Province", on_delete=models.PROTECT)
    state = models.CharField(max_length=8, choices=State)
    event_uid = models.UUIDField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["province", "event_uid"], name="registry_entry_event")
        ]
