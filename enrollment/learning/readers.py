"""Who is reading: a person, a guest known by the session, or somebody new."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tenants.context import current_place
from tenants.people.models import User

GUEST_KEY = "guest_learner"
"""Where a session holds the uid of its guest."""


@dataclass(frozen=True)
class Reader:
    """The person or guest behind a request; both empty for somebody new."""

    user: User | None = None
    guest_uid: uuid.UUID | None = None

    @property
    def is_known(self) -> bool:
        """Whether there can be a learner of theirs."""
        return self.user is not None or self.guest_uid is not None

    @property
    def facts(self) -> dict[str, Any]:
        """What a statement needs to find their learner (see standings.READERS_LEARNER)."""
        return {
            "user_id": self.user.pk if self.user else None,
            "guest_uid": None if self.user else self.guest_uid,
        }


def reader_of(request: HttpRequest) -> Reader:
    """Return who reads; costs nothing beyond the session."""
    if request.user.is_authenticated:
        return Reader(user=request.user)
    return Reader(guest_uid=guest_uid_in(request.session))


def guest_uid_in(session: Any) -> uuid.UUID | None:
    """Return the guest of a session, or None."""
    try:
        return uuid.UUID(session.get(GUEST_KEY, ""))
    except (ValueError, AttributeError, TypeError):
        return None


def guest_uid_for(submission_key: uuid.UUID) -> uuid.UUID:
    """Return the uid of the guest whose first answer carries this key.

    The same for the same key, so that a double click makes one guest; not to be guessed from it.
    """
    said = f"guest:{current_place().uuid}:{submission_key}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256)
    return uuid.UUID(bytes=digest[:16], version=4)
