"""Django's description of this app."""

from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    """Learners, cohorts, assignments, progress, attempts, certificates (PROVINCIAL)."""

    name = "enrollment"
    label = "enrollment"
    verbose_name = "Học viên và ghi danh"

    def ready(self) -> None:
        """Register jobs and listen to news from below."""
        from enrollment import receivers, tasks  # noqa: F401
        from enrollment.learning import receivers as _learning_receivers  # noqa: F401
        from enrollment.learning import tasks as _learning_tasks  # noqa: F401
