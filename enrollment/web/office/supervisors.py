"""Who follows and evaluates which units: appointed and dismissed by the office."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from enrollment import queries
from enrollment.actions import supervisors as actions
from enrollment.models import Unit
from enrollment.web.office.units import unit_choices
from tenants.people.models import Role, RoleGrant
from tenants.people.permissions import person, role_required


class SupervisorForm(forms.Form):
    """A person and a unit; one more unit for the same person is one more submission."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("Thư điện tử"),
        help_text=gettext_lazy("Người chưa có tài khoản sẽ nhận đường dẫn kích hoạt."),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Đơn vị được theo dõi"),
        help_text=gettext_lazy("Gồm cả các đơn vị trực thuộc."),
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_uid = {str(one.uid): one for one in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = unit_choices(units, _("Chọn đơn vị"))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def supervisors(request: HttpRequest) -> HttpResponse:
    """Everyone who follows units here, and the form that appoints one."""
    units = queries.units_in_order()
    form = SupervisorForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        user = actions.appoint_supervisor(
            full_name=facts["full_name"],
            email=facts["email"],
            units=[form.by_uid[facts["unit"]]],
            by=person(request),
        )
        messages.success(request, _("%(name)s đã được giao theo dõi.") % {"name": user.full_name})
        return HttpResponseRedirect(reverse("office-supervisors"))
    context = {"form": form, "lines": lines(units), "has_units": bool(units)}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/office/supervisors.html", context, status=status)


@require_POST
@role_required(Role.PROVINCE_OFFICE)
def removal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take one unit (POST field `unit`) from the supervision of one person."""
    grants = RoleGrant.objects.filter(user__uid=uid, role=Role.SUPERVISOR).select_related("user")
    grant = grants.first()
    if grant is None:
        raise Http404
    asked = request.POST.get("unit", "")
    followed = Unit.objects.filter(uid__in=grants.values("scope_uid"))
    for one in followed:
        if str(one.uid) != asked:
            continue
        actions.dismiss_supervisor(user=grant.user, unit=one, by=person(request))
        messages.success(request, _("Đã thôi giao theo dõi %(unit)s.") % {"unit": one.name})
    return HttpResponseRedirect(reverse("office-supervisors"))


def lines(units: list[Unit]) -> list[dict[str, Any]]:
    """Return who follows which unit, by the person's name and the tree's order."""
    by_uid = {one.uid: one for one in units}
    grants = RoleGrant.objects.filter(role=Role.SUPERVISOR, scope_uid__in=by_uid)
    found = [
        {"person": grant.user, "unit": by_uid[grant.scope_uid]}
        for grant in grants.select_related("user").order_by("user__full_name", "pk")
        if grant.scope_uid
    ]
    order = {uid: place for place, uid in enumerate(by_uid)}
    return sorted(found, key=lambda one: (one["person"].full_name, order[one["unit"].uid]))
