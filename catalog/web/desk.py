"""The desk: courses, chapters and lessons, for the ministry and for provinces alike."""

import uuid
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog import actions, locks, permissions, queries, syncing
from catalog.actions.desk import Direction
from catalog.locks import NodeLocked
from catalog.models import Course
from catalog.transcoding import standing
from catalog.web import locked, problems
from catalog.web.forms import CourseForm, NewCourseForm, TitleForm, VideoForm
from tenants.context import current_place
from tenants.people.permissions import View, person, role_required


def desk_required[**P](view: View[P]) -> View[P]:
    """Open a page to those who write courses here; what the ministry locked is answered by 409."""

    @wraps(view)
    def calm(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NodeLocked as error:
            return problems.refusal(request, error)

    return role_required(*permissions.DESK)(calm)


def answer(request: HttpRequest, template: str, form: Any = None, **context: Any) -> HttpResponse:
    """Return a page of the desk; 422 where what was sent cannot be taken."""
    status = 422 if form is not None and form.is_bound and not form.is_valid() else 200
    return render(request, f"catalog/{template}.html", {"form": form, **context}, status=status)


def direction(request: HttpRequest) -> Direction:
    """Return which way a button moves something; anything else counts as down."""
    return "up" if request.POST.get("direction") == "up" else "down"


@require_GET
@desk_required
def courses(request: HttpRequest) -> HttpResponse:
    """All courses of this place."""
    waiting = set() if current_place().is_ministry else syncing.waiting_uids(timezone.localdate())
    return answer(request, "desk/courses", courses=queries.desk_courses(), waiting=waiting)


@require_http_methods(["GET", "POST"])
@desk_required
def new_course(request: HttpRequest) -> HttpResponse:
    """Start a course."""
    form = NewCourseForm(request.POST or None)
    if form.is_valid():
        course = actions.create_course(**form.cleaned_data, by=person(request))
        return redirect("desk-course", uid=course.uid)
    return answer(request, "desk/new_course", form)


@require_GET
@desk_required
def course(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One course: chapters, lessons, and what is to be mended."""
    return course_page(request, permissions.course_for(request.user, uid))


def course_page(request: HttpRequest, course: Course, form: Any = None) -> HttpResponse:
    """Return the page of a course, with a form that could not be taken."""
    return answer(
        request,
        "desk/course",
        form,
        course=course,
        modules=queries.desk_modules(course),
        locked=locked.course(course),
        archived=queries.archived_parts(course),
        state=queries.desk_state(course),
        standing=None if current_place().is_ministry else syncing.standing_or_none(course),
    )


@require_http_methods(["GET", "POST"])
@desk_required
def settings(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Name, audience, pass mark and openness of a course."""
    course = permissions.course_for(request.user, uid)
    form = CourseForm.of(course, request.POST or None)
    if form.is_valid():
        actions.change_course(course=course, by=person(request), **form.cleaned_data)
        messages.success(request, _("Đã lưu thông tin khóa học."))
        return redirect("desk-course", uid=uid)
    return answer(request, "desk/settings", form, course=course)


@require_POST
@desk_required
def archive(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a course out of the catalogue, or bring it back."""
    course = permissions.course_for(request.user, uid)
    if request.POST.get("do") == "restore":
        actions.restore_course(course=course, by=person(request))
        messages.success(request, _("Khóa học đã trở lại danh mục."))
    else:
        actions.archive_course(course=course, by=person(request))
        messages.success(request, _("Đã cất khóa học. Kết quả và chứng nhận vẫn còn."))
    return redirect("desk-course", uid=uid)


@require_POST
@desk_required
def delete_course(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Delete a course that was never published; others can be archived."""
    course = permissions.course_for(request.user, uid)
    try:
        actions.delete_course(course=course, by=person(request))
    except actions.CourseHasEditions as error:
        return problems.course_has_editions(request, error)
    messages.success(request, _("Đã xóa khóa học “%(title)s”.") % {"title": course.title})
    return redirect("desk-courses")


@require_POST
@desk_required
def modules(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Add a chapter."""
    course = permissions.course_for(request.user, uid)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return course_page(request, course, form)
    module = actions.add_module(course=course, by=person(request), **form.cleaned_data)
    return redirect(f"{reverse('desk-course', args=[uid])}#m-{module.uid}")


@require_http_methods(["GET", "POST"])
@desk_required
def module(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Rename a chapter, or delete it."""
    module = permissions.module_for(request.user, uid)
    form = TitleForm(request.POST or None, initial={"title": module.title})
    if form.is_valid():
        actions.rename_module(module=module, by=person(request), **form.cleaned_data)
        return redirect("desk-course", uid=module.course.uid)
    return answer(request, "desk/module", form, module=module, course=module.course)


@require_POST
@desk_required
def delete_module(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Delete a chapter with its lessons; what was published is archived."""
    module = permissions.module_for(request.user, uid)
    actions.delete_module(module=module, by=person(request))
    if module.archived_at:
        text = _("Đã cất chương “%(title)s”. Kết quả học vẫn còn; đưa trở lại ở phần “Đã cất”.")
    else:
        text = _("Đã xóa chương “%(title)s”.")
    messages.success(request, text % {"title": module.title})
    return redirect("desk-course", uid=module.course.uid)


@require_POST
@desk_required
def restore_module(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Bring an archived chapter back into the course, with its lessons."""
    module = permissions.module_for(request.user, uid)
    actions.restore_module(module=module, by=person(request))
    messages.success(request, _("Chương “%(title)s” đã trở lại.") % {"title": module.title})
    return redirect(f"{reverse('desk-course', args=[module.course.uid])}#m-{uid}")


@require_POST
@desk_required
def move_module(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Move a chapter up or down."""
    module = permissions.module_for(request.user, uid)
    actions.move_module(module=module, direction=direction(request), by=person(request))
    return redirect(f"{reverse('desk-course', args=[module.course.uid])}#m-{uid}")


@require_POST
@desk_required
def lessons(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Add a lesson to a chapter and open it."""
    module = permissions.module_for(request.user, uid)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return course_page(request, module.course, form)
    lesson = actions.add_lesson(module=module, by=person(request), **form.cleaned_data)
    return redirect("desk-lesson", uid=lesson.uid)


@require_POST
@desk_required
def delete_lesson(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Delete a lesson from the desk; what was published is archived."""
    lesson = permissions.lesson_for(request.user, uid)
    actions.delete_lesson(lesson=lesson, by=person(request))
    if lesson.archived_at:
        text = _("Đã cất bài “%(title)s”. Kết quả học vẫn còn; đưa trở lại ở phần “Đã cất”.")
    else:
        text = _("Đã xóa bài “%(title)s”.")
    messages.success(request, text % {"title": lesson.title})
    return redirect("desk-course", uid=lesson.module.course.uid)


@require_POST
@desk_required
def restore_lesson(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Bring an archived lesson back into the course."""
    lesson = permissions.lesson_for(request.user, uid)
    actions.restore_lesson(lesson=lesson, by=person(request))
    messages.success(request, _("Bài “%(title)s” đã trở lại.") % {"title": lesson.title})
    return redirect(f"{reverse('desk-course', args=[lesson.module.course.uid])}#l-{uid}")


@require_POST
@desk_required
def move_lesson(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Move a lesson up or down, over the end of its chapter into the next."""
    lesson = permissions.lesson_for(request.user, uid)
    course_uid = lesson.module.course.uid
    actions.move_lesson(lesson=lesson, direction=direction(request), by=person(request))
    return redirect(f"{reverse('desk-course', args=[course_uid])}#l-{uid}")


@require_http_methods(["GET", "POST"])
@desk_required
def video(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The video of a lesson with captions, poster and transcript."""
    lesson = permissions.lesson_for(request.user, uid)
    has_video = bool(lesson.video)
    initial = {"transcript": (lesson.video or {}).get("transcript", "")}
    form = VideoForm(
        request.POST or None, request.FILES or None, initial=initial, has_video=has_video
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.set_video(lesson=lesson, by=person(request), **form.cleaned_data)
            messages.success(request, _("Đã lưu video."))
            return redirect("desk-video", uid=uid)
        except problems.REFUSALS as error:
            status = problems.add_to_form(form, error)
    course = lesson.module.course
    lock = locks.lock_of(course, lesson.uid, "video")
    found = standing.standing_of(lesson, "video")
    context = {"form": form, "lesson": lesson, "course": course, "lock": lock, "standing": found}
    return render(request, "catalog/desk/video.html", context, status=status)


@require_POST
@desk_required
def remove_video(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the video out of a lesson."""
    lesson = permissions.lesson_for(request.user, uid)
    actions.remove_video(lesson=lesson, by=person(request))
    messages.success(request, _("Đã bỏ video khỏi bài."))
    return redirect("desk-lesson", uid=uid)
