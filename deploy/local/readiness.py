"""Asking the running site whether people can use it."""

import time
import urllib.error
import urllib.request

from deploy.local import processes
from deploy.local.failure import CannotContinue
from deploy.local.instance import Instance

PATIENCE_SECONDS = 120


def wait_until_ready(instance: Instance, hosts: list[str]) -> None:
    """Return when /healthz/ready answers 200 on every host."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    waiting = list(hosts)
    while waiting:
        processes.check(instance)
        status, said = ask(instance.state.web_port, waiting[0], "/healthz/ready")
        if status == 200:
            waiting.pop(0)
            continue
        if time.monotonic() > deadline:
            raise CannotContinue(
                f"{waiting[0]} is not ready after {PATIENCE_SECONDS} s:"
                f" {status or 'no answer'}, {said[:500]}\n"
                f"See {processes.log_file(instance, 'web')}"
            )
        time.sleep(0.1)


def ask(port: int, host: str, path: str) -> tuple[int, str]:
    """Status and text of a page; status 0 when nothing answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}"}
    )
    # No proxy: one set in the environment would be asked even for 127.0.0.1.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)
