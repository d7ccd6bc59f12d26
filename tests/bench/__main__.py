"""Run the measurements named on the command line, or all of them."""

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("HVS_DEVELOPMENT", "1")
django.setup()

from django.conf import settings  # noqa: E402

from tests import database  # noqa: E402
from tests.bench import browsing, bulk, pages, provinces, releases  # noqa: E402
from tests.bench.measure import Measurement, table  # noqa: E402

type Bench = Callable[[], list[Measurement]]
BENCHES: dict[str, Bench] = {
    "province_open": provinces.province_open,
    "clone_15": bulk.clone_15,
    "roster_14140": bulk.roster_14140,
    "enroll_5700x9": bulk.enroll_5700x9,
    "publish": releases.publish,
    "sync_plan": releases.sync_plan,
    "sync_apply": releases.sync_apply,
    "foresee_63": releases.foresee_63,
    "home": pages.home,
    "course": pages.course,
    "lesson": pages.lesson,
    "quiz_attempt": pages.quiz_attempt,
    "slow_lesson": browsing.slow_lesson,
    "lighthouse": browsing.lighthouse,
}
ONLY_WHEN_NAMED = {"lighthouse"}
"""Fetches a hundred packages the first time and takes a quarter of a minute for each page."""
ALL = [name for name in BENCHES if name not in ONLY_WHEN_NAMED]


def main() -> int:
    """Measure in a database of our own; print the table; write JSON if asked."""
    parser = argparse.ArgumentParser(prog="./test bench")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="NAME")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    # Counting happens in this process, whose static files are not collected; the server's are.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    name = database.create()
    database.point_django_at(name)
    try:
        measured = [m for bench in asked.names or ALL for m in BENCHES[bench]()]
    finally:
        pages.stop_server()
        django.db.connections.close_all()
        database.drop(name)
    print(table(measured))
    if asked.json:
        asked.json.write_text(json.dumps([m.as_json() for m in measured], indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
