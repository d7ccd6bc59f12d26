"""The editor of a lesson: by forms for everybody, by small JSON answers for the page's script."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog import actions, banks, markdown, media, pasting, permissions, queries
from catalog.actions.editing import is_held_by_other
from catalog.actions.lessons import revision_of
from catalog.findings import Spot
from catalog.models import EditLock, Lesson
from catalog.web import problems
from catalog.web.desk import desk_required
from catalog.web.forms import ImageForm, LessonForm
from tenants.context import current_place
from tenants.people.permissions import person

NEXT_PAGES = {
    "preview": "desk-lesson-preview",
    "question": "desk-questions",
    "video": "desk-video",
    "audio": "desk-audio",
    "files": "desk-files",
    "practice": "desk-practice",
    "scenario": "desk-scenario",
    "draws": "desk-draws",
}
"""Where a button of the editor leads, after saving."""


@require_http_methods(["GET", "POST"])
@desk_required
def lesson(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The editor of a lesson."""
    lesson = permissions.lesson_for(request.user, uid)
    form = lesson_form(request, lesson)
    if form.is_valid():
        if request.POST.get("do") == "take-over":
            actions.take_over_lesson(lesson=lesson, by=person(request), at=timezone.now())
        try:
            return save_lesson(request, lesson, form)
        except problems.REFUSALS as error:
            return lesson_page(request, lesson, form, problems.add_to_form(form, error))
    return lesson_page(request, lesson, form, 422 if form.is_bound else 200)


def lesson_form(request: HttpRequest, lesson: Lesson) -> LessonForm:
    """Return the form of a lesson; provinces have a field for their own note in it."""
    return LessonForm.of(
        lesson,
        request.POST or None,
        request.FILES or None,
        preview_url=reverse("desk-text-preview"),
        with_note=not current_place().is_ministry,
    )


def save_lesson(request: HttpRequest, lesson: Lesson, form: LessonForm) -> HttpResponse:
    """Save what was typed, add the image that came with it, and go where the button leads."""
    do, by = request.POST.get("do"), person(request)
    if do == "image":  # first: a refused image leaves everything as it was
        media.picture(media.read_limited(form.cleaned_data["image"], media.IMAGE_BYTES_AT_MOST))
    lesson = actions.write_lesson(lesson=lesson, by=by, at=timezone.now(), **form.text_fields)
    if do == "image":
        words = form.cleaned_data["alternative_text"]
        image = form.cleaned_data["image"]
        actions.attach_image(lesson=lesson, upload=image, alternative_text=words, by=by)
        messages.success(request, _("Đã thêm hình vào cuối bài."))
        return redirect("desk-lesson", uid=lesson.uid)
    messages.success(request, _("Đã lưu bài."))
    return redirect(NEXT_PAGES.get(do or "", "desk-lesson"), uid=lesson.uid)


def lesson_page(
    request: HttpRequest, lesson: Lesson, form: LessonForm, status: int
) -> HttpResponse:
    """Return the editor with what is typed in it and what a learner will see of it."""
    body = form.data.get("body", "") if form.is_bound else lesson.body
    now = timezone.now()
    lock = actions.open_lesson(lesson=lesson, by=person(request), at=now)
    is_held = is_held_by_other(lock, person(request), now)
    if is_held and not form.is_bound:
        form.only_for_reading()
    found = queries.banks_of(lesson)
    context = {
        "form": form,
        "lesson": lesson,
        "course": lesson.module.course,
        "questions": queries.desk_questions(lesson),
        "banks": found,
        "draws": [banks.words(draw) for draw in lesson.draws],
        "draw_findings": banks.draw_findings(lesson.draws, found, Spot("draws", "", "")),
        "html": markdown.render(body, queries.image_sizes(body)),
        "held_by": held_by(lock) if is_held else "",
        "is_read_only": is_held and not form.is_bound,
        "saves_by_itself": not is_held and status != 409,
        "image_form": ImageForm(auto_id="dialog_%s"),
    }
    return render(request, "catalog/desk/lesson.html", context, status=status)


