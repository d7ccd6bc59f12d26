"""National rows that provinces cause: written here, fed from each province's outbox."""

import uuid
from datetime import date, datetime
from typing import Any

from catalog.library.models import Adoption, Holding
from tenants.context import Place, in_ministry
from tenants.jobs.work import effect_kind

RECORD_ADOPTION = "library.record_adoption"
RECORD_HOLDING = "library.record_holding"
NOT_FORESEEN: dict[str, Any] = {
    "foreseen_version": None,
    "conflict_count": 0,
    "conflict_lessons": [],
}
"""What was foreseen for an older report says nothing about a newer one."""


@effect_kind(RECORD_ADOPTION)
def record_adoption(place: Place, event_uid: uuid.UUID, payload: dict[str, Any]) -> None:
    """Write that a province took a release; the same event twice is one row."""
    with in_ministry():
        Adoption.objects.get_or_create(
            province_id=int(place.id),
            event_uid=event_uid,
            defaults={
                "course_uid": uuid.UUID(payload["course_uid"]),
                "version": payload["version"],
                "sha256": payload["sha256"],
                "adopted_at": datetime.fromisoformat(payload["adopted_at"]),
            },
        )


@effect_kind(RECORD_HOLDING)
def record_holding(place: Place, event_uid: uuid.UUID, payload: dict[str, Any]) -> None:
    """Keep how a province holds a course now; an older report never replaces a newer one."""
    values = _holding(payload)
    with in_ministry():
        holding, is_new = Holding.objects.select_for_update().get_or_create(
            province_id=int(place.id),
            course_uid=uuid.UUID(payload["course_uid"]),
            defaults=values,
        )
        if is_new or holding.reported_at >= values["reported_at"]:
            return
        if (holding.version, holding.sha256) != (values["version"], values["sha256"]):
            values |= NOT_FORESEEN
        Holding.objects.filter(pk=holding.pk).update(**values)


def _holding(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a report's facts as the row's fields."""
    until = payload["postponed_until_date"]
    kept = ("version", "sha256", "fingerprint", "changed_lesson_count")
    told = ("is_automatic", "is_detached", "postponed_reason")
    return {
        **{name: payload[name] for name in (*kept, *told)},
        "postponed_until_date": date.fromisoformat(until) if until else None,
        "reported_at": datetime.fromisoformat(payload["reported_at"]),
    }
