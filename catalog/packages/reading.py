"""Reads a course package, from a folder or a zip, into a checked document and its files.

A package with a manifest was written by the product: it is read to the letter and must have the
hash the manifest names. One without was written by people: blanks at the ends of lines, kinds of
line ends and the form of letters are tidied, sizes and lengths are looked up.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from catalog import documents
from catalog.packages import layout, manifests
from catalog.packages.courses import CourseReader
from catalog.packages.errors import PackageInvalid
from catalog.packages.shown import ListedFiles, NamedFiles, ShownFiles
from catalog.packages.texts import Texts


class Source(Protocol):
    """Where the files of a package stand."""

    @property
    def names(self) -> frozenset[str]:
        """The names of all files."""

    def read(self, name: str, limit_bytes: int) -> bytes:
        """Return the bytes of one file; raises PackageInvalid, PackageUnsafe."""


@dataclass
class Package:
    """One course read from its package: the document and where its files stand."""

    document: dict[str, Any]
    sha256: str
    shown: ShownFiles = field(repr=False)

    def media_content(self, sha256: str) -> bytes:
        """Return the bytes of one file the course shows."""
        return self.shown.content(sha256)


def read(source: Source) -> Package:
    """Return a checked package; raises PackageInvalid, PackageUnsafe."""
    manifest = manifests.read(source) if layout.MANIFEST in source.names else None
    texts = Texts(source, is_exact=manifest is not None)
    shown = _shown(source, manifest)
    reader = CourseReader(texts, shown)
    course = reader.course()
    nodes = list(shown.nodes.values())
    document = course | {"media": nodes} if manifest else documents.with_media(course, nodes)
    try:
        sha256 = documents.examine(document).sha256
    except documents.DocumentInvalid as error:
        raise reader.places.refusal(error.problems) from error
    if manifest and manifest.sha256 != sha256:
        raise PackageInvalid("HASH", file=layout.MANIFEST, found=sha256, said=manifest.sha256)
    return Package(document, sha256, shown)


def _shown(source: Source, manifest: manifests.Manifest | None) -> ShownFiles:
    if manifest is None:
        return NamedFiles(source)
    nodes = [node.model_dump() for node in manifest.media]
    return ListedFiles(source, nodes, layout.MANIFEST)
