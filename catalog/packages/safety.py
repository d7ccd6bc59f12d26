"""Is this zip safe to read? Its directory is judged first; then everything is measured again."""

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from catalog import media
from catalog.packages.errors import PackageInvalid, PackageUnsafe

PACKAGE_BYTES_AT_MOST = 500 * 1024 * 1024
UNPACKED_BYTES_AT_MOST = 600 * 1024 * 1024
ENTRIES_AT_MOST = 2_000
DIRECTORY_BYTES_AT_MOST = 1024 * 1024
RATIO_AT_MOST = 200
SMALL_BYTES = 1024 * 1024
"""What unpacks to less may be packed as well as it likes."""
NAME_LENGTH_AT_MOST = 200
CHUNK_BYTES = 64 * 1024
TAIL_BYTES = 65_557
"""The end record of a zip and the longest comment behind it."""
LEFT_BY_COMPUTERS = (".DS_Store", "Thumbs.db", "desktop.ini")
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
PACKED_DOCUMENTS = (".docx", ".xlsx", ".odt")
"""Zips by nature; what is in them is looked at where a course names them, nothing is unpacked."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ZipSource:
    """The files of a zip that keeps the rules, by name; `top` is what has to stand in it.

    Raises media.FileTooLarge, media.FileTypeMismatch, PackageUnsafe, PackageInvalid.
    """

    def __init__(self, opened: IO[bytes], top: str) -> None:
        _check_is_zip(opened)
        try:
            self._zip = zipfile.ZipFile(opened)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise PackageInvalid("DAMAGED", file="") from error
        entries = self._zip.infolist()
        _check_directory(entries)
        self._entries = _below(_kept(entries), top)
        self._measured: dict[str, int] = {}
        self._check_heads()

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all files."""
        return frozenset(self._entries)

    def read(self, name: str, limit_bytes: int) -> bytes:
        """Return the bytes of a file, counted as they come out."""
        if name not in self._entries:
            raise PackageInvalid("FILE_MISSING", file=name)
        entry, out, size = self._entries[name], [], 0
        before = sum(self._measured.values()) - self._measured.get(name, 0)
        with self._reading(name), self._zip.open(entry) as opened:
            while chunk := opened.read(CHUNK_BYTES):
                size += len(chunk)
                limit("file_bytes", limit_bytes, size)
                limit("unpacked_bytes", UNPACKED_BYTES_AT_MOST, before + size)
                _check_ratio(size, entry.compress_size)
                out.append(chunk)
        self._measured[name] = size
        return b"".join(out)

    def _check_heads(self) -> None:
        """Refuse archives in the archive, whatever they are called, but for office documents."""
        for name, entry in self._entries.items():
            with self._reading(name), self._zip.open(entry) as opened:
                head = opened.read(8)
            if head.startswith(ARCHIVES) and not name.casefold().endswith(PACKED_DOCUMENTS):
                raise PackageUnsafe("nested", "", shown(name))

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise PackageInvalid("DAMAGED", file=shown(name)) from error
        except (EOFError, OSError, zlib.error) as error:
            raise PackageInvalid("DAMAGED", file=shown(name)) from error


def limit(rule: str, at_most: int, measure: int) -> None:
    """Raise PackageUnsafe where a measure is over its limit."""
    if measure > at_most:
        raise PackageUnsafe(rule, at_most, measure)


def shown(name: str) -> str:
    """Return a name as a page may show it."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]


def _check_is_zip(opened: IO[bytes]) -> None:
    """Look at the head and the end record before a reader believes the directory."""
    size_bytes = opened.seek(0, 2)
    if size_bytes > PACKAGE_BYTES_AT_MOST:
        raise media.FileTooLarge(size_bytes, PACKAGE_BYTES_AT_MOST)
    opened.seek(0)
    head = opened.read(512)
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise media.FileTypeMismatch(media.kind_of(head), "ZIP")
    opened.seek(max(0, size_bytes - TAIL_BYTES))
    tail = opened.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise PackageInvalid("DAMAGED", file="")
    _here, _total, count, directory_bytes = struct.unpack_from("<HHHI", tail, place + 6)
    limit("entries", ENTRIES_AT_MOST, count)
    limit("directory_bytes", DIRECTORY_BYTES_AT_MOST, directory_bytes)


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    limit("entries", ENTRIES_AT_MOST, len(entries))
    seen: set[str] = set()
    for entry in entries:
        _check_name(entry)
        _check_kind(entry)
        name = unicodedata.normalize("NFC", entry.filename).casefold().rstrip("/")
        if name in seen:
            raise PackageUnsafe("duplicate", 1, shown(entry.filename))
        seen.add(name)
        _check_ratio(entry.file_size, entry.compress_size)
    limit("unpacked_bytes", UNPACKED_BYTES_AT_MOST, sum(one.file_size for one in entries))


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    limit("name_length", NAME_LENGTH_AT_MOST, len(name))
    parts = name.removesuffix("/").split("/")
    if (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or any(part in ("", ".", "..") for part in parts)
        or any(unicodedata.category(letter) == "Cc" for letter in name)
    ):
        raise PackageUnsafe("path", "", shown(name))


def _check_kind(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise PackageUnsafe("symlink", "", shown(entry.filename))
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise PackageUnsafe("special_file", "", shown(entry.filename))
    if entry.flag_bits & 0x1:
        raise PackageUnsafe("encrypted", "", shown(entry.filename))
    if entry.compress_type not in METHODS:
        raise PackageUnsafe("compression", "", shown(entry.filename))
    if entry.filename.casefold().endswith((".zip", ".gz", ".rar", ".7z", ".tar", ".xz")):
        raise PackageUnsafe("nested", "", shown(entry.filename))


def _check_ratio(size_bytes: int, packed_bytes: int) -> None:
    if size_bytes > SMALL_BYTES:
        limit("ratio", RATIO_AT_MOST, size_bytes // max(packed_bytes, 1))


def _kept(entries: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return files by name, without folders and without what computers add by themselves."""
    return {
        entry.filename: entry
        for entry in entries
        if not entry.is_dir()
        and not entry.filename.startswith("__MACOSX/")
        and entry.filename.rsplit("/", 1)[-1] not in LEFT_BY_COMPUTERS
    }


def _below(entries: dict[str, Any], top: str) -> dict[str, Any]:
    """Leave out the one folder that holds everything, if somebody packed the folder itself."""
    folders = {name.split("/", 1)[0] for name in entries}
    if top in entries or len(folders) != 1:
        return entries
    folder = f"{folders.pop()}/"
    if f"{folder}{top}" not in entries:
        return entries
    return {name.removeprefix(folder): entry for name, entry in entries.items()}
