"""The demo knows one password that everybody knows, so it never runs in production."""

from django.conf import settings
from django.core.management.base import CommandError


def only_in_development() -> None:
    """Raise CommandError unless this is a developer's machine (HVS_DEVELOPMENT)."""
    if not settings.HVS_DEVELOPMENT:
        raise CommandError("The demo country is made in development only (HVS_DEVELOPMENT=1).")