@require_POST
@desk_required
def text_preview(request: HttpRequest) -> HttpResponse:
    """What a learner will see of the text being typed (a fragment)."""
    body = request.POST.get("body", "") or request.POST.get("situation", "")
    html = markdown.render(body, queries.image_sizes(body))
    return render(request, "catalog/desk/text_preview.html", {"html": html})


@require_POST
@desk_required
def autosave(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Save what is being typed; with leaving, give the lesson back as well."""
    lesson = permissions.lesson_for(request.user, uid)
    form = lesson_form(request, lesson)
    if not form.is_valid():
        first = next(iter(form.errors.items()), ("title", [_("Chưa có nội dung nào được gửi.")]))
        return problems.json_answer(422, "FORM_INVALID", str(first[1][0]), field=first[0])
    by, now = person(request), timezone.now()
    try:
        lesson = actions.autosave_lesson(lesson=lesson, by=by, at=now, **form.text_fields)
    except problems.CONFLICTS as error:
        return problems.json_conflict(error)
    if "leaving" in request.POST:
        actions.leave_lesson(lesson=lesson, by=by)
    return JsonResponse({"saved_at": clock_time(now), "seen_at": revision_of(lesson)})


@require_POST
@desk_required
def lock(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The sign of life of an editor's page; giving a lesson back; taking it over."""
    lesson = permissions.lesson_for(request.user, uid)
    by, now, do = person(request), timezone.now(), request.POST.get("do")
    if do == "take-over":
        actions.take_over_lesson(lesson=lesson, by=by, at=now)
        return redirect("desk-lesson", uid=uid)
    if do == "leave":
        actions.leave_lesson(lesson=lesson, by=by)
        return HttpResponse(status=204)
    try:
        held = actions.keep_lesson(lesson=lesson, by=by, at=now)
    except problems.CONFLICTS as error:
        return problems.json_conflict(error)
    return JsonResponse({"taken_at": clock_time(held.taken_at)})


def held_by(lock: EditLock) -> str:
    """Say who is writing a lesson, and since when."""
    facts = {"name": lock.holder_name, "time": clock_time(lock.taken_at)}
    return _("Ông/Bà %(name)s đang sửa bài này từ %(time)s.") % facts


def clock_time(moment: datetime) -> str:
    """Return the hour and minute people here see on their clocks."""
    return timezone.localtime(moment).strftime("%H:%M")


@require_POST
@desk_required
def pasted_text(request: HttpRequest) -> HttpResponse:
    """HTML from a clipboard as the Markdown of a lesson."""
    try:
        pasted = pasting.read(request.POST.get("html", ""))
    except media.FileTooLarge as error:
        return problems.json_answer(413, error.code, problems.too_large(error))
    except pasting.PasteUnreadable as error:
        return problems.json_answer(422, error.code, _("Không đọc được định dạng của đoạn dán."))
    return JsonResponse({"markdown": pasted.markdown, "image_count": pasted.image_count})


@require_POST
@desk_required
def images(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Keep an image with its words; answer with the Markdown that shows it."""
    lesson = permissions.lesson_for(request.user, uid)
    form = ImageForm(request.POST, request.FILES)
    if not form.is_valid():
        field, found = next(iter(form.errors.items()))
        return problems.json_answer(422, "FORM_INVALID", str(found[0]), field=field)
    upload: Any = form.cleaned_data["image"]
    words = form.cleaned_data["alternative_text"]
    try:
        shown = actions.upload_image(
            lesson=lesson, upload=upload, alternative_text=words, by=person(request)
        )
    except media.FileTooLarge as error:
        return problems.json_answer(413, error.code, problems.too_large(error), field="image")
    except media.FileTypeMismatch as error:
        return problems.json_answer(415, error.code, problems.wrong_type(error), field="image")
    return JsonResponse({"markdown": shown}, status=201)
