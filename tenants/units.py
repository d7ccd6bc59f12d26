"""Loads the map of the country; safe to run again."""

import csv
from pathlib import Path

from psycopg import Connection

FILE = Path(__file__).parent / "data" / "administrative_units.csv"

UNIT = """
    INSERT INTO public.tenants_administrativeunit
        (code, valid_from, valid_to, name, kind, level, commune_count)
    VALUES (%(code)s, %(valid_from)s, %(valid_to)s, %(name)s, %(kind)s, %(level)s,
            %(commune_count)s)
    ON CONFLICT (code, valid_from) DO UPDATE SET
        valid_to = excluded.valid_to, name = excluded.name, kind = excluded.kind,
        level = excluded.level, commune_count = excluded.commune_count
"""
SUCCESSION = """
    INSERT INTO public.tenants_unitsuccession (former_id, successor_id)
    SELECT former.id, successor.id
    FROM public.tenants_administrativeunit former, public.tenants_administrativeunit successor
    WHERE former.code = %s AND former.valid_from = %s
      AND successor.code = %s AND successor.valid_from = %s
    ON CONFLICT (former_id, successor_id) DO NOTHING
"""


def seed(migrator: Connection) -> int:
    """Write every unit and its successors; the count of units."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]
    successions = [
        (row["code"], row["valid_from"], *str(successor).split(":"))
        for row in rows
        for successor in (row["successors"] or "").split()
    ]
    with migrator.transaction(), migrator.cursor() as cursor:
        cursor.executemany(UNIT, rows)
        cursor.executemany(SUCCESSION, successions)
    return len(rows)
