"""Which place a host name or a number leads to; remembered for a minute in each process."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from tenants.context import ALIAS, Place, in_ministry
from tenants.postgres.installation import forget as forget_installation

SECONDS = 60.0
SECONDS_UNSETTLED = 2.0
"""For hosts of nobody and for provinces in maintenance, which may change any moment."""
LIMIT = 5000
LOCAL_HOSTS = frozenset(["127.0.0.1", "testserver"])


class ProvinceUnknown(LookupError):
    """No province stands at this host or has this number."""

    code = "PROVINCE_UNKNOWN"
    status = 404


class _Closed(Exception):
    def __init__(self, place: Place) -> None:
        super().__init__(place.schema)
        self.place = place


class ProvinceSuspended(_Closed):
    """The province is suspended; `place` says whom to call."""

    code = "PROVINCE_SUSPENDED"
    status = 403


class ProvinceBehind(_Closed):
    """The province's schema is not where the code needs it: maintenance."""

    code = "PROVINCE_MAINTENANCE"
    status = 503


@dataclass(frozen=True, slots=True)
class _Entry:
    expires: float
    place: Place | None
    status: str


_entries: dict[tuple[str, str], _Entry] = {}


def place_at(host: str) -> Place | None:
    """The province at a host name without port; None on the national host.

    Raises ProvinceUnknown, ProvinceSuspended and ProvinceBehind.
    """
    host = host.lower().rstrip(".")
    if host == settings.BASE_HOST or host in LOCAL_HOSTS:
        return None
    return _admit(_entry("host", host))


def active_place(number: str) -> Place:
    """The province of this number (Place.id); raises as place_at() does."""
    return _admit(_entry("id", number))


def places(*, active_only: bool = True) -> list[Place]:
    """Every opened province by sub-domain; call it inside in_ministry()."""
    from tenants.models import Province, SchemaState

    provinces = Province.objects.filter(schema_state__state=SchemaState.State.CURRENT)
    statuses = [Province.Status.ACTIVE]
    if not active_only:
        statuses.append(Province.Status.SUSPENDED)
    found = provinces.filter(status__in=statuses).order_by("schema_name")
    return [province.place for province in found]


def forget() -> None:
    """Ask the database again next time."""
    _entries.clear()
    forget_installation()


def _admit(entry: _Entry) -> Place:
    if entry.place is None:
        raise ProvinceUnknown
    if entry.status == "suspended":
        raise ProvinceSuspended(entry.place)
    if entry.status == "behind":
        raise ProvinceBehind(entry.place)
    return entry.place


def _entry(kind: str, key: str) -> _Entry:
    known = _entries.get((kind, key))
    if known and known.expires > time.monotonic():
        return known
    if len(_entries) >= LIMIT:
        _entries.clear()
    entry = _entries[kind, key] = _read(kind, key)
    return entry


def _read(kind: str, key: str) -> _Entry:
    from tenants.models import Province, SchemaState

    wanted = Q(domains__domain=key) if kind == "host" else Q(pk=int(key) if key.isdigit() else 0)
    with in_ministry():
        province = (
            Province.objects.using(ALIAS)
            .select_related("schema_state")
            .filter(wanted, status__in=[Province.Status.ACTIVE, Province.Status.SUSPENDED])
            .first()
        )
    if province is None:
        return _Entry(time.monotonic() + SECONDS_UNSETTLED, None, "unknown")
    if province.status == Province.Status.SUSPENDED:
        return _Entry(time.monotonic() + SECONDS_UNSETTLED, province.place, "suspended")
    if province.schema_state.state == SchemaState.State.FAILED:
        return _Entry(time.monotonic() + SECONDS_UNSETTLED, province.place, "behind")
    return _Entry(time.monotonic() + SECONDS, province.place, "active")
