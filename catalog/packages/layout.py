"""Where things stand in a course package (docs/formats/course-package.md)."""

import json
from typing import Any

from django.utils.text import slugify

from catalog import attachments

FORMAT = "hoc-vu-so.package"
FORMAT_VERSION = 1
RELEASE_FORMAT = "hoc-vu-so.release"
MANIFEST = "manifest.json"
COURSE = "course.yaml"
RELEASE = "release.json"
DOCUMENT = "document.json"
MEDIA_FOLDER = "media/"
EXTENSIONS = {
    "image/webp": "webp",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "text/vtt": "vtt",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
} | attachments.EXTENSIONS
CONTENT_TYPES = {extension: kind for kind, extension in EXTENSIONS.items()} | {"jpeg": "image/jpeg"}


def media_path(node: dict[str, Any]) -> str:
    """Return the name of a file of the document's media."""
    extension = EXTENSIONS.get(node["content_type"], "bin")
    return f"{MEDIA_FOLDER}{node['sha256']}.{extension}"


def lesson_path(module_number: int, number: int, title: str) -> str:
    """Return the name of a lesson: chapter and lesson from 1, then its title."""
    folded = slugify(title.translate(str.maketrans("đĐ", "dD")))[:50].strip("-_")
    many = module_number > 99 or number > 99
    place = f"{module_number}-{number}" if many else f"{module_number:02d}{number:02d}"
    return f"lessons/{place}-{folded or 'bai'}.md"


def beside(lesson: str, suffix: str) -> str:
    """Return the name of a file that belongs to a lesson (suffix: quiz.yaml, note.md)."""
    return f"{lesson.removesuffix('.md')}.{suffix}"


def json_text(value: Any) -> str:
    """Return JSON as people read it: the same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
