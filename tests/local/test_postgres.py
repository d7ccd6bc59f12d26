"""A real server of our own: started, crashed, started again; its logins."""

import os
import signal
import time

import psycopg
import pytest

from deploy.local import alive, database, folders
from deploy.local.failure import CannotContinue
from deploy.local.postgres import Cluster
from deploy.local.state import State


@pytest.fixture(scope="module")
def cluster():
    folder = folders.private_folder(f"hvs-test-launcher-{os.getpid()}")
    made = Cluster(folder)
    made.create()
    made.start()
    yield made
    made.stop()
    os.system(f"rm -rf -- {folder}")


def show(address, setting):
    with psycopg.connect(address, autocommit=True) as connection:
        return connection.execute(f"show {setting}").fetchone()[0]


def test_server_is_durable_private_and_ready_for_many_provinces(cluster):
    settings = {
        name: show(cluster.url(), name)
        for name in (
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "listen_addresses",
            "max_connections",
            "max_locks_per_transaction",
            "password_encryption",
        )
    }

    assert settings == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "listen_addresses": "127.0.0.1",
        "max_connections": "200",
        "max_locks_per_transaction": "1024",
        "password_encryption": "scram-sha-256",
    }


def test_server_refuses_a_wrong_password(cluster):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgres://postgres:wrong@127.0.0.1:{cluster.port()}/postgres")


def test_server_starts_again_after_a_crash_even_if_its_id_belongs_to_another_process(cluster):
    crashed = cluster.process()
    os.kill(crashed.pid, signal.SIGKILL)
    while alive.is_running(crashed) or cluster._processes_in_data():
        time.sleep(0.05)
    lock = cluster.data / "postmaster.pid"
    lock.write_text(lock.read_text().replace(str(crashed.pid), str(os.getpid()), 1))

    assert not cluster.is_running()
    cluster.start()

    assert cluster.is_running()
    assert show(cluster.url(), "server_version").startswith("18.")


def test_server_whose_start_was_not_noted_is_found_again(cluster):
    running = cluster.process()
    record = cluster._record()
    cluster._save({"password": record["password"]})

    assert cluster.is_running()
    assert cluster.process() == running
    assert cluster.port() == record["port"]


def test_starting_a_running_server_changes_nothing(cluster):
    before = cluster.process()

    cluster.start()

    assert cluster.process() == before


def test_logins_have_the_rights_they_need_and_no_more(cluster):
    state = State()

    made = database.on_own_server(cluster, state)
    again = database.on_own_server(cluster, state)

    assert made == again
    with psycopg.connect(made.migrator_url) as migrator:
        roles = migrator.execute(
            "select rolname, rolsuper, rolcreaterole, rolcreatedb, rolinherit from pg_roles"
            " where rolname like 'hvs%' order by rolname"
        ).fetchall()
        extensions = migrator.execute(
            "select extname from pg_extension where extname <> 'plpgsql' order by extname"
        ).fetchall()
    assert roles == [
        ("hvs_migrator", False, True, True, True),
        ("hvs_web", False, False, False, False),
    ]
    assert extensions == [("pg_trgm",), ("unaccent",)]


def test_web_login_cannot_become_the_migrator_nor_make_tables(cluster):
    made = database.on_own_server(cluster, State())

    with psycopg.connect(made.web_url, autocommit=True) as web:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("set role hvs_migrator")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("create table public.thing (id int)")


def test_given_server_gets_its_own_web_login(cluster):
    own = database.on_own_server(cluster, State())

    given = database.on_given_server(own.migrator_url, State())

    assert given.web_role == "hvs_web_hocvuso"
    with psycopg.connect(given.web_url) as web:
        assert web.execute("select current_user").fetchone() == ("hvs_web_hocvuso",)


def test_given_address_without_a_database_is_explained():
    with pytest.raises(CannotContinue, match="names no database"):
        database.on_given_server("postgres://someone@127.0.0.1:5432", State())
