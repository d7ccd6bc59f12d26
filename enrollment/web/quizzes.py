"""The quiz of a lesson: all questions on one page, an ordinary form, graded on the server."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.published import PublishedLesson
from catalog.queries import LessonNotFound
from enrollment.learning import actions, grading, guests, opened, receipts
from enrollment.learning import answers as answering
from enrollment.learning.opened import QuizStanding
from enrollment.learning.policies import Chances
from enrollment.learning.quizzes import Quiz, quiz_as_seen
from enrollment.web import results
from enrollment.web.learner import lesson_url, personal
from enrollment.web.quiz_shown import FIELD, asked
from enrollment.web.visits import Visit, page, visit
from tenants.people.permissions import sign_in_answer

UID_LENGTH = 36
NOTHING: Mapping[str, Any] = {}


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
    if not lesson.has_quiz:
        raise Http404
    standing, found = standing_at(here, uid)
    if not found.is_open:
        return closed(here, lesson, standing, found)
    shown = quiz_as_seen(here.course, uid, standing.document_sha256, standing.key)
    return ask(
        here, shown, key=standing.key, chosen=standing.answers, standing=standing, chances=found
    )


def standing_at(here: Visit, uid: uuid.UUID) -> tuple[QuizStanding, Chances]:
    """Return where this reader stands at a quiz, and what they may hand in now."""
    standing = opened.quiz_standing(here.standing.learner, uid)
    policy, due = here.standing.policy, here.standing.due_date
    return standing, standing.chances(policy, due_date=due, at=timezone.now())


def closed(
    here: Visit, lesson: PublishedLesson, standing: QuizStanding, found: Chances
) -> HttpResponse:
    """Say why nothing can be handed in now, and what stands."""
    context = {
        "course": here.course,
        "lesson": lesson,
        "lesson_url": lesson_url(here.course, lesson),
        "standing": standing,
        "chances": found,
    }
    return page(here.request, "learner/quiz_closed", context)


def submit(here: Visit, uid: uuid.UUID) -> HttpResponse:
    """Hand the answers to the action and word what it says."""
    post, request, at = here.request.POST, here.request, timezone.now()
    raw: answering.Raw = {}
    try:
        raw, key = raw_in(post), key_in(post)
        done = actions.submit_attempt(
            learner=here.standing.learner,
            course=here.course,
            lesson_uid=uid,
            submission_key=key,
            answers=raw,
            document_sha256=post.get("document", ""),
            policy=here.standing.policy,
            answered_at=device_time(post),
            by=here.reader.user,
            at=at,
        )
    except LessonNotFound as error:
        raise Http404 from error
    except answering.AnswersIncomplete as error:
        shown = quiz_as_seen(here.course, uid, post.get("document", ""), key)
        chosen = {str(one): value for one, value in raw.items()}
        return ask(here, shown, key=key, chosen=chosen, missing=set(error.questions))
    except answering.AnswersRefused as error:
        return refused(request, error)
    except actions.AttemptRefused as error:
        return not_taken(here, uid, error)
    except actions.AttemptAlreadySubmitted as error:
        return already_submitted(here, uid, error)
    except guests.GuestGone:
        return sign_in_answer(request)
    if done.learner.guest_expires_at is not None:
        guests.remember(request.session, done.learner)
    if done.is_new and not done.is_kept:
        return results.shown_once(here, done)
    return HttpResponseRedirect(results.result_url(here, done.attempt))


@personal
@require_POST
def saved(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Save some answers of a quiz that is not handed in yet; JSON for the page's script."""
    here = visit(request, slug)
    if (refusal := here.refusal()) is not None:
        return refusal
    is_script = request.headers.get("Accept") == "application/json"
    try:
        saved_at = save(here, uid)
    except LessonNotFound as error:
        raise Http404 from error
    except (answering.AnswersRefused, actions.AttemptNotOpen, actions.AttemptRefused) as error:
        if is_script:
            return JsonResponse({"code": error.code, "message": error.message}, status=error.status)
        if isinstance(error, answering.AnswersRefused):
            return refused(request, error)
        return not_taken(here, uid, error)
    time = timezone.localtime(saved_at).strftime("%H:%M")
    if is_script:
        return JsonResponse({"saved_at": saved_at.isoformat(), "time": time})
    words = _("Đã lưu các câu trả lời lúc %(time)s. Ông/Bà có thể làm tiếp bất cứ lúc nào.")
    messages.success(request, words % {"time": time})
    return HttpResponseRedirect(reverse("lesson", args=[slug, uid]))


def save(here: Visit, uid: uuid.UUID) -> datetime:
    """Save what a form holds; raises what the actions and readers raise."""
    post, at, learner = here.request.POST, timezone.now(), here.standing.learner
    raw, key = raw_in(post), key_in(post)
    if learner is None:
        raise actions.AttemptNotOpen
    return actions.save_attempt(
        learner=learner,
        course=here.course,
        lesson_uid=uid,
        submission_key=key,
        answers=raw,
        document_sha256=post.get("document", ""),
        policy=here.standing.policy,
        due_date=here.standing.due_date,
        at=at,
    )


