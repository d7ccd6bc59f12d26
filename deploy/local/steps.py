"""Steps shown to the person who waits: one line each, with its time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the step's name, and its time when it is done."""
    began = time.monotonic()
    print(f"  {name} …", flush=True)
    yield
    print(f"  {name}: {time.monotonic() - began:.1f} s", flush=True)
