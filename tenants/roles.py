"""Grants: what each role may do (decision 0002). Every function takes the migrator's connection."""

import secrets
import string

import psycopg
from django.apps import apps
from django.conf import settings
from psycopg import Connection, sql

LETTERS = string.ascii_lowercase
ROWS = sql.SQL("SELECT, INSERT, UPDATE, DELETE")


def random_letters(count: int) -> str:
    """Letters that nobody can compute from a name."""
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def exists(migrator: Connection, role: str) -> bool:
    """True when the cluster has the role."""
    found = migrator.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return found.fetchone() is not None


def ensure_role(migrator: Connection, role: str) -> None:
    """Create the role if it is missing and let the web's login take it.

    Roles may log in because Citus connects to its workers as the current role; they have no
    password, so nobody can (docs/decisions/0002).
    """
    name, web = sql.Identifier(role), sql.Identifier(settings.HVS.web_role)
    if not exists(migrator, role):
        migrator.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(name))
    how = " WITH INHERIT FALSE, SET TRUE" if migrator.info.server_version >= 160000 else ""
    migrator.execute(sql.SQL("GRANT {} TO {}" + how).format(name, web))


def grant_schema(migrator: Connection, *, role: str, schema: str) -> None:
    """Let a role use every row of a schema, of tables that are still to come too."""
    names = {"role": sql.Identifier(role), "schema": sql.Identifier(schema)}
    for text in (
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "GRANT {rows} ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rows} ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        migrator.execute(sql.SQL(text).format(rows=ROWS, **names))


def grant_readable(migrator: Connection, *, role: str) -> None:
    """Let a province's role read the few public tables meant for provinces."""
    migrator.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)))
    tables = sql.SQL(", ").join(sql.Identifier("public", table) for table in readable_tables())
    migrator.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(tables, sql.Identifier(role)))


def readable_tables() -> list[str]:
    """Names of the public tables of READABLE_BY_PROVINCES."""
    return [apps.get_model(label)._meta.db_table for label in settings.READABLE_BY_PROVINCES]


def close_public(migrator: Connection) -> None:
    """Leave nothing to everybody, and to the web's login only the installation's one row."""
    web = sql.Identifier(settings.HVS.web_role)
    migrator.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    migrator.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(web))
    migrator.execute(sql.SQL("GRANT SELECT ON public.tenants_installation TO {}").format(web))


def narrow_login(migrator: Connection) -> None:
    """Give the web's login an empty path where the migrator may; the engine sets it anyway."""
    web = sql.Identifier(settings.HVS.web_role)
    try:
        with migrator.transaction():
            migrator.execute(sql.SQL("ALTER ROLE {} SET search_path = ''").format(web))
    except psycopg.errors.InsufficientPrivilege:
        pass


def drop_province(migrator: Connection, *, role: str, schema: str) -> None:
    """Remove a schema with everything in it, and its role."""
    name = sql.Identifier(role)
    migrator.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
    if not exists(migrator, role):
        return
    migrator.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name))
    migrator.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM {}").format(name))
    migrator.execute(sql.SQL("DROP ROLE {}").format(name))
