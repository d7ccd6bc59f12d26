"""One instance: a checkout with its data folder, its database and what its processes are told."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import psycopg

from deploy.local import alive, database, state
from deploy.local.broker import Broker
from deploy.local.calm import say
from deploy.local.database import Database
from deploy.local.failure import CannotContinue
from deploy.local.folders import CHECKOUT, PYTHON, cluster_folder, short_hash
from deploy.local.postgres import Cluster

WEB_THREADS = 4
"""Threads of each web process; it keeps one of them for handing in and saving."""
Role = Literal["web", "worker", "provisioning", "command"]

# Addresses with more rights than a process may have; each process gets back only its own.
PRIVILEGED = ("DATABASE_URL", "REDIS_URL", "HVS_DATABASE_URL", "HVS_MIGRATOR_DATABASE_URL")


class Instance:
    """What `./run` of this checkout works on."""

    def __init__(self, data: Path) -> None:
        self.data = data.resolve()
        self.log = self.data / "log"
        self.state = state.load(self.data)
        self.given_database = os.environ.get("DATABASE_URL", "")
        self.cluster = None if self.given_database else Cluster(cluster_folder(self.data))

    def save(self) -> None:
        """Keep the state for the next run."""
        state.save(self.data, self.state)

    def open_database(self) -> Database:
        """The database, its own server started and its logins made where missing."""
        if self.cluster is None:
            found = database.on_given_server(self.given_database, self.state)
        else:
            self.cluster.create()
            self.cluster.start()
            found = database.on_own_server(self.cluster, self.state)
        self.state.web_database_url = found.web_url
        self.state.uses_given_database = bool(self.given_database)
        return found

    def refuse_another_database(self, *, is_running: bool) -> None:
        """Raise CannotContinue if running processes use another database than we would."""
        if is_running and self.state.uses_given_database != bool(self.given_database):
            kind = (
                "the database of a DATABASE_URL"
                if self.state.uses_given_database
                else "its own database"
            )
            raise CannotContinue(f"This instance is running with {kind}. First: ./run stop")

    def database_version(self) -> str:
        """For people: server, database and where it listens; says so when it does not answer."""
        parts = urlsplit(self.state.web_database_url)
        name = (
            f"database {unquote(parts.path.lstrip('/'))} at {parts.hostname}:{parts.port or 5432}"
        )
        try:
            return f"{database.version(self.state.web_database_url)}, {name}"
        except psycopg.Error as error:
            return f"{name} does not answer: {error}"

    def database_runs(self) -> bool:
        """Whether our own server runs; one of DATABASE_URL is taken to."""
        return self.cluster is None or self.cluster.is_running()

    def has_anything_running(self) -> bool:
        """Whether any process of ours runs, our own database server included."""
        has_server = self.cluster is not None and self.cluster.is_running()
        return has_server or any(map(alive.is_running, self.state.processes.values()))

    @contextmanager
    def borrowed_database(self) -> Iterator[Database]:
        """The database for one command; a server started for it is stopped afterwards."""
        ran_before = self.cluster is None or self.cluster.is_running()
        try:
            found = self.open_database()
            self.save()
            yield found
        finally:
            if self.cluster and not ran_before:
                self.cluster.stop()

    def database_key(self, found: Database) -> str:
        """Names the database for good, though its server's port may change."""
        return f"own-{self.cluster.identity()}" if self.cluster else short_hash(found.server)

    def environment(
        self, role: Role, found: Database, broker: Broker | None = None
    ) -> dict[str, str]:
        """What a process of this role is told; the web never learns the migrator's address."""
        told = {name: value for name, value in os.environ.items() if name not in PRIVILEGED}
        told |= {
            "HVS_DEVELOPMENT": "1",
            "HVS_PROCESS": role,
            "HVS_BASE_HOST": "localhost",
            "HVS_PORT": str(self.state.web_port),
            "HVS_WEB_THREADS": str(WEB_THREADS),
            "HVS_SECRET_KEY": self.state.secret_key,
            "HVS_DATABASE_URL": found.web_url,
            "HVS_WEB_ROLE": found.web_role,
            "HVS_DATA_DIR": str(self.data),
            "HVS_MEDIA_ROOT": str(self.data / "media"),
            "PYTHONUNBUFFERED": "1",
        }
        if role in ("provisioning", "command"):
            told["HVS_MIGRATOR_DATABASE_URL"] = found.migrator_url
        if broker:
            told["HVS_REDIS_URL"] = broker.url
        return told

    def manage(self, arguments: list[str], found: Database, broker: Broker | None = None) -> None:
        """Run a command of manage.py; its output is shown as it comes."""
        process = subprocess.Popen(
            [PYTHON, CHECKOUT / "manage.py", *arguments],
            env=self.environment("command", found, broker),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        try:
            for line in process.stdout:
                say(f"    {line.rstrip()}")
            code = process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if code != 0:
            raise CannotContinue(
                f"`./run manage {' '.join(arguments)}` failed; the reason stands above."
            )

    def forget_everything(self) -> None:
        """Delete the database and the data folder's content, if the folder is an instance's."""
        if self.given_database:
            raise CannotContinue(
                "--reset does not empty the database of DATABASE_URL; do that by hand."
            )
        if not (self.data / "state.json").exists() and any(self.data.iterdir()):
            contents = {path.name for path in self.data.iterdir()}
            if not contents <= {"lock", "log", "postgresql"}:
                raise CannotContinue(
                    f"{self.data} is not empty and not ours; --reset leaves it alone."
                )
        assert self.cluster is not None
        shutil.rmtree(self.cluster.folder, ignore_errors=True)
        for path in self.data.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != "lock":
                path.unlink()
        self.state = state.State(web_port=self.state.web_port)
        self.cluster = Cluster(cluster_folder(self.data))
