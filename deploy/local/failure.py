"""What the launcher tells a person when it cannot go on."""


class CannotContinue(Exception):
    """A step failed for a reason the person can act on; the message says what to do."""
