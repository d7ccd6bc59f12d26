"""Composition: settings, URLs, Celery, templates and static files; nobody imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
