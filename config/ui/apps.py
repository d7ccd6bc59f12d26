"""Registers the template tags; the app has no tables."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look."""

    name = "config.ui"
    label = "ui"
