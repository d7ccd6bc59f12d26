"""The same people as at the desk."""

from tests.catalog.conftest import _store, an, hoa, linh, minh

__all__ = ["_store", "an", "hoa", "linh", "minh"]
