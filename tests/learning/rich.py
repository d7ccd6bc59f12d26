"""A lesson with everything in it: screens, sound, video in sizes, a story, files, practice."""

import hashlib
import io
import uuid
import wave
from typing import Any

from catalog import actions as catalog_actions
from catalog import media
from catalog import queries as catalog_queries
from catalog.models import Course, Lesson, MediaFile
from catalog.published import PublishedCourse
from tests.learning import school

BODY = """Mỗi ngày có rất nhiều cuộc gọi lừa đảo.

## Nhận ra cuộc gọi lạ

Hãy nghe thật kỹ.

## Không đưa mã OTP

Không ai được hỏi mã OTP của Ông/Bà.

## Gọi lại số chính thức

Hãy gọi số in trên thẻ.
"""
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào\n".encode()
PRACTICE = {"text": "Mở trang **VNeID** và xem tên mình.", "url": "https://vneid.gov.vn/huong-dan"}


def silence(seconds: int = 20) -> bytes:
    """Return a sound file that plays in every browser."""
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 8000 * seconds)
    return written.getvalue()


def store(content: bytes, content_type: str, **facts: Any) -> str:
    """Keep a file as the desk does; return its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    media.put(sha256, MediaFile.Store.OWN, content)
    MediaFile.objects.get_or_create(
        sha256=sha256,
        defaults={"content_type": content_type, "size_bytes": len(content)} | facts,
    )
    return sha256


def story() -> dict[str, Any]:
    """Return a story of two situations with two ways out of each."""
    first, second = str(uuid.uuid4()), str(uuid.uuid4())

    def choice(text: str, consequence: str, to: str | None) -> dict[str, Any]:
        return {"uid": str(uuid.uuid4()), "text": text, "consequence": consequence, "next": to}

    return {
        "steps": [
            {
                "uid": first,
                "text": "Có người gọi: **“Tôi là công an xã, đọc mã OTP ngay!”**",
                "choices": [
                    choice("Đọc mã", "Người lạ đã vào được tài khoản.", second),
                    choice("Tắt máy", "Kẻ gian không lấy được gì.", None),
                ],
            },
            {
                "uid": second,
                "text": "Ông/Bà vừa nhận tin nhắn trừ tiền.",
                "choices": [
                    choice("Gọi ngân hàng", "Ngân hàng khóa thẻ kịp thời.", None),
                    choice("Chờ xem", "Tiền bị chuyển hết.", None),
                ],
            },
        ]
    }


def add_rich_lesson(course: Course, *, title: str = "Cuộc gọi lạ", **facts: Any) -> Lesson:
    """Put the lesson at the end of a course; publish it yourself."""
    lesson = catalog_actions.add_lesson(module=course.modules.get(), title=title, by=None)
    sound = store(silence(), "audio/wav")
    film = {
        "sha256": store(b"film", "video/mp4", width=1280, height=720),
        "captions_sha256": store(CAPTIONS, "text/vtt"),
        "poster_sha256": None,
        "duration_seconds": 200,
        "transcript": "Lời trong video.",
        "renditions": [
            {"sha256": store(b"film240", "video/mp4", width=426, height=240), "height": 240},
            {"sha256": store(b"film360", "video/mp4", width=640, height=360), "height": 360},
        ],
        "audio_sha256": store(silence(3), "audio/wav"),
    }
    fields: dict[str, Any] = {
        "summary": "Nhận ra cuộc gọi lừa đảo.",
        "body": BODY,
        "duration_minutes": 10,
        "audio": {"sha256": sound, "duration_seconds": 20},
        "video": film,
        "files": [{"sha256": store(b"%PDF-1.4 %%EOF", "application/pdf"), "title": "Tờ ghi nhớ"}],
        "practice": PRACTICE,
        "scenario": story(),
    }
    Lesson.objects.filter(pk=lesson.pk).update(**(fields | facts))
    return Lesson.objects.get(pk=lesson.pk)


def publish(course: Course) -> PublishedCourse:
    """Publish what the desk has now."""
    catalog_actions.publish_course(course=course, changelog="Thêm bài", by=None)
    return catalog_queries.published_course(course.slug)


def rich_course(slug: str, *, quiz: bool = True, **facts: Any) -> PublishedCourse:
    """Publish a course whose only lesson is the rich one."""
    school.add_course(slug, "Gọi điện an toàn", lessons=1, **facts)
    course = Course.objects.get(slug=slug)
    lesson = add_rich_lesson(course)
    for number in range(2 if quiz else 0):
        school.add_question(lesson, f"Câu {number + 1}?")
    return publish(course)
