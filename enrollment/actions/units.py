"""The tree of units: by hand, one at a time, or many from a roster's sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from enrollment.models import Unit
from tenants.people import actions as people_actions
from tenants.people import names
from tenants.people.models import User


class UnitInsideItself(Exception):
    """A unit cannot stand below itself or below a unit of its own subtree."""

    code = "UNIT_INSIDE_ITSELF"


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What somebody wrote about one unit; `parent_code` empty for the top."""

    code: str
    name: str
    kind: str
    parent_code: str = ""
    help_name: str = ""
    help_phone: str = ""


def create_unit(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None = None,
    help_name: str = "",
    help_phone: str = "",
    by: User | None,
) -> Unit:
    """Make one unit below its parent. Raises IntegrityError where the code is taken."""
    unit = Unit.objects.create(
        code=code,
        name=names.tidy_name(name),
        folded_name=names.folded(name),
        kind=kind,
        parent=parent,
        help_name=help_name,
        help_phone=help_phone,
    )
    unit.path = f"{parent.path if parent else ''}{unit.pk}/"
    unit.save(update_fields=["path"])
    _write_audit("enrollment.create_unit", unit, by)
    return unit


def edit_unit(
    *,
    unit: Unit,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None,
    help_name: str,
    help_phone: str,
    by: User | None,
) -> Unit:
    """Change one unit; with a new parent its whole subtree moves. Raises UnitInsideItself."""
    if parent is not None and parent.path.startswith(unit.path):
        raise UnitInsideItself
    old_path, unit.path = unit.path, f"{parent.path if parent else ''}{unit.pk}/"
    unit.code, unit.name, unit.kind, unit.parent = code, names.tidy_name(name), kind, parent
    unit.folded_name = names.folded(name)
    unit.help_name, unit.help_phone = help_name, help_phone
    unit.save()
    if unit.path != old_path:
        _move_subtree(old_path, unit.path)
    _write_audit("enrollment.edit_unit", unit, by)
    return unit


def save_units(*, units: Iterable[UnitFacts], by: User | None) -> dict[str, int]:
    """Make or change many units by code, parents before children; return {code: id}.

    A parent that is neither in `units` nor known already leaves its child at the top.
    """
    wanted = {unit.code: unit for unit in units}
    rows = [
        Unit(
            code=unit.code,
            name=names.tidy_name(unit.name),
            folded_name=names.folded(unit.name),
            kind=unit.kind,
            help_name=unit.help_name,
            help_phone=unit.help_phone,
        )
        for unit in wanted.values()
    ]
    changed = ["name", "folded_name", "kind", "help_name", "help_phone"]
    Unit.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=changed
    )
    ids = dict(Unit.objects.values_list("code", "pk"))
    _set_parents({code: unit.parent_code for code, unit in wanted.items()}, ids)
    people_actions.write_audit(
        action="enrollment.import_units", by=by, subject="units", facts={"count": len(wanted)}
    )
    return ids


def _set_parents(parents: Mapping[str, str], ids: Mapping[str, int]) -> None:
    """Write the parents, then every path anew from the roots; a ring of parents is cut open."""
    rows = list(Unit.objects.filter(code__in=parents))
    for row in rows:
        row.parent_id = ids.get(parents[row.code]) if parents[row.code] != row.code else None
    Unit.objects.bulk_update(rows, ["parent"], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute(PATHS_FROM_THE_ROOTS)
        cursor.execute(CUT_RINGS_OPEN)
        if cursor.rowcount:
            cursor.execute(PATHS_FROM_THE_ROOTS)


TREE = """
    WITH RECURSIVE tree (id, path) AS (
        SELECT id, id || '/' FROM enrollment_unit WHERE parent_id IS NULL
        UNION ALL
        SELECT unit.id, tree.path || unit.id || '/'
        FROM enrollment_unit unit JOIN tree ON unit.parent_id = tree.id
    )
"""
PATHS_FROM_THE_ROOTS = f"""{TREE}
    UPDATE enrollment_unit SET path = tree.path
    FROM tree WHERE tree.id = enrollment_unit.id AND enrollment_unit.path <> tree.path
"""
CUT_RINGS_OPEN = f"""{TREE}
    UPDATE enrollment_unit SET parent_id = NULL
    WHERE parent_id IS NOT NULL AND id NOT IN (SELECT id FROM tree)
"""


def _move_subtree(old_path: str, new_path: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrollment_unit SET path = %s || substr(path, %s) WHERE path LIKE %s",
            [new_path, len(old_path) + 1, f"{old_path}%"],
        )


def _write_audit(action: str, unit: Unit, by: User | None) -> None:
    people_actions.write_audit(
        action=action, by=by, subject="unit", subject_uid=str(unit.uid), facts={"code": unit.code}
    )
