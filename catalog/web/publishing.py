"""Preview as a learner sees it, and publishing."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalog import actions, permissions, queries
from catalog.models import Course
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
    """Publish a course: an edition here, in the ministry a release for all provinces."""
    course = permissions.course_for(request.user, uid)
    form = PublicationForm(request.POST or None, for_library=current_place().is_ministry)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            messages.success(request, publish(request, course, form))
            return redirect("desk-course", uid=uid)
        except actions.CourseHasErrors:
            form.add_error(None, _("Hãy sửa các lỗi ghi bên dưới trước khi xuất bản."))
        except actions.NothingChanged:
            form.add_error(None, _("Khóa học chưa có gì thay đổi so với bản đang dùng."))
    context = {"course": course, "form": form, "state": queries.desk_state(course)}
    return render(request, "catalog/desk/publication.html", context, status=status)


def publish(request: HttpRequest, course: Course, form: PublicationForm) -> str:
    """Publish and return the words that say so."""
    by = person(request)
    if current_place().is_ministry:
        release = actions.release_course(course=course, by=by, **form.cleaned_data)
        facts = {"title": course.title, "version": release.version}
        return _("Đã phát hành “%(title)s”, bản %(version)s, cho tất cả các tỉnh.") % facts
    edition = actions.publish_course(course=course, by=by, **form.cleaned_data)
    facts = {"title": course.title, "number": edition.number}
    return _("Đã xuất bản “%(title)s”, ấn bản %(number)s. Học viên thấy ngay.") % facts
