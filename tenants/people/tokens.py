"""Keys for machines: one acts as its owner, in one place, within its scopes, until a date.

Only a keyed hash is stored, and the place's uuid is hashed with the key: a row that was restored
or copied into another province opens nothing there.
"""

import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tenants.context import current_place
from tenants.people import actions, permissions
from tenants.people.models import ApiToken, Role, User

LETTERS = string.ascii_letters + string.digits
SECRET_LENGTH = 43
"""Letters and digits: 256 bits, so nobody needs to be slowed down at guessing."""
LONGEST = timedelta(days=366)
MOST_OPEN = 20
USE_NOTED_EVERY = timedelta(minutes=1)
MINISTRY = (Role.MINISTRY_ADMINISTRATOR, Role.MINISTRY_EDITOR, Role.MINISTRY_ANALYST)
OFFICE = (Role.PROVINCE_OFFICE,)
HOLDERS = (*MINISTRY, *OFFICE)
"""Who may have keys at all."""


@dataclass(frozen=True)
class Scope:
    """One thing a key may be allowed: its words, and whose keys may hold it."""

    words: Any
    roles: tuple[str, ...]


SCOPES = {
    "library:read": Scope(_("Đọc thư viện quốc gia: bản phát hành, nội dung"), HOLDERS),
    "adoptions:read": Scope(_("Xem tỉnh nào đang dùng khóa học quốc gia nào"), MINISTRY),
    "courses:read": Scope(_("Xem khóa học của tỉnh so với thư viện quốc gia"), OFFICE),
    "sync:read": Scope(_("Xem trước thay đổi khi nhận bản mới"), OFFICE),
    "sync:write": Scope(_("Nhận bản mới và hoàn tác"), OFFICE),
}


class TokenUnusable(Exception):
    """The key opens nothing here: unknown, expired, revoked, foreign or of a closed account."""

    code = "TOKEN_UNUSABLE"


class ScopesNotAllowed(ValueError):
    """A key may hold only what exists and what its owner may do. Facts: the refused names."""

    code = "SCOPES_NOT_ALLOWED"

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = sorted(names)


class ExpiryNotAllowed(ValueError):
    """A key ends in the future, within a year."""

    code = "EXPIRY_NOT_ALLOWED"


class TooManyTokens(Exception):
    """One person has this many keys in use already; the fact is the limit."""

    code = "TOO_MANY_TOKENS"
    limit = MOST_OPEN


def allowed_scopes(user: User) -> dict[str, Scope]:
    """Return the scopes a key of this person may hold today, in the order of SCOPES."""
    return {
        name: scope for name, scope in SCOPES.items() if permissions.has_role(user, *scope.roles)
    }


def create_token(
    *, user: User, name: str, scopes: Collection[str], expires_at: datetime, by: User, at: datetime
) -> tuple[ApiToken, str]:
    """Write a new key and return its row with the key itself, which nobody can show again.

    Raises ScopesNotAllowed, ExpiryNotAllowed and TooManyTokens.
    """
    User.objects.select_for_update().get(pk=user.pk)
    refused = set(scopes) - set(allowed_scopes(user))
    if refused or not scopes:
        raise ScopesNotAllowed(refused)
    if not at < expires_at <= at + LONGEST:
        raise ExpiryNotAllowed
    if open_tokens(user, at=at) >= MOST_OPEN:
        raise TooManyTokens
    key = _new_key()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        digest=digest_of(key),
        scopes=[one for one in SCOPES if one in scopes],
        expires_at=expires_at,
    )
    facts = {"scopes": token.scopes, "expires_at": expires_at.isoformat()}
    _write_audit("create_token", token, by, **facts)
    return token, key


def revoke_token(*, token: ApiToken, by: User, at: datetime) -> None:
    """End a key at once; again changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        token.revoked_at = at
        _write_audit("revoke_token", token, by)


def tokens_of(user: User) -> list[ApiToken]:
    """Return all keys of a person, newest first; ended ones too."""
    return list(ApiToken.objects.filter(user=user).order_by("-created_at", "-pk"))


def open_tokens(user: User, *, at: datetime) -> int:
    """Return how many keys of a person can be used."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=at).count()


def token_with(key: str, *, at: datetime) -> ApiToken:
    """Return the row of a key, with its owner; raises TokenUnusable. One statement."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest_of(key), revoked_at=None, expires_at__gt=at, user__is_active=True)
        .first()
    )
    if token is None:
        raise TokenUnusable
    return token


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Keep when a key was used last, to the minute; never waits for another request."""
    before = at - USE_NOTED_EVERY
    if token.last_used_at is not None and token.last_used_at > before:
        return
    stale = ApiToken.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lte=before), pk=token.pk
    ).select_for_update(skip_locked=True)
    ApiToken.objects.filter(pk__in=stale.values("pk")).update(last_used_at=at)


def digest_of(key: str) -> str:
    """Return the keyed hash that is stored; bound to the place."""
    salt = f"people.tokens.{current_place().uuid}"
    return salted_hmac(salt, key, algorithm="sha256").hexdigest()


def _new_key() -> str:
    """Return "hvs_<sub-domain>_<secret>": a person sees where it belongs, a scanner what it is."""
    place = current_place()
    secret = "".join(secrets.choice(LETTERS) for _ in range(SECRET_LENGTH))
    return f"hvs_{'ministry' if place.is_ministry else place.schema}_{secret}"


def _write_audit(action: str, token: ApiToken, by: User, **facts: Any) -> None:
    actions.write_audit(
        action=f"people.{action}",
        by=by,
        subject="api_token",
        subject_uid=str(token.uid),
        facts=facts,
    )
