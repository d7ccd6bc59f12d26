"""Images and videos of lessons."""

from django.core.files.uploadedfile import UploadedFile

from catalog import documents, locks, media
from catalog.actions import desk, lessons, transcoding
from catalog.models import Lesson, MediaFile
from tenants.people import actions as people_actions
from tenants.people.models import User


class AlternativeTextMissing(ValueError):
    """An image needs words for those who do not see it."""

    code = "ALTERNATIVE_TEXT_MISSING"


def attach_image(
    *, lesson: Lesson, upload: UploadedFile, alternative_text: str, by: User | None
) -> Lesson:
    """Store an image and show it at the end of a lesson's text. Raises as image_for_text."""
    shown = image_for_text(upload=upload, alternative_text=alternative_text)
    return lessons.change_lesson(lesson=lesson, body=f"{lesson.body}\n\n{shown}", by=by)


def upload_image(
    *, lesson: Lesson, upload: UploadedFile, alternative_text: str, by: User | None
) -> str:
    """Store an image for a lesson being written; return the Markdown that shows it."""
    shown = image_for_text(upload=upload, alternative_text=alternative_text)
    people_actions.write_audit(
        action="catalog.upload_image",
        by=by,
        subject="lesson",
        subject_uid=str(lesson.uid),
        facts={"course": str(lesson.module.course.uid)},
    )
    return shown


def image_for_text(*, upload: UploadedFile, alternative_text: str) -> str:
    """Store an image; return the Markdown that shows it with its words.

    Raises media.FileTooLarge, media.FileTypeMismatch, AlternativeTextMissing.
    """
    words = documents.tidy(alternative_text).replace("\n", " ")
    words = words.replace("[", "(").replace("]", ")")
    if not words:
        raise AlternativeTextMissing
    return f"![{words}](media:{store_image(upload).sha256})"


def store_image(upload: UploadedFile) -> MediaFile:
    """Keep an uploaded image as WebP of at most 720 pixels in width."""
    drawn = media.picture(media.read_limited(upload, media.IMAGE_BYTES_AT_MOST))
    return media.store(
        drawn.content,
        content_type="image/webp",
        file_name=upload.name or "",
        width=drawn.width,
        height=drawn.height,
    )


def set_video(
    *,
    lesson: Lesson,
    video: UploadedFile | None,
    captions: UploadedFile | None,
    poster: UploadedFile | None,
    transcript: str,
    by: User | None,
) -> Lesson:
    """Give a lesson a video, or change parts of the one it has; what is not given stays.

    Lighter files of a new video are made by a job (actions.transcoding).

    Raises media.FileTooLarge, media.FileTypeMismatch.
    """
    course = desk.lock(lesson.module.course_id)
    locks.require_free(course, lesson.uid, "video")
    facts = dict(lesson.video or {})
    if video:
        facts = transcoding.without_made(facts)
        facts |= store_video(media.read_limited(video, media.VIDEO_BYTES_AT_MOST), video.name or "")
    if captions:
        words = media.captions(media.read_limited(captions, media.TEXT_BYTES_AT_MOST))
        facts["captions_sha256"] = media.store(words, content_type="text/vtt").sha256
    if poster:
        facts["poster_sha256"] = store_image(poster).sha256
    facts["transcript"] = documents.tidy(transcript)
    if not facts.get("sha256"):
        raise media.FileTypeMismatch("-", "MP4")
    lesson.video = {"captions_sha256": None, "poster_sha256": None} | facts
    lesson.save(update_fields=["video", "updated_at"])
    desk.note(course, action="set_video", by=by, subject="lesson", uid=lesson.uid)
    if video:
        transcoding.start_transcoding(lesson=lesson, part="video", by=by)
    return lesson


def store_video(content: bytes, file_name: str) -> dict[str, object]:
    """Keep an MP4; return what a lesson must know of it."""
    seen = media.video_facts(content)
    file = media.store(
        content,
        content_type="video/mp4",
        file_name=file_name,
        width=seen.width,
        height=seen.height,
    )
    return {"sha256": file.sha256, "duration_seconds": seen.duration_seconds}


def remove_video(*, lesson: Lesson, by: User | None) -> Lesson:
    """Take the video out of a lesson."""
    course = desk.lock(lesson.module.course_id)
    locks.require_free(course, lesson.uid, "video")
    lesson.video = None
    lesson.save(update_fields=["video", "updated_at"])
    desk.note(course, action="remove_video", by=by, subject="lesson", uid=lesson.uid)
    return lesson
