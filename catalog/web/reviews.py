"""The ministry's road to a release: asked for, read by a second editor, published."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog import actions, letters, permissions, queries, reviews
from catalog.library.models import Release
from catalog.models import Course, Review
from catalog.web import problems
from catalog.web.forms import DecisionForm, ReviewRequestForm
from tenants.people.permissions import person, role_required

editors_required = role_required(*permissions.MINISTRY_DESK)


def request_page(request: HttpRequest, course: Course) -> HttpResponse:
    """The publication page of the ministry: state of the draft, and asking for a review."""
    form = ReviewRequestForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        answer = requested(request, course, form)
        if answer is not None:
            return answer
    context = {
        "course": course,
        "form": form,
        "state": queries.desk_state(course),
        "review": reviews.open_review(course),
        "reviewers": letters.reviewers(person(request)),
    }
    return render(request, "catalog/desk/review_request.html", context, status=status)


def requested(request: HttpRequest, course: Course, form: ReviewRequestForm) -> HttpResponse | None:
    """Ask for a review; None when the form says what is wrong."""
    try:
        review = actions.request_review(course=course, by=person(request), **form.cleaned_data)
    except actions.ReviewOpen as error:
        return problems.refusal(request, error)
    except actions.CourseHasErrors:
        form.add_error(None, _("Hãy sửa các lỗi ghi bên dưới trước khi xin duyệt."))
    except actions.NothingChanged:
        form.add_error(None, problems.nothing_changed())
    except actions.DateTooSoon as error:
        form.add_error("applies_on_date", problems.date_too_soon(error))
    else:
        messages.success(
            request, _("Đã gửi đề nghị duyệt. Các biên tập viên khác được báo qua thư.")
        )
        return redirect("desk-review", uid=review.uid)
    return None


@require_GET
@editors_required
def queue(request: HttpRequest) -> HttpResponse:
    """All reviews, by what this editor can do about them."""
    context = {"queue": reviews.queue(person(request))}
    return render(request, "catalog/desk/reviews.html", context)


@require_GET
@editors_required
def review(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One review: what would change, word by word, and the decision."""
    found = permissions.review_for(request.user, uid)
    return review_page(request, found, DecisionForm())


def review_page(
    request: HttpRequest, found: Review, form: DecisionForm, status: int = 200
) -> HttpResponse:
    """Return the page of a review."""
    base = reviews.base_of(found)
    context: dict[str, Any] = {
        "review": found,
        "course": found.course,
        "form": form,
        "base": base,
        "diff": reviews.difference(found, base),
        "locks": reviews.review_locks(found, base),
        "foresight": reviews.foreseen(found),
        "is_mine": found.requested_by_uid == person(request).uid,
        "can_withdraw": found.requested_by_uid == person(request).uid
        or permissions.is_administrator(request.user),
    }
    return render(request, "catalog/desk/review.html", context, status=status)


@require_POST
@editors_required
def decision(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Approve a draft, approve and publish it, or send it back with what to mend."""
    found = permissions.review_for(request.user, uid)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return review_page(request, found, form, status=422)
    try:
        return decided(request, found, form)
    except problems.REVIEW_REFUSALS as error:
        return problems.refusal(request, error)


def decided(request: HttpRequest, found: Review, form: DecisionForm) -> HttpResponse:
    """Do what the form says."""
    by, note, do = person(request), form.cleaned_data["note"], form.cleaned_data["do"]
    if do == DecisionForm.RETURN:
        actions.return_review(review=found, note=note, by=by)
        messages.success(request, _("Đã trả lại để sửa; người đề nghị được báo qua thư."))
        return redirect("desk-review", uid=found.uid)
    with transaction.atomic():
        actions.approve_review(review=found, note=note, by=by)
        if do == DecisionForm.PUBLISH:
            say_published(request, actions.publish_review(review=found, by=by))
        else:
            messages.success(request, _("Đã duyệt. Người đề nghị được báo qua thư."))
    return redirect("desk-review", uid=found.uid)


def say_published(request: HttpRequest, release: Release) -> None:
    """Tell which version is on the shelf now."""
    facts = {"title": release.title, "version": release.version}
    text = _("Đã phát hành “%(title)s”, bản %(version)s, cho tất cả các tỉnh.")
    messages.success(request, text % facts)


@require_POST
@editors_required
def release(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Publish an approved draft."""
    found = permissions.review_for(request.user, uid)
    try:
        say_published(request, actions.publish_review(review=found, by=person(request)))
    except problems.REVIEW_REFUSALS as error:
        return problems.refusal(request, error)
    return redirect("desk-review", uid=uid)


@require_POST
@editors_required
def withdrawal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a request back."""
    found = permissions.review_for(request.user, uid)
    try:
        actions.withdraw_review(review=found, by=person(request))
    except problems.REVIEW_REFUSALS as error:
        return problems.refusal(request, error)
    messages.success(request, _("Đã rút đề nghị. Bản nháp trên bàn biên soạn vẫn giữ nguyên."))
    return redirect("desk-publication", uid=found.course.uid)


@require_GET
@editors_required
def preview(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The frozen draft as a learner will see it: the outline."""
    found = permissions.review_for(request.user, uid)
    context = {"review": found, "shown": reviews.shown(found)}
    return render(request, "catalog/desk/review_preview.html", context)


@require_GET
@editors_required
def lesson_preview(request: HttpRequest, uid: uuid.UUID, lesson_uid: uuid.UUID) -> HttpResponse:
    """One lesson of the frozen draft as a learner will see it."""
    found = permissions.review_for(request.user, uid)
    course = reviews.shown(found)
    try:
        lesson = course.lesson(lesson_uid)
    except queries.LessonNotFound as error:
        raise Http404 from error
    before, after = course.neighbours(lesson_uid)
    context = {"review": found, "shown": course, "lesson": lesson, "before": before, "after": after}
    return render(request, "catalog/desk/review_lesson.html", context)
