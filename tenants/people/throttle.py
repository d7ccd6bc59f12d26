"""Slows down guessing: counts failures per (name typed, address), never per address alone.

A whole commune may share one address; a person who mistypes must not lock out the neighbours.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from tenants.context import current_place
from tenants.people import names
from tenants.people.models import SignInFailure, User

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 10
MOST_CODES = 5
"""Codes asked for by one name in the same window: each text message costs money."""
MOST_PEOPLE_HELPED = 20
"""Codes one helper asks for on behalf of others in the same window: a busy evening in a hamlet."""


def too_many_failures(request: HttpRequest, name: str, *, at: datetime) -> bool:
    """Whether this name was refused too often from this address in the last 15 minutes."""
    return _count(_key("sign-in", name, address_of(request)), at) >= MOST_FAILURES


def note_failure(request: HttpRequest, name: str) -> None:
    """Remember one refusal of this name from this address."""
    SignInFailure.objects.create(key_digest=_key("sign-in", name, address_of(request)))


def forget_failures(request: HttpRequest, name: str) -> None:
    """Begin again after a success."""
    SignInFailure.objects.filter(key_digest=_key("sign-in", name, address_of(request))).delete()


def too_many_codes(name: str, *, at: datetime) -> bool:
    """Whether this name asked for too many codes, from wherever; known or unknown here."""
    return _count(_key("code", name, ""), at) >= MOST_CODES


def note_code(name: str) -> None:
    """Remember that a code was asked for."""
    SignInFailure.objects.create(key_digest=_key("code", name, ""))


def too_many_people_helped(by: User, *, at: datetime) -> bool:
    """Whether this person asked for too many codes on behalf of others."""
    return _count(_key("assist", str(by.uid), ""), at) >= MOST_PEOPLE_HELPED


def note_help(by: User) -> None:
    """Remember that this person asked for a code on behalf of somebody."""
    SignInFailure.objects.create(key_digest=_key("assist", str(by.uid), ""))


def delete_old(*, before: datetime) -> int:
    """Delete what no window reaches any more."""
    return SignInFailure.objects.filter(at__lt=before).delete()[0]


def address_of(request: HttpRequest) -> str:
    """The browser's address; behind our proxy the last one that the proxy itself added."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _count(key_digest: str, at: datetime) -> int:
    return SignInFailure.objects.filter(key_digest=key_digest, at__gt=at - WINDOW).count()


def _key(kind: str, name: str, address: str) -> str:
    typed = names.phone_number(name) or name.strip().casefold()
    return salted_hmac(
        f"people.throttle.{current_place().uuid}", f"{kind}|{typed}|{address}", algorithm="sha256"
    ).hexdigest()
