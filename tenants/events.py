"""News about provinces, for the apps above (docs/architecture.md)."""

from django.dispatch import Signal

province_opened = Signal()
"""A province came on line: `place`, `owner` (people.User). Sent inside the province's block.

Sender Province; sent again if the worker was killed half way: receivers find what is there.
"""
