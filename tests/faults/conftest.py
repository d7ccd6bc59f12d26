"""`./test faults [--seed N] [--submits N]`: one instance of the product for all fault tests."""

import random
from collections.abc import Iterator

import pytest

from deploy.local.folders import make_passable, tests_folder
from deploy.local.state import only_one
from tests.faults.site import Site


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, default=None, help="repeat the faults of that run")
    parser.addoption("--submits", type=int, default=20_000, help="how many answers are handed in")


def pytest_configure(config: pytest.Config) -> None:
    config.option.seed = config.option.seed or random.SystemRandom().randrange(1, 10**6)


def pytest_report_header(config: pytest.Config) -> str:
    return f"faults: repeat them with --seed {config.option.seed}"


@pytest.fixture(scope="session")
def dice(request: pytest.FixtureRequest) -> random.Random:
    """What is drawn by lot in this run."""
    return random.Random(request.config.option.seed)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The product, running."""
    data = tests_folder() / "faults"
    make_passable(data)
    with only_one(data / "lock", waiting="Another run of the fault tests is at work; waiting …"):
        found = Site(data)
        try:
            found.start()
            yield found
        finally:
            found.stop()
