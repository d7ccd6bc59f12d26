"""What runs by the clock can be sent by beat, which stands in no place."""

import pytest
from celery import Task

from config.celery import app
from tenants.context import NoProvince


@pytest.fixture
def sent(monkeypatch):
    headers = []
    monkeypatch.setattr(
        Task,
        "apply_async",
        lambda self, args, kwargs, **options: headers.append(options["headers"]),
    )
    return headers


@pytest.mark.parametrize("entry", sorted(app.conf.beat_schedule))
def test_beat_sends_every_entry_with_its_place(sent, entry):
    app.loader.import_default_modules()
    scheduled = app.conf.beat_schedule[entry]

    app.tasks[scheduled["task"]].apply_async(None, None, **scheduled["options"])

    assert sent == [{"place": "ministry"}]


def test_task_without_a_place_is_not_sent(sent):
    with pytest.raises(NoProvince):
        app.tasks["tenants.tasks.dispatch"].apply_async()

    assert sent == []
