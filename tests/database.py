"""The tests' databases: one template per state of the code, one copy per process."""

import fcntl
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

CHECKOUT = Path(__file__).resolve().parent.parent
MARK = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
MIGRATOR = "hvs_test_migrator"
WEB = "hvs_test_web"
PASSWORD = "only-for-tests"
SOURCES = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "tenants/*.py",
    "tenants/models/*.py",
    "tenants/data/*",
    "tenants/postgres/*.py",
    "tests/database.py",
    "config/settings.py",
)
PROVINCES = {
    "quangnam": {
        "name": "Quảng Nam",
        "title": "Tỉnh Quảng Nam",
        "operator": "Sở Khoa học và Công nghệ Quảng Nam",
        "hotline": "0235 3000 111",
    },
    "thainguyen": {
        "name": "Thái Nguyên",
        "title": "Tỉnh Thái Nguyên",
        "operator": "Sở Khoa học và Công nghệ Thái Nguyên",
        "hotline": "0208 3000 222",
    },
}


def superuser_url() -> str:
    """Address of a throw-away cluster's superuser; `./test` exports it."""
    url = os.environ.get("HVS_TEST_SUPERUSER_URL", "")
    if not url:
        raise RuntimeError("HVS_TEST_SUPERUSER_URL is not set: run ./test.")
    return url


def superuser(database: str = "postgres") -> psycopg.Connection:
    """A connection that may do everything."""
    return psycopg.connect(superuser_url(), dbname=database, autocommit=True)


def code_state() -> str:
    """Stands for everything that shapes the template."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(CHECKOUT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def point_django_at(name: str) -> None:
    """Let Django's two aliases mean this database."""
    from django.conf import settings
    from django.db import connections

    parts = urlsplit(superuser_url())
    settings.HVS.web_role = WEB
    connections.settings.setdefault("migrator", dict(connections.settings["default"]))
    settings.DATABASES.setdefault("migrator", connections.settings["migrator"])
    for alias, user in (("default", WEB), ("migrator", MIGRATOR)):
        connections.settings[alias] |= {
            "NAME": name,
            "USER": user,
            "PASSWORD": PASSWORD,
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "MIGRATOR": alias == "migrator",
            "OPTIONS": {},
        }
        if alias == "migrator":
            connections.settings[alias] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold this checkout's lock on its test databases."""
    with open(Path(tempfile.gettempdir()) / f"hvs-test-{MARK}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def create() -> str:
    """A fresh copy of the template, which is built first if the code changed."""
    with one_at_a_time(), superuser() as boss:
        _sweep(boss)
        state = code_state()
        template = f"hvs_test_{MARK}_{state}"
        if not _exists(boss, template):
            _build(boss, template)
        name = f"hvs_test_{MARK}_run_{os.getpid()}"
        _drop(boss, name)
        boss.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                *map(sql.Identifier, (name, template, MIGRATOR))
            )
        )
    return name


def drop(name: str) -> None:
    """Remove a copy."""
    with one_at_a_time(), superuser() as boss:
        _drop(boss, name)


def _build(boss: psycopg.Connection, template: str) -> None:
    from django.core.management import call_command
    from django.db import connections

    from tenants import provisioning, registry

    _ensure_logins(boss)
    draft = f"{template}_draft"
    _drop(boss, draft)
    boss.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(
            sql.Identifier(draft), sql.Identifier(MIGRATOR)
        )
    )
    point_django_at(draft)
    call_command("deploy_schemas", stdout=io.StringIO())
    for slug, facts in PROVINCES.items():
        provisioning.open_province(slug=slug, **facts)  # type: ignore[arg-type]
    connections.close_all()
    registry.forget()
    with superuser(draft) as inside:
        prefix = inside.execute("SELECT prefix FROM tenants_installation").fetchone()
    boss.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(draft), sql.Literal(json.dumps({"prefix": prefix and prefix[0]}))
        )
    )
    boss.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(draft), sql.Identifier(template)
        )
    )


def _ensure_logins(boss: psycopg.Connection) -> None:
    for login, rights, maker in ((MIGRATOR, "CREATEROLE", None), (WEB, "NOINHERIT", MIGRATOR)):
        if boss.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login]).fetchone():
            continue
        if maker:
            boss.execute(f"SET ROLE {maker}")
        boss.execute(f"CREATE ROLE {login} LOGIN {rights} PASSWORD '{PASSWORD}'")
        boss.execute("RESET ROLE")


def _sweep(boss: psycopg.Connection) -> None:
    """Remove copies whose process is gone and templates of older code with their roles."""
    keep = {f"hvs_test_{MARK}_{code_state()}"}
    rows = boss.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname LIKE %s",
        [f"hvs\\_test\\_{MARK}\\_%"],
    ).fetchall()
    runs = [name for name, _ in rows if "_run_" in name]
    for name in runs:
        if not Path(f"/proc/{name.rsplit('_', 1)[1]}").exists():
            _drop(boss, name)
    if any(Path(f"/proc/{name.rsplit('_', 1)[1]}").exists() for name in runs):
        return
    for name, comment in rows:
        if "_run_" not in name and name not in keep:
            _drop(boss, name)
            _drop_roles(boss, json.loads(comment)["prefix"] if comment else None)


def _drop_roles(boss: psycopg.Connection, prefix: str | None) -> None:
    if not prefix:
        return
    rows = boss.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{prefix}\\_%"])
    for (role,) in rows.fetchall():
        try:
            boss.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
        except psycopg.errors.DependentObjectsStillExist:
            continue  # another run's copy still uses it


def _exists(boss: psycopg.Connection, name: str) -> bool:
    found = boss.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return found is not None


def _drop(boss: psycopg.Connection, name: str) -> None:
    boss.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
