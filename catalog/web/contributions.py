"""What provinces offered, at the ministry's desk: the queue, one of them, the answer."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog import contributions, permissions, queries
from catalog.actions import contributions as actions
from catalog.library.models import Contribution
from catalog.web import offer_problems
from catalog.web.offer_forms import ContributionFilterForm, ReplyForm
from catalog.web.reviews import editors_required
from tenants.people.permissions import person


@require_GET
@editors_required
def queue(request: HttpRequest) -> HttpResponse:
    """What provinces offered, filtered by state and province."""
    data = request.GET or {"state": ContributionFilterForm.OPEN}
    form = ContributionFilterForm(data, provinces=contributions.provinces())
    rows = contributions.listed(**form.asked)
    context = {"rows": rows, "form": form, "is_filtered": bool(request.GET)}
    return render(request, "catalog/contributions/queue.html", context)


@require_GET
@editors_required
def contribution(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One contribution: what the province made, and what changed nationally since."""
    found = permissions.contribution_for(request.user, uid)
    return contribution_page(request, found, ReplyForm(initial={"seen": found.sha256}))


def contribution_page(
    request: HttpRequest, found: Contribution, form: ReplyForm, status: int = 200
) -> HttpResponse:
    """Return the page of a contribution, with an answer that could not be taken."""
    is_there = found.state != Contribution.State.WITHDRAWN
    context = {
        "contribution": found,
        "form": form,
        "is_open": found.state in contributions.OPEN,
        "proposal": contributions.proposal(found) if is_there else None,
    }
    return render(request, "catalog/contributions/contribution.html", context, status=status)


@require_POST
@editors_required
def reply(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask the province something, or say why not."""
    found = permissions.contribution_for(request.user, uid)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return contribution_page(request, found, form, status=422)
    words, seen = form.cleaned_data["reply"], form.cleaned_data["seen"]
    by = person(request)
    try:
        if form.cleaned_data["do"] == ReplyForm.ASK:
            actions.ask_back(contribution=found, question=words, seen_sha256=seen, by=by)
            text = _("Đã gửi câu hỏi cho tỉnh.")
        else:
            actions.decline_contribution(contribution=found, reason=words, seen_sha256=seen, by=by)
            text = _("Đã trả lời tỉnh: chưa nhận.")
    except offer_problems.DECISION_REFUSALS as error:
        return offer_problems.refusal(request, error)
    messages.success(request, text)
    return redirect("desk-contribution", uid=uid)


@require_GET
@editors_required
def preview(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What was offered as a learner would see it: the outline."""
    found = readable(request, uid)
    context = {"contribution": found, "shown": contributions.shown(found)}
    return render(request, "catalog/contributions/preview.html", context)


@require_GET
@editors_required
def lesson_preview(request: HttpRequest, uid: uuid.UUID, lesson_uid: uuid.UUID) -> HttpResponse:
    """One lesson of what was offered as a learner would see it."""
    found = readable(request, uid)
    course = contributions.shown(found)
    try:
        lesson = course.lesson(lesson_uid)
    except queries.LessonNotFound as error:
        raise Http404 from error
    before, after = course.neighbours(lesson_uid)
    context = {
        "contribution": found,
        "shown": course,
        "lesson": lesson,
        "before": before,
        "after": after,
    }
    return render(request, "catalog/contributions/lesson.html", context)


def readable(request: HttpRequest, uid: uuid.UUID) -> Contribution:
    """Return a contribution whose content is here; Http404 once the province withdrew it."""
    found = permissions.contribution_for(request.user, uid)
    if found.state == Contribution.State.WITHDRAWN:
        raise Http404
    return found
