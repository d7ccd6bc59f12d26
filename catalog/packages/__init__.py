"""Courses and releases as files: reading what is safe to read, writing what reads back the same.

docs/formats/course-package.md and docs/formats/release-file.md describe the two formats.
"""
