"""The files a course shows: listed by hash in a manifest, or met by name while reading."""

import re
from typing import Any, Protocol

from catalog import media, optional
from catalog.packages import layout, media_files
from catalog.packages.errors import PackageInvalid
from catalog.packages.texts import Readable
from catalog.packages.yaml_files import Part

IMAGE = re.compile(r"\]\(media/([\w.-]+)\)")
HEIGHTS = (240, 360, 480)
HASH_IN_TEXT = re.compile(r"\(\s*media:([0-9a-f]{64})")


class ShownFiles(Protocol):
    """What both kinds answer."""

    nodes: dict[str, dict[str, Any]]
    """The nodes of the document's media by hash."""

    def content(self, sha256: str) -> bytes:
        """Return the bytes of one file."""

    def body(self, text: str, lesson: str) -> str:
        """Return a lesson's text as the document holds it."""

    def video(self, facts: Part, lesson: str) -> dict[str, Any]:
        """Return the video node of a lesson's front matter."""

    def sound(self, facts: Part) -> dict[str, Any]:
        """Return the audio node of a lesson's front matter."""

    def named(self, path: str) -> str:
        """Return the hash of a file that stands at this path; raises PackageInvalid."""


VIDEO_KEYS = ("file", "captions", "poster", "seconds", "renditions", "audio")
SOUND_KEYS = ("file", "seconds", "voice")


class ListedFiles:
    """Files as a manifest or a document lists them, each looked at once."""

    def __init__(self, source: Readable, nodes: list[dict[str, Any]], list_name: str) -> None:
        self._source = source
        self.nodes = {node["sha256"]: node for node in nodes}
        self._paths = {layout.media_path(node): sha256 for sha256, node in self.nodes.items()}
        if len(self.nodes) < len(nodes):
            raise PackageInvalid("MEDIA_TWICE", file=list_name)
        present = {name for name in source.names if name.startswith(layout.MEDIA_FOLDER)}
        for name in sorted(present ^ set(self._paths)):
            reason = "FILE_MISSING" if name in self._paths else "FILE_UNKNOWN"
            raise PackageInvalid(reason, file=name)
        for sha256, node in self.nodes.items():
            media_files.check_listed(self.content(sha256), node, layout.media_path(node))

    def content(self, sha256: str) -> bytes:
        """Return the bytes of one file."""
        path = layout.media_path(self.nodes[sha256])
        content_type = self.nodes[sha256]["content_type"]
        return self._source.read(path, media_files.limit_of(content_type, path))

    def body(self, text: str, lesson: str) -> str:
        """Return the text as it is: its images are named by hash."""
        return text

    def video(self, facts: Part, lesson: str) -> dict[str, Any]:
        """Return a video whose parts are named by path."""
        part = facts.part("video")
        part.only(*VIDEO_KEYS)
        video = {
            "sha256": self._hash(part, "file"),
            "captions_sha256": self._hash(part, "captions") if part.has("captions") else None,
            "poster_sha256": self._hash(part, "poster") if part.has("poster") else None,
            "duration_seconds": part.number("seconds"),
        }
        return video | lighter(self, part)

    def sound(self, facts: Part) -> dict[str, Any]:
        """Return the sound, named by path."""
        part = facts.part("audio")
        part.only(*SOUND_KEYS)
        sound = {"sha256": self._hash(part, "file"), "duration_seconds": part.number("seconds")}
        return sound | voice_of(part)

    def _hash(self, part: Part, key: str) -> str:
        return self.named(part.text(key))

    def named(self, path: str) -> str:
        """Return the hash of a listed file."""
        if path not in self._paths:
            raise PackageInvalid("FILE_MISSING", file=path)
        return self._paths[path]


def voice_of(part: Part) -> dict[str, Any]:
    """Return who reads, where it is no person."""
    return {"voice": part.text("voice")} if part.has("voice") else {}


def lighter(files: ShownFiles, part: Part) -> dict[str, Any]:
    """Return the smaller files and the sound of a video whose parts are named by path."""
    sizes = []
    for one in part.parts("renditions", ()):
        one.only("file", "height")
        sizes.append({"sha256": files.named(one.text("file")), "height": one.number("height")})
    audio_sha256 = files.named(part.text("audio")) if part.has("audio") else None
    return optional.compact("video", {"renditions": sizes, "audio_sha256": audio_sha256})


