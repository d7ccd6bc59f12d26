"""The database with its two logins: the migrator, who owns it, and the web, who owns nothing.

The superuser of an own server is used for nothing but making the migrator and its database. The
web's login is made by the migrator and is no member of it; provisioning grants it the provinces'
roles and learns its name from HVS_WEB_ROLE.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from deploy.local.failure import CannotContinue
from deploy.local.postgres import Cluster
from deploy.local.state import State

DATABASE = "hocvuso"
MIGRATOR = "hvs_migrator"
WEB = "hvs_web"
EXTENSIONS = ("unaccent", "pg_trgm")


@dataclass(frozen=True, slots=True)
class Database:
    """Addresses of one database."""

    migrator_url: str
    web_url: str
    web_role: str

    @property
    def name(self) -> str:
        """The database's name."""
        return unquote(urlsplit(self.migrator_url).path.lstrip("/"))

    @property
    def server(self) -> str:
        """Host, port and database, without the password: for people and as a key."""
        parts = urlsplit(self.migrator_url)
        return f"{parts.hostname or 'localhost'}:{parts.port or 5432}/{self.name}"


def on_own_server(cluster: Cluster, state: State) -> Database:
    """The database `hocvuso` on our own running server; made if missing."""
    with psycopg.connect(cluster.url(), autocommit=True) as superuser:
        _ensure_role(superuser, MIGRATOR, "LOGIN CREATEROLE CREATEDB", state.migrator_password)
        if not _found(superuser, "select 1 from pg_database where datname = %s", DATABASE):
            make = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                sql.Identifier(DATABASE), sql.Identifier(MIGRATOR)
            )
            superuser.execute(make)
    address = f"postgres://{MIGRATOR}:{quote(state.migrator_password)}@127.0.0.1:{cluster.port()}/{DATABASE}"
    return _with_web_login(address, WEB, state)


def on_given_server(address: str, state: State) -> Database:
    """The database of DATABASE_URL, whose login is the migrator's; the web's is made if missing."""
    name = unquote(urlsplit(address).path.lstrip("/"))
    if not name:
        raise CannotContinue(
            "DATABASE_URL names no database: postgres://login:password@host:5432/database"
        )
    try:
        return _with_web_login(address, f"{WEB}_{re.sub(r'[^a-z0-9]+', '_', name.lower())}", state)
    except psycopg.Error as error:
        raise CannotContinue(
            f"The server of DATABASE_URL refused: {error}\n"
            "Its login must own the database and have CREATEROLE; the extensions unaccent and\n"
            "pg_trgm must be there to create."
        ) from error


def version(address: str) -> str:
    """For people: `PostgreSQL 18.6`."""
    with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute("show server_version").fetchone()
    assert row is not None
    return f"PostgreSQL {row[0].split()[0]}"


def _with_web_login(migrator_url: str, web_role: str, state: State) -> Database:
    with psycopg.connect(migrator_url, autocommit=True, connect_timeout=10) as migrator:
        _ensure_role(migrator, web_role, "LOGIN NOINHERIT", state.web_password)
        for extension in EXTENSIONS:
            migrator.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(
                    sql.Identifier(extension)
                )
            )
    parts = urlsplit(migrator_url)
    place = parts.netloc.rpartition("@")[2]
    web_url = urlunsplit(parts._replace(netloc=f"{web_role}:{quote(state.web_password)}@{place}"))
    return Database(migrator_url=migrator_url, web_url=web_url, web_role=web_role)


def _ensure_role(connection: psycopg.Connection, role: str, rights: str, password: str) -> None:
    known = _found(connection, "select 1 from pg_roles where rolname = %s", role)
    statement = sql.SQL("{} ROLE {} {} PASSWORD {}").format(
        sql.SQL("ALTER" if known else "CREATE"),
        sql.Identifier(role),
        sql.SQL(rights),
        sql.Literal(password),
    )
    connection.execute(statement)


def _found(connection: psycopg.Connection, query: str, value: str) -> bool:
    return connection.execute(query, [value]).fetchone() is not None
