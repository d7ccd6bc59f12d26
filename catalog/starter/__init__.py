"""The fifteen starter courses, as packages of YAML and Markdown (docs/formats/course-package.md).

A folder NN-slug holds course.yaml, lessons/MMLL-name.md (front matter, then Markdown) and
lessons/MMLL-name.quiz.yaml. A lesson with `video: name` shows media/name.mp4 with name.vtt,
name.webp and name.transcript.md; an image ![words](media/name.webp) stands in the same folder.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.packages import reading
from catalog.packages.folders import FolderSource

FOLDER = Path(__file__).parent


@dataclass
class Package:
    """One course read from its folder, and its place among the others."""

    position: int
    content: reading.Package

    @property
    def document(self) -> dict[str, Any]:
        """The checked document."""
        return self.content.document


def packages(folder: Path = FOLDER) -> list[Package]:
    """Return all packages in order; raises PackageInvalid."""
    folders = sorted(one for one in folder.iterdir() if (one / "course.yaml").is_file())
    return [read(one) for one in folders]


def read(folder: Path) -> Package:
    """Return one package, checked."""
    source = FolderSource(folder, folder.parent / "media")
    return Package(int(folder.name[:2]), reading.read(source))


def load_packages(folder: Path = FOLDER) -> list[Any]:
    """Bring the starter courses to the ministry's desk and shelf; return the new releases.

    Called inside the ministry's block. A course that is here already (by uid) is left alone, so
    loading twice is once and never overwrites an editor's work.
    """
    from catalog.actions import loading

    return loading.load(packages(folder))
