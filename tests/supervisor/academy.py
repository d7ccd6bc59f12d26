"""A small Quảng Nam: four units, some people, two courses; Sơn supervises two of the units."""

import datetime
import itertools
import uuid
from typing import Any

from django.utils import timezone

from catalog.models import Course
from enrollment.models import (
    Attempt,
    Certificate,
    Cohort,
    Enrollment,
    Learner,
    LessonProgress,
    Unit,
)
from tenants.people import actions as people
from tenants.people import names
from tenants.people.models import Role, User

NOW = datetime.datetime(2026, 11, 20, 3, 0, tzinfo=datetime.UTC)
numbers = itertools.count(1)


def unit(name: str, parent: Unit | None = None) -> Unit:
    made = Unit.objects.create(
        code=f"U{next(numbers)}", name=name, folded_name=names.folded(name), kind="other",
        parent=parent, path="",
    )  # fmt: skip
    made.path = f"{parent.path if parent else ''}{made.pk}/"
    made.save(update_fields=["path"])
    return made


def learner(name: str, at: Unit | None, **fields: Any) -> Learner:
    cohort, _ = Cohort.objects.get_or_create(key=fields.pop("cohort", "officials"))
    return Learner.objects.create(
        full_name=name, folded_name=names.folded(name), unit=at, cohort=cohort,
        staff_code=f"QN-{next(numbers):04}", **fields,
    )  # fmt: skip


def course(title: str) -> Course:
    return Course.objects.create(title=title, slug=f"khoa-{next(numbers)}", audience="officials")


def enroll(person: Learner, asked: Course, **fields: Any) -> Enrollment:
    fields = {"is_mandatory": True, "due_date": datetime.date(2100, 1, 1)} | fields
    return Enrollment.objects.create(learner=person, course=asked, enrolled_at=NOW, **fields)


def user(name: str, *grants: tuple[str, uuid.UUID | None]) -> User:
    made = people.create_user(full_name=name, email=f"nguoi{next(numbers)}@quangnam.example")
    for role, scope in grants:
        people.grant_role(user=made, role=role, scope_uid=scope, by=None)
    return made


def supervisor(name: str, *units: Unit) -> User:
    return user(name, *((Role.SUPERVISOR, one.uid) for one in units))


def attempt(person: Learner, asked: Course, lesson_uid: uuid.UUID, score: int, at: Any) -> Attempt:
    return Attempt.objects.create(
        learner=person, course_uid=asked.uid, lesson_uid=lesson_uid, document_sha256="0" * 64,
        submission_key=uuid.uuid4(), answers_sha256="0" * 64, answers={}, correct_count=score // 20,
        question_count=5, score_percent=score, is_passed=score >= 80, submitted_at=at,
    )  # fmt: skip


def progress(person: Learner, asked: Course, lesson_uid: uuid.UUID, best: int) -> LessonProgress:
    return LessonProgress.objects.create(
        learner=person, course_uid=asked.uid, lesson_uid=lesson_uid, opened_at=NOW,
        done_at=NOW, best_score_percent=best, attempt_count=2,
    )  # fmt: skip


def certificate(person: Learner, asked: Course, code: str) -> Certificate:
    return Certificate.objects.create(
        code=code, learner=person, course_uid=asked.uid, course_title=asked.title,
        holder_name=person.full_name, issued_at=timezone.now(),
    )  # fmt: skip
