"""Files of courses, named by the hash of their bytes: check, store, open.

The national store holds the ministry's files; provinces show them without a copy. A province's own
files stand under its uuid. Which hashes a place may show, its MediaFile rows say.
"""

import hashlib
import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from catalog.models import MediaFile
from tenants.context import current_place

IMAGE_BYTES_AT_MOST = 10 * 1024 * 1024
VIDEO_BYTES_AT_MOST = 60 * 1024 * 1024
TEXT_BYTES_AT_MOST = 1024 * 1024
IMAGE_PIXELS_AT_MOST = 40_000_000
IMAGE_WIDTH_AT_MOST = 720
DRAWN_BYTES_AT_MOST = 60 * 1024
"""What a picture may weigh on a learner's phone."""
DRAWN_QUALITIES = (80, 70, 60, 50, 40)
DRAWN_WIDTHS = (IMAGE_WIDTH_AT_MOST, 600, 480, 360)
KIND_UNKNOWN = "?"
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class FileTooLarge(ValueError):
    """An upload is over its limit. Facts: size_bytes, limit_bytes."""

    code = "FILE_TOO_LARGE"

    def __init__(self, size_bytes: int, limit_bytes: int) -> None:
        super().__init__(f"{size_bytes} > {limit_bytes}")
        self.size_bytes = size_bytes
        self.limit_bytes = limit_bytes


class FileTypeMismatch(ValueError):
    """An upload is not what its door takes. Facts: found, expected."""

    code = "FILE_TYPE_MISMATCH"

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"{found} is not {expected}")
        self.found = found
        self.expected = expected


@dataclass(frozen=True)
class Picture:
    """An image as it will be stored."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True)
class VideoFacts:
    """What the head of an MP4 file says."""

    duration_seconds: int
    width: int | None
    height: int | None


def read_limited(upload: UploadedFile, limit_bytes: int) -> bytes:
    """Return the bytes of an upload; raises FileTooLarge."""
    size_bytes = upload.size or 0
    if size_bytes > limit_bytes:
        raise FileTooLarge(size_bytes, limit_bytes)
    upload.seek(0)
    return upload.read()


def picture(content: bytes) -> Picture:
    """Return the image as WebP, at most 720 pixels wide and 60 KB heavy, without hidden facts.

    Hidden facts are place and camera; the original is not kept. The best quality that is light
    enough is taken; a picture too rich for 720 pixels gets narrower. Raises FileTypeMismatch for
    what is no image, FileTooLarge for one of too many pixels.
    """
    expected = "JPEG, PNG, WebP, GIF"
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=IMAGE_FORMATS)
        if image.width * image.height > IMAGE_PIXELS_AT_MOST:
            raise FileTooLarge(image.width * image.height, IMAGE_PIXELS_AT_MOST)
        image = ImageOps.exif_transpose(image)
        image = image.convert(
            "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
        )
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, FileTooLarge):
            raise
        raise FileTypeMismatch(kind_of(content), expected) from error
    return _light(image)


def _light(image: Image.Image) -> Picture:
    """Return the first drawing that is light enough, else the lightest."""
    for width in DRAWN_WIDTHS:
        drawn = _narrowed(image, width)
        for quality in DRAWN_QUALITIES:
            out = io.BytesIO()
            drawn.save(out, "WEBP", quality=quality, method=4)
            found = Picture(out.getvalue(), drawn.width, drawn.height)
            if len(found.content) <= DRAWN_BYTES_AT_MOST:
                return found
    return found


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def size_of_image(content: bytes) -> tuple[int, int]:
    """Return width and height of an image that is already as it should be."""
    with Image.open(io.BytesIO(content), formats=IMAGE_FORMATS) as image:
        return image.width, image.height


def kind_of(content: bytes) -> str:
    """Return in a word what a file seems to be, by its first bytes."""
    heads = {
        b"%PDF": "PDF",
        b"PK\x03\x04": "ZIP",
        b"\xd0\xcf\x11\xe0": "OLE",
        b"\xff\xd8\xff": "JPEG",
        b"\x89PNG": "PNG",
        b"GIF8": "GIF",
        b"MZ": "EXE",
        b"WEBVTT": "WebVTT",
        b"OggS": "OGG",
        b"ID3": "MP3",
        b"<": "HTML/XML",
    }
    if content[4:8] == b"ftyp":
        return "MP4"
    if content.startswith(b"RIFF"):
        return {b"WEBP": "WebP", b"WAVE": "WAV"}.get(content[8:12], "RIFF")
    return next((word for head, word in heads.items() if content.startswith(head)), KIND_UNKNOWN)


def video_facts(content: bytes) -> VideoFacts:
    """Return length and size of an MP4; raises FileTypeMismatch for anything else."""
    if content[4:8] != b"ftyp":
        raise FileTypeMismatch(kind_of(content), "MP4")
    head = _box(_box(content, b"moov"), b"mvhd")
    if len(head) < 20:
        raise FileTypeMismatch("MP4 (moov?)", "MP4")
    long = head[0] == 1
    scale, length = struct.unpack_from(">IQ" if long else ">II", head, 20 if long else 12)
    track = _box(_box(_box(content, b"moov"), b"trak"), b"tkhd")
    width, height = (
        (value >> 16 for value in struct.unpack_from(">II", track, len(track) - 8))
        if len(track) >= 84
        else (0, 0)
    )
    return VideoFacts(round(length / scale) if scale else 0, width or None, height or None)


def _box(content: bytes, kind: bytes) -> bytes:
    """Return the body of the first box of a kind (ISO 14496-12), empty if there is none."""
    position = 0
    while position + 8 <= len(content):
        size, found = struct.unpack_from(">I4s", content, position)
        start = position + 8
        if size == 1 and start + 8 <= len(content):
            size, start = struct.unpack_from(">Q", content, start)[0], start + 8
        size = size or len(content) - position
        if size < 8:
            return b""
        if found == kind:
            return content[start : position + size]
        position += size
    return b""


def captions(content: bytes) -> bytes:
    """Return WebVTT captions as UTF-8 without a mark; raises FileTypeMismatch."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileTypeMismatch(kind_of(content), "WebVTT (UTF-8)") from error
    if not text.startswith("WEBVTT"):
        raise FileTypeMismatch(kind_of(content), "WebVTT")
    return text.encode()


