"""The installation: what tells two running copies of the product apart."""

import uuid

from django.db import models


class Installation(models.Model):
    """The one row that names this installation and its national site.

    Must never hold a secret: the web login may read this table with no place chosen.
    """

    prefix = models.CharField(max_length=6, unique=True)
    """Six random letters that begin the name of every role of this installation."""
    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    """Stands for the ministry in signatures, cache keys and media paths."""
    name = models.CharField(max_length=120, default="Bộ Khoa học và Công nghệ")
    title = models.CharField(max_length=160, default="Nền tảng quốc gia Học Vụ Số")
    operator = models.CharField(max_length=200, default="Bộ Khoa học và Công nghệ")
    hotline = models.CharField(max_length=40, blank=True)
    accent = models.CharField(max_length=7, default="#0A5C5A")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="installation_only_one"),
        ]

    @property
    def ministry_role(self) -> str:
        """Name of the database role of the national site."""
        return f"{self.prefix}_ministry"
