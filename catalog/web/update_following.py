"""How the province goes on with a national course: put off, by itself, or its own way."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from catalog import permissions
from catalog.actions import sync
from catalog.models import Course
from catalog.syncing import Standing
from catalog.web.library import office_required
from catalog.web.update import standing_for
from tenants.people.permissions import person


class DetachForm(forms.Form):
    """Why the province goes its own way."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do tách ra"),
        help_text=gettext_lazy("Một câu; Bộ đọc được lý do này."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PostponementForm(forms.Form):
    """Why a release is put off, and until when."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do hoãn"),
        help_text=gettext_lazy("Một câu; Bộ đọc được lý do này."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until_date = forms.DateField(
        label=gettext_lazy("Hoãn đến ngày"),
        help_text=gettext_lazy("Từ ngày này hệ thống nhắc lại. Xa nhất là một năm."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_http_methods(["GET", "POST"])
@office_required
def following(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Choose how new releases reach this course."""
    course = permissions.course_for(request.user, uid)
    standing = standing_for(course)
    if request.method != "POST":
        return following_page(request, course, standing)
    do = request.POST.get("do", "")
    if do == "detach":
        return detached(request, course, standing)
    if do == "postpone" and standing.newest is not None and standing.is_behind:
        return postponed(request, course, standing)
    if do in ("follow", "resume", "automatic", "by-hand"):
        changed(request, course, do)
        return redirect("office-update-following", uid=uid)
    return following_page(request, course, standing, status=422)


def changed(request: HttpRequest, course: Course, do: str) -> None:
    """Follow again, stop putting off, or choose whether releases come by themselves."""
    by = person(request)
    if do == "follow":
        sync.follow_again(course=course, by=by)
        messages.success(request, _("Tỉnh theo dõi lại khóa học của Bộ."))
        return
    if do == "resume":
        sync.resume_sync(course=course, by=by)
        messages.success(request, _("Bản mới không còn hoãn nữa."))
        return
    one = sync.choose_automatic(course=course, is_automatic=do == "automatic", by=by)
    if one.is_automatic:
        messages.success(request, _("Từ nay bản mới không vướng gì được nhận tự động."))
    else:
        messages.success(request, _("Từ nay mỗi bản mới chờ Ông/Bà xem trước."))


def detached(request: HttpRequest, course: Course, standing: Standing) -> HttpResponse:
    """Go one's own way."""
    form = DetachForm(request.POST, auto_id="detach-%s")
    if form.is_valid():
        try:
            sync.detach_course(course=course, by=person(request), **form.cleaned_data)
            messages.success(request, _("Đã tách khóa học này khỏi bản của Bộ."))
            return redirect("office-update-following", uid=course.uid)
        except sync.ReasonMissing:
            form.add_error("reason", _("Vui lòng ghi lý do."))
    return following_page(request, course, standing, detach=form, status=422)


def postponed(request: HttpRequest, course: Course, standing: Standing) -> HttpResponse:
    """Put the newest release off."""
    form = PostponementForm(request.POST, auto_id="postpone-%s")
    if form.is_valid():
        assert standing.newest is not None
        try:
            sync.postpone_sync(
                course=course,
                version=standing.newest.version,
                today=timezone.localdate(),
                by=person(request),
                **form.cleaned_data,
            )
            messages.success(request, _("Đã hoãn bản mới. Hệ thống sẽ nhắc lại đúng ngày."))
            return redirect("office-updates")
        except sync.ReasonMissing:
            form.add_error("reason", _("Vui lòng ghi lý do."))
        except sync.DateInvalid:
            text = _("Hãy chọn một ngày sau hôm nay, xa nhất là một năm.")
            form.add_error("until_date", text)
    return following_page(request, course, standing, postpone=form, status=422)


def following_page(
    request: HttpRequest,
    course: Course,
    standing: Standing,
    *,
    detach: DetachForm | None = None,
    postpone: PostponementForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page, with a form that could not be taken."""
    today = timezone.localdate()
    context: dict[str, Any] = {
        "course": course,
        "standing": standing,
        "following": standing.following,
        "is_postponed": standing.is_postponed(today),
        "detach_form": detach or DetachForm(auto_id="detach-%s"),
        "postpone_form": postpone or PostponementForm(auto_id="postpone-%s"),
    }
    return render(request, "catalog/updates/following.html", context, status=status)
