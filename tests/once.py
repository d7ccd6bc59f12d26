"""What is made once for all tests of a module, in one transaction that is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings


@contextmanager
def for_the_module(blocker: Any, media: Path) -> Iterator[None]:
    """Let the fixtures of a module write; places may be entered as in one test's transaction."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = settings.STORAGES | {"staticfiles": plain}
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with (
        override_settings(MEDIA_ROOT=media, HVS_DEVELOPMENT=True, STORAGES=storages),
        blocker.unblock(),
        block,
    ):
        yield
        transaction.set_rollback(True)
