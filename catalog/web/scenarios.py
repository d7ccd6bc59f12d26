"""The editor of a lesson's story; rows are added, moved and removed with plain buttons."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog import actions, lint_parts, locks, permissions, queries
from catalog.actions.lesson_parts import scenario_revision
from catalog.models import Lesson
from catalog.published import Choice, PublishedLesson
from catalog.web import problems
from catalog.web.desk import desk_required
from catalog.web.lesson_part_forms import MOST_CHOICES, Story
from catalog.web.lesson_parts import hold
from tenants.people.permissions import person

SAVING = ("save", "play")


@require_http_methods(["GET", "POST"])
@desk_required
def scenario(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The story of a lesson: its steps with their choices."""
    lesson = permissions.lesson_for(request.user, uid)
    if request.method != "POST":
        return page(request, lesson, Story.of_lesson(lesson))
    story, do = Story.typed(request.POST), request.POST.get("do", "save")
    if do not in SAVING:
        return page(request, lesson, story.changed(do))
    if not story.is_valid():
        return page(request, lesson, story, 422)
    try:
        hold(request, lesson)
        seen = request.POST.get("seen", "")
        steps = story.drafts
        actions.set_scenario(lesson=lesson, steps=steps, seen=seen, by=person(request))
    except actions.LessonHeld as error:
        return page(request, lesson, story, 409, problems.lesson_held(error))
    except actions.LessonChangedMeanwhile as error:
        text = _(
            "Người khác vừa lưu câu chuyện này. Phần vừa viết vẫn ở đây; hãy mở trang trong thẻ "
            "mới, so lại rồi lưu lần nữa."
        )
        return page(request, error.lesson, story, 409, text)
    messages.success(request, _("Đã lưu bài học tình huống."))
    return redirect("desk-scenario-play" if do == "play" else "desk-scenario", uid=uid)


def page(
    request: HttpRequest, lesson: Lesson, story: Story, status: int = 200, problem: str = ""
) -> HttpResponse:
    """Return the editor with what is typed in it."""
    course = lesson.module.course
    context = {
        "lesson": lesson,
        "course": course,
        "story": story,
        "problem": problem,
        "seen": scenario_revision(lesson),
        "findings": lint_parts.scenario_findings(lesson.scenario, str(lesson.uid), lesson.title)
        if lesson.scenario
        else [],
        "lock": locks.lock_of(course, lesson.uid, "scenario"),
        "most_choices": MOST_CHOICES,
    }
    return render(request, "catalog/desk/scenario.html", context, status=status)


@require_POST
@desk_required
def remove_scenario(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the story out of a lesson."""
    lesson = permissions.lesson_for(request.user, uid)
    actions.remove_scenario(lesson=lesson, by=person(request))
    messages.success(request, _("Đã bỏ bài học tình huống."))
    return redirect("desk-lesson", uid=uid)


@require_GET
@desk_required
def play(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The story as it stands on the desk, played step by step; ?choice= shows what comes of it."""
    lesson = permissions.lesson_for(request.user, uid)
    shown = queries.preview(lesson.module.course).lesson(uid)
    if not shown.scenario:
        return redirect("desk-scenario", uid=uid)
    choice = chosen(shown, request.GET.get("choice", ""))
    step = request.GET.get("step", "")
    found = [
        one
        for one in shown.scenario
        if (choice in one.choices if choice else str(one.uid) == step or not step)
    ]
    if not found:
        raise Http404
    context = {
        "lesson": lesson,
        "course": lesson.module.course,
        "step": found[0],
        "total": len(shown.scenario),
        "choice": choice,
        "here": reverse("desk-scenario-play", args=[uid]),
    }
    return render(request, "catalog/desk/scenario_play.html", context)


def chosen(lesson: PublishedLesson, uid: str) -> Choice | None:
    """Return the choice of this uid, None without one; raises Http404 for an unknown one."""
    if not uid:
        return None
    for step in lesson.scenario:
        for choice in step.choices:
            if str(choice.uid) == uid:
                return choice
    raise Http404
