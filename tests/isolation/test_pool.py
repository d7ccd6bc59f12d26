"""Threads over a pool smaller than they are: errors, closes and no wrong province, ever."""

import random
import threading

import pytest
from django.db import DataError, connection, connections, transaction

from catalog.models import Course
from tenants.context import in_ministry, in_place, in_province
from tenants.postgres.base import DatabaseWrapper

pytestmark = pytest.mark.committed
BLOCKS = 150
THREADS = 8


@pytest.fixture
def pool():
    """Django's own pool of three connections behind the web's alias."""
    options = connections.settings["default"]
    before = dict(options)
    connections.close_all()
    options |= {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": {"min_size": 1, "max_size": 3}}}
    del connections["default"]
    yield
    connections.close_all()
    DatabaseWrapper(options, "default").close_pool()
    options.update(before)
    del connections["default"]


def test_pool_never_mixes_provinces(pool, quangnam, thainguyen, ministry):
    for place in (quangnam, thainguyen, ministry):
        with in_place(place):
            Course.objects.create(slug=place.schema, title=place.schema, audience="officials")
    wrong: list[object] = []

    def visit(place, dice: float) -> None:
        with in_place(place):
            found = list(Course.objects.values_list("slug", flat=True))
            if found != [place.schema]:
                wrong.append((place.schema, found))
            if dice < 0.2:
                raise ZeroDivisionError
            if dice < 0.4:
                with connection.cursor() as cursor:
                    cursor.execute("select 1/0")
            if dice < 0.5:
                connection.close()

    def work(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(BLOCKS):
            try:
                visit(dice.choice([quangnam, thainguyen, ministry]), dice.random())
            except (ZeroDivisionError, DataError, transaction.TransactionManagementError):
                pass
            except Exception as error:
                wrong.append(error)
            finally:
                if dice.random() < 0.3:
                    connection.close()
        connection.close()

    connection.close()
    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    with in_ministry():
        assert Course.objects.count() == 1
    with in_province(quangnam):
        assert Course.objects.count() == 1
