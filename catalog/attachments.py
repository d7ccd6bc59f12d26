"""Files to take home: which kinds there are, and whether bytes are what they claim to be."""

import io
import zipfile
from dataclasses import dataclass

from catalog import media

BYTES_AT_MOST = 10 * 1024 * 1024
ENTRIES_AT_MOST = 2_000
EXPECTED = "PDF, DOCX, XLSX, ODT, JPEG, PNG, WebP"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
OFFICE_LIST = "[Content_Types].xml"
EXTENSIONS = {PDF: "pdf", DOCX: "docx", XLSX: "xlsx", ODT: "odt"}
WITH_PROGRAMS = ("vbaproject.bin", "basic/")
"""Parts by which a document carries programs."""


@dataclass(frozen=True)
class Attachment:
    """A file as it will be stored."""

    content: bytes
    content_type: str
    width: int | None = None
    height: int | None = None


def attachment(content: bytes) -> Attachment:
    """Return the file, pictures drawn anew; raises media.FileTypeMismatch for other kinds."""
    if content.startswith((b"%PDF-", b"PK\x03\x04")):
        return Attachment(content, document_type(content))
    try:
        drawn = media.picture(content)
    except media.FileTypeMismatch as error:
        raise media.FileTypeMismatch(error.found, EXPECTED) from error
    return Attachment(drawn.content, "image/webp", drawn.width, drawn.height)


def document_type(content: bytes) -> str:
    """Return the type of a document by what is in it; raises media.FileTypeMismatch."""
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise media.FileTypeMismatch("PDF (%%EOF?)", EXPECTED)
        return PDF
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _office_type(package)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        if isinstance(error, media.FileTypeMismatch):
            raise
        raise media.FileTypeMismatch(media.kind_of(content), EXPECTED) from error


def _office_type(package: zipfile.ZipFile) -> str:
    names = [entry.filename for entry in package.infolist()]
    if len(names) > ENTRIES_AT_MOST:
        raise media.FileTypeMismatch(f"ZIP ({len(names)})", EXPECTED)
    folded = [name.casefold() for name in names]
    if any(name.endswith(WITH_PROGRAMS[0]) or name.startswith(WITH_PROGRAMS[1]) for name in folded):
        raise media.FileTypeMismatch("macro", EXPECTED)
    if names and names[0] == "mimetype" and package.getinfo("mimetype").file_size == len(ODT):
        with package.open("mimetype") as opened:
            if opened.read(len(ODT)) == ODT.encode() and "content.xml" in names:
                return ODT
    found = [kind for part, kind in OFFICE_PARTS.items() if part in names]
    if OFFICE_LIST in names and len(found) == 1:
        return found[0]
    raise media.FileTypeMismatch("ZIP", EXPECTED)
