"""Bringing an instance up, step by step; every step may be repeated."""

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from deploy.local import assets, broker, catalogues, ports, processes
from deploy.local.broker import Broker
from deploy.local.database import Database
from deploy.local.failure import CannotContinue
from deploy.local.folders import CHECKOUT, PYTHON
from deploy.local.instance import Instance
from deploy.local.readiness import wait_until_ready
from deploy.local.steps import step

NATIONAL_HOST = "localhost"
DEMO_HOST = "quangnam.localhost"
# Redoc and the browsable API are not shown anywhere; compressing them would take half a minute.
COLLECT_STATIC = [
    "collectstatic", "--no-input", "--clear", "--verbosity", "0",
    "--ignore", "redoc", "--ignore", "rest_framework",
]  # fmt: skip


def bring_up(instance: Instance, *, port: int | None, empty: bool) -> None:
    """Start everything that does not run yet, and return when people can sign in."""
    _choose_port(instance, port)
    found, messages = prepare(instance, empty=empty)
    with step("broker, web and workers"):
        processes.start_all(instance, found, messages)
        sign_ins = _ask_for_sign_ins(instance, found, messages)
        wait_until_ready(instance, [NATIONAL_HOST] if empty else [NATIONAL_HOST, DEMO_HOST])
        processes.wait_for_workers(instance)
        if sign_ins:
            sign_ins_file(instance).write_text(sign_ins.communicate()[0])


def prepare(instance: Instance, *, empty: bool) -> tuple[Database, Broker]:
    """Everything but the processes: database, static files, content; its server runs then."""
    if not assets.are_current():
        with step("style sheets and scripts"):
            assets.build(instance.log / "assets.log")
    catalogues.compile_changed()
    with step("PostgreSQL and its logins"):
        found = instance.open_database()
        _refuse_other_content(instance, found, empty)
        messages = broker.chosen(instance.data, _broker_port(instance))
        instance.state.broker_port, instance.state.broker_name = messages.port, messages.name
        instance.save()
    _migrate(instance, found, messages)
    _collect_static(instance, found, messages)
    _fill(instance, found, messages, empty)
    return found, messages


def hosts(instance: Instance) -> list[str]:
    """The addresses to tell people."""
    demo = "demo" in instance.state.filled.values()
    names = [NATIONAL_HOST, DEMO_HOST] if demo else [NATIONAL_HOST]
    return [f"http://{name}:{instance.state.web_port}/" for name in names]


def sign_ins_file(instance: Instance) -> Path:
    """What demo_sign_ins said when this instance was filled."""
    return instance.data / "sign-ins.txt"


def _choose_port(instance: Instance, port: int | None) -> None:
    wanted = port or instance.state.web_port
    if processes.running(instance).get("web"):
        return
    if not ports.is_free(wanted):
        raise CannotContinue(
            f"Port {wanted} is used by another program. Take another one: ./run --port {wanted + 1}"
        )
    instance.state.web_port = wanted


def _broker_port(instance: Instance) -> int | None:
    kept = instance.state.broker_port
    # While our broker was down, another program may have taken its port.
    return kept if processes.running(instance).get("broker") else ports.private_port(kept)


def _refuse_other_content(instance: Instance, found: Database, empty: bool) -> None:
    wanted = "empty" if empty else "demo"
    filled = instance.state.filled.get(instance.database_key(found), wanted)
    if empty and filled == "demo":
        raise CannotContinue(
            "This instance holds the demo country. Start afresh: ./run --reset --empty"
        )


def _migrate(instance: Instance, found: Database, messages: Broker) -> None:
    """Bring the schemas up; skipped on our own server where this code did so before."""
    key, wanted = instance.database_key(found), _schemas_fingerprint()
    if instance.cluster and instance.state.migrated.get(key) == wanted:
        return
    with step("migrations"):
        instance.manage(["deploy_schemas"], found, messages)
    instance.state.migrated[key] = wanted
    instance.save()


def _schemas_fingerprint() -> str:
    """Stands for all that shapes the schemas: migrations, `tenants`, settings, packages."""
    paths = {
        *CHECKOUT.glob("[a-z]*/migrations/*.py"),
        *CHECKOUT.glob("[a-z]*/*/migrations/*.py"),
        *(path for path in (CHECKOUT / "tenants").rglob("*") if path.is_file()),
        CHECKOUT / "config" / "settings.py",
        CHECKOUT / "deploy" / "requirements" / "run.txt",
    }
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _collect_static(instance: Instance, found: Database, messages: Broker) -> None:
    stamp = instance.data / "static" / ".collected-from"
    wanted = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step("static files"):
        instance.manage(COLLECT_STATIC, found, messages)
        stamp.write_text(wanted)


def _static_fingerprint() -> str:
    digest = hashlib.sha256((CHECKOUT / "deploy" / "requirements" / "run.txt").read_bytes())
    for path in sorted(_static_files()):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _static_files() -> Iterator[Path]:
    for folder in [*CHECKOUT.glob("[a-z]*/static"), *CHECKOUT.glob("[a-z]*/*/static")]:
        if folder.relative_to(CHECKOUT).parts[0] != "var":
            yield from (path for path in folder.rglob("*") if path.is_file())


def _fill(instance: Instance, found: Database, messages: Broker, empty: bool) -> None:
    key = instance.database_key(found)
    if key in instance.state.filled:
        return
    name = "empty" if empty else "demo"
    with step("the ministry and its courses" if empty else "the demo country"):
        instance.manage([f"make_{name}_country"], found, messages)
    sign_ins_file(instance).unlink(missing_ok=True)
    instance.state.filled[key] = name
    instance.save()


def _ask_for_sign_ins(
    instance: Instance, found: Database, messages: Broker
) -> subprocess.Popen[str] | None:
    if sign_ins_file(instance).exists():
        return None
    return subprocess.Popen(
        [PYTHON, CHECKOUT / "manage.py", "demo_sign_ins"], cwd=CHECKOUT, text=True,
        env=instance.environment("command", found, messages), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
