"""Django's description of this app."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The shelf: immutable releases of national courses and who took them (NATIONAL)."""

    name = "catalog.library"
    label = "library"
    verbose_name = "Thư viện quốc gia"

    def ready(self) -> None:
        """Register the effects."""
        from catalog.library import effects  # noqa: F401
