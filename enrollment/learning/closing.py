"""Attempts nobody came back to are handed in by the service, with what was saved."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from catalog import queries as catalog_queries
from catalog.published import PublishedCourse
from catalog.queries import CourseNotFound, LessonNotFound
from enrollment.learning import answers as answering
from enrollment.learning import grading, policies, progress, quizzes
from enrollment.learning.policies import Policy
from enrollment.models import Attempt, Learner, OpenAttempt, QuizPolicy

LEFT_FOR = timedelta(days=30)
"""Without a deadline: saved so long ago, nobody comes back."""
MOST_AT_ONCE = 200
LEFT = """
SELECT saved.id, learner.id, cohort.key, sub_group.key, policy.id
FROM enrollment_openattempt saved
JOIN enrollment_learner learner ON learner.id = saved.learner_id
LEFT JOIN enrollment_cohort cohort ON cohort.id = learner.cohort_id
LEFT JOIN enrollment_subgroup sub_group ON sub_group.id = learner.sub_group_id
LEFT JOIN LATERAL (
    SELECT own.id, own.closes_at_deadline FROM enrollment_quizpolicy own
    WHERE own.cohort_id = learner.cohort_id
      AND (own.sub_group_id = learner.sub_group_id OR own.sub_group_id IS NULL)
    ORDER BY own.sub_group_id NULLS LAST LIMIT 1
) policy ON TRUE
LEFT JOIN catalog_course course ON course.uid = saved.course_uid
LEFT JOIN enrollment_enrollment enrollment
    ON enrollment.learner_id = learner.id AND enrollment.course_id = course.id
WHERE saved.saved_at < %(left_before)s
   OR (policy.closes_at_deadline AND enrollment.due_date < %(today)s)
ORDER BY saved.id LIMIT %(most)s
"""


def close_left_attempts(*, at: datetime | None = None) -> int:
    """Hand in what nobody came back to in this place: its deadline is over, or it is 30 days old.

    Returns how many were taken; the rest follows next time.
    """
    at = at or timezone.now()
    facts: dict[str, Any] = {
        "left_before": at - LEFT_FOR,
        "today": timezone.localdate(at - policies.GRACE),
        "most": MOST_AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(LEFT, facts)
        found = cursor.fetchall()
    rules = QuizPolicy.objects.in_bulk([row[-1] for row in found if row[-1]])
    for open_id, learner_id, cohort_key, group_key, policy_id in found:
        policy = policies.policy_from(rules.get(policy_id), cohort_key, group_key)
        learner = Learner.objects.select_related("unit").get(pk=learner_id)
        close_open_attempt(learner=learner, policy=policy, at=at, pk=open_id)
    return len(found)


def close_now(
    *, learner: Learner, lesson_uid: uuid.UUID, policy: Policy, at: datetime
) -> tuple[Attempt | None, datetime | None]:
    """Hand in what a learner saved at a lesson, if anything; return it and when it was saved."""
    return close_open_attempt(learner=learner, policy=policy, at=at, lesson_uid=lesson_uid)


def close_open_attempt(
    *, learner: Learner, policy: Policy, at: datetime, **which: Any
) -> tuple[Attempt | None, datetime | None]:
    """Hand in one open attempt with its saved answers; questions without one are wrong.

    One in which nothing is answered yet is taken away. Returns (None, None) where there is none.
    """
    opened = OpenAttempt.objects.select_for_update().filter(learner=learner, **which).first()
    if opened is None:
        return None, None
    saved_at = opened.saved_at
    attempt = _hand_in(opened, learner, policy, at)
    OpenAttempt.objects.filter(pk=opened.pk).delete()
    return attempt, saved_at if attempt else None


def _hand_in(opened: OpenAttempt, learner: Learner, policy: Policy, at: datetime) -> Attempt | None:
    try:
        course = catalog_queries.published_course_by_uid(opened.course_uid)
        quiz = quizzes.quiz_as_seen(
            course, opened.lesson_uid, opened.document_sha256, opened.submission_key
        )
    except (CourseNotFound, LessonNotFound):
        return None
    answers = answering.stored(opened.answers, quiz.questions)
    if not answers:
        return None
    mark = policy.pass_mark(quiz.content.pass_mark_percent)
    grade = grading.grade(quiz.questions, answers, pass_mark_percent=mark, may_be_incomplete=True)
    attempt = quizzes.attempt_row(
        quiz,
        learner,
        course_uid=course.uid,
        key=opened.submission_key,
        answers=answers,
        grade=grade,
        policy=policy,
        is_kept=policy.must_pass or learner.keeps_scores,
        at=at,
    )
    attempt.was_closed = True
    return attempt if _write(attempt, course, quiz, learner, policy, at) else None


def _write(
    attempt: Attempt,
    course: PublishedCourse,
    quiz: quizzes.Quiz,
    learner: Learner,
    policy: Policy,
    at: datetime,
) -> bool:
    """Write a closed attempt and what follows; False if its key was handed in meanwhile."""
    enrollment, _is_new = progress.enrollment_of(learner, course.id, at)
    if not quizzes.insert_once(attempt):
        return False
    progress.write_progress(
        *(enrollment, learner, course, quiz.lesson, attempt),
        is_done=attempt.is_passed,
        must_pass=policy.must_pass,
        by=None,
        at=at,
    )
    return True
