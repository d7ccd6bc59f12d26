"""Files of courses, by the hash of their bytes: never changed, so kept long; parts on demand."""

import re
from typing import IO, Any

from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from catalog import attachments, media, queries
from catalog.models import MediaFile
from tenants.people.permissions import sign_in_answer

YEAR_SECONDS = 365 * 24 * 60 * 60
RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
SHOWN = ("image/", "video/", "audio/", "text/vtt")
"""Types a page shows itself; all others are only saved, never opened in this site's name."""
NO_LETTER_OF_A_NAME = re.compile(r"[^\w .()-]+")


@require_safe
def file(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """One file of this place; those of courses that need an account need one too."""
    row = queries.media_file(sha256)
    if row is None:
        raise Http404
    if not row.is_public and not request.user.is_authenticated:
        return sign_in_answer(request)
    answer = HttpResponse(status=304) if is_known(request, row) else content(request, row)
    reach = "public" if row.is_public else "private"
    answer["Cache-Control"] = f"{reach}, max-age={YEAR_SECONDS}, immutable"
    answer["ETag"] = f'"{row.sha256}"'
    answer["Accept-Ranges"] = "bytes"
    if not row.content_type.startswith(SHOWN):
        answer["Content-Disposition"] = content_disposition_header(True, safe_name(row)) or ""
    return answer


def is_known(request: HttpRequest, row: MediaFile) -> bool:
    """Whether the browser says it has these bytes."""
    return f'"{row.sha256}"' in request.headers.get("If-None-Match", "")


def content(request: HttpRequest, row: MediaFile) -> HttpResponseBase:
    """Return the file, or the part that was asked for."""
    try:
        opened = media.open_file(row)
    except FileNotFoundError as error:
        raise Http404 from error
    asked = asked_range(asked_part(request, row), row.size_bytes)
    if asked is None:
        answer: HttpResponseBase = FileResponse(opened, content_type=content_type(row))
        answer["Content-Length"] = str(row.size_bytes)
        return answer
    return part(opened, asked, row)


def safe_name(row: MediaFile) -> str:
    """Return the name a file is saved under: letters, digits, and the ending of its type."""
    stem = row.file_name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stem = NO_LETTER_OF_A_NAME.sub(" ", stem).strip(" .-")[:80].strip()
    return f"{stem or row.sha256[:12]}.{attachments.EXTENSIONS.get(row.content_type, 'bin')}"


def asked_part(request: HttpRequest, row: MediaFile) -> str:
    """Return which part is asked for; all of it where the browser holds parts of another file."""
    known = request.headers.get("If-Range", "")
    return "" if known and known != f'"{row.sha256}"' else request.headers.get("Range", "")


def part(opened: IO[bytes] | File, asked: tuple[int, int], row: MediaFile) -> HttpResponseBase:
    """Return bytes first to last, or 416 where there are none."""
    first, last = asked
    if first >= row.size_bytes or first > last:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{row.size_bytes}"})
    opened.seek(first)
    answer = FileResponse(Slice(opened, last - first + 1), status=206)
    answer["Content-Type"] = content_type(row)
    answer["Content-Length"] = str(last - first + 1)
    answer["Content-Range"] = f"bytes {first}-{last}/{row.size_bytes}"
    return answer


def asked_range(header: str, size_bytes: int) -> tuple[int, int] | None:
    """Return the first and last byte of a single range, None for everything."""
    found = RANGE.match(header.strip())
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:
        return max(size_bytes - int(last), 0), size_bytes - 1
    return int(first), min(int(last), size_bytes - 1) if last else size_bytes - 1


def content_type(row: MediaFile) -> str:
    """Return the type with its alphabet where it is text."""
    text = row.content_type.startswith("text/")
    return f"{row.content_type}; charset=utf-8" if text else row.content_type


class Slice:
    """The next so many bytes of an open file."""

    def __init__(self, opened: Any, left: int) -> None:
        self._opened = opened
        self._left = left

    def read(self, size: int = -1) -> bytes:
        """Return at most size bytes, empty at the end of the slice."""
        wanted = self._left if size < 0 else min(size, self._left)
        chunk: bytes = self._opened.read(wanted)
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Close the file."""
        self._opened.close()
