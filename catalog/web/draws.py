"""Which questions one attempt of a lesson asks: all of them, or some drawn from a bank."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog import actions, banks, frameworks, locks, permissions, queries
from catalog.banks import Banks
from catalog.models import Lesson
from catalog.web import draw_forms
from catalog.web.desk import desk_required
from catalog.web.draw_forms import ALL, DRAWN, DrawFormSet, WayForm
from tenants.people.permissions import person


@require_http_methods(["GET", "POST"])
@desk_required
def draws(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose which questions an attempt asks."""
    lesson = permissions.lesson_for(request.user, uid)
    found = queries.banks_of(lesson)
    do = request.POST.get("do", "")
    if request.method == "POST" and do == "save":
        return save(request, lesson, found)
    rows = [dict(one) for one in lesson.draws]
    way = DRAWN if rows else ALL
    if request.method == "POST":
        rows, way = draw_forms.typed_rows(request.POST), request.POST.get("way", way)
        if do == "add":
            rows, way = [*rows, {}], DRAWN
    lines = line_forms(found, lesson, initial=rows or [{}])
    return page(request, lesson, found, WayForm(initial={"way": way}), lines)


def line_forms(found: Banks, lesson: Lesson, data: Any = None, **kwargs: Any) -> Any:
    """Return the lines as a form set."""
    tags = draw_forms.tags_to_choose(found, lesson.draws)
    return DrawFormSet(data, prefix="draws", form_kwargs={"found": found, "tags": tags}, **kwargs)


def save(request: HttpRequest, lesson: Lesson, found: Banks) -> HttpResponse:
    """Save the choice, or show what is missing."""
    form, lines = WayForm(request.POST), line_forms(found, lesson, request.POST)
    if not (form.is_valid() and lines.is_valid()):
        return page(request, lesson, found, form, lines, status=422)
    wanted = lines.drafts() if form.cleaned_data["way"] == DRAWN else []
    if form.cleaned_data["way"] == DRAWN and not wanted:
        form.add_error("way", _("Hãy ghi số câu ở ít nhất một dòng, hoặc chọn hỏi tất cả."))
        return page(request, lesson, found, form, lines, status=422)
    actions.set_draws(lesson=lesson, draws=wanted, by=person(request))
    messages.success(request, _("Đã lưu cách chọn câu hỏi."))
    return redirect(f"{reverse('desk-lesson', args=[lesson.uid])}#draws")


def page(
    request: HttpRequest,
    lesson: Lesson,
    found: Banks,
    form: WayForm,
    lines: Any,
    status: int = 200,
) -> HttpResponse:
    """Return the page with what the banks hold."""
    own, course = found[banks.LESSON], found[banks.COURSE]
    context = {
        "form": form,
        "lines": lines,
        "line_errors": line_errors(lines),
        "lesson": lesson,
        "course": lesson.module.course,
        "lock": locks.lock_of(lesson.module.course, lesson.uid, "questions"),
        "is_full": len(lines.forms) >= draw_forms.MOST_DRAWS,
        "own": own,
        "whole": course,
        "skills": [
            (frameworks.label(tag), own.holds(tag), count)
            for tag, count in sorted(course.by_tag.items())
        ],
    }
    return render(request, "catalog/desk/draws.html", context, status=status)


def line_errors(lines: Any) -> list[dict[str, str]]:
    """Return what is wrong with the lines, each with a link to where."""
    if not lines.is_bound:
        return []
    return [
        {"text": f"{form[name].label}: {error}", "href": f"#{form[name].id_for_label}"}
        for form in lines.forms
        for name, errors in form.errors.items()
        for error in errors
    ]
