"""Lesson and quiz as pages that name nobody, to be kept on a device and read off line."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enrollment.learning import placing, queries
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
    answer = page(request, "learner/lesson_copy", context)
    if (reader := here.standing.learner) is None:
        return answer
    progress = queries.progress_in_lesson(reader, here.course, uid)
    place = placing.place_in(shown, progress)
    return noted(answer, step=place.step, seconds=place.seconds)


@never_cache
@require_safe
def quiz(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """The questions with a key for one answer, without anything else of its reader."""
    here = visit(request, slug)
    if (refusal := here.refusal()) is not None:
        return refusal
    if not here.lesson(uid).has_quiz:
        raise Http404
    standing, chances = quizzes.standing_at(here, uid)
    if not chances.is_open:
        raise Http404
    forget_helper(request)
    key = uuid.uuid4()
    shown = quiz_as_seen(here.course, uid, "", key)
    context = quizzes.quiz_context(here, shown, key=key) | NOBODY
    context["has_own_date"] = False  # of one person
    context["is_copy"] = True
    answer = page(request, "learner/quiz_copy", context)
    return noted(answer, begun="1") if standing.saved_at else answer


def noted(answer: HttpResponse, **facts: object) -> HttpResponse:
    """Tell the device what belongs to its reader beside the page, which names nobody."""
    answer["Device-Note"] = urlencode(facts)
    return answer


def forget_helper(request: HttpRequest) -> None:
    """Whom to call is the province's hotline: the helper of a unit tells where the reader lives."""
    request.help_contact = None  # type: ignore[attr-defined]
