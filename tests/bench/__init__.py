"""Measurements, each beside its floor in the same run: `./test bench [NAME …] [--json FILE]`."""
