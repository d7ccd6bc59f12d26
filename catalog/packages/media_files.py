"""Is a file of a package what it says? The same questions as to an upload."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from PIL import Image

from catalog import attachments, media, sounds
from catalog.packages import layout
from catalog.packages.errors import PackageInvalid

FORMATS = {
    "image/webp": "WEBP",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
}
BYTES_AT_MOST = {
    "image": media.IMAGE_BYTES_AT_MOST,
    "video": media.VIDEO_BYTES_AT_MOST,
    "audio": sounds.BYTES_AT_MOST,
    "application": attachments.BYTES_AT_MOST,
    "text": media.TEXT_BYTES_AT_MOST,
}


@dataclass(frozen=True)
class MediaFacts:
    """A file's node in a document, and how long it plays if it does."""

    node: dict[str, Any]
    duration_seconds: int = 0


def limit_of(content_type: str, file: str) -> int:
    """Return how large a file of this type may be; raises PackageInvalid for other types."""
    if content_type not in layout.EXTENSIONS:
        raise PackageInvalid("MEDIA_TYPE", file=file, content_type=content_type)
    return BYTES_AT_MOST[content_type.split("/")[0]]


def examine(content: bytes, content_type: str, file: str) -> MediaFacts:
    """Return what the bytes really are; raises PackageInvalid."""
    width = height = None
    duration_seconds = 0
    try:
        if content_type == "text/vtt":
            media.captions(content)
        elif content_type == "video/mp4":
            seen = media.video_facts(content)
            width, height, duration_seconds = seen.width, seen.height, seen.duration_seconds
        elif content_type.startswith("audio/"):
            duration_seconds = _sound_seconds(content, content_type)
        elif content_type in attachments.EXTENSIONS:
            _check_document(content, content_type)
        else:
            width, height = _picture_size(content, content_type)
    except media.FileTypeMismatch as error:
        raise PackageInvalid(
            "MEDIA_MISMATCH", file=file, found=error.found, expected=error.expected
        ) from error
    node = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "content_type": content_type,
        "size_bytes": len(content),
        "width": width,
        "height": height,
    }
    return MediaFacts(node, duration_seconds)


def _sound_seconds(content: bytes, content_type: str) -> int:
    seen = sounds.facts(content)
    if seen.content_type != content_type:
        raise media.FileTypeMismatch(seen.content_type, content_type)
    return seen.duration_seconds


def _check_document(content: bytes, content_type: str) -> None:
    found = attachments.document_type(content)
    if found != content_type:
        names = attachments.EXTENSIONS
        raise media.FileTypeMismatch(names[found].upper(), names[content_type].upper())


def _picture_size(content: bytes, content_type: str) -> tuple[int, int]:
    """Return width and height of an image that decodes to its last row."""
    expected = FORMATS[content_type]
    try:
        with Image.open(io.BytesIO(content), formats=[expected]) as image:
            if image.width * image.height > media.IMAGE_PIXELS_AT_MOST:
                raise media.FileTypeMismatch(f"{image.width}×{image.height}", expected)
            image.load()
            return image.width, image.height
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, media.FileTypeMismatch):
            raise
        raise media.FileTypeMismatch(media.kind_of(content), expected) from error


def check_listed(content: bytes, node: dict[str, Any], file: str) -> None:
    """Return if the bytes are what their node says; unknown sizes are no lie."""
    found = examine(content, node["content_type"], file).node
    if found["sha256"] != node["sha256"] or found["size_bytes"] != node["size_bytes"]:
        raise PackageInvalid("MEDIA_HASH", file=file)
    for name in ("width", "height"):
        if node[name] is not None and node[name] != found[name]:
            raise PackageInvalid("MEDIA_SIZE", file=file, found=found[name], said=node[name])