def store(
    content: bytes,
    *,
    content_type: str,
    file_name: str = "",
    width: int | None = None,
    height: int | None = None,
) -> MediaFile:
    """Keep these bytes in the store of this place and return their row; twice is once."""
    sha256 = hashlib.sha256(content).hexdigest()
    home = MediaFile.Store.NATIONAL if current_place().is_ministry else MediaFile.Store.OWN
    put(sha256, home, content)
    row, _made = MediaFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "store": home,
            "file_name": file_name[:200],
            "content_type": content_type,
            "size_bytes": len(content),
            "width": width,
            "height": height,
        },
    )
    return row


def put(sha256: str, home: str, content: bytes) -> None:
    """Write the bytes where they belong unless they are there already, whole."""
    keeper, path = keeper_of(home), path_of(sha256)
    if keeper.exists(path):
        if keeper.size(path) == len(content):
            return
        keeper.delete(path)  # half a file, left by a process that was killed
    keeper.save(path, ContentFile(content))


def remove(sha256: str, home: str) -> None:
    """Take the bytes out of their store; the caller knows that no row needs them."""
    keeper_of(home).delete(path_of(sha256))


def open_file(file: MediaFile) -> IO[bytes] | File:
    """Return the bytes of a file, open for reading; raises FileNotFoundError."""
    return keeper_of(file.store).open(path_of(file.sha256), "rb")


def path_of(sha256: str) -> str:
    """Return the name of a file in its store."""
    return f"{sha256[:2]}/{sha256}"


def keeper_of(home: str) -> Storage:
    """Return the store of this place, or the national one, which every place may show."""
    if home == MediaFile.Store.NATIONAL:
        return FileSystemStorage(location=Path(settings.MEDIA_ROOT) / "national")
    return default_storage
