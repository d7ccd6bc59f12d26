"""Text files of a package: UTF-8, to the letter or tidied."""

import re
from typing import Protocol

from catalog.documents import tidy
from catalog.packages import yaml_files
from catalog.packages.errors import PackageInvalid
from catalog.packages.yaml_files import Part

TEXT_BYTES_AT_MOST = 1024 * 1024
FRONT = re.compile(r"---[ \t]*\r?\n(.*?)(?<=\n)---[ \t]*(?:\r?\n|$)", re.DOTALL)


class Readable(Protocol):
    """What text files are read from."""

    @property
    def names(self) -> frozenset[str]:
        """The names of all files."""

    def read(self, name: str, limit_bytes: int) -> bytes:
        """Return the bytes of one file."""


class Texts:
    """The text files of one package."""

    def __init__(self, source: Readable, *, is_exact: bool) -> None:
        self._source = source
        self.is_exact = is_exact

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all files."""
        return self._source.names

    def words(self, text: str) -> str:
        """Return words as the document holds them."""
        return text if self.is_exact else tidy(text)

    def raw(self, name: str) -> str:
        """Return a file's text; raises PackageInvalid with the first line that is not UTF-8."""
        content = self._source.read(name, TEXT_BYTES_AT_MOST)
        try:
            return content.decode("utf-8" if self.is_exact else "utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise PackageInvalid("ENCODING", file=name, line=line) from error

    def markdown(self, name: str) -> str:
        """Return a Markdown file, "" if there is none."""
        return self.words(self.raw(name)) if name in self.names else ""

    def mapping(self, name: str) -> Part:
        """Return what a YAML file holds."""
        return yaml_files.load(self.raw(name), name)

    def lesson(self, name: str) -> tuple[Part, str]:
        """Return the front matter and the text of a lesson's file."""
        text = self.raw(name)
        found = FRONT.match(text)
        if found is None:
            raise PackageInvalid("FRONT_MATTER", file=name, line=1)
        return yaml_files.load(found[1], name, first_line=2), text[found.end() :]
