"""Is this file what it says, and safe to open? Asked before anything reads its sheets."""

import csv
import io
import re
import stat
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

LARGEST_FILE_BYTES = 20 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
HIGHEST_RATIO = 200
SMALL_ENTRY_BYTES = 5 * 1024 * 1024
"""Entries below this may compress as well as they like."""
MOST_ROWS = 200_000
MOST_CELLS = 5_000_000
"""Of a sheet's rectangle: the reader makes it whole, one lonely cell far away would fill memory."""
CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'](?:[^>]*[^/])?>""")
ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d{1,7})["'](?:[^>]*[^/])?>""")

MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
    (b"%PDF", ".pdf"),
    (b"PK\x05\x06", ".zip"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x1f\x8b", ".gz"),
    (b"Rar!", ".rar"),
    (b"{\\rtf", ".rtf"),
    (b"<html", ".html"),
    (b"<!DOC", ".html"),
)


class FileRefused(Exception):
    """The file cannot be taken; `code` and `facts` say why, the door words it."""

    code = "FILE_REFUSED"
    status = 422

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class FileTooLarge(FileRefused):
    """Facts: size_bytes, limit_bytes."""

    code, status = "FILE_TOO_LARGE", 413


class FileTypeMismatch(FileRefused):
    """Facts: found, expected."""

    code, status = "FILE_TYPE_MISMATCH", 415


class EncodingUnknown(FileRefused):
    """Facts: row, the first that is not UTF-8."""

    code = "ENCODING_UNKNOWN"


class PackageUnsafe(FileRefused):
    """Facts: rule, limit, measure."""

    code = "PACKAGE_UNSAFE"


class ColumnsUnknown(FileRefused):
    """No sheet has a row of headings with a name. Facts: sheets."""

    code = "COLUMNS_UNKNOWN"


class FileDamaged(FileRefused):
    """The package opens but its sheets cannot be read."""

    code = "FILE_DAMAGED"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and all its cells, the first row of the file first."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)


def check(content: bytes, *, file_name: str) -> None:
    """Return if a roster may be read from this; raises a FileRefused."""
    if len(content) > LARGEST_FILE_BYTES:
        raise FileTooLarge(size_bytes=len(content), limit_bytes=LARGEST_FILE_BYTES)
    kind = kind_of(content)
    expected = ".csv" if file_name.lower().endswith((".csv", ".txt", ".tsv")) else ".xlsx"
    if kind != expected:
        raise FileTypeMismatch(found=kind, expected=expected)
    if kind == ".xlsx":
        check_package(content)
    else:
        decoded(content)


def kind_of(content: bytes) -> str:
    """Return what the content is, by its first bytes and, for a package, by what is in it."""
    head = content[:512].lstrip()
    for magic, kind in MAGIC:
        if head.startswith(magic) or head[:8].upper().startswith(magic):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_package(content)
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ".bin"
    return ".csv"


def _kind_of_package(content: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ".zip"
    if "xl/workbook.xml" in names:
        return ".xlsx"
    if any(name.startswith("word/") for name in names):
        return ".docx"
    return ".xlsb" if "xl/workbook.bin" in names else ".zip"


def check_package(content: bytes) -> None:
    """Return if the zip's directory keeps the rules and tells the truth; raises PackageUnsafe."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        _limit("entries", MOST_ENTRIES, len(entries))
        _limit("unpacked_bytes", MOST_UNPACKED_BYTES, sum(entry.file_size for entry in entries))
        for entry in entries:
            _check_entry(entry)
        try:
            for entry in entries:
                unpacked = package.read(entry)  # also finds a directory that lies about sizes
                if not entry.filename.startswith("xl/sharedStrings"):
                    _check_rectangle(unpacked)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise FileDamaged from error


def _check_entry(entry: zipfile.ZipInfo) -> None:
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
        raise PackageUnsafe(rule="path", limit="", measure=entry.filename[:80])
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise PackageUnsafe(rule="symlink", limit="", measure=entry.filename[:80])
    if entry.file_size > SMALL_ENTRY_BYTES:
        _limit("ratio", HIGHEST_RATIO, entry.file_size // max(entry.compress_size, 1))


def _check_rectangle(sheet_xml: bytes) -> None:
    places = CELL.findall(sheet_xml)
    if not places:
        return
    rows = {row for _, row in places} | set(ROW.findall(sheet_xml))
    row_count = max(map(int, rows))
    column_count = max(map(_column_number, {name for name, _ in places}))
    _limit("rows", MOST_ROWS, row_count)
    _limit("cells", MOST_CELLS, row_count * column_count)


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def _limit(rule: str, limit: int, measure: int) -> None:
    if measure > limit:
        raise PackageUnsafe(rule=rule, limit=limit, measure=measure)


def decoded(content: bytes) -> str:
    """Return the text of a CSV in UTF-8 (or UTF-16 with its mark); raises EncodingUnknown."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise EncodingUnknown(row=1) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EncodingUnknown(row=content.count(b"\n", 0, error.start) + 1) from error


def sheets(path: str | Path) -> list[Sheet]:
    """Return the sheets of a checked file. Raises FileDamaged, EncodingUnknown, PackageUnsafe."""
    content = Path(path).read_bytes()
    if kind_of(content) == ".csv":
        return [Sheet("CSV", _csv_rows(decoded(content)))]
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = [
            Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except Exception as error:  # calamine raises its own, ValueError and OSError by turns
        raise FileDamaged from error
    _limit("rows", MOST_ROWS, sum(len(sheet.rows) for sheet in found))
    return found


def _csv_rows(text: str) -> list[list[Any]]:
    head = text[:4096]
    delimiter = max(",;\t", key=head.count)
    rows: list[list[Any]] = [
        list(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)
    ]
    _limit("rows", MOST_ROWS, len(rows))
    return rows
