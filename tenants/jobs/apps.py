"""Django's description of this app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work with progress, and the outbox (BOTH)."""

    name = "tenants.jobs"
    label = "jobs"
    verbose_name = "Việc chạy nền"
