"""Daily figures of each province and the nation's roll-ups (BOTH)."""
