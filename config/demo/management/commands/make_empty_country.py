"""Makes the ministry's accounts and the fifteen courses, nothing else."""

from typing import Any

from django.core.management.base import BaseCommand

from config.demo import country
from config.demo.refusal import only_in_development


class Command(BaseCommand):
    help = "Makes the ministry's accounts and the fifteen courses, nothing else."

    def handle(self, *args: Any, **options: Any) -> None:
        only_in_development()
        country.make_ministry(self.stdout.write)
