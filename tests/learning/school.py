"""A small Quảng Nam: a complete course, an open one, one being written; and Linh."""

import datetime
import uuid
from typing import Any

from catalog import actions as catalog_actions
from catalog import queries as catalog_queries
from catalog.actions import OptionDraft
from catalog.models import Course, Lesson
from catalog.published import PublishedCourse, PublishedLesson
from enrollment.actions.cohorts import ensure_cohorts
from enrollment.models import Cohort, Enrollment, Learner, SubGroup, Unit
from tenants.people import actions as people_actions
from tenants.people import names
from tenants.people.models import User

NOW = datetime.datetime(2026, 11, 22, 3, 0, tzinfo=datetime.UTC)


def add_course(
    slug: str,
    title: str,
    *,
    lessons: int = 2,
    questions: int = 5,
    audience: str = "officials",
    **facts: Any,
) -> PublishedCourse:
    """Publish a course: its last question of each lesson has several right options."""
    row = catalog_actions.create_course(
        title=title, audience=audience, summary="Giữ mình an toàn trên mạng.", by=None
    )
    module = catalog_actions.add_module(course=row, title="Nhận biết", by=None)
    for number in range(1, lessons + 1):
        lesson = catalog_actions.add_lesson(module=module, title=f"Bài số {number}", by=None)
        catalog_actions.change_lesson(
            lesson=lesson, summary="Tóm tắt.", body="## Mở đầu\n\nNội dung của bài.", by=None
        )
        for at in range(1, questions + 1):
            add_question(lesson, f"Câu {at} của bài {number}?", several=at == questions)
    Course.objects.filter(pk=row.pk).update(slug=slug, **facts)
    catalog_actions.publish_course(course=row, changelog="Lần đầu", by=None)
    return catalog_queries.published_course(slug)


def add_question(lesson: Lesson, text: str, *, several: bool = False) -> None:
    rights = (True, False, True) if several else (False, True, False)
    drafts = [
        OptionDraft(
            uid=None, text=f"Ý {place}", is_correct=right, explanation=f"Giải thích {place}."
        )
        for place, right in enumerate(rights)
    ]
    catalog_actions.save_question(
        lesson=lesson,
        question=None,
        kind="multiple" if several else "single",
        text=text,
        options=drafts,
        by=None,
    )


def add_lesson_without_quiz(slug: str) -> PublishedCourse:
    row = Course.objects.get(slug=slug)
    lesson = catalog_actions.add_lesson(module=row.modules.get(), title="Bài chỉ đọc", by=None)
    catalog_actions.change_lesson(lesson=lesson, summary="Đọc.", body="Nội dung.", by=None)
    catalog_actions.publish_course(course=row, changelog="Thêm bài đọc", by=None)
    return catalog_queries.published_course(slug)


def learner(user: User | None, name: str = "Nguyễn Thị Linh", **facts: Any) -> Learner:
    ensure_cohorts()
    unit, _made = Unit.objects.get_or_create(
        code="NP",
        defaults={
            "name": "UBND xã Nam Phước",
            "folded_name": "ubnd xa nam phuoc",
            "kind": "commune",
            "path": "1/",
            "help_name": "Anh Thuận",
            "help_phone": "+84905000222",
        },
    )
    fields = {
        "full_name": name,
        "folded_name": names.folded(name),
        "unit": unit,
        "cohort": Cohort.objects.get(key="officials"),
        "sub_group": SubGroup.objects.get(key="civil_servants"),
    }
    return Learner.objects.create(user=user, **(fields | facts))


def person(name: str = "Nguyễn Thị Linh", **facts: Any) -> User:
    return people_actions.create_user(full_name=name, **facts)


def enroll(who: Learner, course: PublishedCourse, **facts: Any) -> Enrollment:
    asked = {"is_mandatory": True, "due_date": datetime.date(2100, 6, 30)} | facts
    return Enrollment.objects.create(learner=who, course_id=course.id, enrolled_at=NOW, **asked)


def right(lesson: PublishedLesson) -> dict[str, list[str]]:
    """All answers right, as JSON has them."""
    return {str(one.uid): sorted(map(str, one.correct_uids)) for one in lesson.questions}


def wrong(lesson: PublishedLesson, count: int) -> dict[str, list[str]]:
    """The first `count` answers wrong."""
    answers = right(lesson)
    for question in lesson.questions[:count]:
        false = [str(one.uid) for one in question.options if not one.is_correct]
        answers[str(question.uid)] = false[:1]
    return answers


def form(answers: dict[str, list[str]], key: uuid.UUID | None = None) -> dict[str, Any]:
    """The quiz form as a browser sends it."""
    fields: dict[str, Any] = {f"q-{uid}": options for uid, options in answers.items()}
    return fields | {"submission_key": str(key or uuid.uuid4())}
