"""The named cast."""

from tests.people.cast import an, development, ha, hoa, invited, linh, minh

__all__ = ["an", "development", "ha", "hoa", "invited", "linh", "minh"]
