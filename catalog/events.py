"""News of the catalogue for the apps above it."""

from django.dispatch import Signal

courses_adopted = Signal()
"""National courses became this province's own just now. Sender: Course; argument: courses."""

course_published = Signal()
"""A course has a new edition in this place. Sender: Course; arguments: course, edition."""
