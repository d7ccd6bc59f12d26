"""What every model keeps to: its scope, the direction of its keys, the rules of Citus."""

import inspect

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tenants import scopes

OURS = ("config", "analytics", "billing", "enrollment", "catalog", "tenants")
LAYERS = [("tenants",), ("catalog",), ("enrollment",), ("analytics", "billing"), ("config",)]
MODELS = list(apps.get_models(include_auto_created=True))
OWN = [model for model in MODELS if model.__module__.split(".")[0] in OURS]
KEYS = [
    (model, field)
    for model in OWN
    for field in model._meta.get_fields()
    if isinstance(field, models.ForeignKey | models.ManyToManyField)
]


def name(value: object) -> str:
    if isinstance(value, models.Field):
        return value.name
    return value._meta.label if isinstance(value, type) else str(value)


def layer(model: type[models.Model]) -> int:
    room = model.__module__.split(".")[0]
    return next(index for index, rooms in enumerate(LAYERS) if room in rooms)


def test_every_app_stands_in_exactly_one_list():
    lists = [*settings.NATIONAL_APPS, *settings.BOTH_APPS, *settings.PROVINCIAL_APPS]

    assert len(lists) == len(set(lists))
    assert set(lists) <= set(settings.INSTALLED_APPS)


@pytest.mark.parametrize("model", MODELS, ids=name)
def test_every_model_has_a_scope(model):
    assert scopes.scope_of(model) in ("national", "both", "provincial")


@pytest.mark.parametrize("model", OWN, ids=name)
def test_every_model_says_what_one_row_means(model):
    if model._meta.auto_created:
        return
    text = inspect.cleandoc(model.__dict__.get("__doc__") or "")
    assert text
    assert not text.startswith(f"{model.__name__}(")  # Django's own stand-in


@pytest.mark.parametrize("model", OWN, ids=name)
def test_numbers_are_big(model):
    assert type(model._meta.pk) not in (models.AutoField, models.SmallAutoField)


@pytest.mark.parametrize(("model", "field"), KEYS, ids=name)
def test_keys_point_down(model, field):
    target = field.related_model

    if target.__module__.split(".")[0] in OURS:
        assert layer(target) <= layer(model)


@pytest.mark.parametrize(("model", "field"), KEYS, ids=name)
def test_keys_stay_in_their_schema(model, field):
    """Never from public into a province; from a province to public only where it is listed."""
    origin, target = scopes.scope_of(model), scopes.scope_of(field.related_model)

    if origin == "national":
        assert target == "national"
    elif target == "national":
        assert field.related_model._meta.label in settings.REFERENCE_TABLES
        assert field.remote_field.on_delete is models.DO_NOTHING
    elif origin == "both":
        assert target == "both"
    assert field.related_model._meta.label != "contenttypes.ContentType"


def test_readable_tables_are_national_only():
    for label in [*settings.READABLE_BY_PROVINCES, *settings.REFERENCE_TABLES]:
        assert scopes.is_national(apps.get_model(label)), label


def test_shared_tables_have_no_namesake_in_a_province():
    """A missing provincial table must be refused, never read from public."""
    readable = {apps.get_model(label)._meta.db_table for label in settings.READABLE_BY_PROVINCES}
    provincial = {m._meta.db_table for m in MODELS if not scopes.is_national(m)}

    assert readable & provincial == set()


def test_no_model_has_a_generic_key():
    from django.contrib.contenttypes.fields import GenericForeignKey

    assert [
        model._meta.label
        for model in OWN
        if any(isinstance(field, GenericForeignKey) for field in model._meta.private_fields)
    ] == []
