"""The fifteen starter courses, as packages of YAML and Markdown.

A folder NN-slug holds course.yaml, lessons/MMLL-name.md (front matter, then Markdown) and
lessons/MMLL-name.quiz.yaml. A lesson with `video: name` shows media/name.mp4 with name.vtt,
name.webp and name.transcript.md; an image ![words](media/name.webp) stands in the same folder.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from catalog import documents, media
from catalog.documents import tidy

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = Path(__file__).parent
IMAGE = re.compile(r"\]\(media/([\w.-]+)\)")
CONTENT_TYPES = {".mp4": "video/mp4", ".vtt": "text/vtt", ".webp": "image/webp"}


class PackageInvalid(ValueError):
    """A package cannot be read. Facts: file and what is wrong."""

    code = "PACKAGE_INVALID"


@dataclass
class Package:
    """One course read from its folder: the document and the files it shows."""

    folder: Path
    position: int
    document: dict[str, Any]
    files: dict[str, bytes] = field(repr=False)
    """Bytes by sha256."""


def packages(folder: Path = FOLDER) -> list[Package]:
    """Return all packages in order; raises PackageInvalid, documents.DocumentInvalid."""
    folders = sorted(one for one in folder.iterdir() if (one / "course.yaml").is_file())
    return [read(one) for one in folders]


def read(folder: Path) -> Package:
    """Return one package, checked."""
    course, shown = _yaml(folder / "course.yaml"), _Files(folder.parent / "media")
    document = {
        "format": documents.FORMAT,
        "format_version": documents.FORMAT_VERSION,
        "uid": str(course["uid"]),
        "slug": course["slug"],
        "title": tidy(course["title"]),
        "summary": tidy(course["summary"]),
        "audience": course["audience"],
        "is_drafting": course["state"] == "drafting",
        "is_open_to_guests": course.get("open_to_guests", course["audience"] == "community"),
        "pass_mark_percent": course.get("pass_mark_percent", 80),
        "outline": [
            {"title": tidy(one["title"]), "lessons": [tidy(title) for title in one["lessons"]]}
            for one in course.get("outline", [])
        ],
        "modules": [
            {
                "uid": str(module["uid"]),
                "title": tidy(module["title"]),
                "lessons": [_lesson(folder / path, shown) for path in module["lessons"]],
            }
            for module in course["modules"]
        ],
    }
    document = documents.with_media(document, shown.nodes.values())
    documents.check(document)
    return Package(folder, int(folder.name[:2]), document, shown.contents)


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), Loader=LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackageInvalid(f"{path}: {error}") from error


def _lesson(path: Path, shown: "_Files") -> dict[str, Any]:
    _empty, head, body = path.read_text("utf-8").split("---\n", 2)
    facts = yaml.load(head, Loader=LOADER)
    quiz = _yaml(path.with_suffix("").with_suffix(".quiz.yaml"))
    return {
        "uid": str(facts["uid"]),
        "title": tidy(facts["title"]),
        "summary": tidy(facts["summary"]),
        "duration_minutes": facts["minutes"],
        "body": IMAGE.sub(lambda found: f"](media:{shown.add(found[1])})", tidy(body)),
        "note": "",
        "video": shown.video(facts["video"]) if facts.get("video") else None,
        "questions": [_question(question) for question in quiz["questions"]],
    }


def _question(question: dict[str, Any]) -> dict[str, Any]:
    return {
        "uid": str(question["uid"]),
        "kind": question["kind"],
        "text": tidy(question["text"]),
        "options": [
            {
                "uid": str(option["uid"]),
                "text": tidy(str(option["text"])),
                "is_correct": option["correct"],
                "explanation": tidy(option["explanation"]),
            }
            for option in question["options"]
        ],
    }


class _Files:
    """Files a course shows, as they are met while reading it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.nodes: dict[str, dict[str, Any]] = {}
        self.contents: dict[str, bytes] = {}

    def add(self, name: str) -> str:
        """Take a file of the media folder; return its hash."""
        path = self._folder / name
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        width = height = None
        if path.suffix == ".webp":
            width, height = media.size_of_image(content)
        elif path.suffix == ".mp4":
            facts = media.video_facts(content)
            width, height = facts.width, facts.height
        self.contents[sha256] = content
        self.nodes[sha256] = {
            "sha256": sha256,
            "content_type": CONTENT_TYPES[path.suffix],
            "size_bytes": len(content),
            "width": width,
            "height": height,
        }
        return sha256

    def video(self, name: str) -> dict[str, Any]:
        """Take a video with its captions, poster and transcript; return the lesson's node."""
        sha256 = self.add(f"{name}.mp4")
        return {
            "sha256": sha256,
            "captions_sha256": self.add(f"{name}.vtt"),
            "poster_sha256": self.add(f"{name}.webp"),
            "duration_seconds": media.video_facts(self.contents[sha256]).duration_seconds,
            "transcript": tidy((self._folder / f"{name}.transcript.md").read_text("utf-8")),
        }


def load_packages(folder: Path = FOLDER) -> list[Any]:
    """Bring the starter courses to the ministry's desk and shelf; return the new releases.

    Called inside the ministry's block. A course that is here already (by uid) is left alone, so
    loading twice is once and never overwrites an editor's work.
    """
    from catalog.actions import loading

    return loading.load(packages(folder))
