"""Brings the starter courses to the ministry's desk and shelf; run again it adds what is new."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog import starter
from tenants.context import in_ministry


class Command(BaseCommand):
    help = "Loads catalog/starter/ into the ministry's desk and releases each course once."

    def handle(self, *args: Any, **options: Any) -> None:
        with in_ministry():
            releases = starter.load_packages()
        self.stdout.write(f"{len(releases)} courses released.")
