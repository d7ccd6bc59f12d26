"""What an applicant types, and what the ministry answers."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenants import applications, queries, slugs
from tenants.models import AdministrativeUnit
from tenants.people import names
from tenants.people.forms import PhoneField

SLUG_CHECK = {
    "autocapitalize": "none",
    "autocomplete": "off",
    "spellcheck": "false",
    "hx-get": "/apply/sub-domain/",
    "hx-include": "#id_unit",
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#slug-check",
    "hx-swap": "innerHTML",
}


class ApplicationForm(forms.Form):
    """One application for a province's own site."""

    unit = forms.ChoiceField(
        label=_("Đơn vị hành chính"),
        help_text=_("Chọn cả được đơn vị trước ngày 1/7/2025, ví dụ Quảng Nam."),
        error_messages={"required": _("Vui lòng chọn đơn vị hành chính.")},
    )
    slug = forms.CharField(
        label=_("Địa chỉ riêng của trang"),
        help_text=_(
            "Chữ thường a–z và số, 2 đến 30 ký tự, bắt đầu bằng chữ, ví dụ quangnam. "
            "Địa chỉ không đổi được về sau."
        ),
        max_length=64,
        widget=forms.TextInput(attrs=SLUG_CHECK),
        error_messages={"required": _("Vui lòng chọn địa chỉ.")},
    )
    office_name = forms.CharField(
        label=_("Cơ quan điều hành"),
        help_text=_("Ví dụ: Sở Khoa học và Công nghệ Quảng Nam"),
        min_length=5,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Vui lòng nhập tên cơ quan.")},
    )
    contact_name = forms.CharField(
        label=_("Họ và tên người liên hệ"),
        help_text=_("Người này sẽ điều hành trang của tỉnh."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Vui lòng nhập họ và tên.")},
    )
    contact_email = forms.EmailField(
        label=_("Thư điện tử công vụ"),
        help_text=_("Nơi nhận đường dẫn theo dõi và thư kích hoạt."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Vui lòng nhập thư điện tử."),
            "invalid": _("Địa chỉ thư chưa đúng, ví dụ đúng: minh@quangnam.gov.vn."),
        },
    )
    contact_phone = PhoneField(
        label=_("Điện thoại hỗ trợ"),
        help_text=_("Hiện trên trang của tỉnh để người học gọi khi cần. Nên là số của cơ quan."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slug_error: slugs.SlugInvalid | None = None
        standing, former = queries.units(today=timezone.localdate())
        self.units = {str(unit.pk): unit for unit in [*standing, *former]}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", gettext("Chọn đơn vị")),
            (gettext("Hiện nay"), [(str(unit.pk), unit.title) for unit in standing]),
            (
                gettext("Trước ngày 1/7/2025"),
                [(str(unit.pk), former_title(unit)) for unit in former],
            ),
        ]

    def clean_unit(self) -> AdministrativeUnit:
        """Return the unit itself."""
        return self.units[self.cleaned_data["unit"]]

    def clean_slug(self) -> str:
        """Refuse a sub-domain that cannot be had, and name one that can."""
        slug: str = self.cleaned_data["slug"].strip().lower()
        try:
            return applications.check_free(slug, near=self._unit_name())
        except slugs.SlugInvalid as error:
            self.slug_error = error
            raise forms.ValidationError(
                slug_words(error, knows_unit=bool(self._unit_name())), code=error.code
            ) from error

    def _unit_name(self) -> str:
        unit = self.cleaned_data.get("unit")
        return unit.name if unit else ""

    def clean_office_name(self) -> str:
        """Return the name with single spaces."""
        return names.tidy_name(self.cleaned_data["office_name"])

    def clean_contact_name(self) -> str:
        """Return the name with single spaces."""
        return names.tidy_name(self.cleaned_data["contact_name"])

    def clean_contact_phone(self) -> str:
        """Return the number as people read it."""
        return names.shown_phone(self.cleaned_data["contact_phone"])


class RefusalForm(forms.Form):
    """Why the ministry says no; the applicant reads it."""

    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Người nộp hồ sơ nhận nguyên văn qua thư."),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Vui lòng ghi lý do.")},
    )


def former_title(unit: AdministrativeUnit) -> str:
    """Return a former unit with what it is part of today: "Tỉnh Quảng Nam, nay thuộc …"."""
    later = gettext(" và ").join(each.successor.title for each in unit.successions.all())
    if not later:
        return unit.title
    return gettext("%(unit)s, nay thuộc %(later)s") % {"unit": unit.title, "later": later}


def slug_words(error: slugs.SlugInvalid, *, knows_unit: bool) -> str:
    """What is wrong with a sub-domain, the rule, and one that could be had.

    Near a reserved word there is none worth having: without a unit nothing is suggested.
    """
    reasons = {
        "pattern": gettext(
            "Địa chỉ chỉ gồm chữ thường a–z và số, 2 đến 30 ký tự, bắt đầu bằng chữ."
        ),
        "reserved": gettext("Địa chỉ này dành riêng cho hệ thống."),
        "taken": gettext("Địa chỉ này đã có nơi dùng, hoặc từng được dùng."),
    }
    if error.reason == "reserved" and not knows_unit:
        return reasons[error.reason]
    suggestion = gettext("Có thể dùng: %(slug)s.") % {"slug": error.suggestion}
    return f"{reasons[error.reason]} {suggestion}"
