"""What hangs on a lesson as a file: films, sounds, documents to take home."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from catalog import markdown

DEFAULT_SIZE = "360p"


@dataclass(frozen=True)
class VideoSize:
    """One file of a video."""

    sha256: str
    label: str
    content_type: str
    size_bytes: int

    @property
    def url(self) -> str:
        """Address of the file in this place."""
        return f"/media/{self.sha256}"


@dataclass(frozen=True)
class SoundFile:
    """Something to listen to."""

    sha256: str
    content_type: str
    size_bytes: int
    duration_seconds: int
    voice: str = ""
    """"machine", or empty: a person reads."""

    @property
    def url(self) -> str:
        """Address of the file in this place."""
        return f"/media/{self.sha256}"


@dataclass(frozen=True)
class PublishedVideo:
    """A lesson's video with what makes it readable without sound."""

    sha256: str
    captions_sha256: str | None
    poster_sha256: str | None
    duration_seconds: int
    transcript: str = field(repr=False)
    sizes: tuple[VideoSize, ...]
    """Lowest first."""
    audio: SoundFile | None = None
    """The sound alone, for who has little data."""

    @cached_property
    def played(self) -> VideoSize | None:
        """What plays unless another is chosen: 360p, else the smallest."""
        smallest = self.sizes[0] if self.sizes else None
        return next((size for size in self.sizes if size.label == DEFAULT_SIZE), smallest)

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The files as the video component takes them."""
        return [
            {
                "url": size.url,
                "type": size.content_type,
                "label": size.label,
                "bytes": size.size_bytes,
            }
            for size in self.sizes
        ]

    @property
    def poster_url(self) -> str:
        """Address of the still picture in this place, empty without one."""
        return f"/media/{self.poster_sha256}" if self.poster_sha256 else ""

    @property
    def captions_url(self) -> str:
        """Address of the captions in this place, empty without any."""
        return f"/media/{self.captions_sha256}" if self.captions_sha256 else ""

    @cached_property
    def transcript_html(self) -> str:
        """The words of the video as safe HTML."""
        return markdown.render(self.transcript)


@dataclass(frozen=True)
class AttachedFile:
    """A file to take home."""

    sha256: str
    title: str
    content_type: str
    size_bytes: int

    @property
    def url(self) -> str:
        """Address of the file in this place."""
        return f"/media/{self.sha256}"
