"""Links that may be used once: a signed value that names a one-time code's row.

Opening a link uses nothing up (mail scanners open every link); sending its form does.
"""

import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from tenants import signing
from tenants.people import codes
from tenants.people.models import OneTimeCode, User

ACTIVATION_LIFETIME = timedelta(days=14)
RESET_LIFETIME = timedelta(hours=2)
LONGEST_LIFETIME_SECONDS = timedelta(days=400).total_seconds()
"""Of the signature; the row's own end is what counts (printed slips live longest)."""


def issue(*, purpose: str, user: User, sent_to: str, lifetime: timedelta) -> str:
    """Write an open code nobody can type and return the token of its link; older links end."""
    now = timezone.now()
    OneTimeCode.objects.filter(purpose=purpose, user=user, sent_to=sent_to, used_at=None).update(
        expires_at=now
    )
    row = OneTimeCode.objects.create(
        purpose=purpose,
        user=user,
        sent_to=sent_to,
        digest=codes.digest_of(purpose, sent_to, secrets.token_urlsafe(32)),
        expires_at=now + lifetime,
    )
    return token_of(row)


def token_of(row: OneTimeCode) -> str:
    """Return the token that leads to this code's row, in this place only."""
    return signing.sign(str(row.uid), purpose=f"people.links.{row.purpose}")


def read(token: str, *, purpose: str, at: datetime, lock: bool = False) -> OneTimeCode:
    """Return the open row of a token, its user loaded.

    Raises CodeWrong for a token not made here, CodeUsedUp and CodeExpired.
    """
    try:
        uid = signing.unsign(
            token, purpose=f"people.links.{purpose}", max_age_seconds=LONGEST_LIFETIME_SECONDS
        )
    except signing.SignatureInvalid as error:
        raise codes.CodeWrong from error
    rows = OneTimeCode.objects.select_related("user").filter(purpose=purpose, uid=uid)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None or row.user is None or not row.user.is_active:
        raise codes.CodeWrong
    return codes.open_row(row, at=at)


def use(token: str, *, purpose: str, at: datetime) -> User:
    """Use the link up and return whom it is for; raises as read() does."""
    row = read(token, purpose=purpose, at=at, lock=True)
    row.used_at = at
    row.save(update_fields=["used_at"])
    assert row.user is not None
    return row.user
