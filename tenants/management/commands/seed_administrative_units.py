"""Loads the map of the country again."""

from typing import Any

from django.core.management.base import BaseCommand

from tenants import migrator, units


class Command(BaseCommand):
    help = "Write the administrative units and their successors (part of deploy_schemas)."

    def handle(self, *args: Any, **options: Any) -> None:
        with migrator.connect() as own:
            self.stdout.write(f"{units.seed(own)} units")
