"""The quiz of a lesson: all questions on one page, an ordinary form, graded on the server."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.published import PublishedContent, PublishedLesson, PublishedOption, PublishedQuestion
from catalog.queries import CourseNotFound, LessonNotFound, published_document
from enrollment.learning import actions, grading, guests, queries, receipts
from enrollment.models import Attempt
from enrollment.web.learner import lesson_url, personal
from enrollment.web.visits import Visit, page, visit
from tenants.people.permissions import sign_in_answer

FIELD = "q-"
"""Name of a question's inputs: "q-" and its uid."""


@dataclass(frozen=True)
class OptionShown:
    """One option as the page draws it; state and feedback only after grading."""

    option: PublishedOption
    checked: bool
    state: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class QuestionShown:
    """One question as the page draws it."""

    question: PublishedQuestion
    options: tuple[OptionShown, ...]
    error: str = ""
    is_right: bool = False

    @property
    def name(self) -> str:
        """Name of its inputs and id of its group."""
        return f"{FIELD}{self.question.uid}"


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Ask, or take the answers."""
    here = visit(request, slug)
    if (refusal := here.refusal()) is not None:
        return refusal
    if request.method == "POST":
        return submit(here, uid)
    lesson = here.lesson(uid)
    if not lesson.questions:
        raise Http404
    return ask(here, lesson, key=uuid.uuid4())


def submit(here: Visit, uid: uuid.UUID) -> HttpResponse:
    """Hand the answers to the action and word what it says."""
    post, request, at = here.request.POST, here.request, timezone.now()
    answers: grading.Answers = {}
    try:
        answers, key = answers_in(post), key_in(post)
        done = actions.submit_attempt(
            learner=here.standing.learner,
            course=here.course,
            lesson_uid=uid,
            submission_key=key,
            answers=answers,
            document_sha256=post.get("document", ""),
            by=here.reader.user,
            at=at,
        )
    except LessonNotFound as error:
        raise Http404 from error
    except grading.AnswersIncomplete as error:
        missing = set(error.questions)
        return ask(here, here.lesson(uid), key=key, chosen=answers, missing=missing)
    except grading.AnswersRefused as error:
        return refused(request, error)
    except actions.AttemptAlreadySubmitted as error:
        return already_submitted(here, uid, error)
    except guests.GuestGone:
        return sign_in_answer(request)
    if done.learner.guest_expires_at is not None:
        guests.remember(request.session, done.learner)
    return HttpResponseRedirect(result_url(here, done.attempt))


def result_url(here: Visit, attempt: Attempt) -> str:
    """Return the address of a submitted quiz."""
    return reverse("quiz-result", args=[here.course.slug, attempt.lesson_uid, attempt.uid])


def answers_in(post: QueryDict) -> grading.Answers:
    """Return the answers of a form; raises AnswersRefused."""
    names = [name for name in post if name.startswith(FIELD)]
    return grading.parse({name.removeprefix(FIELD): post.getlist(name) for name in names})


def key_in(post: QueryDict) -> uuid.UUID:
    """Return the form's submission key; raises AnswersRefused."""
    try:
        return uuid.UUID(post.get("submission_key", ""))
    except ValueError as error:
        raise grading.AnswersRefused from error


def ask(
    here: Visit,
    lesson: PublishedLesson,
    *,
    key: uuid.UUID,
    chosen: grading.Answers | None = None,
    missing: Iterable[uuid.UUID] = (),
) -> HttpResponse:
    """The page of questions; what was chosen stays chosen."""
    context = quiz_context(here, lesson, key=key, chosen=chosen, missing=missing)
    return page(here.request, "learner/quiz", context, status=422 if context["errors"] else 200)


def quiz_context(
    here: Visit,
    lesson: PublishedLesson,
    *,
    key: uuid.UUID,
    chosen: grading.Answers | None = None,
    missing: Iterable[uuid.UUID] = (),
) -> dict[str, Any]:
    """Return what the page of questions shows."""
    missing_words = _("Câu %(number)s chưa có câu trả lời")
    shown = [asked(question, chosen or {}, missing) for question in lesson.questions]
    errors = [
        {"text": missing_words % {"number": number}, "href": f"#{one.name}"}
        for number, one in enumerate(shown, 1)
        if one.error
    ]
    return {
        "course": here.course,
        "lesson": lesson,
        "questions": shown,
        "submission_key": key,
        "document": here.course.document_sha256,
        "errors": errors,
        "needed_count": needed_count(here.course.pass_mark_percent, len(shown)),
        "is_guest": here.reader.user is None,
    }


