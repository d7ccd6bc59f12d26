"""Every route × method × person × {own, another's, foreign province's, absent}."""

import importlib
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, reverse

from tests.isolation import world
from tests.isolation.routes import MINISTRY_PEOPLE, PROVINCE_PEOPLE, Route, routes
from tests.isolation.world import ABSENT_UID, Site

URLCONFS = {"national": "config.national", "province": "config.province"}
ABSENT = {"slug": "khong-co", "sha256": "0" * 64, "secret": "khong-co", "code": "999-AAAA-AAAA"}
SHARED = {"release", "national_slug"}
"""Things that are the nation's: no province's own."""
TAKEN_OVER = {"followed", "followed_slug"}
"""Things that bear the same uid and slug wherever they were taken over."""
NOT_A_PAGE = {"activate-link", "reset-link"}
"""Links with a one-time token: tested with tokens in tests/people."""


@pytest.fixture
def sites(quangnam: Any, thainguyen: Any, ministry: Any, settings: Any, tmp_path: Any) -> Any:
    settings.HVS_DEVELOPMENT = True
    settings.MEDIA_ROOT = tmp_path
    sites = {
        "national": world.build_ministry(ministry),
        "quangnam": world.build_province(quangnam),
        "thainguyen": world.build_province(thainguyen),
    }
    sites["national"].things["province_slug"] = "quangnam"
    for thing in SHARED:
        sites["quangnam"].things[thing] = sites["national"].things[thing]
    return sites


def names_of(site: str) -> Iterator[str]:
    pending = list(importlib.import_module(URLCONFS[site]).urlpatterns)
    while pending:
        entry = pending.pop()
        if isinstance(entry, URLPattern):
            yield entry.name or f"unnamed {entry.pattern}"
        else:
            pending += entry.url_patterns


@pytest.mark.parametrize("site", ["national", "province"])
def test_every_route_stands_in_the_table(site: str) -> None:
    served = set(names_of(site)) - NOT_A_PAGE

    assert served == {route.name for route in routes(site)}


def address(route: Route, things: dict[str, Any], instead: Any = None) -> str:
    kwargs = {key: things[thing] for key, thing in route.params.items()}
    if instead is not None:
        kwargs[next(iter(route.params))] = instead
    return reverse(route.name, kwargs=kwargs, urlconf=URLCONFS[route.site])


def ask(client: Any, route: Route, path: str) -> Any:
    """One request whose effects are undone."""
    with transaction.atomic():
        response = client.get(path) if route.method == "GET" else sent(client, route, path)
        transaction.set_rollback(True)
    return response


def sent(client: Any, route: Route, path: str) -> Any:
    """Post next to nothing, as a form or as JSON."""
    fields = {"submission_key": str(uuid.uuid4())}
    if route.name.startswith("api-"):
        send = {"PATCH": client.patch, "PUT": client.put}.get(route.method, client.post)
        return send(path, fields | {"answers": {}}, content_type="application/json")
    return client.post(path, fields)


def plain(response: Any) -> tuple[int, bytes]:
    """Status and bytes, without what differs between any two answers."""
    return response.status_code, re.sub(rb"[0-9a-f-]{36}", b"", response.content)


def expected_of(route: Route, persona: str) -> int:
    """The status this person must get for an object of the place's own."""
    if persona == "anonymous":
        return route.answer if route.people is None else route.anonymous
    if persona == "stranger":
        return (
            401
            if expected_of(route, "anonymous") == 302 and route.people
            else expected_of(route, "anonymous")
        )
    if route.people is None:
        return route.signed_in or route.answer
    return route.answer if persona in route.people else route.refusal


def faults_of(route: Route, here: Site, home: Site) -> Iterator[str]:
    everyone = MINISTRY_PEOPLE if route.site == "national" else PROVINCE_PEOPLE
    path = address(route, here.things)
    for persona in [*sorted(everyone), "anonymous", "stranger"]:
        client = here.client(persona) if persona != "stranger" else world.stranger(here, home)
        status = ask(client, route, path).status_code
        if status != expected_of(route, persona):
            expected = expected_of(route, persona)
            yield f"{route.site} {route.method} {route.name}: {persona} {status}, not {expected}"


def foreign_faults_of(route: Route, here: Site, home: Site) -> Iterator[str]:
    if not route.params:
        return
    first_key, first_thing = next(iter(route.params.items()))
    persona = "anonymous" if route.people is None else sorted(route.people)[0]
    client = here.client(persona)
    absent = ask(client, route, address(route, here.things, ABSENT.get(first_key, ABSENT_UID)))
    told = f"{route.site} {route.method} {route.name}"
    if absent.status_code != 404:
        yield f"{told}: absent got {absent.status_code}"
    if first_thing in home.things and first_thing not in SHARED | TAKEN_OVER:
        foreign = ask(client, route, address(route, here.things, home.things[first_thing]))
        if plain(foreign) != plain(absent):
            yield f"{told}: foreign differs from absent ({foreign.status_code})"
    if route.theirs:
        theirs = ask(client, route, address(route, here.things, here.things[route.theirs]))
        expected = 200 if persona == "office" else 404
        if theirs.status_code != expected:
            yield f"{told}: another's got {theirs.status_code}"


def test_every_route_of_a_province_refuses_whom_it_must(sites: Any) -> None:
    here, home = sites["quangnam"], sites["thainguyen"]

    faults = [
        fault
        for route in routes("province")
        for fault in [*faults_of(route, here, home), *foreign_faults_of(route, here, home)]
    ]

    assert faults == [], "\n".join(faults)


def test_every_route_of_the_ministry_refuses_whom_it_must(sites: Any) -> None:
    here, home = sites["national"], sites["quangnam"]
    here.things["learner_code"] = home.things.pop("learner_code")

    faults = [
        fault
        for route in routes("national")
        for fault in [*faults_of(route, here, home), *foreign_faults_of(route, here, home)]
    ]

    assert faults == [], "\n".join(faults)
