"""What stands in one province stands in no answer of another, and in none of the ministry's.

Every word of Thái Nguyên's that may be any word gets a canary; then everybody asks for every page.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import Value
from django.db.models.functions import Concat

from tenants.context import in_place
from tenants.people.models import Session
from tests.isolation.routes import MINISTRY_PEOPLE, PROVINCE_PEOPLE, routes
from tests.isolation.test_routes import address, ask, sites
from tests.isolation.world import Site

__all__ = ["sites"]
CANARY = "CNRY-thainguyen-5f3a"
UID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def sing(place: Any) -> set[str]:
    """Write the canary into every text column that takes it; return which ones did."""
    sung = set()
    with in_place(place):
        for model in own_models(place):
            for field in model._meta.concrete_fields:
                if type(field) not in (models.CharField, models.TextField) or field.choices:
                    continue
                try:
                    with transaction.atomic():
                        count = model._base_manager.update(
                            **{field.name: Concat(field.name, Value(f" {CANARY}"))}
                        )
                except DatabaseError:
                    continue  # too short, unique with others, or no free words
                if count:
                    sung.add(f"{model._meta.model_name}.{field.name}")
    return sung


def own_models(place: Any) -> Iterator[type[models.Model]]:
    """Models of the tables a place has of its own and that hold what people wrote."""
    for label in ("people", "catalog", "library" if place.is_ministry else "enrollment"):
        yield from (one for one in apps.get_app_config(label).get_models() if one is not Session)


def uids_of(place: Any) -> set[bytes]:
    """Every uid that stands in a place, in columns of their own."""
    found: set[bytes] = set()
    with in_place(place):
        for model in own_models(place):
            names = [
                field.name for field in model._meta.concrete_fields
                if isinstance(field, models.UUIDField)
            ]  # fmt: skip
            for row in model._base_manager.values_list(*names) if names else ():
                found |= {str(one).encode() for one in row if isinstance(one, uuid.UUID)}
    return found


def answers(site: Site, people: Any) -> Iterator[tuple[str, bytes]]:
    """What every person of a site gets from every address that is read."""
    kind = "national" if site.place.is_ministry else "province"
    for route in routes(kind):
        if route.method != "GET" or not set(route.params.values()) <= set(site.things):
            continue
        path = address(route, site.things)
        for persona in [*sorted(people), "anonymous"]:
            response = ask(site.client(persona), route, path)
            body = b"".join(response) if response.streaming else response.content
            yield f"{kind} {route.name} {persona}", body + str(dict(response.headers)).encode()


def test_nothing_of_one_province_is_said_in_another_or_at_the_ministry(sites: Any) -> None:
    here, national, there = sites["quangnam"], sites["national"], sites["thainguyen"]
    national.things["learner_code"] = here.things["learner_code"]
    canaries = sing(there.place)
    theirs = uids_of(there.place) - uids_of(here.place) - uids_of(national.place)

    at_home = list(answers(there, {"office"}))
    elsewhere = [*answers(here, PROVINCE_PEOPLE), *answers(national, MINISTRY_PEOPLE)]

    assert {"learner.full_name", "unit.name", "course.title", "user.full_name"} <= canaries
    assert len(singing(at_home)) > 10
    assert len(naming(at_home, theirs)) > 10
    assert singing(elsewhere) == []
    assert naming(elsewhere, theirs) == []


def singing(said: list[tuple[str, bytes]]) -> list[str]:
    """Answers that hold the canary."""
    return [name for name, body in said if CANARY.encode() in body]


def naming(said: list[tuple[str, bytes]], uids: set[bytes]) -> list[str]:
    """Answers that hold one of these uids."""
    return [name for name, body in said if uids & set(UID.findall(body))]
