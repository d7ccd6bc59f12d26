"""One-time codes: sent by SMS or mail, or printed on a slip. Only keyed hashes are stored."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tenants.context import current_place
from tenants.people.models import OneTimeCode, User

DIGITS = "0123456789"
SLIP_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
MOST_FAILURES = 5


class CodeWrong(Exception):
    """No open code of this purpose reads so."""

    code = "CODE_WRONG"


class CodeExpired(Exception):
    """The code was right and its time is over."""

    code = "CODE_EXPIRED"


class CodeUsedUp(Exception):
    """Too many wrong tries, or used before; a new code is needed."""

    code = "CODE_USED_UP"


REFUSALS = (CodeWrong, CodeExpired, CodeUsedUp)


def issue(
    *,
    purpose: str,
    lifetime: timedelta,
    user: User | None = None,
    sent_to: str = "",
    length: int = 6,
) -> str:
    """Write one open code and return it; older open codes of the same kind end.

    A code sent to a phone is of digits; without `sent_to` it is of slip letters.
    """
    OneTimeCode.objects.filter(purpose=purpose, sent_to=sent_to, user=user, used_at=None).update(
        expires_at=timezone.now()
    )
    code = "".join(secrets.choice(DIGITS if sent_to else SLIP_LETTERS) for _ in range(length))
    OneTimeCode.objects.create(
        purpose=purpose,
        user=user,
        sent_to=sent_to,
        digest=digest_of(purpose, sent_to, code),
        expires_at=timezone.now() + lifetime,
    )
    return code


def issue_many(*, users: Sequence[User], lifetime: timedelta) -> dict[int, str]:
    """Write an activation code of ten letters for each person; return {user id: code}."""
    purpose = OneTimeCode.Purpose.ACTIVATE
    now = timezone.now()
    OneTimeCode.objects.filter(purpose=purpose, user__in=users, used_at=None).update(expires_at=now)
    codes = {user.pk: "".join(secrets.choice(SLIP_LETTERS) for _ in range(10)) for user in users}
    OneTimeCode.objects.bulk_create(
        [
            OneTimeCode(
                purpose=purpose,
                user_id=user_id,
                digest=digest_of(purpose, "", code),
                expires_at=now + lifetime,
            )
            for user_id, code in codes.items()
        ],
        batch_size=1000,
    )
    return codes


def use(*, purpose: str, code: str, sent_to: str = "", at: datetime) -> OneTimeCode:
    """Mark the code used and return its row.

    Raises CodeWrong, CodeExpired or CodeUsedUp. A wrong try counts against the newest open code
    sent to the same phone or address: five and it is used up.
    """
    row = find(purpose=purpose, code=code, sent_to=sent_to, at=at)
    row.used_at = at
    row.save(update_fields=["used_at"])
    return row


def find(*, purpose: str, code: str, sent_to: str = "", at: datetime) -> OneTimeCode:
    """Return the open code's row, locked, without using it; raises as use() does."""
    row = (
        OneTimeCode.objects.select_for_update()
        .filter(purpose=purpose, sent_to=sent_to, digest=digest_of(purpose, sent_to, tidy(code)))
        .order_by("-created_at")
        .first()
    )
    if row is None:
        _count_failure(purpose, sent_to)
        raise CodeWrong
    return open_row(row, at=at)


def open_row(row: OneTimeCode, *, at: datetime) -> OneTimeCode:
    """Return the row if it may still be used; raises CodeUsedUp or CodeExpired."""
    if row.used_at is not None or row.failed_count >= MOST_FAILURES:
        raise CodeUsedUp
    if row.expires_at <= at:
        raise CodeExpired
    return row


def tidy(code: str) -> str:
    """Return a code as it was made, however it was typed: "k7m2-9qxr t4" is K7M29QXRT4."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def digest_of(purpose: str, sent_to: str, code: str) -> str:
    """Return the keyed hash that is stored; bound to the place, the purpose and the recipient."""
    return salted_hmac(
        f"people.codes.{current_place().uuid}", f"{purpose}|{sent_to}|{code}", algorithm="sha256"
    ).hexdigest()


def _count_failure(purpose: str, sent_to: str) -> None:
    if not sent_to:
        return
    newest = (
        OneTimeCode.objects.filter(purpose=purpose, sent_to=sent_to, used_at=None)
        .order_by("-created_at")
        .values("pk")[:1]
    )
    OneTimeCode.objects.filter(pk__in=newest).update(failed_count=F("failed_count") + 1)
