"""Lighter files of a lesson's video and read-aloud sound: asked for, and written into the desk."""

from typing import Any, Literal

from catalog import optional, sounds
from catalog.actions import desk
from catalog.models import Lesson, MediaFile
from tenants.jobs import actions as jobs
from tenants.jobs.models import Job
from tenants.people.models import User

TRANSCODE = "catalog.transcode"
POSTER_ENDING = ".poster.png"
"""How a picture that was taken out of a video is named."""

type Part = Literal["video", "audio"]


def start_transcoding(*, lesson: Lesson, part: Part, by: User | None) -> Job | None:
    """Queue the making of lighter files for what a lesson shows now; None where none are needed.

    A job that still runs for the same file is returned instead.
    """
    facts = getattr(lesson, part)
    if not facts or is_light(part, facts):
        return None
    sha256 = facts["sha256"]
    params = {"lesson_uid": str(lesson.uid), "part": part, "sha256": sha256}
    subject_uid = subject_of(lesson, sha256)
    return jobs.start_job(
        kind=TRANSCODE, params=params, subject_uid=subject_uid, total_count=100, by=by
    )


def subject_of(lesson: Lesson, sha256: str) -> str:
    """Return what a job of this file in this lesson is found by."""
    return f"{lesson.uid}/{sha256[:20]}"


def is_light(part: Part, facts: dict[str, Any]) -> bool:
    """Whether everything is made already, or nothing lighter could be made."""
    if part == "video":
        return bool(facts.get("renditions") or facts.get("audio_sha256"))
    file = MediaFile.objects.filter(sha256=facts["sha256"]).first()
    seconds = facts["duration_seconds"]
    return file is not None and sounds.is_light(file.content_type, file.size_bytes, seconds)


def keep_made(
    *, lesson_uid: str, part: Part, sha256: str, made: dict[str, dict[str, Any] | None]
) -> bool:
    """Write what was made into the lesson if it still shows this file; return whether it did.

    Only the desk changes: what is published is never touched. The lesson's own revision stays, so
    nobody who is writing its text is told that somebody else saved it.
    """
    found = Lesson.objects.select_related("module").filter(uid=lesson_uid).first()
    if found is None:
        return False
    course = desk.lock(found.module.course_id)
    lesson = Lesson.objects.get(pk=found.pk)
    facts = getattr(lesson, part)
    if not facts or facts["sha256"] != sha256:
        return False
    changed = _video(facts, made) if part == "video" else _audio(facts, made)
    if changed != facts:
        setattr(lesson, part, changed)
        lesson.save(update_fields=[part])
        action = f"transcode_{part}"
        desk.note(course, action=action, by=None, subject="lesson", uid=lesson.uid)
    return True


def _video(video: dict[str, Any], made: dict[str, dict[str, Any] | None]) -> dict[str, Any]:
    sizes = [one for name, one in made.items() if one and name.isdigit()]
    audio, poster = made.get("audio"), made.get("poster")
    changed = video | {
        "renditions": sorted(sizes, key=lambda one: (one["height"], one["sha256"])),
        "audio_sha256": audio["sha256"] if audio else None,
    }
    if poster and not video["poster_sha256"]:
        changed["poster_sha256"] = poster["sha256"]
    return optional.compact("video", changed)


def _audio(audio: dict[str, Any], made: dict[str, dict[str, Any] | None]) -> dict[str, Any]:
    sound = made.get("audio")
    return audio | {"sha256": sound["sha256"]} if sound else audio


def without_made(video: dict[str, Any]) -> dict[str, Any]:
    """Return what stays of a video when its file is replaced: captions, transcript, own poster."""
    gone = {"renditions", "audio_sha256"}
    poster = MediaFile.objects.filter(sha256=video.get("poster_sha256") or "").first()
    if poster is not None and poster.file_name.endswith(POSTER_ENDING):
        gone.add("poster_sha256")
    return {name: value for name, value in video.items() if name not in gone}
