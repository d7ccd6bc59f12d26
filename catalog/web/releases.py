"""The releases of a course at the ministry's desk: history, comparison, restoring, retiring."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog import actions, diffs, permissions, reviews
from catalog.library.queries import ReleaseNotFound
from catalog.models import Course
from catalog.web import problems
from catalog.web.forms import ComparisonForm, RestorationForm
from catalog.web.reviews import editors_required, say_published
from tenants.people.permissions import person


@require_GET
@editors_required
def releases(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """All releases of a course, newest first."""
    course = permissions.course_for(request.user, uid)
    context = {"course": course, "history": reviews.history(course)}
    return render(request, "catalog/desk/releases.html", context)


@require_GET
@editors_required
def comparison(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What differs between two releases; without a choice, the last two."""
    course = permissions.course_for(request.user, uid)
    history = reviews.history(course)
    versions = [one.version for one in history.releases]
    if len(versions) < 2:
        raise Http404
    newest = {"before": versions[1], "after": versions[0]}
    form = ComparisonForm(newest | request.GET.dict(), versions=versions)
    if not form.is_valid():
        raise Http404
    before, after = form.cleaned_data["before"], form.cleaned_data["after"]
    content = reviews.released_document(course, after)
    by_version = {one.version: one for one in history.releases}
    context = {
        "course": course,
        "form": form,
        "before": before,
        "after": after,
        "diff": diffs.compare(reviews.released_document(course, before), content),
        "locks": reviews.lock_rows(by_version[before].locks, by_version[after].locks, content),
    }
    return render(request, "catalog/desk/release_comparison.html", context)


@require_http_methods(["GET", "POST"])
@editors_required
def restoration(request: HttpRequest, uid: uuid.UUID, version: int) -> HttpResponse:
    """Bring an older release back: as a review, or by an administrator at once."""
    course = permissions.course_for(request.user, uid)
    form = RestorationForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    try:
        content = reviews.released_document(course, version)
        if request.method == "POST" and form.is_valid():
            return restored(request, course, version, form)
    except ReleaseNotFound as error:
        raise Http404 from error
    except actions.CourseHasErrors:
        form.add_error(None, _("Bản cũ này không còn đạt quy định kiểm tra nội dung hiện nay."))
    except problems.REVIEW_REFUSALS as error:
        return problems.refusal(request, error)
    current = course.current_edition
    context = {
        "course": course,
        "version": version,
        "form": form,
        "diff": diffs.compare(current.document.content if current else None, content),
        "can_publish": permissions.is_administrator(request.user),
    }
    return render(request, "catalog/desk/release_restoration.html", context, status=status)


def restored(
    request: HttpRequest, course: Course, version: int, form: RestorationForm
) -> HttpResponse:
    """Ask for the restoration, or do it at once."""
    facts = {"course": course, "version": version, "by": person(request), **form.cleaned_data}
    if request.POST.get("do") == "publish":
        if not permissions.is_administrator(request.user):
            raise PermissionDenied
        say_published(request, actions.restore_at_once(**facts))
        return redirect("desk-releases", uid=course.uid)
    review = actions.request_restoration(**facts)
    messages.success(request, _("Đã gửi đề nghị duyệt. Các biên tập viên khác được báo qua thư."))
    return redirect("desk-review", uid=review.uid)


@require_POST
@editors_required
def retirement(request: HttpRequest, uid: uuid.UUID, version: int) -> HttpResponse:
    """Offer a release no longer, or offer it again."""
    course = permissions.course_for(request.user, uid)
    do_offer = request.POST.get("do") == "offer"
    act = actions.offer_release if do_offer else actions.retire_release
    try:
        act(course=course, version=version, by=person(request))
    except ReleaseNotFound as error:
        raise Http404 from error
    words = (
        _("Bản %(version)s lại được cung cấp cho các tỉnh.")
        if do_offer
        else _("Đã ngừng cung cấp bản %(version)s. Tỉnh đang dùng vẫn giữ bản này.")
    )
    messages.success(request, words % {"version": version})
    return redirect("desk-releases", uid=uid)
