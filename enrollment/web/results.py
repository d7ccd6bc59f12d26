"""The result of a quiz that was handed in: what was right, why, and what to read again."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.published import PublishedContent, PublishedCourse, PublishedQuestion
from catalog.queries import CourseNotFound, published_document
from enrollment.learning import actions, grading, opened, policies, queries, receipts
from enrollment.learning import answers as answering
from enrollment.learning.answers import Answers
from enrollment.models import Attempt
from enrollment.web.learner import lesson_url, personal
from enrollment.web.quiz_shown import QuestionShown, graded
from enrollment.web.visits import Visit, page, visit


def result_url(here: Visit, attempt: Attempt) -> str:
    """Return the address of a submitted quiz."""
    return reverse("quiz-result", args=[here.course.slug, attempt.lesson_uid, attempt.uid])


@personal
@require_safe
def result(request: HttpRequest, slug: str, uid: uuid.UUID, attempt_uid: uuid.UUID) -> HttpResponse:
    """One's own submitted quiz with what was right and why."""
    here = visit(request, slug)
    attempt = queries.attempt_of(here.standing.learner, uid, attempt_uid)
    if attempt is None:
        raise Http404
    content = content_of(here.course, attempt)
    questions = questions_of(content, attempt)
    return _page(here, attempt, content, questions, answering.stored(attempt.answers, questions))


def shown_once(here: Visit, done: actions.Submitted) -> HttpResponse:
    """The result of who keeps no scores: shown now, and never again."""
    content = content_of(here.course, done.attempt)
    attempt = done.attempt
    questions = questions_of(content, attempt)
    return _page(here, attempt, content, questions, done.answers or {}, once=done)


def content_of(course: PublishedCourse, attempt: Attempt) -> PublishedContent:
    """The document an attempt was graded against; raises Http404 if it is gone."""
    if attempt.document_sha256 == course.document_sha256:
        return course.content
    try:
        return published_document(attempt.document_sha256)
    except CourseNotFound as error:
        raise Http404 from error


def questions_of(content: PublishedContent, attempt: Attempt) -> Sequence[PublishedQuestion]:
    """The questions an attempt asked, in order."""
    lesson = content.lessons_by_uid[attempt.lesson_uid]
    if attempt.question_uids is None:
        return lesson.questions
    bank = {str(one.uid): one for one in content.questions}
    return [bank[uid] for uid in attempt.question_uids if uid in bank]


def _page(
    here: Visit,
    attempt: Attempt,
    content: PublishedContent,
    questions: Sequence[PublishedQuestion],
    answers: Answers,
    *,
    once: actions.Submitted | None = None,
) -> HttpResponse:
    uid, policy, kinds = attempt.lesson_uid, here.standing.policy, Attempt.Lateness
    after, is_gone = None, uid not in here.course.content.lessons_by_uid
    if not is_gone:
        _before, after = here.course.neighbours(uid)
    mark = attempt.pass_mark_percent or content.pass_mark_percent
    chances = _chances(here, attempt)
    shows = chances is None or policies.shows_answers(policy, chances, is_passed=attempt.is_passed)
    shown = _graded(here.course, content, attempt, questions, answers, shows=shows)
    lesson = content.lessons_by_uid[uid]
    grade = once.grade if once else None
    is_passed = grade.is_passed if grade else attempt.is_passed
    is_lesson_passed = getattr(attempt, "is_lesson_passed", False)
    context: dict[str, Any] = {
        "course": here.course,
        "lesson": lesson,
        "lesson_url": lesson_url(here.course, lesson),
        "next": after,
        "is_gone": is_gone,
        "attempt": attempt,
        "correct_count": grade.correct_count if grade else attempt.correct_count,
        "is_passed": is_passed,
        "is_lesson_passed": is_lesson_passed,
        "is_settled": is_passed or is_lesson_passed or not policy.must_pass,
        "counts": attempt.lateness not in (kinds.WAITING, kinds.DECLINED),
        "is_kept": attempt.score_percent is not None,
        "is_self_check": not policy.must_pass,
        "questions": shown if answers or attempt.score_percent is not None else [],
        "shows_answers": shows,
        "chances": chances,
        "may_retry": not is_gone and (chances is None or chances.is_open),
        "repeats": _repeats(shown) if shows else [],
        "receipt": receipts.receipt_of(attempt),
        "certificate_code": here.standing.certificate_code,
        "is_guest": here.reader.user is None,
        "enrollment": here.standing.enrollment,
        "needed_count": grading.needed_count(mark, attempt.question_count),
    }
    return page(here.request, "learner/result", context)


def _chances(here: Visit, attempt: Attempt) -> policies.Chances | None:
    """Return what may still be tried at this quiz; None for somebody who is not known yet."""
    learner = here.standing.learner
    if learner is None:
        return None
    return opened.chances_of(
        learner,
        attempt.lesson_uid,
        here.standing.policy,
        due_date=here.standing.due_date,
        at=timezone.now(),
    )


def _graded(
    course: PublishedCourse,
    content: PublishedContent,
    attempt: Attempt,
    questions: Sequence[PublishedQuestion],
    answers: Answers,
    *,
    shows: bool,
) -> list[QuestionShown]:
    found = []
    for number, one in enumerate(questions, 1):
        shown = graded(
            *(one, attempt.submission_key, answers.get(one.uid)),
            number=number,
            total=len(questions),
            shows_answers=shows,
        )
        found.append(_with_passage(shown, one, course, content, attempt) if shows else shown)
    return found


def _with_passage(
    shown: QuestionShown,
    question: PublishedQuestion,
    course: PublishedCourse,
    content: PublishedContent,
    attempt: Attempt,
) -> QuestionShown:
    """Say where the answer stands; the lesson's own heading, or the lesson a bank's question is of.

    Only in lessons that are in the course now.
    """
    home = content.lesson_of_question(question.uid)
    now = course.content.lessons_by_uid.get(home.uid) if home else None
    if now is None:
        return shown
    step = now.step_of(question.passage)
    url = lesson_url(course, now)
    if step is not None:
        url = f"{url}#buoc-{step.number}"
        return replace(shown, passage=question.passage, passage_url=url)
    if now.uid == attempt.lesson_uid:
        return shown
    return replace(shown, passage=now.title, passage_url=url, is_lesson=True)


def _repeats(shown: Sequence[QuestionShown]) -> list[QuestionShown]:
    """What to read again: questions that were not right, one for each passage."""
    wrong = (one for one in shown if one.passage and not one.is_right)
    return list({one.passage_url: one for one in wrong}.values())
