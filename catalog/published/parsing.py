"""From a checked document to what learners read."""

import uuid
from typing import Any

from catalog.published.courses import OutlineModule, PublishedContent, PublishedModule
from catalog.published.files import AttachedFile, PublishedVideo, SoundFile, VideoSize
from catalog.published.lessons import Practice, PublishedLesson
from catalog.published.questions import Draw, PublishedOption, PublishedQuestion
from catalog.published.stories import Choice, Situation

type Files = dict[str, dict[str, Any]]
"""The files of a course by hash, as its document lists them."""
type ImageSizes = dict[str, tuple[int | None, int | None]]
"""Width and height in pixels by hash."""


def parse(document: dict[str, Any]) -> PublishedContent:
    """Return the content of a checked document as learners' pages use it."""
    media = {one["sha256"]: one for one in document["media"]}
    sizes = {sha256: (one["width"], one["height"]) for sha256, one in media.items()}
    weights = {sha256: one["size_bytes"] for sha256, one in media.items()}
    modules, count = [], 0
    for number, module in enumerate(document["modules"], 1):
        lessons = tuple(
            _lesson(node, count + index, media, sizes, weights)
            for index, node in enumerate(module["lessons"], 1)
        )
        count += len(lessons)
        modules.append(PublishedModule(uuid.UUID(module["uid"]), number, module["title"], lessons))
    return PublishedContent(
        title=document["title"],
        summary=document["summary"],
        audience=document["audience"],
        is_drafting=document["is_drafting"],
        is_open_to_guests=document["is_open_to_guests"],
        pass_mark_percent=document["pass_mark_percent"],
        duration_minutes=sum(one.duration_minutes for module in modules for one in module.lessons),
        modules=tuple(modules),
        outline=tuple(
            OutlineModule(one["title"], tuple(one["lessons"])) for one in document["outline"]
        ),
    )


def _lesson(
    node: dict[str, Any],
    number: int,
    media: Files,
    sizes: ImageSizes,
    weights: dict[str, int],
) -> PublishedLesson:
    return PublishedLesson(
        uid=uuid.UUID(node["uid"]),
        number=number,
        title=node["title"],
        summary=node["summary"],
        duration_minutes=node["duration_minutes"],
        body=node["body"],
        note=node["note"],
        video=_video(node["video"], media) if node["video"] else None,
        questions=tuple(_question(question, sizes) for question in node["questions"]),
        image_sizes=sizes,
        audio=_sound(node["audio"], media) if "audio" in node else None,
        files=tuple(_file(one, media) for one in node.get("files", ())),
        practice=Practice(**node["practice"]) if "practice" in node else None,
        scenario=_scenario(node["scenario"], sizes) if "scenario" in node else (),
        draws=tuple(Draw(**one) for one in node.get("draws", ())),
        media_bytes=weights,
    )


def _sound(node: dict[str, Any], media: Files) -> SoundFile:
    file = media[node["sha256"]]
    return SoundFile(
        *(node["sha256"], file["content_type"], file["size_bytes"], node["duration_seconds"]),
        voice=node.get("voice", ""),
    )


def _file(node: dict[str, Any], media: Files) -> AttachedFile:
    file = media[node["sha256"]]
    return AttachedFile(node["sha256"], node["title"], file["content_type"], file["size_bytes"])


def _scenario(node: dict[str, Any], sizes: ImageSizes) -> tuple[Situation, ...]:
    return tuple(
        Situation(
            uuid.UUID(step["uid"]),
            number,
            step["text"],
            tuple(
                Choice(
                    *(uuid.UUID(one["uid"]), one["text"], one["consequence"]),
                    uuid.UUID(one["next"]) if one["next"] else None,
                )
                for one in step["choices"]
            ),
            sizes,
        )
        for number, step in enumerate(node["steps"], 1)
    )


def _video(node: dict[str, Any], media: Files) -> PublishedVideo:
    sizes = [_size(one["sha256"], one["height"], media) for one in node.get("renditions", ())]
    sizes.append(_size(node["sha256"], media[node["sha256"]]["height"], media))
    audio = node.get("audio_sha256")
    sound = {"sha256": audio, "duration_seconds": node["duration_seconds"]}
    return PublishedVideo(
        sha256=node["sha256"],
        captions_sha256=node["captions_sha256"],
        poster_sha256=node["poster_sha256"],
        duration_seconds=node["duration_seconds"],
        transcript=node["transcript"],
        sizes=tuple(sizes),
        audio=_sound(sound, media) if audio else None,
    )


def _size(sha256: str, height: int | None, media: Files) -> VideoSize:
    file = media[sha256]
    label = f"{height}p" if height else ""
    return VideoSize(sha256, label, file["content_type"], file["size_bytes"])


def _question(node: dict[str, Any], sizes: ImageSizes) -> PublishedQuestion:
    return PublishedQuestion(
        uid=uuid.UUID(node["uid"]),
        kind=node["kind"],
        text=node["text"],
        options=tuple(
            PublishedOption(
                uid=uuid.UUID(option["uid"]),
                text=option["text"],
                is_correct=option["is_correct"],
                explanation=option["explanation"],
                match=option.get("match", ""),
            )
            for option in node["options"]
        ),
        situation=node.get("situation", ""),
        explanation=node.get("explanation", ""),
        passage=node.get("passage", ""),
        tags=tuple(node.get("tags", ())),
        keeps_order=node.get("keeps_order", False),
        image_sizes=sizes,
    )
