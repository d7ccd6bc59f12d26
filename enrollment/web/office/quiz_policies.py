"""How quizzes are taken, group by group, and answers that came late."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment import actions
from enrollment.actions import quiz_policies
from enrollment.actions.quiz_policies import Group
from enrollment.learning import actions as learning
from enrollment.learning import lateness
from enrollment.learning.policies import Policy, values_of
from enrollment.models import QuizPolicy
from tenants.people.models import Role
from tenants.people.permissions import person, role_required

MOST_ATTEMPTS, LONGEST_WAIT_MINUTES = 100, 10_080


class PolicyForm(forms.Form):
    """The rules of one group."""

    must_pass = forms.TypedChoiceField(
        label=gettext_lazy("Cách làm bài"),
        coerce=lambda value: value == "yes",
        choices=(
            ("yes", gettext_lazy("Phải đạt mới hoàn thành bài")),
            ("no", gettext_lazy("Tự kiểm tra: trả lời xong là hoàn thành bài")),
        ),
        widget=forms.RadioSelect,
    )
    pass_mark_percent = forms.IntegerField(
        label=gettext_lazy("Mức đạt (%)"),
        help_text=gettext_lazy("Để trống: theo mức của từng khóa học."),
        required=False,
        min_value=1,
        max_value=100,
    )
    max_attempts = forms.IntegerField(
        label=gettext_lazy("Số lượt làm tối đa cho mỗi bài"),
        help_text=gettext_lazy("Để trống: không giới hạn."),
        required=False,
        min_value=1,
        max_value=MOST_ATTEMPTS,
    )
    wait_minutes = forms.IntegerField(
        label=gettext_lazy("Chờ giữa hai lượt (phút)"),
        required=False,
        min_value=0,
        max_value=LONGEST_WAIT_MINUTES,
    )
    closes_at_deadline = forms.BooleanField(
        label=gettext_lazy("Không nhận bài sau hạn của khóa học"),
        help_text=gettext_lazy(
            "Sau 23:59 ngày cuối, các câu trả lời đã lưu được nộp thay người học."
        ),
        required=False,
    )
    feedback = forms.ChoiceField(
        label=gettext_lazy("Xem đáp án và giải thích"), choices=QuizPolicy.Feedback.choices
    )
    late_answers = forms.ChoiceField(
        label=gettext_lazy("Bài làm khi không có mạng, gửi sau hạn"),
        choices=QuizPolicy.LateAnswers.choices,
    )

    def policy(self) -> Policy:
        """Return what was filled in."""
        wait = {"wait_minutes": self.cleaned_data["wait_minutes"] or 0}
        return Policy(**self.cleaned_data | wait)


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def policies(request: HttpRequest) -> HttpResponse:
    """The rules of every group, in words."""
    actions.ensure_cohorts()
    groups = [(group, words_of(group.policy)) for group in quiz_policies.policy_groups()]
    context = {"groups": groups, "waiting_count": lateness.waiting_count()}
    return render(request, "enrollment/office/quiz_policies.html", context)


def words_of(policy: Policy) -> list[str]:
    """Return a policy in short sentences."""
    said = [_("Phải đạt mới hoàn thành bài.") if policy.must_pass else _("Tự kiểm tra.")]
    if policy.pass_mark_percent:
        said.append(_("Mức đạt %(mark)s %%.") % {"mark": policy.pass_mark_percent})
    if policy.max_attempts:
        words = ngettext(
            "Nhiều nhất %(n)s lượt mỗi bài.",
            "Nhiều nhất %(n)s lượt mỗi bài.",
            policy.max_attempts,
        )
        said.append(words % {"n": policy.max_attempts})
    if policy.wait_minutes:
        words = ngettext(
            "Chờ %(n)s phút giữa hai lượt.", "Chờ %(n)s phút giữa hai lượt.", policy.wait_minutes
        )
        said.append(words % {"n": policy.wait_minutes})
    if policy.closes_at_deadline:
        said.append(_("Không nhận bài sau hạn."))
    if policy.feedback == QuizPolicy.Feedback.AFTER_CLOSING:
        said.append(_("Xem đáp án khi đã đạt, hết lượt hoặc hết hạn."))
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def policy(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The rules of one group, or (POST field `do` = "reset") its cohort's and default ones."""
    group = _group(uid)
    initial = values_of(group.policy)
    initial["must_pass"] = "yes" if group.policy.must_pass else "no"
    if request.method == "POST" and request.POST.get("do") == "reset":
        quiz_policies.reset_quiz_policy(group=group, by=person(request))
        messages.success(request, _("Đã trở về quy định chung."))
        return HttpResponseRedirect(reverse("office-quiz-policies"))
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        quiz_policies.save_quiz_policy(group=group, policy=form.policy(), by=person(request))
        messages.success(request, _("Đã lưu quy định làm bài."))
        return HttpResponseRedirect(reverse("office-quiz-policies"))
    context: dict[str, Any] = {"group": group, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/office/quiz_policy.html", context, status=status)


def _group(uid: uuid.UUID) -> Group:
    found = next((one for one in quiz_policies.policy_groups() if one.uid == uid), None)
    if found is None:
        raise Http404
    return found


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def late_answers(request: HttpRequest) -> HttpResponse:
    """Answers given off line in time that arrived after the deadline."""
    context = {"lines": lateness.waiting_late_answers()}
    return render(request, "enrollment/office/late_answers.html", context)


@require_POST
@role_required(Role.PROVINCE_OFFICE)
def late_answer(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Accept (POST field `do` = "accept") or decline late answers."""
    if not lateness.is_here(uid):
        raise Http404
    do = request.POST.get("do")
    if do not in ("accept", "decline"):
        words = {
            "code": "CHOICE_MISSING",
            "title": _("Chưa lưu được lựa chọn"),
            "message": _("Vui lòng quay lại và chọn chấp nhận hoặc không chấp nhận."),
        }
        return render(request, "errors/422.html", {"error": words}, status=422)
    try:
        learning.decide_late_answers(
            uid=uid, accepts=do == "accept", by=person(request), at=timezone.now()
        )
    except learning.AlreadyDecided as error:
        words = {"code": error.code, "title": _("Bài đã được xem xét"), "message": error.message}
        return render(request, "errors/409.html", {"error": words}, status=409)
    said = _("Đã chấp nhận bài gửi muộn.") if do == "accept" else _("Bài gửi muộn không được tính.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("office-late-answers"))
