"""Writes a document as a package: the same document always gives the same bytes."""

import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from catalog import documents
from catalog.documents import FORMAT, FORMAT_VERSION
from catalog.packages import layout, lesson_parts, yaml_files
from catalog.packages.quizzes import written_draws, written_question

type Node = dict[str, Any]
type Opener = Callable[[Node], IO[bytes]]
"""Returns the bytes of a media node, open for reading; raises FileNotFoundError."""

DATE = (1980, 1, 1, 0, 0, 0)
"""The first date a zip knows; the real one would change the bytes."""
CHUNK_BYTES = 256 * 1024


def write(document: Node, out: IO[bytes], open_media: Opener) -> None:
    """Write the package of a checked document; raises FileNotFoundError for a lost file."""
    texts = dict(_texts(document))
    media = {layout.media_path(node): node for node in document["media"]}
    with zipfile.ZipFile(out, "w") as package:
        add_text(package, layout.MANIFEST, layout.json_text(_manifest(document, texts, media)))
        for name, text in texts.items():
            add_text(package, name, text)
        for name, node in media.items():
            add_file(package, name, open_media(node))


def add_text(package: zipfile.ZipFile, name: str, text: str) -> None:
    """Add a text file."""
    package.writestr(_entry(name, zipfile.ZIP_DEFLATED), text.encode())


def add_file(package: zipfile.ZipFile, name: str, opened: IO[bytes]) -> None:
    """Add a file that is packed already: pictures and videos gain nothing."""
    with opened, package.open(_entry(name, zipfile.ZIP_STORED), "w", force_zip64=False) as out:
        while chunk := opened.read(CHUNK_BYTES):
            out.write(chunk)


def _entry(name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=DATE)
    entry.compress_type = method
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry


def _manifest(document: Node, texts: dict[str, str], media: dict[str, Node]) -> Node:
    sizes = {name: len(text.encode()) for name, text in texts.items()}
    sizes |= {name: node["size_bytes"] for name, node in media.items()}
    return {
        "format": layout.FORMAT,
        "format_version": layout.FORMAT_VERSION,
        "document": {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "sha256": documents.sha256_of(document),
            "uid": document["uid"],
            "title": document["title"],
        },
        "files": [{"path": name, "size_bytes": size} for name, size in sizes.items()],
        "media": document["media"],
    }


def _texts(document: Node) -> Iterator[tuple[str, str]]:
    """Return all text files by name, course.yaml first."""
    names = [
        [
            layout.lesson_path(module_number, number, lesson["title"])
            for number, lesson in enumerate(module["lessons"], 1)
        ]
        for module_number, module in enumerate(document["modules"], 1)
    ]
    paths = {node["sha256"]: layout.media_path(node) for node in document["media"]}
    yield layout.COURSE, yaml_files.dump(_course(document, names))
    for module, module_names in zip(document["modules"], names, strict=True):
        for lesson, name in zip(module["lessons"], module_names, strict=True):
            yield from _lesson(lesson, name, paths)


def _course(document: Node, names: list[list[str]]) -> Node:
    return {
        **{key: document[key] for key in ("uid", "slug", "title", "audience", "summary")},
        "state": "drafting" if document["is_drafting"] else "complete",
        "open_to_guests": document["is_open_to_guests"],
        "pass_mark_percent": document["pass_mark_percent"],
        "outline": document["outline"],
        "modules": [
            {"uid": module["uid"], "title": module["title"], "lessons": module_names}
            for module, module_names in zip(document["modules"], names, strict=True)
        ],
    }


def _lesson(lesson: Node, name: str, paths: dict[str, str]) -> Iterator[tuple[str, str]]:
    facts = {key: lesson[key] for key in ("uid", "title", "summary")}
    facts["minutes"] = lesson["duration_minutes"]
    video = lesson["video"]
    if video:
        facts["video"] = _video(video, paths)
    if draws := written_draws(lesson):
        facts["draws"] = draws
    facts |= lesson_parts.written_facts(lesson, paths)
    yield name, f"---\n{yaml_files.dump(facts)}---\n{lesson['body']}"
    if video and video["transcript"]:
        yield layout.beside(name, "transcript.md"), video["transcript"]
    for suffix, text in lesson_parts.written_texts(lesson):
        yield layout.beside(name, suffix), text
    if lesson["note"]:
        yield layout.beside(name, "note.md"), lesson["note"]
    if lesson["questions"]:
        quiz = {"questions": [written_question(question) for question in lesson["questions"]]}
        yield layout.beside(name, "quiz.yaml"), yaml_files.dump(quiz)


def _video(video: Node, paths: dict[str, str]) -> Node:
    named = {"file": "sha256", "captions": "captions_sha256", "poster": "poster_sha256"}
    found: Node = {key: paths[video[name]] for key, name in named.items() if video[name]}
    found |= {"seconds": video["duration_seconds"]}
    if sizes := video.get("renditions"):
        found["renditions"] = [
            {"file": paths[one["sha256"]], "height": one["height"]} for one in sizes
        ]
    return found | ({"audio": paths[video["audio_sha256"]]} if video.get("audio_sha256") else {})
