"""Which structure every province's schema has reached."""

from django.db import models

from tenants.models.province import Province


class Blueprint(models.Model):
    """The recorded statements that make one province's schema, for one state of migrations."""

    fingerprint = models.CharField(max_length=64, unique=True)
    """sha256 of the migrations' names and of their files, in hexadecimal."""
    statements = models.JSONField()
    """Statements in order; none names a schema."""
    applied = models.JSONField()
    """[[app label, migration name], …] that the statements amount to."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]


class SchemaState(models.Model):
    """The ledger: where one province's schema stands, and what stopped it if anything did."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang nâng cấp"
        CURRENT = "current", "Đã xong"
        FAILED = "failed", "Lỗi"

    province = models.OneToOneField(Province, on_delete=models.CASCADE, related_name="schema_state")
    fingerprint = models.CharField(max_length=64, blank=True)
    """Of the last blueprint reached; empty before the first."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
