"""One learner's own date in one course, and who has one."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment import actions, queries
from enrollment.actions import extensions as extending
from enrollment.models import Enrollment
from tenants.people.models import Role
from tenants.people.permissions import person, role_required


class ExtensionForm(forms.Form):
    """What one learner gets in one course."""

    due_date = forms.DateField(
        label=gettext_lazy("Hạn riêng"),
        help_text=gettext_lazy(
            "Ngày cuối, đến 23:59. Để trống: theo hạn chung. Câu trả lời mà hệ thống đã nộp thay"
            " khi hết hạn, nếu chưa đạt, không tính là một lượt: người học được làm lại."
        ),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d"),
    )
    extra_attempt_count = forms.IntegerField(
        label=gettext_lazy("Số lượt làm thêm cho mỗi bài"),
        help_text=gettext_lazy("Chỉ có tác dụng khi quy định làm bài giới hạn số lượt."),
        required=False,
        min_value=0,
        max_value=extending.MOST_ATTEMPTS,
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy(
            "Ghi ngắn gọn, ví dụ: nghỉ thai sản, đi công tác. Không ghi chi tiết về sức khỏe."
        ),
        max_length=300,
        error_messages={"required": gettext_lazy("Vui lòng ghi lý do.")},
    )

    def choice(self) -> actions.ExtensionChoice:
        """Return what was filled in."""
        data = self.cleaned_data
        return actions.ExtensionChoice(
            data["due_date"], data["extra_attempt_count"] or 0, data["reason"]
        )


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def extensions(request: HttpRequest) -> HttpResponse:
    """Who has an own date or further attempts, nearest date first."""
    context = {"lines": queries.standing_extensions()}
    return render(request, "enrollment/office/extensions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def extension(request: HttpRequest, uid: uuid.UUID, course_uid: uuid.UUID) -> HttpResponse:
    """Give one learner an own date in one course, or further attempts."""
    enrollment = _enrollment(uid, course_uid)
    standing = extending.standing_extension(enrollment)
    form = ExtensionForm(request.POST or None, initial=_initial(standing))
    if request.method == "POST" and form.is_valid():
        try:
            actions.extend_enrollment(
                learner_uid=uid, course_uid=course_uid, choice=form.choice(), by=person(request)
            )
        except actions.ExtensionRefused as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Đã lưu phần gia hạn."))
            return HttpResponseRedirect(reverse("office-person", args=[uid]))
    context = {
        "enrollment": enrollment,
        "standing": standing,
        "common_due_date": extending.common_due_date(enrollment, standing),
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/office/extension.html", context, status=status)


@require_POST
@role_required(Role.PROVINCE_OFFICE)
def removal(request: HttpRequest, uid: uuid.UUID, course_uid: uuid.UUID) -> HttpResponse:
    """Take the own date back: the cohort's holds again."""
    _enrollment(uid, course_uid)
    actions.take_extension_back(learner_uid=uid, course_uid=course_uid, by=person(request))
    messages.success(request, _("Đã bỏ gia hạn; hạn và số lượt chung được áp dụng lại."))
    return HttpResponseRedirect(reverse("office-person", args=[uid]))


def _enrollment(uid: uuid.UUID, course_uid: uuid.UUID) -> Enrollment:
    try:
        return queries.enrollment_of(uid, course_uid)
    except Enrollment.DoesNotExist as error:
        raise Http404 from error


def _initial(standing: Any) -> dict[str, Any]:
    if standing is None:
        return {}
    return {
        "due_date": standing.due_date,
        "extra_attempt_count": standing.extra_attempt_count or None,
        "reason": standing.reason,
    }
