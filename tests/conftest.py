"""Two provinces made once per run, logins as in production, and the named cast's clients.

Every test that names one of these fixtures stands in a transaction that is rolled back, unless it
is marked `committed`: then it commits for real and its tables are emptied afterwards.
"""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.test import Client, TransactionTestCase

from tests import database

hypothesis.settings.register_profile("suite", deadline=None)  # time is measured in tests/bench
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the template for this process, instead of Django's own test database."""
    from django.db import connections

    from tenants import registry

    with django_db_blocker.unblock():
        name = database.create()
        database.point_django_at(name)
        registry.forget()
    registry.SECONDS = 3600  # a place forgotten in the middle of a test is one statement more
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        database.drop(name)


THOROUGH = (
    "tests/api",
    "tests/applications",
    "tests/catalog/test_adoption.py",
    "tests/catalog/test_desk_pages.py",
    "tests/catalog/test_file_pages.py",
    "tests/catalog/test_lesson_parts.py",
    "tests/catalog/test_packages.py",
    "tests/catalog/test_question_editor.py",
    "tests/catalog/test_review_pages.py",
    "tests/catalog/test_transcoding.py",
    "tests/contributions",
    "tests/demo",
    "tests/enrollment/test_extensions.py",
    "tests/enrollment/test_office_pages.py",
    "tests/enrollment/test_roster_import.py",
    "tests/enrollment/test_rules.py",
    "tests/isolation/test_canaries.py",
    "tests/isolation/test_canaries.py",
    "tests/isolation/test_deploy.py",
    "tests/isolation/test_pool.py",
    "tests/isolation/test_provisioning.py",
    "tests/isolation/test_routes.py",
    "tests/isolation/test_tasks.py",
    "tests/learning/test_assisted.py",
    "tests/learning/test_certificates.py",
    "tests/learning/test_goals.py",
    "tests/learning/test_guests.py",
    "tests/learning/test_kept_pages.py",
    "tests/learning/test_pages.py",
    "tests/learning/test_places.py",
    "tests/learning/test_question_figures.py",
    "tests/learning/test_versions.py",
    "tests/library",
    "tests/local",
    "tests/merging/test_properties.py",
    "tests/pages",
    "tests/supervisor",
    "tests/syncing/test_taking.py",
    "tests/syncing/test_update_pages.py",
)
"""What `./test fast` leaves to `./test`: whole roads, and tables of pages."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`committed` means a test case without a surrounding transaction, on both logins."""
    for item in items:
        if item.nodeid.startswith(THOROUGH):
            item.add_marker(pytest.mark.thorough)
        if item.get_closest_marker("committed"):
            item.add_marker(pytest.mark.django_db(transaction=True, databases="__all__"))


@pytest.fixture(autouse=True, scope="session")
def _truncate_as_migrator() -> Iterator[None]:
    from tests import committed

    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda self: committed.empty_everything()  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any) -> Iterator[None]:
    """Fast password hashes, an own memory cache, nothing remembered from the test before."""
    from django.core.cache import cache

    from config.ui import kept

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    yield
    cache.clear()
    kept.parts.clear()


def _place(slug: str) -> Any:
    from tenants.context import in_ministry
    from tenants.models import Province

    with in_ministry():
        return Province.objects.get(schema_name=slug).place


@pytest.fixture
def ministry(db: None) -> Any:
    """The ministry's place."""
    from tenants.postgres.installation import ministry_place

    return ministry_place()


@pytest.fixture
def quangnam(db: None) -> Any:
    """Quảng Nam's place, where Linh learns and Minh runs the office."""
    return _place("quangnam")


@pytest.fixture
def thainguyen(db: None) -> Any:
    """Thái Nguyên's place, where Hoa must see nothing of Quảng Nam."""
    return _place("thainguyen")


@pytest.fixture
def in_quangnam(quangnam: Any) -> Iterator[Any]:
    """The test's body stands in Quảng Nam."""
    from tenants.context import in_province

    with in_province(quangnam):
        yield quangnam


@pytest.fixture
def in_thainguyen(thainguyen: Any) -> Iterator[Any]:
    """The test's body stands in Thái Nguyên."""
    from tenants.context import in_province

    with in_province(thainguyen):
        yield thainguyen


@pytest.fixture
def in_the_ministry(ministry: Any) -> Iterator[Any]:
    """The test's body stands in the ministry."""
    from tenants.context import in_ministry

    with in_ministry():
        yield ministry


@pytest.fixture
def quangnam_client(db: None) -> Client:
    """A browser at quangnam.localhost."""
    return Client(HTTP_HOST="quangnam.localhost")


@pytest.fixture
def thainguyen_client(db: None) -> Client:
    """A browser at thainguyen.localhost."""
    return Client(HTTP_HOST="thainguyen.localhost")


@pytest.fixture
def national_client(db: None) -> Client:
    """A browser at the national host."""
    return Client(HTTP_HOST="localhost")
