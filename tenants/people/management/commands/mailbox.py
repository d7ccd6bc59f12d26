"""Prints the mails and text messages that were written; development only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.context import each_place, in_place
from tenants.people import queries


class Command(BaseCommand):
    """`manage.py mailbox`: newest last, of every place or of one."""

    help = "Print mail and SMS of every place (development only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--place", default="", help="sub-domain, or `ministry`")
        parser.add_argument("--count", type=int, default=20, help="how many of each place")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HVS_DEVELOPMENT:
            raise CommandError("The mailbox exists in development only.")
        for place in each_place():
            name = "ministry" if place.is_ministry else place.schema
            if options["place"] not in ("", name):
                continue
            with in_place(place):
                letters = queries.newest_messages(options["count"])
            for letter in reversed(letters):
                state = "sent" if letter.sent_at else "waiting"
                self.stdout.write(
                    f"── {name} · {letter.channel} · {letter.created_at:%Y-%m-%d %H:%M:%S}Z"
                    f" · {state}\nTo: {letter.recipient}\n"
                    + (f"Subject: {letter.subject}\n" if letter.subject else "")
                    + f"\n{letter.body}\n\n"
                )
