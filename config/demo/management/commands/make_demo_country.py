"""Makes the demo country; run again it goes on where it stopped."""

from typing import Any

from django.core.management.base import BaseCommand

from config.demo import country
from config.demo.refusal import only_in_development


class Command(BaseCommand):
    help = "Makes the demo country; run again it goes on where it stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        only_in_development()
        country.make_country(self.stdout.write)
