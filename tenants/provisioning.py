"""Brings a province on line: role, schema, tables, domain, by replaying the recorded statements.

Every step may be killed anywhere and run again: role, schema and tables come in one transaction,
the others are single statements that find what is already there.
"""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.utils import timezone
from psycopg import Connection, sql
from psycopg.types.json import Jsonb

from tenants import deploy, migrator, registry, roles, slugs

STEPS = ("register", "role", "schema", "tables", "domain", "open")
OnStep = Callable[[str, str], None]
"""Told (step, running|done) as the work goes on."""


class NoBlueprint(RuntimeError):
    """No blueprint is recorded yet: `manage.py deploy_schemas` has not run."""


class ApplicationNotApproved(RuntimeError):
    """The application is not one that may be opened."""

    code = "APPLICATION_NOT_APPROVED"


def open_province(
    *,
    slug: str,
    name: str,
    title: str,
    operator: str,
    hotline: str = "",
    accent: str = "#0A5C5A",
    unit_id: int | None = None,
    on_step: OnStep = lambda step, state: None,
) -> int:
    """Open the site of a province and return its number; again for an open one does nothing.

    Raises SlugInvalid for a sub-domain that cannot be had, NoBlueprint before the first deploy.
    """
    slugs.check_slug(slug)
    facts = {
        "slug": slug,
        "name": name,
        "title": title,
        "operator": operator,
        "hotline": hotline,
        "accent": accent,
        "unit_id": unit_id,
    }
    with migrator.connect() as own:
        own.execute("SET lock_timeout = 0")
        own.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [migrator.OPENING, slug])
        with migrator.locked(own, migrator.DEPLOYING, shared=True):
            number = _open(own, facts, on_step)
    registry.forget()
    return number


def open_application(application_uuid: str | uuid.UUID) -> int:
    """Open what an approved application asks for, recording each step on it for its page."""
    with migrator.connect() as own:
        row = _application(own, application_uuid)
        progress = _Progress(own, row["id"])
        try:
            number = open_province(
                slug=row["slug"],
                name=row["name"],
                title=row["title"],
                operator=row["office_name"],
                hotline=row["contact_phone"],
                unit_id=row["unit_id"],
                on_step=progress,
            )
        except Exception as error:
            progress.fail(error)
            raise
        own.execute(
            "UPDATE public.tenants_provinceapplication SET status = 'open', province_id = %s"
            " WHERE id = %s",
            [number, row["id"]],
        )
    return number


def _open(own: Connection, facts: dict[str, Any], on_step: OnStep) -> int:
    on_step("register", "running")
    number, role, status = _register(own, facts)
    on_step("register", "done")
    if status not in ("provisioning", "failed"):
        for step in STEPS[1:]:
            on_step(step, "done")
        return number
    if not _is_built(own, number):
        _build(own, number, role, facts["slug"], on_step)
    on_step("domain", "running")
    own.execute(
        "INSERT INTO public.tenants_domain (domain, tenant_id, is_primary)"
        " VALUES (%s, %s, true) ON CONFLICT (domain) DO NOTHING",
        [f"{facts['slug']}.{settings.BASE_HOST}", number],
    )
    on_step("domain", "done")
    on_step("open", "running")
    own.execute(
        "UPDATE public.tenants_province SET status = 'active', opened_at = now() WHERE id = %s",
        [number],
    )
    on_step("open", "done")
    return number


def _register(own: Connection, facts: dict[str, Any]) -> tuple[int, str, str]:
    """Number, role and status of the province's row, made if it is missing."""
    with own.transaction():
        own.execute("LOCK TABLE public.tenants_province IN SHARE ROW EXCLUSIVE MODE")
        found = own.execute(
            "SELECT id, role_name, status FROM public.tenants_province WHERE schema_name = %s",
            [facts["slug"]],
        ).fetchone()
        if found:
            return found
        _refuse_retired(own, facts["slug"])
        row = own.execute(REGISTER, {**facts, "uuid": uuid.uuid4(), "letters": _letters(own)})
        number, role, status = row.fetchone()  # type: ignore[misc]
        own.execute(
            "INSERT INTO public.tenants_schemastate (province_id, fingerprint, state, error)"
            " VALUES (%s, '', 'waiting', '')",
            [number],
        )
        if facts["unit_id"]:
            own.execute(
                "INSERT INTO public.tenants_provincearea (province_id, unit_id, since)"
                " VALUES (%s, %s, %s)",
                [number, facts["unit_id"], timezone.localdate()],
            )
        return number, role, status


