"""Standing wishes of the office: every national course for an audience, for whom, by when."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models.desk import Audience
from enrollment import actions, queries
from enrollment.actions import RuleChoice
from enrollment.models import AssignmentRule
from enrollment.web.office.assignments import WhomForm
from tenants.people.models import Role
from tenants.people.permissions import person, role_required

CONFIRMED = "confirmed"
"""The button under the preview carries it: nothing is saved before."""
CHANGE = "change"
"""The button beside it: back to what was filled in."""


class RuleForm(WhomForm):
    """All national courses for one audience, for one cohort or sub-group."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Mọi khóa học quốc gia dành cho"), choices=Audience.choices
    )
    field_order = ("audience", "whom", "is_mandatory", "due_date")

    def choice(self) -> RuleChoice:
        """Return what was filled in."""
        cohort, group = self.whoms[self.cleaned_data["whom"]]
        return RuleChoice(
            audience=self.cleaned_data["audience"],
            cohort=cohort,
            sub_group=group,
            is_mandatory=self.cleaned_data["is_mandatory"],
            due_date=self.cleaned_data["due_date"],
        )


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as the list shows it."""

    rule: AssignmentRule
    audience: str
    whom: str
    is_over: bool
    """The last day is over: what arrives from now on is offered."""


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of this province."""
    today = timezone.localdate()
    lines = [
        RuleLine(
            rule,
            str(Audience(rule.audience).label),
            whom_words(rule.cohort.get_key_display(), rule.sub_group),
            bool(rule.is_mandatory and rule.due_date and rule.due_date < today),
        )
        for rule in queries.rules()
    ]
    return render(request, "enrollment/office/rules.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def new_rule(request: HttpRequest) -> HttpResponse:
    """Ask, show what would happen, and do it once it is confirmed."""
    actions.ensure_cohorts()
    form = RuleForm(request.POST or None, groups=queries.sub_groups())
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "enrollment/office/rule.html", {"form": form}, status=status)
    if CHANGE in request.POST:
        return render(request, "enrollment/office/rule.html", {"form": form})
    choice = form.choice()
    if CONFIRMED not in request.POST:
        return preview(request, form, choice)
    saved = actions.save_rule(choice=choice, by=person(request))
    messages.success(request, _("Đã lưu quy tắc. Khóa mới của Bộ sẽ được giao theo quy tắc này."))
    if saved.job is not None:
        return HttpResponseRedirect(reverse("job", args=[saved.job.uid]))
    return HttpResponseRedirect(reverse("office-rules"))


def preview(request: HttpRequest, form: RuleForm, choice: RuleChoice) -> HttpResponse:
    """What a rule would do now; nothing is changed yet."""
    context: dict[str, Any] = {
        "form": form,
        "choice": choice,
        "audience": Audience(choice.audience).label,
        "whom": whom_words(choice.cohort.get_key_display(), choice.sub_group),
        "scope": queries.rule_scope(choice.audience),
        "people_count": queries.group_size(choice.cohort, choice.sub_group),
    }
    return render(request, "enrollment/office/rule_preview.html", context)


@require_POST
@role_required(Role.PROVINCE_OFFICE)
def removal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """End a rule; what it assigned stays assigned."""
    found = AssignmentRule.objects.select_related("cohort", "sub_group").filter(uid=uid).first()
    if found is None:
        raise Http404
    actions.remove_rule(rule=found, by=person(request))
    messages.success(request, _("Đã bỏ quy tắc. Các phân công đã có vẫn giữ nguyên."))
    return HttpResponseRedirect(reverse("office-rules"))


def whom_words(cohort_name: str, sub_group: Any) -> str:
    """Return a cohort or sub-group in words."""
    return sub_group.name if sub_group else _("Cả khối: %(name)s") % {"name": cohort_name}