def raw_in(post: QueryDict) -> dict[uuid.UUID, Any]:
    """Return the answers of a form as sent; raises AnswersRefused."""
    found: dict[str, Any] = {}
    for name in post:
        if not name.startswith(FIELD):
            continue
        uid, option = name.removeprefix(FIELD)[:UID_LENGTH], name.removeprefix(FIELD)[UID_LENGTH:]
        if not option:
            found[uid] = post.getlist(name)
        elif isinstance(found.setdefault(uid, {}), dict):
            found[uid][option.removeprefix("-")] = post.get(name)
    return answering.raw(found)


def key_in(post: QueryDict) -> uuid.UUID:
    """Return the form's submission key; raises AnswersRefused."""
    try:
        return uuid.UUID(post.get("submission_key", ""))
    except ValueError as error:
        raise answering.AnswersRefused from error


def device_time(post: QueryDict) -> datetime | None:
    """Return when it was answered off line, by the device's clock; None if it was on line."""
    try:
        found = parse_datetime(post.get("answered_at", ""))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def ask(
    here: Visit,
    shown: Quiz,
    *,
    key: uuid.UUID,
    chosen: Mapping[str, Any],
    missing: Collection[uuid.UUID] = (),
    standing: QuizStanding | None = None,
    chances: Chances | None = None,
) -> HttpResponse:
    """The page of questions; what was chosen stays chosen."""
    context = quiz_context(
        *(here, shown),
        key=key,
        chosen=chosen,
        missing=missing,
        saved_at=standing.saved_at if standing else None,
        attempts_left=chances.attempts_left if chances else None,
        may_save=here.standing.learner is not None,
    )
    return page(here.request, "learner/quiz", context, status=422 if context["errors"] else 200)


def quiz_context(
    here: Visit,
    shown: Quiz,
    *,
    key: uuid.UUID,
    chosen: Mapping[str, Any] = NOTHING,
    missing: Collection[uuid.UUID] = (),
    saved_at: datetime | None = None,
    attempts_left: int | None = None,
    may_save: bool = False,
) -> dict[str, Any]:
    """Return what the page of questions shows."""
    total, policy = len(shown.questions), here.standing.policy
    questions = [
        asked(one, key, chosen.get(str(one.uid)), number=number, total=total, missing=missing)
        for number, one in enumerate(shown.questions, 1)
    ]
    errors = [
        {"text": one.problem, "href": f"#{one.problem_at}"} for one in questions if one.problem
    ]
    learner = here.standing.learner
    mark = policy.pass_mark(shown.content.pass_mark_percent)
    return {
        "course": here.course,
        "lesson": shown.lesson,
        "questions": questions,
        "submission_key": key,
        "document": shown.document_sha256,
        "errors": errors,
        "needed_count": grading.needed_count(mark, total),
        "is_guest": here.reader.user is None,
        "is_self_check": not policy.must_pass,
        "keeps_scores": learner is None or learner.keeps_scores,
        "may_save": may_save,
        "saved_at": saved_at,
        "attempts_left": attempts_left,
        "closes_at": policy.closes_at(here.standing.due_date),
        "has_own_date": here.standing.has_own_date,
    }


def refused(request: HttpRequest, error: answering.AnswersRefused) -> HttpResponse:
    """Answers that cannot be graded."""
    advice = _("Vui lòng quay lại bài học, mở lại phần câu hỏi rồi trả lời.")
    words = {
        "code": error.code,
        "title": _("Chưa nộp được bài"),
        "message": f"{error.message} {advice}",
    }
    return render(request, "errors/422.html", {"error": words}, status=422)


def not_taken(
    here: Visit, uid: uuid.UUID, error: actions.AttemptRefused | actions.AttemptNotOpen
) -> HttpResponse:
    """The policy takes nothing now; what was saved and counted stands."""
    attempt = error.closed if isinstance(error, actions.DeadlinePassed) else None
    context = {
        "error": {
            "code": error.code,
            "title": _("Bài này chưa được nhận"),
            "message": error.message,
        },
        "details": error.details,
        "now": timezone.now(),
        "chances": getattr(error, "chances", None),
        "result_url": results.result_url(here, attempt) if attempt else "",
        "lesson_url": reverse("lesson", args=[here.course.slug, uid]),
    }
    return page(here.request, "learner/not_taken", context, status=error.status)


def already_submitted(
    here: Visit, uid: uuid.UUID, error: actions.AttemptAlreadySubmitted
) -> HttpResponse:
    """The key was used before with other answers: the stored result stays."""
    context = {
        "error": {"code": error.code, "title": _("Bài này đã được nộp"), "message": error.message},
        "attempt": error.attempt,
        "receipt": receipts.receipt_of(error.attempt),
        "result_url": results.result_url(here, error.attempt),
        "quiz_url": reverse("quiz", args=[here.course.slug, uid]),
    }
    return page(here.request, "learner/already_submitted", context, status=409)
