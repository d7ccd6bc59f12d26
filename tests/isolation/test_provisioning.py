"""A province comes on line whole or not at all, whenever the work is killed."""

import os
import signal

import psycopg
import pytest
from django.db import connection

from catalog.models import Course
from tenants import migrator, provisioning
from tenants.context import in_ministry, in_province
from tenants.models import AdministrativeUnit, Province, ProvinceApplication, RetiredSlug
from tenants.provisioning import STEPS, open_application, open_province
from tenants.slugs import SlugInvalid
from tests import database

HUE = {"name": "Huế", "title": "Thành phố Huế", "operator": "Sở Khoa học và Công nghệ Huế"}
MOMENTS = [(step, state) for step in STEPS for state in ("running", "done")]

pytestmark = pytest.mark.committed


def state_of(slug: str) -> dict[str, object]:
    """Everything that opening a province leaves behind, without what is random."""
    with migrator.connect() as own:

        def rows(sql: str) -> list[tuple]:
            return own.execute(sql, {"slug": slug}).fetchall()

        return {
            "province": rows(
                "SELECT p.status, p.opened_at IS NOT NULL, s.state, s.error,"
                " s.fingerprint = (SELECT fingerprint FROM tenants_blueprint"
                "  ORDER BY id DESC LIMIT 1)"
                " FROM tenants_province p JOIN tenants_schemastate s ON s.province_id = p.id"
                " WHERE schema_name = %(slug)s"
            ),
            "domains": rows(
                "SELECT domain, is_primary FROM tenants_domain d"
                " JOIN tenants_province p ON p.id = d.tenant_id WHERE schema_name = %(slug)s"
            ),
            "tables": rows(
                "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = %(slug)s ORDER BY 1"
            ),
            "indexes": rows(
                "SELECT indexname FROM pg_indexes WHERE schemaname = %(slug)s ORDER BY 1"
            ),
            "roles": rows(
                "SELECT count(*) FROM pg_roles r, tenants_province p, tenants_installation i"
                " WHERE r.rolname = p.role_name AND p.schema_name = %(slug)s"
            ),
        }


def stray_roles() -> list[str]:
    """Roles of this installation that belong to no province."""
    with migrator.connect() as own:
        rows = own.execute(
            "SELECT rolname FROM pg_roles, tenants_installation"
            " WHERE rolname LIKE prefix || '\\_%' AND rolname <> prefix || '_ministry'"
            " AND rolname NOT IN (SELECT role_name FROM tenants_province)"
        )
        return [name for (name,) in rows.fetchall() if name not in roles_of_other_workers(own)]


def roles_of_other_workers(own) -> set[str]:
    """Roles of provinces in other databases of this server: roles are the whole server's."""
    found: set[str] = set()
    others = own.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'hvs\\_test\\_%' AND datallowconn"
        " AND datname <> current_database()"
    )
    for (name,) in others.fetchall():
        try:
            with database.superuser(name) as other:
                rows = other.execute("SELECT role_name FROM tenants_province").fetchall()
                found |= {role for (role,) in rows}
        except psycopg.Error:
            continue  # just made, or just dropped
    return found


def killed_at(step: str, state: str, slug: str) -> None:
    """Open a province in a process of its own that is killed at a moment."""

    def die(at_step: str, at_state: str) -> None:
        if (at_step, at_state) == (step, state):
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if not child:
        try:
            open_province(slug=slug, on_step=die, **HUE)
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize(("step", "state"), MOMENTS, ids=[f"{a} {b}" for a, b in MOMENTS])
def test_killed_anywhere_and_run_again_ends_the_same(step, state, quangnam):
    killed_at(step, state, "hue")

    open_province(slug="hue", **HUE)

    expected = state_of("quangnam")
    expected["domains"] = [("hue.localhost", True)]
    assert state_of("hue") == expected
    assert stray_roles() == []


def test_opened_province_works(quangnam):
    number = open_province(slug="hue", **HUE)
    with in_ministry():
        place = Province.objects.get(pk=number).place

    with in_province(place):
        Course.objects.create(slug="an-toan", title="An toàn", audience="officials")
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            assert cursor.fetchone() == (place.role,)
    with in_province(quangnam):
        assert Course.objects.count() == 0


def test_role_is_not_computed_from_names(quangnam, thainguyen):
    assert "quangnam" not in quangnam.role
    assert quangnam.role[7:] != thainguyen.role[7:]


def test_opening_an_open_province_changes_nothing(db):
    first = open_province(slug="hue", **HUE)
    before = state_of("hue")

    assert open_province(slug="hue", **HUE) == first
    assert state_of("hue") == before


def test_two_at_once_open_one(db):
    import threading

    numbers: list[int] = []
    threads = [
        threading.Thread(target=lambda: numbers.append(open_province(slug="hue", **HUE)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(numbers) == 3
    assert len(set(numbers)) == 1


@pytest.mark.parametrize(
    "slug", ["public", "pg_x", "www", "a'b", "x" * 64, "1tinh", "h", "Huế", ""]
)
def test_slug_that_cannot_be_had(slug):
    with pytest.raises(SlugInvalid) as refusal:
        open_province(slug=slug, **HUE)
    assert refusal.value.code == "SLUG_INVALID"
    assert refusal.value.rule
    assert refusal.value.suggestion


def test_retired_slug_is_never_given_again(db):
    with in_ministry():
        RetiredSlug.objects.create(slug="hue")

    with pytest.raises(SlugInvalid) as refusal:
        open_province(slug="hue", **HUE)
    assert refusal.value.suggestion == "tinhhue"


def application(**changes: object) -> ProvinceApplication:
    with in_ministry():
        unit = AdministrativeUnit.objects.get(code="46", valid_to=None)
        facts = {
            "slug": "hue",
            "unit": unit,
            "office_name": "Sở Khoa học và Công nghệ Huế",
            "contact_name": "Minh",
            "contact_email": "minh@hue.vn",
            "secret_digest": "0" * 64,
            "status": "approved",
        }
        return ProvinceApplication.objects.create(**{**facts, **changes})


def test_application_records_its_steps(db):
    asked = application()

    number = open_application(asked.uuid)

    with in_ministry():
        asked.refresh_from_db()
        province = Province.objects.get(pk=number)
        area = province.areas.get().unit.title
    assert (asked.status, asked.province_id) == ("open", number)
    assert {step["key"]: step["state"] for step in asked.steps} == dict.fromkeys(STEPS, "done")
    assert all(step["at"] for step in asked.steps)
    assert (province.title, area) == ("Thành phố Huế", "Thành phố Huế")


def test_failing_step_stands_on_the_application_and_can_be_run_again(db, monkeypatch):
    asked = application()
    monkeypatch.setattr(provisioning.deploy, "replay", lambda *rest: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_application(asked.uuid)

    with in_ministry():
        asked.refresh_from_db()
    assert asked.status == "failed"
    assert {s["key"]: (s["state"], s["error"]) for s in asked.steps}["tables"] == (
        "failed",
        "ZeroDivisionError",
    )

    monkeypatch.undo()
    open_application(asked.uuid)
    with in_ministry():
        asked.refresh_from_db()
    assert asked.status == "open"


def test_application_that_is_not_approved_opens_nothing(db):
    with pytest.raises(provisioning.ApplicationNotApproved):
        open_application(application(status="submitted").uuid)
