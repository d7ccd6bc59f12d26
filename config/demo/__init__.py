"""The demo country: made by the same actions as the pages; only on a developer's machine."""
