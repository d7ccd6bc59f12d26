"""News from the people of a place, for the apps above (docs/architecture.md).

Receivers run in the request's own transaction, inside the place.
"""

from typing import NamedTuple

from django.dispatch import Signal


class Door(NamedTuple):
    """Something a person may do elsewhere, as their account page offers it."""

    heading: str
    purpose: str
    words: str
    """Of the link."""
    address: str


person_registered = Signal()
"""Somebody proved a phone number at /register/: `user`, `request` (its session still the guest's).

Sent with sender User, for a new account and for one that had this phone already.
"""

name_asked = Signal()
"""May this person write their own name? Receivers return None, or the words that say who keeps it.

Sent with sender User; argument: `user`.
"""

doors_asked = Signal()
"""What else may this person do, that they would look for at their account? Receivers return a
Door, or None.

Sent with sender User; argument: `user`.
"""

name_changed = Signal()
"""Somebody corrected their own name: `user`. Sent with sender User."""
