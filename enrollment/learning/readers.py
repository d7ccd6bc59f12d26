"""Who is reading: a person, a guest known by the session, or somebody new."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

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
    def rows(self) -> Q | None:
        """Which learner is theirs; None when there cannot be one."""
        if self.user is not None:
            return Q(user=self.user)
        if self.guest_uid is not None:
            return Q(uid=self.guest_uid, user=None, guest_expires_at__gt=timezone.now())
        return None


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
