"""Pages of the catalogue: the desk, the national library, taking over, files."""
