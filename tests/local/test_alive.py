import subprocess
import sys
from dataclasses import replace

from deploy.local import alive


def sleeping_process():
    return subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    )


def test_mark_tells_a_later_process_with_the_same_id_apart():
    process = sleeping_process()
    ours = alive.mark(process.pid)

    another = replace(ours, started="0")

    assert alive.is_running(ours)
    assert not alive.is_running(another)
    process.kill()
    process.wait()


def test_stop_leaves_a_process_with_a_reused_id_alone():
    process = sleeping_process()
    stranger = replace(alive.mark(process.pid), started="0")

    alive.stop([stranger], patience_seconds=0.1)

    assert process.poll() is None
    process.kill()
    process.wait()


def test_stop_ends_a_process_that_ignores_the_polite_signal():
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        " print(1, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", deaf], stdout=subprocess.PIPE, start_new_session=True
    )
    process.stdout.readline()
    mark = alive.mark(process.pid)

    alive.stop([mark], patience_seconds=0.2)

    assert not alive.is_running(mark)
    process.stdout.close()


def test_mark_of_an_ended_process_is_none():
    process = sleeping_process()
    process.kill()

    process.wait()

    assert alive.mark(process.pid) is None
