"""The list of people, one person, and the list as a spreadsheet."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Course
from enrollment import actions, queries, slips
from enrollment import people as people_list
from enrollment.models import Cohort, Enrollment, Learner, SubGroup, Unit
from enrollment.people import PeopleFilter
from enrollment.web.office.units import unit_choices
from tenants import spreadsheets
from tenants.context import current_place
from tenants.people import actions as people_actions
from tenants.people import letters, names
from tenants.people import permissions as people_permissions
from tenants.people.models import Role
from tenants.people.permissions import role_required

PAGE_SIZE = 50
STATE_WORDS = {
    "not_activated": gettext_lazy("Chưa kích hoạt"),
    "no_account": gettext_lazy("Chưa kích hoạt, chưa được mời"),
    "invited": gettext_lazy("Chưa kích hoạt, đã được mời"),
    "account": gettext_lazy("Đã kích hoạt"),
    "active": gettext_lazy("Đang học"),
    "not_active": gettext_lazy("Chưa học"),
    "completed": gettext_lazy("Hoàn thành phần bắt buộc"),
    "overdue": gettext_lazy("Có khóa quá hạn"),
}


PROGRESS_WORDS = {
    "started": gettext_lazy("Đã mở học"),
    "completed": gettext_lazy("Đã hoàn thành"),
}


class FilterForm(forms.Form):
    """What the list is narrowed to; lives in the address."""

    cohort = forms.ChoiceField(
        label=gettext_lazy("Khối"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *Cohort.Key.choices],
    )
    group = forms.ChoiceField(label=gettext_lazy("Nhóm"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *STATE_WORDS.items()],
    )
    q = forms.CharField(
        label=gettext_lazy("Họ tên, mã hoặc số điện thoại"), required=False, max_length=120
    )
    course = forms.UUIDField(
        label=gettext_lazy("Khóa học"), required=False, widget=forms.HiddenInput
    )
    progress = forms.ChoiceField(
        label=gettext_lazy("Tiến độ trong khóa"),
        required=False,
        choices=[("", gettext_lazy("Đã ghi danh")), *PROGRESS_WORDS.items()],
        widget=forms.HiddenInput,
    )
    """Both come from a figure of the figures page, which leads to the people behind it."""

    def __init__(
        self, *args: Any, units: list[Unit], groups: list[SubGroup], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        unit, group = self.fields["unit"], self.fields["group"]
        assert isinstance(unit, forms.ChoiceField)
        assert isinstance(group, forms.ChoiceField)
        unit.choices = unit_choices(units, _("Tất cả đơn vị"))
        group.choices = [("", _("Tất cả")), *((one.key, one.name) for one in groups)]


class PersonForm(forms.Form):
    """What the office may change of a person."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Số điện thoại"), max_length=20, required=False)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), required=False)
    job_title = forms.CharField(label=gettext_lazy("Chức vụ"), max_length=120, required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Nhóm"), required=False)

    def __init__(
        self,
        *args: Any,
        learner: Learner,
        units: list[Unit],
        groups: list[SubGroup],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.learner = learner
        self.units = {str(unit.uid): unit for unit in units}
        self.groups = {group.key: group for group in groups if group.cohort_id == learner.cohort_id}
        unit, group = self.fields["unit"], self.fields["group"]
        assert isinstance(unit, forms.ChoiceField)
        assert isinstance(group, forms.ChoiceField)
        unit.choices = unit_choices(units, _("Chưa rõ"))
        group.choices = [("", _("Chưa rõ")), *((one.key, one.name) for one in self.groups.values())]

    def clean_phone(self) -> str | None:
        """Return the number as E.164; without it and without a staff code nobody is found again."""
        typed = self.cleaned_data["phone"]
        number = names.phone_number(typed) if typed else None
        if typed and number is None:
            raise forms.ValidationError(
                _("Số điện thoại này chưa đúng. Số ở Việt Nam có 10 chữ số, bắt đầu bằng 0.")
            )
        if not number and not self.learner.staff_code:
            raise forms.ValidationError(
                _("Người không có mã cán bộ cần có số điện thoại để đăng nhập.")
            )
        return number

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, as the action takes it."""
        data = self.cleaned_data
        return {
            **{key: data[key] for key in ("full_name", "phone", "email", "job_title")},
            "unit": self.units.get(data["unit"]),
            "sub_group": self.groups.get(data["group"]),
        }


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def people(request: HttpRequest) -> HttpResponse:
    """The people of the roster, fifty a page."""
    form, wanted = wanted_of(request)
    found = people_list.with_names(people_list.people(wanted))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/office/people.html",
        {"form": form, "page": page, "is_filtered": wanted != PeopleFilter(), "wanted": wanted},
    )


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def people_sheet(request: HttpRequest) -> HttpResponse:
    """The same list, all pages, with its filters in the head; the export is written down."""
    form, wanted = wanted_of(request)
    learners = list(people_list.with_names(people_list.people(wanted)))
    now = timezone.now()
    people_actions.write_audit(
        action="enrollment.export_people",
        by=people_permissions.person(request),
        subject="learners",
        facts={"row_count": len(learners), **dict.fromkeys(wanted.as_params(), True)},
    )
    content = spreadsheets.workbook(
        title=_("Danh sách học viên"),
        facts=[
            (_("Nơi học"), current_place().title),
            (_("Tính đến"), date_format(timezone.localtime(now), "H:i d/m/Y")),
            *filter_facts(form, wanted),
            (_("Số người"), str(len(learners))),
        ],
        columns=_columns(),
        rows=map(_row, learners),
    )
    return spreadsheets.download(
        content, file_name=f"hoc-vien-{timezone.localdate():%Y-%m-%d}.xlsx"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PROVINCE_OFFICE)
def person(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One person: contact, unit, account, courses."""
    learner = _learner(uid)
    form = PersonForm(
        request.POST or None,
        initial=_initial(learner),
        learner=learner,
        units=queries.units_in_order(),
        groups=queries.sub_groups(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_learner(
                learner=learner, **form.facts(), by=people_permissions.person(request)
            )
        except actions.ContactTaken as error:
            form.add_error(error.field, _("Đã có người khác dùng thông tin này."))
        else:
            messages.success(
                request, _("Đã lưu thông tin của %(name)s.") % {"name": learner.full_name}
            )
            return HttpResponseRedirect(reverse("office-person", args=[uid]))
    enrollments = (
        Enrollment.objects.filter(learner_id=learner.pk)
        .select_related("course")
        .order_by("-is_mandatory", "course__position")
    )
    own = queries.extensions_of(learner)
    rows = [(one, own.get(one.course_id)) for one in enrollments]
    context = {"learner": learner, "form": form, "rows": rows}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/office/person.html", context, status=status)


@never_cache
@require_POST
@role_required(Role.PROVINCE_OFFICE)
def slip(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A new code for one person on a page to print; shown this once."""
    learner = _learner(uid)
    if not (learner.staff_code or learner.phone or learner.email):
        messages.error(request, _("Cần mã cán bộ, số điện thoại hoặc thư điện tử để mở tài khoản."))
        return HttpResponseRedirect(reverse("office-person", args=[uid]))
    made = actions.issue_slip(learner=learner, by=people_permissions.person(request))
    context = {
        "slips": [made],
        "learner": learner,
        "activation_address": letters.site_address("/activate/"),
        "qr": slips.qr_of(letters.site_address("/activate/")),
    }
    return render(request, "enrollment/office/slips.html", context)


def wanted_of(request: HttpRequest) -> tuple[FilterForm, PeopleFilter]:
    """Return the form as filled in and what it asks for; a wrong value narrows nothing."""
    form = FilterForm(request.GET, units=queries.units_in_order(), groups=queries.sub_groups())
    form.is_valid()
    return form, PeopleFilter.of(form.cleaned_data)


def filter_facts(form: FilterForm, wanted: PeopleFilter) -> list[tuple[str, str]]:
    """Return what the list is narrowed to, in words."""
    facts = []
    for name, value in wanted.as_params().items():
        field = form.fields[name]
        choices: dict[Any, Any] = dict(getattr(field, "choices", []))
        if name == "course":
            titles = Course.objects.filter(uid=value).values_list("title", flat=True)
            choices = {value: titles.first() or value}
        facts.append((str(field.label), str(choices.get(value, value)).lstrip("– ")))
    return facts or [(_("Lọc"), _("Tất cả"))]


def _learner(uid: uuid.UUID) -> Learner:
    try:
        return people_list.person(uid)
    except people_list.LearnerNotFound as error:
        raise Http404 from error


def _initial(learner: Learner) -> dict[str, Any]:
    return {
        "full_name": learner.full_name,
        "phone": names.shown_phone(learner.phone) if learner.phone else "",
        "email": learner.email,
        "job_title": learner.job_title,
        "unit": str(learner.unit.uid) if learner.unit else "",
        "group": learner.sub_group.key if learner.sub_group else "",
    }


def _columns() -> list[spreadsheets.Column]:
    column = spreadsheets.Column
    return [
        column(_("Họ và tên"), 28),
        column(_("Mã cán bộ"), 14),
        column(_("Số điện thoại"), 16),
        column(_("Thư điện tử"), 30),
        column(_("Ngày sinh"), 13, "date"),
        column(_("Chức vụ"), 26),
        column(_("Đơn vị"), 36),
        column(_("Khối"), 28),
        column(_("Nhóm"), 30),
        column(_("Tài khoản"), 22),
        column(_("Bắt đầu học từ"), 18, "moment"),
    ]


def _row(learner: Learner) -> tuple[Any, ...]:
    return (
        learner.full_name,
        learner.staff_code,
        names.shown_phone(learner.phone) if learner.phone else "",
        learner.email,
        learner.birth_date,
        learner.job_title,
        learner.unit.name if learner.unit else "",
        learner.cohort.get_key_display() if learner.cohort else "",
        learner.sub_group.name if learner.sub_group else "",
        STATE_WORDS[account_state(learner)],
        learner.active_since,
    )


def account_state(learner: Learner) -> str:
    """Return which of no_account, invited and account applies."""
    if learner.user is None:
        return "no_account"
    return "account" if learner.user.activated_at else "invited"
