"""Signed values for links and receipts: good for one purpose, in one place, for a while."""

from datetime import timedelta
from typing import Any

from django.core import signing

from tenants.context import current_place


class SignatureInvalid(ValueError):
    """The value was not signed here for this purpose, or was changed."""

    code = "LINK_INVALID"


class SignatureExpired(SignatureInvalid):
    """The value was signed here, too long ago."""

    code = "LINK_EXPIRED"


def sign(value: Any, *, purpose: str) -> str:
    """A token for a JSON value that unsign() gives back in this place only."""
    return signing.dumps(value, salt=_salt(purpose), compress=True)


def unsign(token: str, *, purpose: str, max_age_seconds: float | None) -> Any:
    """The value of a token; raises SignatureInvalid or SignatureExpired."""
    max_age = None if max_age_seconds is None else timedelta(seconds=max_age_seconds)
    try:
        return signing.loads(token, salt=_salt(purpose), max_age=max_age)
    except signing.SignatureExpired as error:
        raise SignatureExpired(purpose) from error
    except (signing.BadSignature, ValueError) as error:
        raise SignatureInvalid(purpose) from error


def _salt(purpose: str) -> str:
    return f"{purpose}:{current_place().uuid}"
