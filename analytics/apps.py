"""Django's description of this app."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    """Daily figures of each province and the nation's roll-ups (BOTH)."""

    name = "analytics"
    label = "analytics"
    verbose_name = "Số liệu"

    def ready(self) -> None:
        """Register the app's kinds of jobs."""
        from analytics import tasks  # noqa: F401
