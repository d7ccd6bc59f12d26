"""A task runs where its header says, and nowhere without one."""

import time

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection

from config.celery import app
from tenants.context import NoProvince, in_ministry, in_province
from tenants.models import Province
from tenants.people.models import User

seen: list[object] = []


@app.task(name="tests.where")
def where(fail: bool = False) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select (current_schemas(false))[1]")
        seen.append(cursor.fetchone()[0])
    User.objects.create(full_name="Linh", email="linh@example.vn")
    if fail:
        raise ZeroDivisionError


@app.task(name="tests.calls_another")
def calls_another() -> None:
    where.delay()


@app.task(name="tests.retries", bind=True, max_retries=1)
def retries(self) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select (current_schemas(false))[1]")
        seen.append(cursor.fetchone()[0])
    if not self.request.retries:
        raise self.retry(countdown=0)


@app.task(name="tests.last")
def last() -> None:
    seen.append("last")


@pytest.fixture
def worker(quangnam, thainguyen):
    seen.clear()
    app.conf.broker_transport_options = {"polling_interval": 0.05}
    with start_worker(app, pool="solo", perform_ping_check=False):
        yield


def wait() -> list[object]:
    """What the worker saw, once everything before this has run."""
    with in_ministry():
        last.delay()
    for _ in range(200):
        if "last" in seen:
            break
        time.sleep(0.05)
    return [entry for entry in seen if entry != "last"]


def test_task_needs_a_place_to_be_called(db):
    with pytest.raises(NoProvince):
        where.delay()


@pytest.mark.committed
def test_task_runs_where_it_was_called(worker, quangnam):
    with in_province(quangnam):
        where.delay()

    assert wait() == ["quangnam"]
    with in_province(quangnam):
        assert User.objects.count() == 1


@pytest.mark.committed
def test_failing_task_writes_nothing(worker, quangnam):
    with in_province(quangnam):
        where.delay(fail=True)

    assert wait() == ["quangnam"]
    with in_province(quangnam):
        assert User.objects.count() == 0


@pytest.mark.committed
def test_place_goes_on_to_the_next_task_and_the_retry(worker, thainguyen):
    with in_province(thainguyen):
        retries.delay()
        calls_another.delay()
    wait()
    seen.remove("last")

    assert wait() == ["thainguyen", "thainguyen", "thainguyen"]


@pytest.mark.committed
def test_worker_refuses_no_place_and_places_of_nobody(worker, quangnam, thainguyen):
    send_with({"place": thainguyen.id})
    send_with({})
    for header in ("", "999", "public", "quangnam", "1; drop", None):
        send_with({"place": header})
    with in_ministry():
        Province.objects.filter(pk=quangnam.id).update(status=Province.Status.SUSPENDED)
    with in_province(quangnam):
        where.delay()

    assert wait() == ["thainguyen"]


def send_with(headers: dict[str, object]) -> None:
    """Put a task into the queue as a careless or hostile sender would."""
    message = app.amqp.as_task_v2("id-1", "tests.where", args=(), kwargs={})
    with app.connection_for_write() as broker, broker.channel() as channel:
        app.amqp.Producer(channel).publish(
            message.body,
            serializer="json",
            headers=message.headers | headers,
            routing_key="default",
            exchange="default",
        )
