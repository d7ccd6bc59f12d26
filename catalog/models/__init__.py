"""Rows of the catalogue: the desk (working copy) and the editions learners read."""

from catalog.models.desk import Course, Lesson, MediaFile, Module, Option, Question
from catalog.models.editions import AdoptedRelease, Document, Edition

__all__ = [
    "AdoptedRelease",
    "Course",
    "Document",
    "Edition",
    "Lesson",
    "MediaFile",
    "Module",
    "Option",
    "Question",
]
