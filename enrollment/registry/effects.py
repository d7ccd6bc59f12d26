"""What provinces cause in the public index, after their commit (tenants.jobs)."""

import uuid
from datetime import datetime
from typing import Any

from django.db import connection

from enrollment.registry.models import CertificateEntry
from tenants.context import Place, in_ministry
from tenants.jobs.work import effect_kind

INDEX_CERTIFICATE = "registry.index_certificate"
INDEX = """
INSERT INTO registry_certificateentry AS own (code, province_id, state, event_uid, updated_at)
VALUES (%(code)s, %(province)s, %(state)s, %(event)s, %(at)s)
ON CONFLICT (code) DO UPDATE SET
    state = excluded.state, event_uid = excluded.event_uid, updated_at = excluded.updated_at
WHERE own.province_id = excluded.province_id AND own.updated_at < excluded.updated_at
"""


class ForeignCode(ValueError):
    """A province named a code that begins with another issuer's number."""


@effect_kind(INDEX_CERTIFICATE)
def index_certificate(place: Place, event_uid: uuid.UUID, payload: dict[str, Any]) -> None:
    """Write where a code leads and whether it counts; late, doubled or reversed changes nothing.

    Raises ForeignCode for a code of another issuer.
    """
    code = str(payload["code"])
    if not code.startswith(f"{place.issuer_number}-"):
        raise ForeignCode(code)
    facts: dict[str, Any] = {
        "code": code,
        "province": int(place.id),
        "state": CertificateEntry.State(payload["state"]).value,
        "event": event_uid,
        "at": datetime.fromisoformat(payload["at"]),
    }
    with in_ministry(), connection.cursor() as cursor:
        cursor.execute(INDEX, facts)