def needed_count(pass_mark_percent: int, question_count: int) -> int:
    """How many right answers a quiz needs."""
    return -(-pass_mark_percent * question_count // 100)


def asked(
    question: PublishedQuestion, chosen: grading.Answers, missing: Iterable[uuid.UUID]
) -> QuestionShown:
    """A question before grading."""
    picked = chosen.get(question.uid, frozenset())
    options = tuple(OptionShown(one, one.uid in picked) for one in question.options)
    error = _("Vui lòng chọn câu trả lời rồi nộp lại.") if question.uid in missing else ""
    return QuestionShown(question, options, error)


def refused(request: HttpRequest, error: grading.AnswersRefused) -> HttpResponse:
    """Answers that cannot be graded."""
    advice = _("Vui lòng quay lại bài học, mở lại phần câu hỏi rồi trả lời.")
    words = {
        "code": error.code,
        "title": _("Chưa nộp được bài"),
        "message": f"{error.message} {advice}",
    }
    return render(request, "errors/422.html", {"error": words}, status=422)


def already_submitted(
    here: Visit, uid: uuid.UUID, error: actions.AttemptAlreadySubmitted
) -> HttpResponse:
    """The key was used before with other answers: the stored result stays."""
    context = {
        "error": {"code": error.code, "title": _("Bài này đã được nộp"), "message": error.message},
        "attempt": error.attempt,
        "receipt": receipts.receipt_of(error.attempt),
        "result_url": result_url(here, error.attempt),
        "quiz_url": reverse("quiz", args=[here.course.slug, uid]),
    }
    return page(here.request, "learner/already_submitted", context, status=409)


@personal
@require_safe
def result(request: HttpRequest, slug: str, uid: uuid.UUID, attempt_uid: uuid.UUID) -> HttpResponse:
    """One's own submitted quiz with what was right and why."""
    here = visit(request, slug)
    attempt = queries.attempt_of(here.standing.learner, uid, attempt_uid)
    if attempt is None:
        raise Http404
    content = content_of(here, attempt)
    lesson = content.lessons_by_uid[uid]
    after, is_gone = None, uid not in here.course.content.lessons_by_uid
    if not is_gone:
        _before, after = here.course.neighbours(uid)
    enrollment = here.standing.enrollment
    context = {
        "course": here.course,
        "lesson": lesson,
        "lesson_url": lesson_url(here.course, lesson),
        "next": after,
        "is_gone": is_gone,
        "attempt": attempt,
        "questions": [graded(one, attempt) for one in lesson.questions],
        "receipt": receipts.receipt_of(attempt),
        "certificate_code": here.standing.certificate_code,
        "is_guest": here.reader.user is None,
        "enrollment": enrollment,
        "needed_count": needed_count(content.pass_mark_percent, attempt.question_count),
    }
    return page(request, "learner/result", context)


def content_of(here: Visit, attempt: Attempt) -> PublishedContent:
    """The document an attempt was graded against; raises Http404 if it is gone."""
    if attempt.document_sha256 == here.course.document_sha256:
        return here.course.content
    try:
        return published_document(attempt.document_sha256)
    except CourseNotFound as error:
        raise Http404 from error


def graded(question: PublishedQuestion, attempt: Attempt) -> QuestionShown:
    """A question after grading: each chosen and each right option with its explanation."""
    picked = set(attempt.answers.get(str(question.uid), []))
    options = tuple(graded_option(one, str(one.uid) in picked) for one in question.options)
    return QuestionShown(
        question, options, is_right=picked == {str(uid) for uid in question.correct_uids}
    )


def graded_option(option: PublishedOption, chosen: bool) -> OptionShown:
    """An option after grading."""
    if not chosen and not option.is_correct:
        return OptionShown(option, checked=False)
    state = "missed" if not chosen else "right" if option.is_correct else "wrong"
    return OptionShown(option, chosen, state, option.explanation)
