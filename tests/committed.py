"""Emptying the tables after a test that committed; kept is what the template came with."""

from django.db import connections
from psycopg import Connection, sql

from tenants import migrator, registry, roles

KEPT_IN_PUBLIC = frozenset(
    [
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "auth_group",
        "auth_group_permissions",
        "tenants_installation",
        "tenants_administrativeunit",
        "tenants_unitsuccession",
        "tenants_province",
        "tenants_domain",
        "tenants_schemastate",
        "tenants_blueprint",
    ]
)
SETTLED = ("quangnam", "thainguyen")


def empty_everything() -> None:
    """Leave the two settled provinces empty, and no other."""
    connections.close_all()
    with migrator.connect() as own:
        own.execute("SET lock_timeout = '10s'")
        _drop_other_provinces(own)
        tables = own.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname = 'public' OR schemaname = ANY(%s)",
            [list(SETTLED)],
        ).fetchall()
        emptied = [
            sql.Identifier(schema, table)
            for schema, table in tables
            if table != "django_migrations" and not (schema == "public" and table in KEPT_IN_PUBLIC)
        ]
        used = [table for table in emptied if _has_rows(own, table)]
        if used:
            own.execute(
                sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(used))
            )
        own.execute("UPDATE tenants_province SET status = 'active'")
        own.execute("UPDATE tenants_schemastate SET state = 'current', error = ''")
    registry.forget()


def _drop_other_provinces(own: Connection) -> None:
    rows = own.execute(
        "SELECT id, schema_name, role_name FROM tenants_province WHERE schema_name <> ALL(%s)",
        [list(SETTLED)],
    ).fetchall()
    own.execute("TRUNCATE tenants_provinceapplication, tenants_provincearea, tenants_retiredslug")
    for number, schema, role in rows:
        with own.transaction():
            roles.drop_province(own, role=role, schema=schema)
            own.execute("DELETE FROM tenants_domain WHERE tenant_id = %s", [number])
            own.execute("DELETE FROM tenants_schemastate WHERE province_id = %s", [number])
            own.execute("DELETE FROM tenants_province WHERE id = %s", [number])


def _has_rows(own: Connection, table: sql.Identifier) -> bool:
    row = own.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(table)).fetchone()
    return bool(row and row[0])
