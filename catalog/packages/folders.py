"""Packages that lie open in a folder: the starter courses."""

from pathlib import Path

from catalog.packages.errors import PackageInvalid
from catalog.packages.layout import MEDIA_FOLDER


class FolderSource:
    """The files of one course's folder; its media may stand in a folder shared with others."""

    def __init__(self, folder: Path, media_folder: Path) -> None:
        own = (one for one in folder.rglob("*") if one.is_file())
        shared = (one for one in media_folder.glob("*") if one.is_file())
        self._paths = {str(one.relative_to(folder)): one for one in own}
        self._paths |= {f"{MEDIA_FOLDER}{one.name}": one for one in shared}

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all files."""
        return frozenset(self._paths)

    def read(self, name: str, limit_bytes: int) -> bytes:
        """Return the bytes of a file; a folder of our own needs no limit."""
        if name not in self._paths:
            raise PackageInvalid("FILE_MISSING", file=name)
        return self._paths[name].read_bytes()
