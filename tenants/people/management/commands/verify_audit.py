"""Walks the sealed chains of audit rows and names every break."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.context import each_place, in_place
from tenants.people import audit


class Command(BaseCommand):
    """`manage.py verify_audit`: fails if a row was changed, removed or reordered."""

    help = "Verify the audit chain of every place, or of one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--place", default="", help="sub-domain, or `ministry`")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for place in each_place():
            name = "ministry" if place.is_ministry else place.schema
            if options["place"] not in ("", name):
                continue
            with in_place(place):
                faults = audit.verify()
            broken += len(faults)
            self.stdout.write(f"{name}: {len(faults) or 'no'} faults")
            for fault in faults:
                self.stdout.write(f"  {fault.kind} at {fault.sequence} (row {fault.entry_id})")
        if broken:
            raise CommandError(f"{broken} faults")
