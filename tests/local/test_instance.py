import os

import pytest

from deploy.local import broker, cli, processes
from deploy.local.database import Database
from deploy.local.failure import CannotContinue
from deploy.local.instance import Instance

FOUND = Database(
    migrator_url="postgres://hvs_migrator:m@127.0.0.1:1/hocvuso",
    web_url="postgres://hvs_web:w@127.0.0.1:1/hocvuso",
    web_role="hvs_web",
)


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    return Instance(tmp_path)


@pytest.mark.parametrize(
    ("role", "knows_the_migrator"),
    [("web", False), ("worker", False), ("provisioning", True), ("command", True)],
)
def test_only_provisioning_and_commands_learn_the_migrators_address(
    instance, monkeypatch, role, knows_the_migrator
):
    monkeypatch.setenv("DATABASE_URL", FOUND.migrator_url)
    monkeypatch.setenv("HVS_MIGRATOR_DATABASE_URL", FOUND.migrator_url)

    told = instance.environment(role, FOUND)

    holding_it = {name for name, value in told.items() if value == FOUND.migrator_url}
    assert holding_it == ({"HVS_MIGRATOR_DATABASE_URL"} if knows_the_migrator else set())
    assert told["HVS_DATABASE_URL"] == FOUND.web_url


def test_only_the_provisioning_worker_takes_the_provisioning_queue(instance):
    queues = {
        name: (role, command[command.index("-Q") + 1])
        for name, role, command in processes.commands(instance)
        if "-Q" in command
    }

    assert queues == {
        "worker": ("worker", "default"),
        "provisioning": ("provisioning", "provisioning"),
        "transcoding": ("worker", "transcoding"),
    }


def test_broker_is_the_given_one_before_any_other(tmp_path, monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/1")

    chosen = broker.chosen(tmp_path, 20001)

    assert (chosen.url, chosen.command) == ("redis://elsewhere:6379/1", [])


def test_broker_is_an_imitation_where_no_redis_runs(tmp_path, monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    broken = tmp_path / "redis-server"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    chosen = broker.chosen(tmp_path, 20001)

    assert chosen.url == "redis://127.0.0.1:20001/0"
    assert chosen.command[1:] == ["-m", "deploy.local.imitation_redis", "20001"]


def test_reset_leaves_a_folder_that_is_not_ours_alone(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("dear")

    with pytest.raises(CannotContinue, match="not ours"):
        Instance(tmp_path).forget_everything()

    assert letter.read_text() == "dear"


def test_reset_empties_an_instances_folder_and_makes_new_secrets(instance):
    instance.state.web_port = 8123
    instance.save()
    (instance.data / "media").mkdir()
    before = instance.state.secret_key

    instance.forget_everything()

    assert os.listdir(instance.data) == []
    assert instance.state.secret_key != before
    assert instance.state.web_port == 8123


def test_what_follows_manage_is_passed_on_untouched():
    arguments, rest = cli._arguments(["--data", "x", "manage", "migrate", "--empty", "stop"])

    assert (arguments.command, arguments.data, arguments.empty) == ("manage", "x", False)
    assert rest == ["migrate", "--empty", "stop"]


def test_no_words_mean_start():
    arguments, rest = cli._arguments(["--detach"])

    assert (arguments.command, arguments.detach, rest) == ("start", True, [])
    assert cli._arguments([])[0].command == "start"
