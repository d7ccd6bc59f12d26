"""Packages and release files as downloads, built in a temporary file before they are sent."""

import tempfile
from collections.abc import Iterable
from typing import IO, Any

from catalog import documents, media
from catalog.library.models import Release
from catalog.models import Course, MediaFile
from catalog.packages import release_files, writing
from catalog.packages.writing import Opener


class FileLost(Exception):
    """A file the course shows is not in its store any more. Facts: sha256."""

    code = "FILE_LOST"

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256


def course_package(course: Course) -> IO[bytes]:
    """Return the package of a course as it stands on the desk.

    Raises documents.DocumentInvalid (an image that is not here), FileLost.
    """
    document = documents.from_course(course)
    documents.check(document)
    rows = _rows(document["media"])
    return _written(document, lambda node: _opened(rows[node["sha256"]]))


def release_package(document: dict[str, Any]) -> IO[bytes]:
    """Return the package of a released document; raises FileLost."""
    return _written(document, _open_national)


def release_file(release: Release) -> IO[bytes]:
    """Return the file of a release; raises FileLost."""
    out = _temporary()
    release_files.write(release, out, _open_national)
    out.seek(0)
    return out


def _rows(nodes: Iterable[dict[str, Any]]) -> dict[str, MediaFile]:
    hashes = [node["sha256"] for node in nodes]
    return {row.sha256: row for row in MediaFile.objects.filter(sha256__in=hashes)}


def _written(document: dict[str, Any], open_media: Opener) -> IO[bytes]:
    out = _temporary()
    writing.write(document, out, open_media)
    out.seek(0)
    return out


def _temporary() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="hvs-package-")


def _open_national(node: dict[str, Any]) -> IO[bytes]:
    return _opened(MediaFile(sha256=node["sha256"], store=MediaFile.Store.NATIONAL))


def _opened(row: MediaFile) -> IO[bytes]:
    try:
        return media.open_file(row)
    except FileNotFoundError as error:
        raise FileLost(row.sha256) from error
