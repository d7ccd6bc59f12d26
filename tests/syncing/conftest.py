"""The same people as at the desk, and a national course that Quảng Nam took over."""

import pytest

from tests.catalog.conftest import _store, an, hoa, linh, minh
from tests.syncing import national

__all__ = ["_store", "an", "hoa", "linh", "minh"]


@pytest.fixture
def story(ministry, quangnam):
    """A national course of three chapters, on the shelf and taken over in Quảng Nam."""
    return national.Story.begin(ministry, quangnam)
