"""Registers the app and puts the guards in place before any model is made."""

from django.apps import AppConfig

from tenants import guards


class TenantsConfig(AppConfig):
    """Provinces, domains, administrative units, context, provisioning, ledger."""

    name = "tenants"
    label = "tenants"
    verbose_name = "Provinces"

    def import_models(self) -> None:
        """Guard queries, then load the models."""
        guards.install()
        super().import_models()

    def ready(self) -> None:
        """Register what the outbox does for applications."""
        from tenants import applications  # noqa: F401
