"""National rows that provinces cause: written here, fed from each province's outbox."""

import uuid
from datetime import datetime
from typing import Any

from catalog.library.models import Adoption
from tenants.context import Place, in_ministry
from tenants.jobs.work import effect_kind

RECORD_ADOPTION = "library.record_adoption"


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
