"""The stage of the learners' pages, made once for a module."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import once
from tests.pages.stage import Stage


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Stage]:
    """The stage, once for all pages; its transaction is rolled back."""
    from tenants.context import in_ministry
    from tenants.models import Province
    from tests.pages import stage as stages

    with once.for_the_module(django_db_blocker, tmp_path_factory.mktemp("media")):
        with in_ministry():
            place = Province.objects.get(schema_name="quangnam").place
        yield stages.build(place)
