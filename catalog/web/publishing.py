"""Preview as a learner sees it, and publishing."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalog import actions, permissions, queries
from catalog.web import problems, reviews
from catalog.web.desk import desk_required
from catalog.web.forms import PublicationForm
from tenants.context import current_place
from tenants.people.permissions import person


@require_GET
@desk_required
def course_preview(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The course as a learner will see it."""
    course = permissions.course_for(request.user, uid)
    context = {"course": course, "shown": queries.preview(course)}
    return render(request, "catalog/desk/course_preview.html", context)


@require_GET
@desk_required
def lesson_preview(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One lesson as a learner will see it."""
    course = permissions.lesson_for(request.user, uid).module.course
    shown = queries.preview(course)
    before, after = shown.neighbours(uid)
    context = {
        "course": course,
        "shown": shown,
        "lesson": shown.lesson(uid),
        "before": before,
        "after": after,
    }
    return render(request, "catalog/desk/lesson_preview.html", context)


@require_http_methods(["GET", "POST"])
@desk_required
def publication(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A province publishes an edition; the ministry asks a second editor first."""
    course = permissions.course_for(request.user, uid)
    if current_place().is_ministry:
        return reviews.request_page(request, course)
    form = PublicationForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            edition = actions.publish_course(course=course, by=person(request), **form.cleaned_data)
        except actions.CourseHasErrors:
            form.add_error(None, _("Hãy sửa các lỗi ghi bên dưới trước khi xuất bản."))
        except actions.NothingChanged:
            form.add_error(None, problems.nothing_changed())
        else:
            facts = {"title": course.title, "number": edition.number}
            text = _("Đã xuất bản “%(title)s”, ấn bản %(number)s. Học viên thấy ngay.")
            messages.success(request, text % facts)
            return redirect("desk-course", uid=uid)
    context = {"course": course, "form": form, "state": queries.desk_state(course)}
    return render(request, "catalog/desk/publication.html", context, status=status)
