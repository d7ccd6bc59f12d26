"""News from the people of a place, for the apps above (docs/architecture.md).

Receivers run in the request's own transaction, inside the place.
"""

from django.dispatch import Signal

person_registered = Signal()
"""Somebody proved a phone number at /register/: `user`, `request` (its session still the guest's).

Sent with sender User, for a new account and for one that had this phone already.
"""

name_asked = Signal()
"""May this person write their own name? Receivers return None, or the words that say who keeps it.

Sent with sender User; argument: `user`.
"""

doors_asked = Signal()
"""What else may this person do, that they would look for at their account? Receivers return None,
or a tuple: heading, what it is for, words of the link, address.

Sent with sender User; argument: `user`.
"""

name_changed = Signal()
"""Somebody corrected their own name: `user`. Sent with sender User."""
