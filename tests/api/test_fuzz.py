"""Whatever the API is asked, it answers as its own description says: never a 5xx.

The addresses come from the schema and what stands in them from the table of routes, so that a new
address is asked by itself. A few hundred questions, the same in each run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as fuzzing
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import Client

from config.wsgi import application
from tests import once
from tests.isolation import world
from tests.isolation.routes import MINISTRY_PEOPLE, PROVINCE_PEOPLE, Route, routes
from tests.isolation.world import Site

EXAMPLES = 10
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CLOSED = {401, 403, 404}
CSRF = "a" * 32
"""Cookie and header alike: Django takes any 32 letters that agree."""
URLCONFS = {"national": "config.national", "province": "config.province"}
PEOPLE = {"national": MINISTRY_PEOPLE, "province": PROVINCE_PEOPLE}


@pytest.fixture(scope="module")
def sites(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[dict[str, Site]]:
    """The ministry and Quảng Nam with one of everything."""
    from tenants.context import in_ministry
    from tenants.models import Province
    from tenants.postgres.installation import ministry_place

    with once.for_the_module(django_db_blocker, tmp_path_factory.mktemp("media")):
        with in_ministry():
            place = Province.objects.get(schema_name="quangnam").place
        national = world.build_ministry(ministry_place())
        province = world.build_province(place)
        national.things["province_slug"] = "quangnam"
        for thing in ("release", "national_slug"):
            province.things[thing] = national.things[thing]
        yield {"national": national, "province": province}


@pytest.mark.parametrize("kind", sorted(URLCONFS))
def test_every_address_answers_as_described(kind, sites, settings):
    settings.HVS_DEVELOPMENT = True
    site = sites[kind]
    described = site.client("anonymous").get("/api/v1/schema/?format=json").json()
    schema = schemathesis.openapi.from_dict(described)
    found = [one.ok() for one in schema.get_all_operations()]

    asked = {one.label: ask_often(one, kind, site) for one in found}

    faults = [fault for _statuses, told in asked.values() for fault in told]
    assert not faults, "\n\n".join(faults)
    unreached = {label for label, (statuses, _told) in asked.items() if statuses <= CLOSED}
    assert unreached == set()


def ask_often(operation: Any, kind: str, site: Site) -> tuple[set[int], list[str]]:
    """Ask one address; return the statuses it gave, and what was not as described."""
    row = route_of(operation, kind)
    known = {parameter: str(site.things[thing]) for parameter, thing in row.params.items()}
    # Hypothesis begins with the first of everything: somebody who may, and what is there.
    callers = [*sorted(row.people or PEOPLE[kind]), *sorted(PEOPLE[kind]), "anonymous"]
    faults: dict[str, str] = {}
    statuses: set[int] = set()

    @fuzzing(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases_of(operation), caller=st.sampled_from(callers), luck=st.integers(0, 3))
    def ask(case: Any, caller: str, luck: int) -> None:
        if luck < 3:
            case.path_parameters = {**(case.path_parameters or {}), **known}
            case.headers.pop("Authorization", None)  # an invented key opens nothing
        response = answer_of(case, site, caller)
        statuses.add(response.status_code)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for one in group.exceptions:
                told = f"{operation.label} by {caller}: {response.status_code} {one}"
                faults.setdefault(str(one.title), f"{told}\n{case.as_curl_command()}")

    ask()
    return statuses, list(faults.values())


def cases_of(operation: Any) -> st.SearchStrategy[Any]:
    """Questions as the schema has them, and such as break it."""
    right = operation.as_strategy()
    if not operation.body and not operation.query:
        return right
    return right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)


def answer_of(case: Any, site: Site, caller: str) -> Any:
    """Send one question to the application itself; what it changed is undone."""
    browser = Client(application)
    browser.set_cookie(settings.CSRF_COOKIE_NAME, CSRF, domain=site.host)
    if caller in site.people:
        cookie = site.cookie(caller)
        browser.set_cookie(settings.SESSION_COOKIE_NAME, cookie, domain=site.host)
    with kept_connections(), transaction.atomic():
        answer = case.call(
            app=application,
            base_url=f"http://{site.host}",
            session=browser,
            headers={"X-CSRFToken": CSRF, "Accept-Encoding": "identity"},
        )
        transaction.set_rollback(True)
    return answer


@contextmanager
def kept_connections() -> Iterator[None]:
    """As Django's own test client does: a request does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def route_of(operation: Any, kind: str) -> Route:
    """Return this address's row in the table of routes."""
    dummies = {"uid": world.ABSENT_UID, "slug": "a"}
    path = operation.path
    for one in operation.path_parameters:
        path = path.replace(f"{{{one.name}}}", str(dummies.get(one.name, "1")))
    name = resolve(path, urlconf=URLCONFS[kind]).url_name
    method = operation.method.upper()
    return next(one for one in routes(kind) if (one.name, one.method) == (name, method))
