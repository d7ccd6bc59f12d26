"""The shelf: immutable releases of national courses and who took them (NATIONAL)."""
