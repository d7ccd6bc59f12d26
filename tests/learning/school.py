"""A small Quảng Nam: a complete course, an open one, one being written; and Linh."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from catalog import actions as catalog_actions
from catalog import queries as catalog_queries
from catalog.actions import OptionDraft
from catalog.models import Course, Lesson
from catalog.published import PublishedCourse, PublishedLesson, PublishedQuestion
from enrollment.actions.cohorts import ensure_cohorts
from enrollment.learning import answers as answering
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


EVERY_KIND: dict[str, list[tuple[str, bool, str]]] = {
    "scenario": [("Bấm vào đường dẫn", False, ""), ("Gọi số chính thức", True, "")],
    "ordering": [("Đăng nhập", True, ""), ("Điền tờ khai", True, ""), ("Nộp phí", True, "")],
    "matching": [("Tra cứu", True, "Cổng dịch vụ công"), ("Báo tin rác", True, "Đầu số 5656")],
    "short_answer": [("5656", True, ""), ("113", False, "")],
    "true_false": [("Đúng", False, ""), ("Sai", True, "")],
}
"""Options by kind: text, whether it is right, its partner."""


def add_course_of_every_kind(slug: str = "moi-dang") -> PublishedCourse:
    """Publish a course whose one lesson asks a question of every newer kind."""
    course = add_course(slug, "Mọi dạng câu hỏi", lessons=1, questions=1)
    lesson = Lesson.objects.get(uid=course.lessons[0].uid)
    for kind, options in EVERY_KIND.items():
        catalog_actions.save_question(
            lesson=lesson,
            question=None,
            kind=kind,
            text=f"Câu dạng {kind}?",
            options=[
                OptionDraft(None, text, right, f"Vì {text.lower()}.", match)
                for text, right, match in options
            ],
            situation="**Tin nhắn**\n\n> Nộp tiền trước 17 giờ." if kind == "scenario" else "",
            explanation="Giải thích chung.",
            passage="Mở đầu",
            by=None,
        )
    row = Course.objects.get(slug=slug)
    catalog_actions.publish_course(course=row, changelog="Mọi dạng", by=None)
    return catalog_queries.published_course(slug)


def filled_in(questions: Sequence[PublishedQuestion], *, wrong: bool = False) -> dict[str, Any]:
    """Answer questions as the form of a browser does; `wrong` all of them."""
    fields: dict[str, Any] = {}
    for one in questions:
        answer = answering.wrong_answer(one) if wrong else answering.right_answer(one)
        if isinstance(answer, str):
            fields[f"q-{one.uid}"] = answer
        elif isinstance(answer, tuple):
            fields |= {f"q-{one.uid}-{uid}": str(at) for at, uid in enumerate(answer, 1)}
        elif isinstance(answer, dict):
            fields |= {f"q-{one.uid}-{left}": str(right) for left, right in answer.items()}
        else:
            fields[f"q-{one.uid}"] = [str(uid) for uid in answer or ()]
    return fields


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
