import os
import signal

import pytest

from deploy.local.calm import undisturbed


def test_interruption_waits_for_the_end_of_the_block():
    done = []

    def start_and_note():
        with undisturbed():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("noted")

    with pytest.raises(KeyboardInterrupt):
        start_and_note()

    assert done == ["noted"]


def test_handlers_are_as_before_afterwards():
    before = signal.getsignal(signal.SIGTERM)

    with undisturbed():
        pass

    assert signal.getsignal(signal.SIGTERM) == before
