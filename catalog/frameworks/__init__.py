"""Frameworks of digital skills: what a question's tags mean (docs/formats/competence-framework.md).

Each file here is one version of a framework and is never changed in meaning: a new version is a
new file, and tags of the old one go on meaning what they meant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from catalog.packages import yaml_files
from catalog.packages.yaml_files import Part

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Named:
    """Something of a framework with its name in both languages."""

    code: str
    name: str
    name_en: str

    @property
    def words(self) -> str:
        """The name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def label(self) -> str:
        """Code and name, as people look it up in the framework."""
        return f"{self.code}. {self.words}"


@dataclass(frozen=True)
class Competence(Named):
    """One thing a person can do."""

    tag: str
    """As questions and draws hold it: "nls-2025/4.2"."""


@dataclass(frozen=True)
class Area(Named):
    """Competences that belong together."""

    competences: tuple[Competence, ...]


@dataclass(frozen=True)
class Framework(Named):
    """One version of a framework; its code is the name of its file."""

    legal_source: str
    valid_from: date
    areas: tuple[Area, ...]

    @property
    def competences(self) -> Iterator[Competence]:
        """All competences in order."""
        return (one for area in self.areas for one in area.competences)


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return all frameworks there are, the newest first; read once per process."""
    found = [read(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(sorted(found, key=lambda one: one.valid_from, reverse=True))


def in_force(day: date) -> Framework:
    """Return the framework editors choose from on this day: the newest one that is valid."""
    return next(one for one in frameworks() if one.valid_from <= day)


def competence(tag: str) -> Competence | None:
    """Return what a tag means, None for one that no framework here knows."""
    return _by_tag().get(tag)


def label(tag: str) -> str:
    """Return a tag in words; an unknown one as it is written."""
    found = competence(tag)
    return found.label if found else tag


def unknown(tags: Iterable[str]) -> list[str]:
    """Return the tags that no framework here knows, in their order."""
    return [tag for tag in tags if tag not in _by_tag()]


@cache
def _by_tag() -> dict[str, Competence]:
    return {one.tag: one for framework in frameworks() for one in framework.competences}


def read(path: Path) -> Framework:
    """Return the framework in a file; raises PackageInvalid with file and line."""
    part = yaml_files.load(path.read_text("utf-8"), path.name)
    part.only("id", "name", "name_en", "legal_source", "valid_from", "source_note", "areas")
    code = part.text("id")
    if code != path.stem:
        raise ValueError(f"{path.name}: id must be {path.stem}")
    return Framework(
        *(code, part.text("name"), part.text("name_en"), part.text("legal_source")),
        valid_from=date.fromisoformat(part.text("valid_from")),
        areas=tuple(_area(one, code) for one in part.parts("areas")),
    )


def _area(part: Part, framework: str) -> Area:
    part.only("code", "name", "name_en", "competences")
    return Area(
        *(part.text("code"), part.text("name"), part.text("name_en")),
        competences=tuple(_competence(one, framework) for one in part.parts("competences")),
    )


def _competence(part: Part, framework: str) -> Competence:
    part.only("code", "name", "name_en")
    code = part.text("code")
    return Competence(code, part.text("name"), part.text("name_en"), f"{framework}/{code}")
