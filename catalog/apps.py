"""Django's description of this app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The desk: courses being written, and the editions learners read (BOTH)."""

    name = "catalog"
    label = "catalog"
    verbose_name = "Danh mục khóa học"

    def ready(self) -> None:
        """Register the jobs and the effects."""
        from catalog import effects, tasks  # noqa: F401