class NamedFiles:
    """Files as people name them; pictures become what an upload would make of them."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self.nodes: dict[str, dict[str, Any]] = {}
        self._drawn: dict[str, bytes] = {}
        self._paths: dict[str, str] = {}
        self._seconds: dict[str, int] = {}
        self._known: dict[str, str] = {}

    def content(self, sha256: str) -> bytes:
        """Return the bytes of one file."""
        if sha256 in self._drawn:
            return self._drawn[sha256]
        content_type = self.nodes[sha256]["content_type"]
        path = self._paths[sha256]
        content = self._source.read(path, media_files.limit_of(content_type, path))
        return media.captions(content) if content_type == "text/vtt" else content

    def body(self, text: str, lesson: str) -> str:
        """Return the text with its images named by hash."""
        for sha256 in HASH_IN_TEXT.findall(text):
            if sha256 not in self.nodes:
                self._add_by_hash(sha256, lesson)
        return IMAGE.sub(lambda found: f"](media:{self._add(f'media/{found[1]}')})", text)

    def video(self, facts: Part, lesson: str) -> dict[str, Any]:
        """Return a video by the name its four files share, or by their paths."""
        if facts.is_text("video"):
            name = f"media/{facts.text('video')}"
            paths: dict[str, Any] = {"file": f"{name}.mp4", "seconds": None}
            paths |= {"captions": f"{name}.vtt", "poster": f"{name}.webp"}
            more = self._lighter_beside(name)
        else:
            part = facts.part("video")
            part.only(*VIDEO_KEYS)
            more = lighter(self, part)
            paths = {key: part.text(key) for key in ("captions", "poster") if part.has(key)}
            paths |= {"file": part.text("file")}
            paths["seconds"] = part.number("seconds") if part.has("seconds") else None
        sha256 = self._add(paths["file"])
        seconds = paths["seconds"]
        return {
            "sha256": sha256,
            "captions_sha256": self._add(paths["captions"]) if "captions" in paths else None,
            "poster_sha256": self._add(paths["poster"]) if "poster" in paths else None,
            "duration_seconds": self._seconds.get(sha256, 0) if seconds is None else seconds,
        } | more

    def _lighter_beside(self, name: str) -> dict[str, Any]:
        """Return the lighter files that bear a video's name: name.240.mp4, name.m4a."""
        heights = (height for height in HEIGHTS if f"{name}.{height}.mp4" in self._source.names)
        sizes = [
            {"sha256": self._add(f"{name}.{height}.mp4"), "height": height} for height in heights
        ]
        sound = f"{name}.m4a"
        audio_sha256 = self._add(sound) if sound in self._source.names else None
        return optional.compact("video", {"renditions": sizes, "audio_sha256": audio_sha256})

    def sound(self, facts: Part) -> dict[str, Any]:
        """Return the sound by its name in media/, or by path; its length is looked up."""
        if facts.is_text("audio"):
            sha256 = self._add(f"media/{facts.text('audio')}.m4a")
            return {"sha256": sha256, "duration_seconds": self._seconds[sha256]}
        part = facts.part("audio")
        part.only(*SOUND_KEYS)
        sha256 = self._add(part.text("file"))
        seconds = part.number("seconds", self._seconds[sha256])
        return {"sha256": sha256, "duration_seconds": seconds} | voice_of(part)

    def named(self, path: str) -> str:
        """Return the hash of a file, looked at."""
        return self._add(path)

    def _add_by_hash(self, sha256: str, lesson: str) -> None:
        names = (f"media/{sha256}.{extension}" for extension in layout.CONTENT_TYPES)
        path = next((name for name in names if name in self._source.names), None)
        if path is None or self._add(path) != sha256:
            raise PackageInvalid("MEDIA_UNKNOWN", file=lesson, sha256=sha256)

    def _add(self, path: str) -> str:
        """Look at a file the first time it is named; return its hash."""
        if path not in self._known:
            self._known[path] = self._look(path)
        return self._known[path]

    def _look(self, path: str) -> str:
        content_type = layout.CONTENT_TYPES.get(path.rsplit(".", 1)[-1].lower(), "")
        content = self._source.read(path, media_files.limit_of(content_type, path))
        facts = media_files.examine(content, content_type, path)
        if content_type == "text/vtt" and media.captions(content) != content:
            facts = media_files.examine(media.captions(content), content_type, path)
        if content_type.startswith("image/") and content_type != "image/webp":
            drawn = media.picture(content).content
            facts = media_files.examine(drawn, "image/webp", path)
            self._drawn[facts.node["sha256"]] = drawn
        sha256: str = facts.node["sha256"]
        self.nodes[sha256], self._paths[sha256] = facts.node, path
        self._seconds[sha256] = facts.duration_seconds
        return sha256
