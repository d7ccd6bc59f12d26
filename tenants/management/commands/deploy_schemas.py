"""Brings the database to the state of the code: public, then every province."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import deploy


class Command(BaseCommand):
    help = "Migrate public, record the blueprint, bring every province up to it (resumable)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        outcomes = deploy.deploy(tell=self.stdout.write)
        failed = [outcome for outcome in outcomes if outcome.error]
        for outcome in failed:
            self.stderr.write(f"{outcome.schema}: {outcome.error}")
        seconds = time.monotonic() - started
        self.stdout.write(f"{len(outcomes) - len(failed)} provinces brought on, {seconds:.1f} s")
        if failed:
            raise CommandError(f"{len(failed)} provinces stay in maintenance; run it again.")
