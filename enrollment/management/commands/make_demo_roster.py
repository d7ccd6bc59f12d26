"""Writes a demo roster as a real .xlsx, faults included; always the same for the same options."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from enrollment.demo import places
from enrollment.demo.roster import make_roster


class Command(BaseCommand):
    help = "Write a roster that looks real: units, officials, businesses, community, and faults."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--province", choices=sorted(places.COMMUNES), default="quangnam")
        parser.add_argument("--officials", type=int, default=5140)
        parser.add_argument("--businesses", type=int, default=2000)
        parser.add_argument("--community", type=int, default=7000)
        parser.add_argument("--faults", type=int, default=40)
        parser.add_argument("--seed", type=int, default=49)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        content = make_roster(
            **{
                name: options[name]
                for name in ("province", "officials", "businesses", "community", "faults", "seed")
            }
        )
        path.write_bytes(content)
        self.stdout.write(f"{path} ({len(content) // 1024} KB)")
