"""The stage of the learners' pages, made once for a module."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from tests.pages.stage import Stage


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Stage]:
    """The stage, once for all pages; its transaction is rolled back."""
    from tenants.context import in_ministry
    from tenants.models import Province
    from tests.pages import stage as stages

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with (
        override_settings(
            MEDIA_ROOT=tmp_path_factory.mktemp("media"),
            HVS_DEVELOPMENT=True,
            STORAGES=settings.STORAGES | {"staticfiles": plain},
        ),
        django_db_blocker.unblock(),
        whole_module(),
    ):
        with in_ministry():
            place = Province.objects.get(schema_name="quangnam").place
        yield stages.build(place)


@contextmanager
def whole_module() -> Iterator[None]:
    """A transaction around all tests of this module, which places may be entered in as in one."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
