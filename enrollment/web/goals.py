"""One's own goal for the week: set, paused, taken up again, dropped."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from enrollment.learning import actions, goals
from enrollment.models import Learner, LearningGoal
from enrollment.queries import learner_of
from enrollment.web.learner import personal
from enrollment.web.visits import offer_help, page
from tenants.people.permissions import person, signed_in_required

NONE = "none"


def choices() -> list[tuple[str, str]]:
    """Return what one may set oneself, in words."""
    offered = [
        (str(count), ngettext("%(count)s bài", "%(count)s bài", count) % {"count": count})
        for count in LearningGoal.LESSONS
    ]
    return [*offered, (NONE, _("Không đặt mục tiêu"))]


class GoalForm(forms.Form):
    """How many lessons a week, or none."""

    lessons = forms.ChoiceField(
        label=gettext_lazy("Mỗi tuần tôi muốn học xong"),
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Hãy chọn số bài, hoặc chọn không đặt mục tiêu."),
            "invalid_choice": gettext_lazy("Hãy chọn một trong các mức có sẵn."),
        },
    )


@personal
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_required
def weekly_goal(request: HttpRequest) -> HttpResponse:
    """The goal; POST field `do` = "pause" or "resume", else `lessons` is the new one."""
    learner = learner_of(person(request))
    if request.method == "POST" and (do := request.POST.get("do")) in ("pause", "resume"):
        return _rest(request, learner, is_paused=do == "pause")
    goal = goals.goal_of(learner, today=timezone.localdate()) if learner else None
    form = GoalForm(
        request.POST if request.method == "POST" else None,
        initial={"lessons": str(goal.lessons_per_week) if goal else NONE},
    )
    if form.is_valid():
        return _save(request, learner, form.cleaned_data["lessons"])
    if learner is not None:
        offer_help(request, learner.unit)
    context: dict[str, Any] = {"form": form, "goal": goal}
    return page(request, "learner/weekly_goal", context, status=422 if form.is_bound else 200)


def _save(request: HttpRequest, learner: Learner | None, lessons: str) -> HttpResponse:
    if lessons != NONE:
        learner = learner or actions.ensure_learner(user=person(request))
        actions.set_goal(learner=learner, lessons_per_week=int(lessons), today=timezone.localdate())
        messages.success(request, _("Đã lưu mục tiêu mỗi tuần."))
    else:
        if learner is not None:
            actions.drop_goal(learner=learner)
        messages.success(request, _("Đã lưu: không đặt mục tiêu tuần."))
    return HttpResponseRedirect(reverse("home"))


def _rest(request: HttpRequest, learner: Learner | None, *, is_paused: bool) -> HttpResponse:
    act = actions.pause_goal if is_paused else actions.resume_goal
    try:
        if learner is None:
            raise actions.GoalMissing
        act(learner=learner, today=timezone.localdate())
    except actions.GoalMissing as error:
        words = {
            "code": error.code,
            "title": _("Chưa có mục tiêu tuần"),
            "message": _("Vui lòng đặt mục tiêu trước, rồi mới tạm nghỉ hoặc học tiếp."),
        }
        return render(request, "errors/409.html", {"error": words}, status=409)
    said = _("Đã tạm nghỉ mục tiêu tuần.") if is_paused else _("Mục tiêu tuần được tính tiếp.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("home"))
