"""Where a reader stands in a lesson, told by the page's script; and the tick under a practice."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enrollment.learning import actions, places
from enrollment.web.learner import personal
from enrollment.web.visits import visit


class PositionInvalid(ValueError):
    """No screen and no second, or none there can be."""

    code = "POSITION_INVALID"


@dataclass(frozen=True)
class Position:
    """What a page says: None where it knows nothing."""

    step: int | None
    seconds: int | None
    at: datetime


@personal
@require_POST
def position(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Keep where a learner or a known guest stands; of others nothing is kept."""
    here = visit(request, slug)
    shown = here.lesson(uid)
    if (refusal := here.refusal()) is not None:
        return refusal
    try:
        said = position_in(request.POST)
    except PositionInvalid as error:
        message = _("Không ghi được chỗ đang học: thiếu số bước hoặc số giây.")
        return JsonResponse({"code": error.code, "message": message}, status=422)
    learner = here.standing.learner
    if learner is not None:
        places.keep_position(
            learner=learner,
            course=here.course,
            lesson=shown,
            step=said.step,
            seconds=said.seconds,
            is_enrolled=here.is_enrolled,
            by=here.reader.user,
            at=said.at,
        )
    return HttpResponse(status=204)


def position_in(form: QueryDict) -> Position:
    """Return what a page says; raises PositionInvalid."""
    step, seconds = _number(form, "step", 1), _number(form, "seconds", 0)
    if (step is None and seconds is None) or (step or 0) > places.MOST_STEPS:
        raise PositionInvalid
    if (seconds or 0) > places.LONGEST_SECONDS:
        raise PositionInvalid
    at = places.moment_of(
        taken_at=_moment(form, "answered_at"),
        sent_at=_moment(form, "sent_at"),
        arrived_at=timezone.now(),
    )
    return Position(step, seconds, at)


def _number(form: QueryDict, name: str, least: int) -> int | None:
    text = form.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 7) or int(text) < least:
        raise PositionInvalid
    return int(text)


def _moment(form: QueryDict, name: str) -> datetime | None:
    try:
        said = parse_datetime(form.get(name, ""))
    except ValueError:
        return None
    return said if said and timezone.is_aware(said) else None


@personal
@require_POST
def practice(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Tick the practice of a lesson off by the learner's own word, or take that back."""
    here = visit(request, slug)
    shown = here.lesson(uid)
    if (refusal := here.refusal()) is not None:
        return refusal
    if shown.practice is None:
        raise Http404
    learner, user = here.standing.learner, here.reader.user
    if learner is None and user is not None:
        learner = actions.ensure_learner(user=user)
    is_done = request.POST.get("done") != "0"
    if learner is not None:
        places.mark_practiced(
            learner=learner, course=here.course, lesson=shown, is_done=is_done, by=user,
            at=timezone.now(),
        )  # fmt: skip
        said = (
            _("Đã ghi nhận Ông/Bà thực hành xong.") if is_done else _("Đã bỏ đánh dấu thực hành.")
        )
        messages.success(request, said)
    return HttpResponseRedirect(f"{reverse('lesson', args=[slug, uid])}#cuoi-bai")
