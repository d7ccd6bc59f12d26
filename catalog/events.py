"""News of the catalogue for the apps above it."""

from django.dispatch import Signal

course_published = Signal()
"""A course has a new edition in this place. Sender: Course; arguments: course, edition."""
