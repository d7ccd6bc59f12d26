"""Rows of the catalogue: the desk (working copy) and the editions learners read."""

from catalog.models.desk import (
    Course,
    EditLock,
    Lesson,
    MediaFile,
    Module,
    NodeLock,
    Option,
    Question,
)
from catalog.models.editions import (
    AdoptedRelease,
    Document,
    Edition,
    Following,
    Offer,
    Review,
    Sync,
)

__all__ = [
    "AdoptedRelease",
    "Course",
    "Document",
    "EditLock",
    "Edition",
    "Following",
    "Lesson",
    "MediaFile",
    "Module",
    "NodeLock",
    "Offer",
    "Option",
    "Question",
    "Review",
    "Sync",
]
