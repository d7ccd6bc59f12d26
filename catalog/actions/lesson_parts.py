"""What stands beside a lesson's text: read-aloud sound, files to take home, practice, a story.

None of these saves the text itself, so nobody who is writing it is told that it changed.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from catalog import attachments, documents, locks, media, sounds
from catalog.actions import desk, transcoding
from catalog.actions.desk import Direction
from catalog.actions.lessons import LessonChangedMeanwhile
from catalog.models import Course, Lesson
from tenants.people.models import User

FILES_AT_MOST = 10
MACHINE = {"voice": "machine"}


class TooManyFiles(ValueError):
    """A lesson has as many files as it may. Facts: the limit."""

    code = "TOO_MANY_FILES"
    limit = FILES_AT_MOST


class FileNotListed(LookupError):
    """The lesson has no such file."""

    code = "FILE_NOT_LISTED"


@dataclass(frozen=True)
class ChoiceDraft:
    """A choice as typed."""

    uid: uuid.UUID
    text: str
    consequence: str
    next: uuid.UUID | None


@dataclass(frozen=True)
class StepDraft:
    """A step as typed."""

    uid: uuid.UUID
    text: str
    choices: tuple[ChoiceDraft, ...]


def set_audio(
    *, lesson: Lesson, sound: UploadedFile, is_machine_voice: bool = False, by: User | None
) -> Lesson:
    """Give a lesson its text read aloud; a lighter file is made by a job.

    Raises media.FileTooLarge, media.FileTypeMismatch, locks.NodeLocked.
    """
    course, lesson = _open(lesson, "audio")
    content = media.read_limited(sound, sounds.BYTES_AT_MOST)
    facts = sounds.facts(content)
    file = media.store(content, content_type=facts.content_type, file_name=sound.name or "")
    value = {"sha256": file.sha256, "duration_seconds": facts.duration_seconds}
    value |= MACHINE if is_machine_voice else {}
    lesson = _write(course, lesson, "audio", value, "set_audio", by)
    transcoding.start_transcoding(lesson=lesson, part="audio", by=by)
    return lesson


def set_voice(*, lesson: Lesson, is_machine_voice: bool, by: User | None) -> Lesson:
    """Say whether a machine reads a lesson's sound; nothing happens where there is none.

    Raises locks.NodeLocked.
    """
    course, lesson = _open(lesson, "audio")
    if not lesson.audio:
        return lesson
    value = {key: one for key, one in lesson.audio.items() if key != "voice"}
    value |= MACHINE if is_machine_voice else {}
    return _write(course, lesson, "audio", value, "set_voice", by)


def remove_audio(*, lesson: Lesson, by: User | None) -> Lesson:
    """Take the sound out of a lesson."""
    course, lesson = _open(lesson, "audio")
    return _write(course, lesson, "audio", None, "remove_audio", by)


def add_file(*, lesson: Lesson, upload: UploadedFile, title: str, by: User | None) -> Lesson:
    """Add a file to take home at the end; the same file again only gets the new title.

    Raises media.FileTooLarge, media.FileTypeMismatch, TooManyFiles, locks.NodeLocked.
    """
    course, lesson = _open(lesson, "files")
    checked = attachments.attachment(media.read_limited(upload, attachments.BYTES_AT_MOST))
    file = media.store(
        checked.content,
        content_type=checked.content_type,
        file_name=upload.name or "",
        width=checked.width,
        height=checked.height,
    )
    files = [one for one in lesson.files if one["sha256"] != file.sha256]
    if len(files) >= FILES_AT_MOST:
        raise TooManyFiles
    files.append({"sha256": file.sha256, "title": _line(title)})
    return _write(course, lesson, "files", files, "add_file", by)


def rename_file(*, lesson: Lesson, sha256: str, title: str, by: User | None) -> Lesson:
    """Give a file another title; raises FileNotListed, locks.NodeLocked."""
    course, lesson = _open(lesson, "files")
    place = _place(lesson, sha256)
    files = list(lesson.files)
    files[place] = {"sha256": sha256, "title": _line(title)}
    return _write(course, lesson, "files", files, "rename_file", by)


def move_file(*, lesson: Lesson, sha256: str, direction: Direction, by: User | None) -> Lesson:
    """Move a file up or down by one; at the end of the row nothing happens. Raises as above."""
    course, lesson = _open(lesson, "files")
    order = desk.moved(list(lesson.files), _place(lesson, sha256), direction)
    return _write(course, lesson, "files", order, "move_file", by) if order else lesson


def remove_file(*, lesson: Lesson, sha256: str, by: User | None) -> Lesson:
    """Take a file out of a lesson; raises as above."""
    course, lesson = _open(lesson, "files")
    place = _place(lesson, sha256)
    files = [one for index, one in enumerate(lesson.files) if index != place]
    return _write(course, lesson, "files", files, "remove_file", by)


def set_practice(*, lesson: Lesson, text: str, url: str, by: User | None) -> Lesson:
    """Say what to do elsewhere and to tick off; the address may be empty."""
    course, lesson = _open(lesson, "practice")
    value = {"text": documents.tidy(text), "url": url.strip()}
    return _write(course, lesson, "practice", value, "set_practice", by)


def remove_practice(*, lesson: Lesson, by: User | None) -> Lesson:
    """Take the practice out of a lesson."""
    course, lesson = _open(lesson, "practice")
    return _write(course, lesson, "practice", None, "remove_practice", by)


def set_scenario(
    *, lesson: Lesson, steps: list[StepDraft], seen: str = "", by: User | None
) -> Lesson:
    """Write the story of a lesson. A choice that leads to a step that is gone ends the story.

    seen is scenario_revision() of the lesson the editor opened; raises LessonChangedMeanwhile when
    somebody saved another story since, locks.NodeLocked.
    """
    course, lesson = _open(lesson, "scenario")
    value = {"steps": [_step(step, {str(one.uid) for one in steps}) for step in steps]}
    if value == lesson.scenario:
        return lesson
    if seen and seen != scenario_revision(lesson):
        raise LessonChangedMeanwhile(lesson)
    return _write(course, lesson, "scenario", value, "set_scenario", by)


def remove_scenario(*, lesson: Lesson, by: User | None) -> Lesson:
    """Take the story out of a lesson."""
    course, lesson = _open(lesson, "scenario")
    return _write(course, lesson, "scenario", None, "remove_scenario", by)


def scenario_revision(lesson: Lesson) -> str:
    """Return a word that changes with every saving of another story."""
    return documents.sha256_of({"scenario": lesson.scenario})


def _step(step: StepDraft, known: set[str]) -> dict[str, Any]:
    choices = [
        {
            "uid": str(one.uid),
            "text": _line(one.text),
            "consequence": documents.tidy(one.consequence),
            "next": str(one.next) if str(one.next) in known else None,
        }
        for one in step.choices
    ]
    return {"uid": str(step.uid), "text": documents.tidy(step.text), "choices": choices}


def _line(text: str) -> str:
    return " ".join(documents.tidy(text).split())


def _place(lesson: Lesson, sha256: str) -> int:
    for index, one in enumerate(lesson.files):
        if one["sha256"] == sha256:
            return index
    raise FileNotListed(sha256)


def _open(lesson: Lesson, field: str) -> tuple[Course, Lesson]:
    """Lock the course and return it with the lesson as it is now; raises locks.NodeLocked."""
    course = desk.lock(lesson.module.course_id)
    locks.require_free(course, lesson.uid, field)
    return course, Lesson.objects.select_related("module__course").get(pk=lesson.pk)


def _write(
    course: Course, lesson: Lesson, field: str, value: Any, action: str, by: User | None
) -> Lesson:
    setattr(lesson, field, value)
    lesson.save(update_fields=[field])
    desk.note(course, action=action, by=by, subject="lesson", uid=lesson.uid)
    return lesson
