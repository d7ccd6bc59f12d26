"""Brings public and every province to the state of the code; a rerun does only what is left."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
from django.db import connections
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from tenants import blueprint, migrator, registry, roles, units
from tenants.router import MIGRATOR

Tell = Callable[[str], None]
LOCK_ATTEMPTS = 3


@dataclass(frozen=True)
class Target:
    """One province whose schema is to be brought on."""

    id: int
    schema: str
    role: str
    applied: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """What became of one province."""

    schema: str
    error: str = ""


def deploy(*, tell: Tell = lambda line: None) -> list[Outcome]:
    """Deploy everything; the provinces that were touched, the failing ones with their error."""
    with migrator.connect() as own, migrator.locked(own, migrator.DEPLOYING):
        with blueprint.at_schema("public"):
            blueprint.migrate()
        tell("public migrated")
        prefix = ensure_installation(own)
        _open_public(own, prefix)
        tell(f"{units.seed(own)} administrative units")
        fingerprint = ensure_blueprint(own, tell)
        outcomes = list(_deploy_provinces(own, fingerprint))
    connections[MIGRATOR].close()
    registry.forget()
    return outcomes


def ensure_installation(own: Connection) -> str:
    """The installation's prefix, made at the first deploy."""
    own.execute(
        "INSERT INTO public.tenants_installation"
        " (id, prefix, uuid, name, title, operator, hotline, accent, created_at)"
        " VALUES (1, %s, %s, %s, %s, %s, '', '#0A5C5A', now()) ON CONFLICT (id) DO NOTHING",
        [
            roles.random_letters(6),
            uuid.uuid4(),
            "Bộ Khoa học và Công nghệ",
            "Nền tảng quốc gia Học Vụ Số",
            "Bộ Khoa học và Công nghệ",
        ],
    )
    row = own.execute("SELECT prefix FROM public.tenants_installation").fetchone()
    assert row is not None
    return str(row[0])


def ensure_blueprint(own: Connection, tell: Tell = lambda line: None) -> str:
    """The fingerprint of the code's migrations, whose blueprint is recorded if it is new."""
    fingerprint = blueprint.fingerprint()
    known = own.execute(
        "SELECT 1 FROM public.tenants_blueprint WHERE fingerprint = %s", [fingerprint]
    ).fetchone()
    if not known:
        recording = _continued(own) or blueprint.record()
        own.execute(
            "INSERT INTO public.tenants_blueprint (fingerprint, statements, applied, created_at)"
            " VALUES (%s, %s, %s, now())",
            [fingerprint, Jsonb(recording.statements), Jsonb(recording.applied)],
        )
        tell(f"blueprint of {len(recording.statements)} statements recorded")
    return fingerprint


def _continued(own: Connection) -> blueprint.Recording | None:
    """The last blueprint with what is new; None when there is none to go on from."""
    row = own.execute(
        "SELECT statements, applied FROM public.tenants_blueprint ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if row is None or not _is_replayable_after(_names(row[1])):
        return None
    added = blueprint.record(before=row[0])
    return blueprint.Recording(row[0] + added.statements, added.applied)


def replay(own: Connection, schema: str, statements: list[str]) -> None:
    """Send statements to a schema, one by one, inside the caller's transaction."""
    path = sql.SQL("SET LOCAL search_path = {}, public").format(sql.Identifier(schema))
    own.execute(path)
    for statement in statements:
        own.execute(statement)
    own.execute("SET LOCAL search_path = public")


def _open_public(own: Connection, prefix: str) -> None:
    role = f"{prefix}_ministry"
    with own.transaction():
        roles.ensure_role(own, role)
        roles.grant_schema(own, role=role, schema="public")
        roles.close_public(own)
        roles.narrow_login(own)
        for (name,) in own.execute("SELECT role_name FROM public.tenants_province").fetchall():
            if roles.exists(own, name):
                roles.grant_readable(own, role=name)


def _deploy_provinces(own: Connection, fingerprint: str) -> Iterator[Outcome]:
    waiting = _targets(own, fingerprint)
    for applied in sorted({target.applied for target in waiting}, key=sorted):
        group = [target for target in waiting if target.applied == applied]
        statements = _statements_from(own, applied)
        for target in group:
            yield _bring_on(own, target, fingerprint, statements)


def _targets(own: Connection, fingerprint: str) -> list[Target]:
    rows = own.execute(
        "SELECT p.id, p.schema_name, p.role_name FROM public.tenants_province p"
        " JOIN public.tenants_schemastate s ON s.province_id = p.id"
        " WHERE s.fingerprint <> '' AND (s.fingerprint <> %s OR s.state <> 'current')"
        " ORDER BY p.schema_name",
        [fingerprint],
    ).fetchall()
    if not rows:
        return []
    question = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}::bigint, array_agg(app || '.' || name) FROM {}").format(
            sql.Literal(id), sql.Identifier(schema, "django_migrations")
        )
        for id, schema, _ in rows
    )
    applied: dict[int, list[str]] = dict(own.execute(question).fetchall())
    return [Target(id, schema, role, frozenset(applied[id])) for id, schema, role in rows]


