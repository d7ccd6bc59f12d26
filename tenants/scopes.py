"""Which tables stand where: in public only, in every province only, or in both."""

from functools import cache
from typing import Any, Literal

from django.apps import apps
from django.conf import settings

Scope = Literal["national", "both", "provincial"]


@cache
def scope_of_app(label: str) -> Scope | None:
    """Where an app's tables stand; None for an app without a scope (it has no tables)."""
    name = apps.get_app_config(label).name
    if name in settings.NATIONAL_APPS:
        return "national"
    if name in settings.BOTH_APPS:
        return "both"
    if name in settings.PROVINCIAL_APPS:
        return "provincial"
    return None


def scope_of(model: Any) -> Scope | None:
    """Where a model's table stands; None for a model of an app without tables."""
    try:
        return scope_of_app(model._meta.app_label)
    except LookupError:
        return None


def is_national(model: Any) -> bool:
    """True for a model that has its table in public only."""
    return scope_of(model) == "national"


def belongs_in(label: str, schema: str) -> bool:
    """True when the app's tables stand in the schema."""
    wanted = ("national", "both") if schema == "public" else ("both", "provincial")
    return scope_of_app(label) in wanted
