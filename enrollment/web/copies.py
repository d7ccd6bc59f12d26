"""Lesson and quiz as pages that name nobody, to be kept on a device and read off line."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enrollment.learning.quizzes import quiz_as_seen
from enrollment.web import learner, quizzes
from enrollment.web.visits import page, visit

NOBODY: dict[str, Any] = {"messages": (), "csrf_token": ""}
"""In place of what belongs to a person: their messages, and the token of their session."""


@never_cache
@require_safe
def lesson(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """The reading page without anything of its reader; opens nothing, counts nothing."""
    here = visit(request, slug)
    shown = here.lesson(uid)
    if (refusal := here.refusal()) is not None:
        return refusal
    forget_helper(request)
    context = learner.lesson_context(here, shown, progress=None) | NOBODY
    context["keeps_position"] = True  # the same page for whoever reads it later
    context["is_copy"] = True
    return page(request, "learner/lesson_copy", context)


@never_cache
@require_safe
def quiz(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """The questions with a key for one answer, without anything else of its reader."""
    here = visit(request, slug)
    if (refusal := here.refusal()) is not None:
        return refusal
    if not here.lesson(uid).has_quiz or not quizzes.takes_answers(here, uid):
        raise Http404
    forget_helper(request)
    key = uuid.uuid4()
    shown = quiz_as_seen(here.course, uid, "", key)
    context = quizzes.quiz_context(here, shown, key=key) | NOBODY
    context["has_own_date"] = False  # of one person
    return page(request, "learner/quiz_copy", context)


def forget_helper(request: HttpRequest) -> None:
    """Whom to call is the province's hotline: the helper of a unit tells where the reader lives."""
    request.help_contact = None  # type: ignore[attr-defined]
