"""Commands of enrollment."""
