"""What must not stand in the source: other doors to the database, and what Citus cannot do."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "tenants", "catalog", "enrollment", "analytics", "billing")
SOURCES = [
    path
    for room in ROOMS
    for path in sorted((CHECKOUT / room).rglob("*.py"))
    if "node_modules" not in path.parts
]
MIGRATIONS = [path for path in SOURCES if "migrations" in path.parts]
ENGINE = ("tenants/postgres/", "tenants/blueprint.py")

BANNED = {
    "the raw connection": r"\bconnection\.connection\b|\bpgconn\b",
    "django-tenants' switches": r"\b(schema_context|tenant_context|set_schema|set_tenant"
    r"|set_schema_to_public)\b",
    "a second way to psycopg": r"^\s*import psycopg\b|^\s*from psycopg\b|psycopg\.connect",
    "Celery past the outbox": r"\.delay_on_commit\(",
    "autocommit": r"\bset_autocommit\b",
    "async views": r"^\s*async def ",
    "threads": r"\bThread\(|ThreadPool|ProcessPool",
}
ALLOWED = {
    "the raw connection": ENGINE,
    "django-tenants' switches": ENGINE,
    "a second way to psycopg": (
        *ENGINE,
        "tenants/migrator.py",
        "tenants/roles.py",
        "tenants/deploy.py",
        "tenants/provisioning.py",
        "tenants/units.py",
    ),
}


def lines_with(pattern: str, allowed: tuple[str, ...]) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{path.relative_to(CHECKOUT)}:{number}"
        for path in SOURCES
        if not str(path.relative_to(CHECKOUT)).startswith(allowed or ("\0",))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line) and not line.lstrip().startswith("#")
    ]


@pytest.mark.parametrize("what", BANNED)
def test_source_holds_no(what):
    assert lines_with(BANNED[what], ALLOWED.get(what, ())) == []


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_migration_runs_on_citus(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"CREATE\s+(CONSTRAINT\s+)?TRIGGER|pgcrypto|COLLATE", text, re.IGNORECASE)
    for statement in re.findall(r"RunSQL\(\s*[rf]?(\"{3}.*?\"{3}|\".*?\"|'.*?')", text, re.DOTALL):
        assert ";" not in statement.strip("\"' \n").rstrip(";"), "one statement per execute()"


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_migration_imports_no_model_of_the_app(path):
    """Only the pure helpers a model's own fields name (validators, managers, choices)."""
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"^from \w+(\.\w+)*\.(actions|queries|tasks|receivers) import", text, re.M)
