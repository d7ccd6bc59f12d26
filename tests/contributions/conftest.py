"""The same people as at the desk, a national course taken over, and one of the province's own."""

import pytest

from tests.catalog.conftest import _store, an, hoa, linh, minh
from tests.catalog.library import course_without_faults
from tests.contributions.roads import own_course
from tests.syncing.conftest import story

__all__ = ["_store", "an", "course_without_faults", "hoa", "linh", "minh", "story"]


@pytest.fixture
def course(quangnam):
    """A course of Quảng Nam's own, with an image of its own in the first lesson."""
    return own_course(quangnam)
