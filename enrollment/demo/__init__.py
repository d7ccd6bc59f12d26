"""Rosters that look real, for the demo country, the tests and the bench."""
