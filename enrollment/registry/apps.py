"""Django's description of this app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The public index of certificates: code, issuer, state, no name (NATIONAL)."""

    name = "enrollment.registry"
    label = "registry"
    verbose_name = "Sổ tra cứu chứng nhận"

    def ready(self) -> None:
        """Register what the outbox does here."""
        from enrollment.registry import effects  # noqa: F401
