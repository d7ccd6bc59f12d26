"""The tree of units, and one unit's form."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enrollment import actions, queries
from enrollment.models import Learner, Unit
from tenants.people import names
from tenants.people.models import Role
from tenants.people.permissions import person, role_required


class UnitForm(forms.Form):
    """One unit; its parent is any unit that does not stand below it."""

    name = forms.CharField(label=gettext_lazy("Tên đơn vị"), max_length=200)
    code = forms.CharField(
        label=gettext_lazy("Mã đơn vị"),
        max_length=32,
        help_text=gettext_lazy("Dùng trong tệp danh sách. Ví dụ: 20599 hoặc SNV."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=Unit.Kind.choices)
    parent = forms.ChoiceField(label=gettext_lazy("Đơn vị cấp trên"), required=False)
    help_name = forms.CharField(
        label=gettext_lazy("Người hỗ trợ học viên"), max_length=120, required=False
    )
    help_phone = forms.CharField(
        label=gettext_lazy("Số điện thoại hỗ trợ"), max_length=20, required=False
    )

    def __init__(self, *args: Any, unit: Unit | None, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.by_uid = {
            str(one.uid): one for one in units if unit is None or not one.path.startswith(unit.path)
        }
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = unit_choices(list(self.by_uid.values()), _("Không có (trực thuộc tỉnh)"))

    def clean_code(self) -> str:
        """Return the code; another unit must not have it."""
        code: str = self.cleaned_data["code"].strip()
        others = Unit.objects.filter(code=code)
        if self.unit is not None:
            others = others.exclude(pk=self.unit.pk)
        if others.exists():
            raise forms.ValidationError(_("Đã có đơn vị dùng mã này."), code="taken")
        return code

    def clean_help_phone(self) -> str:
        """Return the number as people write it; a short hotline is fine too."""
        typed: str = self.cleaned_data["help_phone"].strip()
        number = names.phone_number(typed) if typed else None
        return names.shown_phone(number) if number else typed

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, as the actions take it."""
        return self.cleaned_data | {"parent": self.by_uid.get(self.cleaned_data["parent"])}


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def units(request: HttpRequest) -> HttpResponse:
    """Every unit in the order of the tree with its own people; narrowed by name."""
    wanted = names.folded(request.GET.get("q", ""))
    tree = queries.units_in_order()
    people = Learner.objects.filter(archived_at=None, guest_expires_at=None).exclude(unit=None)
    counts = dict(people.order_by().values_list("unit_id").annotate(n=Count("pk")))
    lines = [
        {
            "unit": unit,
            "depth": unit.path.count("/") - 1,
            "people_count": counts.get(unit.pk, 0),
        }
        for unit in tree
        if not wanted or wanted in unit.folded_name or wanted in unit.code.lower()
    ]
    context = {"lines": lines, "total_count": len(tree), "q": request.GET.get("q", "")}
    return render(request, "enrollment/office/units.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def new_unit(request: HttpRequest) -> HttpResponse:
    """The form of a new unit."""
    form = UnitForm(request.POST or None, unit=None, units=queries.units_in_order())
    if request.method == "POST" and form.is_valid():
        made = actions.create_unit(**form.facts(), by=person(request))
        messages.success(request, _("Đã thêm %(name)s.") % {"name": made.name})
        return HttpResponseRedirect(reverse("office-units"))
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def unit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One unit's form."""
    found = Unit.objects.select_related("parent").filter(uid=uid).first()
    if found is None:
        raise Http404
    initial = {
        field: getattr(found, field)
        for field in ("name", "code", "kind", "help_name", "help_phone")
    } | {"parent": str(found.parent.uid) if found.parent else ""}
    form = UnitForm(
        request.POST or None, initial=initial, unit=found, units=queries.units_in_order()
    )
    if request.method == "POST" and form.is_valid():
        actions.edit_unit(unit=found, **form.facts(), by=person(request))
        messages.success(request, _("Đã lưu %(name)s.") % {"name": found.name})
        return HttpResponseRedirect(reverse("office-units"))
    return _form_page(request, form, found)


def unit_choices(units: list[Unit], empty: str) -> list[tuple[str, str]]:
    """Return units for a select, indented by their depth."""
    return [
        ("", empty),
        *((str(one.uid), "– " * (one.path.count("/") - 1) + one.name) for one in units),
    ]


def _form_page(request: HttpRequest, form: UnitForm, found: Unit | None) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "unit": found}
    return render(request, "enrollment/office/unit.html", context, status=status)
