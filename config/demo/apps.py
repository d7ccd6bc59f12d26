"""Django's description of this app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo country (no tables of its own)."""

    name = "config.demo"
    label = "demo"
    verbose_name = "Bản trình diễn"

    def ready(self) -> None:
        """Register the job that lets the demo's people learn."""
        from config.demo import progress  # noqa: F401
