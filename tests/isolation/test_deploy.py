"""A migration reaches every province; the failing one stays behind, a rerun touches only it."""

import shutil
import sys

import pytest
from django.core.management import CommandError, call_command
from psycopg import sql

from tenants import deploy, migrator, registry
from tenants.context import in_ministry
from tenants.models import SchemaState

pytestmark = pytest.mark.committed

HEAD = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("jobs", {last!r})]
    operations = [{operations}]
"""
TABLE = """
    migrations.CreateModel("Novelty", [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20, db_index=True)),
    ]),
"""
CODE = """
    migrations.RunPython(
        lambda apps, editor: apps.get_model("jobs", "Novelty").objects.create(name="mới"),
        migrations.RunPython.noop,
    ),
"""


@pytest.fixture
def add_migration(settings, tmp_path, monkeypatch, quangnam, thainguyen):
    """Add a migration to the app jobs for one test, and take it out of the database again."""
    from tenants.jobs import migrations as real

    package = tmp_path / "jobs_migrations"
    shutil.copytree(real.__path__[0], package, ignore=shutil.ignore_patterns("__pycache__"))
    last = sorted(path.stem for path in package.glob("0*.py"))[-1]
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"jobs": "jobs_migrations"}
    made = [last]

    def add(operations: str) -> None:
        name = f"{9000 + len(made)}_novelty"
        text = HEAD.format(last=made[-1], operations=operations)
        (package / f"{name}.py").write_text(text)
        made.append(name)

    yield add

    settings.MIGRATION_MODULES = {}
    for name in [name for name in sys.modules if name.startswith("jobs_migrations")]:
        del sys.modules[name]
    with migrator.connect() as own:
        for schema in ("public", "quangnam", "thainguyen"):
            own.execute(
                sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(schema, "jobs_novelty"))
            )
            own.execute(
                sql.SQL("DELETE FROM {} WHERE name LIKE '9%%'").format(
                    sql.Identifier(schema, "django_migrations")
                )
            )
        own.execute(
            "DELETE FROM tenants_blueprint WHERE id > (SELECT min(id) FROM tenants_blueprint)"
        )
        own.execute(
            "UPDATE tenants_schemastate"
            " SET fingerprint = (SELECT fingerprint FROM tenants_blueprint)"
        )


def novelties() -> list[tuple[str, str]]:
    """(schema, owner) of every table the new migration made."""
    with migrator.connect() as own:
        return own.execute(
            "SELECT schemaname, tableowner FROM pg_tables WHERE tablename = 'jobs_novelty'"
            " ORDER BY 1"
        ).fetchall()


def ledger() -> dict[str, str]:
    with in_ministry():
        rows = SchemaState.objects.values_list("province__schema_name", "state")
        return dict(rows)


def stumbling_block(present: bool) -> None:
    """A table in Thái Nguyên that stands in the migration's way."""
    with migrator.connect() as own:
        own.execute(
            "CREATE TABLE thainguyen.jobs_novelty (id int)"
            if present
            else "DROP TABLE thainguyen.jobs_novelty"
        )


def test_nothing_new_touches_nobody(quangnam):
    assert deploy.deploy() == []


@pytest.mark.parametrize("operations", [TABLE, TABLE + CODE], ids=["replayed", "ordinary road"])
def test_migration_reaches_every_province(operations, add_migration):
    add_migration(operations)

    outcomes = deploy.deploy()

    assert outcomes == [deploy.Outcome("quangnam"), deploy.Outcome("thainguyen")]
    owner = "hvs_test_migrator"
    assert novelties() == [("public", owner), ("quangnam", owner), ("thainguyen", owner)]
    assert ledger() == {"quangnam": "current", "thainguyen": "current"}
    assert deploy.deploy() == []


def test_code_runs_in_every_schema(add_migration):
    add_migration(TABLE)
    deploy.deploy()
    add_migration(CODE)

    assert [outcome.error for outcome in deploy.deploy()] == ["", ""]
    with migrator.connect() as own:
        for schema in ("public", "quangnam", "thainguyen"):
            rows = own.execute(f"SELECT name FROM {schema}.jobs_novelty").fetchall()
            assert rows == [("mới",)]


def test_replay_and_ordinary_road_make_the_same(add_migration, monkeypatch):
    add_migration(TABLE)
    deploy.deploy()
    with migrator.connect() as own:
        replayed = own.execute(STRUCTURE, ["quangnam"]).fetchall()
        public = own.execute(STRUCTURE, ["public"]).fetchall()
    assert len(replayed) == 5
    assert replayed == public


STRUCTURE = """
    SELECT attname, format_type(atttypid, atttypmod), attnotnull::text FROM pg_attribute
    WHERE attrelid = format('%%I.jobs_novelty', %s::text)::regclass AND attnum > 0
    UNION ALL
    SELECT indexname, '', '' FROM pg_indexes WHERE tablename = 'jobs_novelty'
      AND schemaname = 'public'
"""


@pytest.mark.parametrize("operations", [TABLE, TABLE + CODE], ids=["replayed", "ordinary road"])
def test_failing_province_stays_behind_and_the_rerun_touches_only_it(operations, add_migration):
    add_migration(operations)
    stumbling_block(present=True)

    with pytest.raises(CommandError, match="1 provinces stay in maintenance"):
        call_command("deploy_schemas")

    assert ledger() == {"quangnam": "current", "thainguyen": "failed"}
    with in_ministry():
        error = SchemaState.objects.get(province__schema_name="thainguyen").error
    assert "already exists" in error
    with pytest.raises(registry.ProvinceBehind):
        registry.place_at("thainguyen.localhost")
    assert registry.place_at("quangnam.localhost").schema == "quangnam"

    stumbling_block(present=False)
    assert deploy.deploy() == [deploy.Outcome("thainguyen")]
    assert ledger() == {"quangnam": "current", "thainguyen": "current"}


def test_waiting_for_a_lock_gives_up_and_leaves_the_province_behind(add_migration, monkeypatch):
    from django.db import connections

    from tests.database import superuser

    add_migration('migrations.AddField("Job", "novelty", models.BooleanField(default=False)),')
    name = connections["default"].settings_dict["NAME"]
    monkeypatch.setattr(deploy, "LOCK_ATTEMPTS", 1)
    try:
        with superuser(name) as boss, boss.transaction():
            boss.execute("SELECT count(*) FROM quangnam.jobs_job")
            outcomes = {outcome.schema: outcome.error for outcome in deploy.deploy()}
        assert outcomes["thainguyen"] == ""
        assert outcomes["quangnam"].startswith("LockNotAvailable")
        assert deploy.deploy() == [deploy.Outcome("quangnam")]
    finally:
        with migrator.connect() as own:
            for schema in ("public", "quangnam", "thainguyen"):
                own.execute(f"ALTER TABLE {schema}.jobs_job DROP COLUMN IF EXISTS novelty")


def test_new_tables_need_no_grants(add_migration, quangnam):
    from django.db import connection

    from tenants.context import in_province

    add_migration(TABLE)
    deploy.deploy()

    with in_province(quangnam), connection.cursor() as cursor:
        cursor.execute("insert into jobs_novelty (name) values ('mới') returning id")
        assert cursor.fetchone() == (1,)
