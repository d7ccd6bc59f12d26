"""Parsed documents, kept by the process that parsed them."""

import uuid
from collections import OrderedDict
from threading import Lock

from catalog.published.courses import PublishedContent

CACHED_DOCUMENT_COUNT = 300


class ContentCache:
    """Parsed documents of this process by (place, sha256), the least used forgotten first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._contents: OrderedDict[tuple[uuid.UUID, str], PublishedContent] = OrderedDict()

    def get(self, place_uuid: uuid.UUID, sha256: str) -> PublishedContent | None:
        """Return a document parsed before in this place, or None."""
        with self._lock:
            content = self._contents.get((place_uuid, sha256))
            if content is not None:
                self._contents.move_to_end((place_uuid, sha256))
            return content

    def put(self, place_uuid: uuid.UUID, sha256: str, content: PublishedContent) -> None:
        """Keep a parsed document."""
        with self._lock:
            self._contents[place_uuid, sha256] = content
            if len(self._contents) > self._size:
                self._contents.popitem(last=False)

    def clear(self) -> None:
        """Forget everything (tests)."""
        with self._lock:
            self._contents.clear()


contents = ContentCache(CACHED_DOCUMENT_COUNT)
