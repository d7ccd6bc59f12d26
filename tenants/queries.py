"""Questions about the map, the provinces and their applications; asked in the ministry."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tenants.models import AdministrativeUnit, Province, ProvinceApplication
from tenants.people import names

Status = ProvinceApplication.Status
BUILDING = (
    ("role", ("register", "role")),
    ("schema", ("schema", "tables")),
    ("domain", ("domain", "open")),
)
"""Steps of the progress page, each made of steps of tenants.provisioning."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an opening: received, decision, role, schema, domain, activation."""

    key: str
    state: str
    """waiting, running, done, failed or refused."""
    at: datetime | None
    error_code: str = ""


def units(*, today: date) -> tuple[list[AdministrativeUnit], list[AdministrativeUnit]]:
    """Return today's units and the former ones with their successors loaded, each by name."""
    rows = AdministrativeUnit.objects.filter(
        level=AdministrativeUnit.Level.PROVINCE
    ).prefetch_related("successions__successor")
    ordered = sorted(rows, key=lambda unit: (names.folded(unit.name), unit.valid_from))
    standing = [unit for unit in ordered if unit.valid_to is None or unit.valid_to >= today]
    # Spelt "Khánh Hòa" or "Khánh Hoà", province or city: the same name is no former unit.
    today_names = {names.folded(unit.name) for unit in standing}
    gone = [unit for unit in ordered if unit not in standing]
    return standing, [unit for unit in gone if names.folded(unit.name) not in today_names]


def applications(*, status: str = "") -> Any:
    """Return applications, newest first, their unit loaded; of one status or of all."""
    rows = ProvinceApplication.objects.select_related("unit", "province")
    rows = rows.order_by("-created_at", "-pk")
    return rows.filter(status=status) if status else rows


def provinces_of_unit(unit: AdministrativeUnit) -> list[Province]:
    """Return the provinces that cover this unit already, by sub-domain."""
    return list(Province.objects.filter(areas__unit=unit).distinct().order_by("schema_name"))


def opening_steps(application: ProvinceApplication) -> list[Step]:
    """Return the steps from the application to the activation mail, in order."""
    decision = {Status.SUBMITTED: "running", Status.REFUSED: "refused"}
    known = {step["key"]: step for step in application.steps}
    return [
        Step("received", "done", application.created_at),
        Step(
            "decision",
            decision.get(Status(application.status), "done"),
            application.decided_at,
        ),
        *(_joined(key, [known.get(part, {}) for part in parts]) for key, parts in BUILDING),
        _joined("activation", [known.get("activation", {})]),
    ]


def is_settled(application: ProvinceApplication) -> bool:
    """Whether the progress page has nothing more to wait for."""
    if application.status in (Status.REFUSED, Status.FAILED):
        return True
    return opening_steps(application)[-1].state == "done"


def _joined(key: str, parts: list[dict[str, Any]]) -> Step:
    """One step out of several: failed if one failed, done if all are, else how far they are."""
    states = [part.get("state", "waiting") for part in parts]
    moments = [datetime.fromisoformat(part["at"]) for part in parts if part.get("at")]
    errors = [part["error"] for part in parts if part.get("error")]
    if "failed" in states:
        state = "failed"
    elif all(state == "done" for state in states):
        state = "done"
    else:
        state = "waiting" if set(states) == {"waiting"} else "running"
    return Step(key, state, max(moments, default=None), errors[0] if errors else "")
