"""A generated national library: 15 courses of 12 modules of 4 lessons of 5 questions."""

import uuid
from datetime import UTC, datetime
from typing import Any

from catalog import documents
from catalog.library import actions as library_actions
from catalog.library.models import Release
from tenants.context import in_ministry

COURSES, MODULES, LESSONS, QUESTIONS, OPTIONS = 15, 12, 4, 5, 4
PARAGRAPH = (
    "Ông/Bà dừng lại một phút, đọc kỹ địa chỉ, rồi tự gọi vào số in trên mặt sau của thẻ. "
    "Không ai có quyền hỏi mã dùng một lần, kể cả người tự nhận là nhân viên ngân hàng."
)


def release_library() -> list[uuid.UUID]:
    """Put the generated courses on the shelf; return the releases' uids in order."""
    with in_ministry():
        if not Release.objects.exists():
            for number in range(1, COURSES + 1):
                release(number)
        return list(Release.objects.order_by("position").values_list("uid", flat=True))


def release(number: int) -> Release:
    """Publish one generated course."""
    content = course(number)
    return library_actions.publish_release(
        document=content,
        sha256=documents.sha256_of(content),
        lesson_count=MODULES * LESSONS,
        duration_minutes=MODULES * LESSONS * 12,
        position=number,
        changelog="Bản đầu tiên",
        is_minor=False,
        published_by="An",
        at=datetime(2026, 1, 5, tzinfo=UTC),
    )


def course(number: int) -> dict[str, Any]:
    """Return a course document."""
    return {
        "format": documents.FORMAT,
        "format_version": 1,
        "uid": uid("course", number),
        "slug": f"khoa-{number}",
        "title": f"Khóa học số {number}",
        "summary": "Khóa học dùng để đo.",
        "audience": "officials",
        "is_drafting": False,
        "is_open_to_guests": False,
        "pass_mark_percent": 80,
        "outline": [],
        "modules": [module(number, place) for place in range(MODULES)],
        "media": [],
    }


def module(course_number: int, number: int) -> dict[str, Any]:
    """Return a chapter of four lessons."""
    key = f"{course_number}.{number}"
    return {
        "uid": uid("module", key),
        "title": f"Chương {number + 1}",
        "lessons": [lesson(f"{key}.{place}") for place in range(LESSONS)],
    }


def lesson(key: str) -> dict[str, Any]:
    """Return a lesson of about 1,300 words with its quiz."""
    return {
        "uid": uid("lesson", key),
        "title": f"Bài {key}",
        "summary": "Nhận biết và xử lý.",
        "duration_minutes": 12,
        "body": "\n\n".join(f"## Phần {part}\n\n{PARAGRAPH * 8}" for part in range(1, 5)),
        "note": "",
        "video": None,
        "questions": [question(f"{key}.{place}") for place in range(QUESTIONS)],
    }


def question(key: str) -> dict[str, Any]:
    """Return a question whose first option is right."""
    return {
        "uid": uid("question", key),
        "kind": "single",
        "text": f"Câu hỏi {key}: việc nào nên làm trước tiên?",
        "options": [
            {
                "uid": uid("option", f"{key}.{place}"),
                "text": f"Phương án {place + 1}",
                "is_correct": place == 0,
                "explanation": "Đúng: dừng lại trước." if place == 0 else "Chưa đúng: còn vội.",
            }
            for place in range(OPTIONS)
        ],
    }


def uid(kind: str, key: Any) -> str:
    """Return a uid that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"bench:{kind}:{key}"))