REGISTER = """
    INSERT INTO public.tenants_province
        (schema_name, uuid, name, title, operator, hotline, accent, emblem, role_name,
         issuer_number, status, created_at)
    SELECT %(slug)s, %(uuid)s, %(name)s, %(title)s, %(operator)s, %(hotline)s, %(accent)s, '',
           %(letters)s, coalesce(max(issuer_number), 100) + 1, 'provisioning', now()
    FROM public.tenants_province
    RETURNING id, role_name, status
"""


def _letters(own: Connection) -> str:
    prefix = own.execute("SELECT prefix FROM public.tenants_installation").fetchone()
    if prefix is None:
        raise NoBlueprint
    return f"{prefix[0]}_{roles.random_letters(10)}"


def _refuse_retired(own: Connection, slug: str) -> None:
    retired = own.execute(
        "SELECT 1 FROM public.tenants_retiredslug WHERE slug = %s"
        " UNION ALL SELECT 1 FROM pg_namespace WHERE nspname = %s",
        [slug, slug],
    )
    if retired.fetchone():
        slugs.check_slug(slug, taken={slug})


def _is_built(own: Connection, number: int) -> bool:
    row = own.execute(
        "SELECT fingerprint FROM public.tenants_schemastate WHERE province_id = %s", [number]
    ).fetchone()
    return bool(row and row[0])


def _build(own: Connection, number: int, role: str, schema: str, on_step: OnStep) -> None:
    """Role, schema, grants and tables, all or nothing."""
    blueprint = own.execute(
        "SELECT fingerprint, statements FROM public.tenants_blueprint ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if blueprint is None:
        raise NoBlueprint("Run `manage.py deploy_schemas` first.")
    with own.transaction():
        on_step("role", "running")
        own.execute("SET LOCAL synchronous_commit = on")
        roles.ensure_role(own, role)
        roles.grant_readable(own, role=role)
        on_step("role", "done")
        on_step("schema", "running")
        own.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        roles.grant_schema(own, role=role, schema=schema)
        on_step("schema", "done")
        on_step("tables", "running")
        deploy.replay(own, schema, blueprint[1])
        own.execute(
            "UPDATE public.tenants_schemastate SET fingerprint = %s, state = 'current',"
            " error = '', finished_at = now() WHERE province_id = %s",
            [blueprint[0], number],
        )
    on_step("tables", "done")


def _application(own: Connection, application_uuid: str | uuid.UUID) -> dict[str, Any]:
    with own.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        row = cursor.execute(
            "SELECT a.id, a.slug, a.status, a.office_name, a.contact_phone, a.unit_id, u.name,"
            " CASE u.kind WHEN 'city' THEN 'Thành phố ' ELSE 'Tỉnh ' END || u.name AS title"
            " FROM public.tenants_provinceapplication a"
            " JOIN public.tenants_administrativeunit u ON u.id = a.unit_id WHERE a.uuid = %s",
            [str(application_uuid)],
        ).fetchone()
    if row is None or row["status"] not in ("approved", "failed", "open"):
        raise ApplicationNotApproved(str(application_uuid))
    return row


class _Progress:
    """Writes the steps on the application, over a connection of their own."""

    def __init__(self, own: Connection, application_id: int) -> None:
        self.own = own
        self.application_id = application_id
        self.steps = [{"key": key, "state": "waiting", "at": None, "error": ""} for key in STEPS]

    def __call__(self, step: str, state: str) -> None:
        for entry in self.steps:
            if entry["key"] == step:
                entry |= {"state": state, "at": timezone.now().isoformat()}
        self._write()

    def fail(self, error: Exception) -> None:
        for entry in self.steps:
            if entry["state"] == "running":
                entry |= {"state": "failed", "error": getattr(error, "code", type(error).__name__)}
        self._write(status="failed")

    def _write(self, status: str | None = None) -> None:
        self.own.execute(
            "UPDATE public.tenants_provinceapplication SET steps = %s,"
            " status = coalesce(%s, status) WHERE id = %s",
            [Jsonb(self.steps), status, self.application_id],
        )
