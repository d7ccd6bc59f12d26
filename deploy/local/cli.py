"""`./run`: start, prepare, stop, status, manage, mailbox."""

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from deploy.local import broker, processes, start, state
from deploy.local.calm import say
from deploy.local.failure import CannotContinue
from deploy.local.folders import CHECKOUT, PYTHON
from deploy.local.instance import Instance

BUSY = "  another ./run of this instance is at work; waiting for it …"


def main() -> int:
    """Do what the command line says; the exit code."""
    arguments, rest = _arguments(sys.argv[1:])
    caller = Path(os.environ.get("HVS_CALLER_DIR", "."))
    data = (caller / arguments.data).resolve() if arguments.data else CHECKOUT / "var" / "data"
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        data.mkdir(parents=True, exist_ok=True)
        match arguments.command:
            case "stop":
                return _stop(data)
            case "prepare":
                return _prepare(data, arguments)
            case "status":
                return _status(Instance(data))
            case "manage" | "mailbox":
                return _manage(
                    Instance(data),
                    rest if arguments.command == "manage" else ["mailbox", *rest],
                    caller,
                )
            case _:
                return _start(data, arguments)
    except CannotContinue as reason:
        print(f"\n{reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _arguments(given: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="./run", description="Học Vụ Số on this machine.")
    parser.add_argument(
        "command",
        nargs="?",
        default="start",
        choices=["start", "prepare", "stop", "status", "manage", "mailbox"],
        help="start (the default), prepare (all but the processes), stop, status,"
        " manage … (Django's commands), mailbox (mail and SMS sent)",
    )
    parser.add_argument("--port", type=int, help="the web's port (8000, or the one used before)")
    parser.add_argument("--data", metavar="DIR", help="folder of the instance (var/data)")
    parser.add_argument(
        "--detach", action="store_true", help="return when it is ready and leave it running"
    )
    parser.add_argument("--reset", action="store_true", help="delete this instance's data first")
    parser.add_argument(
        "--empty", action="store_true", help="only the ministry and its courses, no demo country"
    )
    passing_on = next(
        (at for at, word in enumerate(given) if word in ("manage", "mailbox")), len(given) - 1
    )
    return parser.parse_args(given[: passing_on + 1]), given[passing_on + 1 :]


def _start(data: Path, arguments: argparse.Namespace) -> int:
    with state.only_one(data / "lock", waiting=BUSY):
        instance = _opened(data, is_reset=arguments.reset)
        runs = processes.running(instance)
        instance.refuse_another_database(is_running=any(runs.values()))
        if runs and all(runs.values()) and instance.database_runs():
            return _already_running(instance, arguments)
        try:
            start.bring_up(instance, port=arguments.port, empty=arguments.empty)
        except BaseException:
            if instance.has_anything_running():
                say("  stopping …")
                processes.stop_all(instance)
            raise
    _print_addresses(instance)
    return 0 if arguments.detach else _watch(instance)


def _opened(data: Path, *, is_reset: bool) -> Instance:
    instance = Instance(data)
    if is_reset:
        processes.stop_all(instance)
        instance.forget_everything()
    return instance


def _prepare(data: Path, arguments: argparse.Namespace) -> int:
    with state.only_one(data / "lock", waiting=BUSY):
        instance = _opened(data, is_reset=arguments.reset)
        runs = processes.running(instance)
        instance.refuse_another_database(is_running=any(runs.values()))
        ran_before = instance.has_anything_running()
        try:
            start.prepare(instance, empty=arguments.empty)
        finally:
            if not ran_before:
                processes.stop_all(instance)
    say("Prepared. Start it: ./run")
    return 0


def _already_running(instance: Instance, arguments: argparse.Namespace) -> int:
    say("Học Vụ Số is running already.")
    _print_addresses(instance)
    if arguments.port not in (None, instance.state.web_port):
        say(f"To move it: ./run stop, then ./run --port {arguments.port}")
        return 1
    if arguments.empty and "demo" in instance.state.filled.values():
        say("It holds the demo country. To start afresh: ./run --reset --empty")
        return 1
    return 0


def _watch(instance: Instance) -> int:
    """Stay until Ctrl-C, `./run stop` elsewhere, or the end of a process; then stop everything."""
    say("Ctrl-C stops everything.")
    try:
        while True:
            time.sleep(0.5)
            processes.check(instance)
    except KeyboardInterrupt:
        say("\n  stopping …")
        return 0
    except CannotContinue:
        with state.only_one(instance.data / "lock"):
            if state.load(instance.data).processes == instance.state.processes:
                raise
        say("Stopped by another ./run.")
        return 0
    finally:
        with state.only_one(instance.data / "lock"):
            if state.load(instance.data).processes == instance.state.processes:
                processes.stop_all(instance)


def _stop(data: Path) -> int:
    with state.only_one(data / "lock", waiting=BUSY):
        instance = Instance(data)
        ran = instance.has_anything_running()
        processes.stop_all(instance)
    say("Stopped." if ran else "Nothing was running.")
    return 0


def _status(instance: Instance) -> int:
    runs = processes.running(instance)
    if not any(runs.values()):
        say("Học Vụ Số is not running. Start it: ./run")
        return 1
    for address in start.hosts(instance):
        say(f"address   {address}")
    say(f"database  {instance.database_version()}")
    say(f"broker    {instance.state.broker_name}")
    for name, is_running in runs.items():
        say(
            f"process   {name}: {instance.state.processes[name].pid if is_running else 'has ended'}"
        )
    say(f"data      {instance.data}")
    return 0 if all(runs.values()) else 1


def _manage(instance: Instance, arguments: list[str], caller: Path) -> int:
    with instance.borrowed_database() as found:
        messages = broker.chosen(instance.data, instance.state.broker_port)
        environment = instance.environment("command", found, messages) | {
            "PYTHONPATH": str(CHECKOUT)
        }
        command = [str(PYTHON), str(CHECKOUT / "manage.py"), *arguments]
        return subprocess.run(command, cwd=caller, env=environment).returncode


def _print_addresses(instance: Instance) -> None:
    say()
    for address in start.hosts(instance):
        say(f"  {address}")
    sign_ins = start.sign_ins_file(instance)
    if sign_ins.exists():
        say(f"\n{sign_ins.read_text().rstrip()}")
    say(f"\n  Logs: {instance.log}")
    say("  Status: ./run status. Mail and SMS: ./run mailbox. End: ./run stop")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
