"""The real server (gunicorn) before a bench database, and its processor time."""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connections

from tests import database
from tests.bench.measure import cpu_seconds

CHECKOUT = Path(__file__).resolve().parent.parent.parent


class Server:
    """One gunicorn with one worker of four threads on a free port."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        address = connections["default"].settings_dict
        url = (
            f"postgresql://{database.WEB}:{database.PASSWORD}@{address['HOST']}:{address['PORT']}"
            f"/{address['NAME']}"
        )
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed in stop)
        environment = os.environ | {
            "HVS_DATABASE_URL": url,
            "HVS_SECRET_KEY": "not-secret-only-for-commands-and-tests",
            "HVS_DEVELOPMENT": "1",
            "HVS_PROCESS": "web",
            "HVS_LOG_LEVEL": "WARNING",
            "HVS_DATA_DIR": str(collected()),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--workers", "1",
             "--worker-class", "gthread", "--threads", "4", "--bind", f"127.0.0.1:{self.port}",
             "--keep-alive", "60", "--no-control-socket"],
            cwd=CHECKOUT, env=environment, stdout=self._log, stderr=self._log,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                if self.ask("localhost", "/healthz/live")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        self._log.seek(0)
        raise RuntimeError(self._log.read().decode()[-2000:])

    def ask(
        self, host: str, path: str, *, cookie: str = "", body: bytes | None = None
    ) -> tuple[int, bytes, str]:
        """Return status, unpacked body and Location of one request, sent as browsers send it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": f"{host}:{self.port}", "Cookie": cookie, "Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        content = response.read()
        if response.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        connection.close()
        return response.status, content, response.headers.get("Location", "")

    def cpu_seconds(self) -> float:
        """Return the processor time of the server's processes so far."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        pids = [self._process.pid, *map(int, children.read_text().split())]
        return cpu_seconds(pids)

    def stop(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.wait(20)
        self._log.close()


def collected() -> Path:
    """Return a data folder whose static files are collected, as pages need their hashed names."""
    folder = Path(tempfile.gettempdir()) / "hvs-bench-data"
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=CHECKOUT, check=True,
        env=os.environ | {"HVS_DATA_DIR": str(folder), "HVS_DEVELOPMENT": "1"},
    )  # fmt: skip
    return folder
