"""Targets and opening dates of the three cohorts and their sub-groups."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from enrollment import actions, queries
from enrollment.actions.cohorts import Target
from enrollment.models import SubGroup
from enrollment.queries import CohortFigure
from tenants.people.models import Role
from tenants.people.permissions import person, role_required

LARGEST_TARGET = 10_000_000


class TargetsForm(forms.Form):
    """A target and a date per cohort, a date per sub-group."""

    def __init__(
        self, *args: Any, figures: list[CohortFigure], groups: list[SubGroup], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.cohort_keys = [figure.key for figure in figures]
        for figure in figures:
            self.fields[f"target-{figure.key}"] = forms.IntegerField(
                label=_("%(cohort)s: chỉ tiêu") % {"cohort": figure.name},
                required=False,
                min_value=0,
                max_value=LARGEST_TARGET,
                initial=figure.target_count,
            )
            self.fields[f"opens-{figure.key}"] = _date(
                _("%(group)s: ngày mở") % {"group": figure.name}, figure.opens_date
            )
        for group in groups:
            self.fields[f"group-{group.key}"] = _date(
                _("%(group)s: ngày mở") % {"group": group.name}, group.opens_date
            )

    def targets(self) -> dict[str, Target]:
        """Return what was filled in, by cohort key."""
        return {
            key: Target(
                target_count=self.cleaned_data[f"target-{key}"],
                opens_date=self.cleaned_data[f"opens-{key}"],
                sub_group_dates={
                    group.key: self.cleaned_data[f"group-{group.key}"]
                    for group in self.groups
                    if group.cohort.key == key
                },
            )
            for key in self.cohort_keys
        }

    def blocks(self, figures: list[CohortFigure]) -> list[dict[str, Any]]:
        """Return per cohort its figure and its bound fields."""
        return [
            {
                "figure": figure,
                "target": self[f"target-{figure.key}"],
                "opens": self[f"opens-{figure.key}"],
                "groups": [
                    self[f"group-{group.key}"]
                    for group in self.groups
                    if group.cohort.key == figure.key
                ],
            }
            for figure in figures
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def targets(request: HttpRequest) -> HttpResponse:
    """Three numbers per cohort (target, roster, active), and the form for the first."""
    actions.ensure_cohorts()
    figures = queries.cohort_figures()
    form = TargetsForm(request.POST or None, figures=figures, groups=queries.sub_groups())
    if request.method == "POST" and form.is_valid():
        actions.save_targets(targets=form.targets(), by=person(request))
        messages.success(request, _("Đã lưu chỉ tiêu và ngày mở."))
        return HttpResponseRedirect(reverse("office-targets"))
    context = {"form": form, "blocks": form.blocks(figures), "now": timezone.now()}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/office/targets.html", context, status=status)


def _date(label: str, initial: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, initial=initial, widget=forms.DateInput(format="%Y-%m-%d")
    )
