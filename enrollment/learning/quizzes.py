"""A quiz as one attempt asks it, and the row that keeps it once it is handed in."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from catalog.published import PublishedContent, PublishedCourse, PublishedLesson, PublishedQuestion
from catalog.queries import CourseNotFound, LessonNotFound, published_document
from enrollment.learning import answers as answering
from enrollment.learning import draws
from enrollment.learning.answers import Answers
from enrollment.learning.grading import Grade
from enrollment.learning.policies import Policy
from enrollment.models import Attempt, Learner


@dataclass(frozen=True)
class Quiz:
    """A quiz as the learner saw it."""

    content: PublishedContent
    lesson: PublishedLesson
    document_sha256: str
    questions: tuple[PublishedQuestion, ...]


def quiz_as_seen(
    course: PublishedCourse, lesson_uid: uuid.UUID, document_sha256: str, key: uuid.UUID
) -> Quiz:
    """Return what an attempt with this key asks in the edition on the learner's screen.

    A document unknown here means the current one. Raises LessonNotFound.
    """
    content, sha256 = course.content, course.document_sha256
    if document_sha256 and document_sha256 != sha256:
        try:
            seen = published_document(document_sha256)
        except CourseNotFound:
            seen = None
        if seen is not None and lesson_uid in seen.lessons_by_uid:
            content, sha256 = seen, document_sha256
    lesson = content.lessons_by_uid.get(lesson_uid)
    if lesson is None:
        raise LessonNotFound
    return Quiz(content, lesson, sha256, draws.asked(content, lesson, key))


def attempt_row(
    quiz: Quiz,
    learner: Learner,
    *,
    course_uid: uuid.UUID,
    key: uuid.UUID,
    answers: Answers,
    grade: Grade,
    policy: Policy,
    is_kept: bool = True,
    at: datetime,
) -> Attempt:
    """Return an attempt as it will be written; without answers and scores unless they are kept."""
    return Attempt(
        learner=learner,
        course_uid=course_uid,
        lesson_uid=quiz.lesson.uid,
        document_sha256=quiz.document_sha256,
        submission_key=key,
        answers_sha256=answering.sha256_of(answers, lesson_uid=quiz.lesson.uid),
        answers=answering.canonical(answers) if is_kept else {},
        question_uids=[str(one.uid) for one in quiz.questions] if quiz.lesson.draws else None,
        correct_count=grade.correct_count if is_kept else None,
        question_count=grade.question_count,
        score_percent=grade.score_percent if is_kept else None,
        is_passed=grade.is_passed and is_kept,
        pass_mark_percent=policy.pass_mark(quiz.content.pass_mark_percent),
        submitted_at=at,
    )


def insert_once(attempt: Attempt) -> bool:
    """Insert an attempt; False if its key stands already (a parallel double click)."""
    fields = [field for field in Attempt._meta.local_fields if not field.primary_key]
    columns = ", ".join(str(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO enrollment_attempt ({columns}) VALUES ({marks})"
            " ON CONFLICT (learner_id, submission_key) DO NOTHING RETURNING id",
            [
                field.get_db_prep_save(getattr(attempt, field.attname), connection)
                for field in fields
            ],
        )
        row = cursor.fetchone()
    if row is not None:
        attempt.pk = row[0]
    return row is not None
