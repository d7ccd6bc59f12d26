"""Django's description of this app."""

from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    """Learners, cohorts, assignments, progress, attempts, certificates (PROVINCIAL)."""

    name = "enrollment"
    label = "enrollment"
    verbose_name = "Học viên và ghi danh"
