"""The manifest of a package that the product wrote: what stands in it, and under which hash."""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from catalog.documents import MediaNode, Sha256
from catalog.packages import layout
from catalog.packages.errors import PackageInvalid
from catalog.packages.texts import TEXT_BYTES_AT_MOST, Readable

Path = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Entry(BaseModel):
    """What all parts share: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DocumentEntry(Entry):
    """The document a package holds."""

    format: Literal["hoc-vu-so.course"]
    format_version: Literal[1]
    sha256: Sha256
    uid: str
    title: str


class FileEntry(Entry):
    """One file."""

    path: Path
    size_bytes: int = Field(ge=0)


class Manifest(Entry):
    """What manifest.json says."""

    format: Literal["hoc-vu-so.package"]
    format_version: Literal[1]
    document: DocumentEntry
    files: list[FileEntry]
    media: list[MediaNode]

    @property
    def sha256(self) -> str:
        """The hash the document must have."""
        return self.document.sha256


def read(source: Readable) -> Manifest:
    """Return the manifest, its list compared with what is there; raises PackageInvalid."""
    manifest = parsed_json(source, layout.MANIFEST, Manifest)
    listed = {one.path for one in manifest.files} | {layout.MANIFEST}
    for name in sorted(listed ^ source.names):
        reason = "FILE_MISSING" if name in listed else "FILE_UNKNOWN"
        raise PackageInvalid(reason, file=name)
    return manifest


def parsed_json[M: BaseModel](source: Readable, name: str, model: type[M]) -> M:
    """Return a JSON file as this model; raises PackageInvalid with line or key."""
    content = source.read(name, TEXT_BYTES_AT_MOST)
    try:
        value = json.loads(content.decode())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackageInvalid("ENCODING", file=name, line=line) from error
    except json.JSONDecodeError as error:
        raise PackageInvalid("JSON", file=name, line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise PackageInvalid("JSON", file=name) from error
    try:
        return model.model_validate(value)
    except ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise PackageInvalid("VALUE", file=name, key=key) from error
