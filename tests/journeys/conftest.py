"""What every journey needs: one Chromium, and the product running."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import product
from tests.journeys.product import Product


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium; every person gets a context of their own in it."""
    program = os.environ.get("HVS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    # Playwright's own loop makes Django think it stands in async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--host-resolver-rules=MAP *.localhost 127.0.0.1"],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Product]:
    """The real product with the ministry and Thái Nguyên, one a module; stopped in any case."""
    with product.running() as found:
        yield found
