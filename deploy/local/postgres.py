"""One PostgreSQL server of our own: its folder, its start and stop, its settings.

The folder holds `data/` (the cluster), `server.json` (port, password, process) and
`postgresql.log`. The server listens on 127.0.0.1 only, with passwords. Started by root, it
belongs to the user `nobody`.
"""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

from deploy.local import alive, ports
from deploy.local.binaries import (
    give_to_server,
    plain_environment,
    postgres_programs,
    server_user,
)
from deploy.local.calm import undisturbed
from deploy.local.failure import CannotContinue
from deploy.local.folders import make_passable

DURABLE = {
    "max_connections": "200",
    "max_locks_per_transaction": "1024",
    "password_encryption": "scram-sha-256",
}
# A crash may lose everything: for test clusters only.
THROW_AWAY = DURABLE | {
    "max_connections": "300",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
LOCALES = ("C.UTF-8", "en_US.UTF-8", "C")


class Cluster:
    """A PostgreSQL cluster in a folder that its server's user can reach."""

    def __init__(self, folder: Path, settings: dict[str, str] = DURABLE) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.settings = settings
        self._record_file = folder / "server.json"

    def exists(self) -> bool:
        """Whether the cluster was made completely."""
        return self._record_file.exists()

    def is_running(self) -> bool:
        """Whether our server of this cluster runs."""
        return self.exists() and alive.is_running(self.process())

    def process(self) -> alive.ProcessMark | None:
        """The server's process, known from its start or found in the folder."""
        stored = self._record().get("process")
        known = alive.ProcessMark(**stored) if stored else None
        return known if alive.is_running(known) else self._found_process() or known

    def _found_process(self) -> alive.ProcessMark | None:
        """A server whose start we could not note, because we were killed meanwhile; noted now."""
        lock = self.data / "postmaster.pid"
        lines = lock.read_text().splitlines() if os.access(lock, os.R_OK) else []
        if len(lines) < 4 or lines[0] not in self._processes_in_data():
            return None
        found = alive.mark(int(lines[0]))
        if found:
            self._save(self._record() | {"port": int(lines[3]), "process": asdict(found)})
        return found

    def url(self, database: str = "postgres") -> str:
        """The address of a database of this cluster with the superuser's login."""
        record = self._record()
        return f"postgres://postgres:{record['password']}@127.0.0.1:{record['port']}/{database}"

    def port(self) -> int:
        """The port the server listens on."""
        return int(self._record()["port"])

    def identity(self) -> str:
        """Tells this cluster from one made later in the same folder."""
        return hashlib.sha256(self._record()["password"].encode()).hexdigest()[:10]

    def create(self) -> None:
        """Make the cluster unless it exists; a half-made one is made anew."""
        if self.exists():
            return
        self._make_folder()
        password = secrets.token_urlsafe(24)
        password_file = self.folder / "new-password"
        password_file.write_text(password)
        password_file.chmod(0o600)
        give_to_server(password_file)
        try:
            self._initialise(password_file)
        finally:
            password_file.unlink()
        self._save({"password": password})

    def start(self) -> None:
        """Start the server unless it runs, on its kept port if that is free."""
        if not self.is_running():
            with undisturbed():
                self._start()

    def _start(self) -> None:
        self._forget_dead_server()
        record = self._record()
        port = ports.private_port(record.get("port"))
        options = " ".join(f"-c {name}={value}" for name, value in self.settings.items())
        log = self.folder / "postgresql.log"
        log.touch(mode=0o600)
        give_to_server(log)
        self._pg_ctl(
            "start", "-w", "-t", "120", "-l", str(log),
            "-o", f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {options}",
        )  # fmt: skip
        process = alive.mark(int((self.data / "postmaster.pid").read_text().split()[0]))
        self._save(record | {"port": port, "process": asdict(process) if process else None})

    def stop(self) -> None:
        """Stop the server if it runs; open transactions are rolled back."""
        if self.is_running():
            with undisturbed():
                self._pg_ctl("stop", "-m", "fast", "-w", "-t", "120")

    def _make_folder(self) -> None:
        make_passable(self.folder)
        if self.data.exists():
            shutil.rmtree(self.data)
        self.data.mkdir(mode=0o700)
        give_to_server(self.data)

    def _initialise(self, password_file: Path) -> None:
        messages = []
        for locale in LOCALES:
            done = self._run(
                "initdb", "-D", str(self.data), "-U", "postgres", "--encoding=UTF8",
                f"--locale={locale}", "--auth=scram-sha-256", f"--pwfile={password_file}",
                "--no-instructions",
            )  # fmt: skip
            if done.returncode == 0:
                return
            messages.append(done.stdout)
        raise CannotContinue(f"initdb failed in {self.folder}:\n{messages[0]}")

    def _forget_dead_server(self) -> None:
        """Remove the lock file of a server that is gone: its process id may be another's by now."""
        lock = self.data / "postmaster.pid"
        if lock.exists() and Path("/proc/self/cwd").exists() and not self._processes_in_data():
            lock.unlink()

    def _processes_in_data(self) -> list[str]:
        found = []
        for entry in Path("/proc").glob("[0-9]*/cwd"):
            try:
                if os.readlink(entry) == str(self.data.resolve()):
                    found.append(entry.parent.name)
            except OSError:
                continue
        return found

    def _pg_ctl(self, *arguments: str) -> None:
        done = self._run("pg_ctl", arguments[0], "-D", str(self.data), *arguments[1:])
        if done.returncode != 0:
            raise CannotContinue(
                f"PostgreSQL: {arguments[0]} failed.\n{done.stdout}\n{self._log_end()}"
            )

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        folder = postgres_programs(self.folder)
        output = self.folder / "command.log"
        # A file, not a pipe: the server inherits it and would hold a pipe open for ever.
        with output.open("w+") as written:
            done = subprocess.run(
                [folder / program, *arguments], cwd="/", env=plain_environment(),
                stdin=subprocess.DEVNULL, stdout=written, stderr=written,
                start_new_session=True, **server_user(),
            )  # fmt: skip
        return subprocess.CompletedProcess(
            done.args, done.returncode, output.read_text(errors="replace"), ""
        )

    def _log_end(self) -> str:
        log = self.folder / "postgresql.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else ""

    def _record(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self._record_file.read_text())
        return record

    def _save(self, record: dict[str, Any]) -> None:
        new = self._record_file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(json.dumps(record))
        new.replace(self._record_file)
