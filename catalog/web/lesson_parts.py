"""What stands beside a lesson's text: read-aloud sound, files to take home, practice."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog import actions, locks, permissions, queries
from catalog.models import Lesson
from catalog.transcoding import standing
from catalog.web import problems
from catalog.web.desk import desk_required, direction
from catalog.web.lesson_part_forms import FileTitleForm, NewFileForm, PracticeForm, SoundForm
from tenants.people.models import User
from tenants.people.permissions import person


def part_page(
    request: HttpRequest, lesson: Lesson, part: str, form: Any, status: int, **context: Any
) -> HttpResponse:
    """Return the page of one part of a lesson, with the lock that is on it."""
    course = lesson.module.course
    context |= {"form": form, "lesson": lesson, "course": course}
    context["lock"] = locks.lock_of(course, lesson.uid, part)
    return render(request, f"catalog/desk/{part}.html", context, status=status)


def hold(request: HttpRequest, lesson: Lesson) -> None:
    """Take the lesson for writing; raises LessonHeld while somebody else writes it."""
    actions.keep_lesson(lesson=lesson, by=person(request), at=timezone.now())


@require_http_methods(["GET", "POST"])
@desk_required
def audio(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The text of a lesson read aloud."""
    lesson = permissions.lesson_for(request.user, uid)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SoundForm(*sent, lesson=lesson)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            hold(request, lesson)
            set_sound(lesson, form, person(request))
            messages.success(request, _("Đã lưu bản đọc thành tiếng."))
            return redirect("desk-audio", uid=uid)
        except problems.REFUSALS as error:
            status = problems.add_to_form(form, error)
    found = standing.standing_of(lesson, "audio")
    kind = queries.media_file(lesson.audio["sha256"]) if lesson.audio else None
    return part_page(request, lesson, "audio", form, status, standing=found, file=kind)


def set_sound(lesson: Lesson, form: SoundForm, by: User) -> None:
    """Take the new file with its voice, or without one the voice alone."""
    facts = {"lesson": lesson, "is_machine_voice": form.cleaned_data["is_machine_voice"], "by": by}
    if sound := form.cleaned_data["sound"]:
        actions.set_audio(sound=sound, **facts)
    else:
        actions.set_voice(**facts)


@require_POST
@desk_required
def remove_audio(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the sound out of a lesson."""
    lesson = permissions.lesson_for(request.user, uid)
    actions.remove_audio(lesson=lesson, by=person(request))
    messages.success(request, _("Đã bỏ bản đọc thành tiếng khỏi bài."))
    return redirect("desk-lesson", uid=uid)


@require_http_methods(["GET", "POST"])
@desk_required
def files(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The files of a lesson to take home, and a form for one more."""
    lesson = permissions.lesson_for(request.user, uid)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewFileForm(*sent)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        upload: Any = form.cleaned_data["file"]
        title = form.cleaned_data["title"]
        try:
            hold(request, lesson)
            actions.add_file(lesson=lesson, upload=upload, title=title, by=person(request))
            messages.success(request, _("Đã thêm tệp “%(title)s”.") % {"title": title})
            return redirect("desk-files", uid=uid)
        except problems.REFUSALS as error:
            status = problems.add_to_form(form, error)
    return part_page(request, lesson, "files", form, status, rows=file_rows(lesson))


def file_rows(lesson: Lesson) -> list[dict[str, Any]]:
    """Return the files of a lesson with their types and sizes (one statement)."""
    known = queries.media_files(one["sha256"] for one in lesson.files)
    return [one | {"file": known.get(one["sha256"])} for one in lesson.files]


@require_POST
@desk_required
def file(request: HttpRequest, uid: uuid.UUID, sha256: str) -> HttpResponse:
    """Rename, move or remove one file of a lesson."""
    lesson = permissions.lesson_for(request.user, uid)
    by = person(request)
    try:
        if request.POST.get("do") == "remove":
            actions.remove_file(lesson=lesson, sha256=sha256, by=by)
            messages.success(request, _("Đã bỏ tệp khỏi bài."))
        elif "direction" in request.POST:
            way = direction(request)
            actions.move_file(lesson=lesson, sha256=sha256, direction=way, by=by)
        else:
            return rename(request, lesson, sha256)
    except actions.FileNotListed as error:
        raise Http404 from error
    return redirect("desk-files", uid=uid)


def rename(request: HttpRequest, lesson: Lesson, sha256: str) -> HttpResponse:
    """Give a file the typed title, or show the page again with what is missing."""
    form = FileTitleForm(request.POST)
    if form.is_valid():
        title = form.cleaned_data["title"]
        actions.rename_file(lesson=lesson, sha256=sha256, title=title, by=person(request))
        messages.success(request, _("Đã lưu tên tệp."))
        return redirect("desk-files", uid=lesson.uid)
    if sha256 not in {one["sha256"] for one in lesson.files}:
        raise Http404
    context = {"rows": file_rows(lesson), "renamed": sha256, "rename_form": form}
    return part_page(request, lesson, "files", NewFileForm(), 422, **context)


@require_http_methods(["GET", "POST"])
@desk_required
def practice(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What to do elsewhere and to tick off."""
    lesson = permissions.lesson_for(request.user, uid)
    sent = request.POST if request.method == "POST" else None
    form = PracticeForm(sent, initial=lesson.practice or {})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            hold(request, lesson)
            actions.set_practice(lesson=lesson, by=person(request), **form.cleaned_data)
            messages.success(request, _("Đã lưu phần thực hành."))
            return redirect("desk-lesson", uid=uid)
        except problems.REFUSALS as error:
            status = problems.add_to_form(form, error)
    return part_page(request, lesson, "practice", form, status)


@require_POST
@desk_required
def remove_practice(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the practice out of a lesson."""
    lesson = permissions.lesson_for(request.user, uid)
    actions.remove_practice(lesson=lesson, by=person(request))
    messages.success(request, _("Đã bỏ phần thực hành khỏi bài."))
    return redirect("desk-lesson", uid=uid)