def _statements_from(own: Connection, applied: frozenset[str]) -> list[str] | None:
    """Statements that lead from a set of applied migrations to today; None: the ordinary road."""
    if not _is_replayable_after(applied):
        return None
    rows = own.execute(
        "SELECT statements, applied FROM public.tenants_blueprint ORDER BY id DESC"
    ).fetchall()
    newest = rows[0][0]
    for statements, known in rows:
        if _names(known) == applied:
            if newest[: len(statements)] == statements:
                return list(newest[len(statements) :])
            return blueprint.record(before=statements).statements
    return None


def _is_replayable_after(applied: frozenset[str]) -> bool:
    """True when nothing that is still to come runs Python or refuses a transaction."""
    on_disk = blueprint.provincial_migrations()
    known = {f"{app}.{name}" for app, name in on_disk}
    pending = [step for (app, name), step in on_disk.items() if f"{app}.{name}" not in applied]
    replaced = {name for name in applied if name.split(".")[0] in _apps(known)} - known
    return not replaced and not any(blueprint.needs_ordinary_road(step) for step in pending)


def _names(applied: list[tuple[str, str]]) -> frozenset[str]:
    return frozenset(f"{app}.{name}" for app, name in applied)


def _apps(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def _bring_on(
    own: Connection, target: Target, fingerprint: str, statements: list[str] | None
) -> Outcome:
    _mark(own, target, "running")
    try:
        if statements is None:
            _ordinary_road(target)
            _mark(own, target, "current", fingerprint=fingerprint)
        else:
            _replay_patiently(own, target, fingerprint, statements)
    except Exception as error:  # whatever stops one province must not stop the others
        text = f"{type(error).__name__}: {error}".strip()
        _mark(own, target, "failed", error=text)
        return Outcome(target.schema, text)
    return Outcome(target.schema)


def _replay_patiently(
    own: Connection, target: Target, fingerprint: str, statements: list[str]
) -> None:
    for attempt in range(1, LOCK_ATTEMPTS + 1):
        try:
            with own.transaction():
                replay(own, target.schema, statements)
                _mark(own, target, "current", fingerprint=fingerprint)
            return
        except psycopg.errors.LockNotAvailable:
            if attempt == LOCK_ATTEMPTS:
                raise


def _ordinary_road(target: Target) -> None:
    with blueprint.at_schema(target.schema):
        with connections[MIGRATOR].cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        blueprint.migrate()


def _mark(
    own: Connection, target: Target, state: str, *, fingerprint: str | None = None, error: str = ""
) -> None:
    own.execute(
        "UPDATE public.tenants_schemastate SET state = %(state)s, error = %(error)s,"
        " fingerprint = coalesce(%(fingerprint)s, fingerprint),"
        " started_at = CASE WHEN %(state)s = 'running' THEN now() ELSE started_at END,"
        " finished_at = CASE WHEN %(state)s = 'running' THEN NULL ELSE now() END"
        " WHERE province_id = %(id)s",
        {"state": state, "error": error, "fingerprint": fingerprint, "id": target.id},
    )
