"""Rounds of invitations: whom, how, and the slips to print."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from enrollment import people as people_list
from enrollment import queries, slips
from enrollment.models import Cohort, Unit
from enrollment.people import PeopleFilter
from enrollment.web.office.units import unit_choices
from tenants import spreadsheets
from tenants.context import current_place
from tenants.jobs.models import Job
from tenants.people import actions as people_actions
from tenants.people import letters, names
from tenants.people.models import Role
from tenants.people.permissions import person, role_required


class InvitationForm(forms.Form):
    """Who is invited, and how."""

    cohort = forms.ChoiceField(
        label=gettext_lazy("Khối"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *Cohort.Key.choices],
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    how = forms.ChoiceField(
        label=gettext_lazy("Cách mời"),
        choices=[
            (
                "mail",
                gettext_lazy("Gửi thư cho người có địa chỉ, chuẩn bị phiếu cho người còn lại"),
            ),
            ("slips", gettext_lazy("Chuẩn bị phiếu cho tất cả, không gửi thư")),
        ],
        initial="mail",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        unit.choices = unit_choices(queries.units_in_order(), _("Tất cả đơn vị"))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def invitations(request: HttpRequest) -> HttpResponse:
    """How many wait for an account, the form, and the rounds before."""
    form = InvitationForm(request.POST or None, initial=request.GET.dict() | {"how": "mail"})
    if request.method == "POST" and form.is_valid():
        job = slips.start_invitations(
            wanted=PeopleFilter.of(form.cleaned_data),
            only_slips=form.cleaned_data["how"] == "slips",
            by=person(request),
        )
        return HttpResponseRedirect(reverse("job", args=[job.uid]))
    everybody = people_list.people(PeopleFilter())
    context = {
        "form": form,
        "waiting_count": everybody.filter(user__activated_at=None).count(),
        "total_count": everybody.count(),
        "rounds": rounds_with_words(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/office/invitations.html", context, status=status)


def rounds_with_words() -> list[tuple[Job, str]]:
    """Return the last rounds, each with whom it invited in words."""
    rounds = list(Job.objects.filter(kind=slips.KIND).order_by("-created_at")[:10])
    wanted = [PeopleFilter.of(one.params.get("wanted", {})) for one in rounds]
    uids = [one.unit for one in wanted if one.unit]
    units = {
        str(uid): name for uid, name in Unit.objects.filter(uid__in=uids).values_list("uid", "name")
    }
    return [(one, whom_words(what, units)) for one, what in zip(rounds, wanted, strict=True)]


def whom_words(wanted: PeopleFilter, units: dict[str, str]) -> str:
    """Return whom a round invited: the cohort, the unit, or everybody."""
    parts = [
        str(Cohort.Key(wanted.cohort).label) if wanted.cohort else "",
        units.get(wanted.unit, ""),
    ]
    return ", ".join(part for part in parts if part) or _("tất cả mọi người")


@never_cache
@require_safe
@role_required(Role.PROVINCE_OFFICE)
def round_(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The slips of one round, to print."""
    job = _round(uid)
    found = slips.slips_of(job)
    if found:
        _write_audit(request, "enrollment.view_slips", job, len(found))
    context = {
        "slips": found,
        "job": job,
        "activation_address": letters.site_address("/activate/"),
        "qr": slips.qr_of(letters.site_address("/activate/")) if found else None,
    }
    return render(request, "enrollment/office/slips.html", context)


@never_cache
@require_safe
@role_required(Role.PROVINCE_OFFICE)
def slips_sheet(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The same slips as a spreadsheet, for mail merge."""
    job = _round(uid)
    found = slips.slips_of(job)
    _write_audit(request, "enrollment.export_slips", job, len(found))
    column = spreadsheets.Column
    content = spreadsheets.workbook(
        title=_("Phiếu kích hoạt"),
        facts=[
            (_("Nơi học"), current_place().title),
            (_("Địa chỉ kích hoạt"), letters.site_address("/activate/")),
        ],
        columns=[
            column(_("Họ và tên"), 28),
            column(_("Đơn vị"), 36),
            column(_("Mã cán bộ"), 14),
            column(_("Số điện thoại"), 16),
            column(_("Mã kích hoạt"), 18),
        ],
        rows=[
            (
                slip.full_name,
                slip.unit_name,
                slip.staff_code,
                names.masked_phone(slip.phone) if slip.phone else "",
                slip.code,
            )
            for slip in found
        ],
    )
    return spreadsheets.download(content, file_name="phieu-kich-hoat.xlsx")


@require_POST
@role_required(Role.PROVINCE_OFFICE)
def removal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Delete the slips of a round once they are printed; the codes stay good."""
    job = _round(uid)
    slips.throw_away(job)
    _write_audit(request, "enrollment.remove_slips", job, 0)
    messages.success(request, _("Đã xóa phiếu khỏi hệ thống. Mã đã in vẫn dùng được."))
    return HttpResponseRedirect(reverse("office-invitations"))


def _round(uid: uuid.UUID) -> Job:
    job = Job.objects.filter(uid=uid, kind=slips.KIND).first()
    if job is None:
        raise Http404
    return job


def _write_audit(request: HttpRequest, action: str, job: Job, count: int) -> None:
    people_actions.write_audit(
        action=action,
        by=person(request),
        subject="invitations",
        subject_uid=str(job.uid),
        facts={"slip_count": count},
    )
