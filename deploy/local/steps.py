"""Steps shown to the person who waits: one line each, with its time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.local.calm import say


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the step's name, and its time when it is done."""
    began = time.monotonic()
    say(f"  {name} …")
    yield
    say(f"  {name}: {time.monotonic() - began:.1f} s")
