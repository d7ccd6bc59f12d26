"""Forms that take one file."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

ERRORS = {"required": _("Vui lòng chọn một tệp."), "empty": _("Tệp này trống.")}


class PackageForm(forms.Form):
    """A course package."""

    file = forms.FileField(
        label=_("Gói khóa học (.zip)"),
        help_text=_("Nhiều nhất 500 MB. Chưa có gì thay đổi cho đến khi xác nhận."),
        error_messages=ERRORS,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


class ReleaseFileForm(forms.Form):
    """A release file of the national library."""

    file = forms.FileField(
        label=_("Tệp bản phát hành (.zip)"),
        help_text=_("Tệp tải từ thư viện quốc gia. Chưa có gì thay đổi cho đến khi xác nhận."),
        error_messages=ERRORS,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


class QuestionFileForm(forms.Form):
    """Questions of another system."""

    file = forms.FileField(
        label=_("Tệp câu hỏi (GIFT hoặc Moodle XML)"),
        help_text=_("Nhiều nhất 5 MB, chữ ở dạng UTF-8. Chưa có gì thay đổi cho đến khi xác nhận."),
        error_messages=ERRORS,
        widget=forms.FileInput(attrs={"accept": ".txt,.gift,.xml,text/plain,text/xml"}),
    )


def sent_form[F: forms.Form](form: type[F], request: HttpRequest) -> F:
    """Return the form with what was sent, or empty to look at."""
    return form(request.POST, request.FILES) if request.method == "POST" else form()


class ReplaceForm(forms.Form):
    """The word of somebody who has read what would be lost."""

    replace = forms.BooleanField(
        label=_("Tôi đã xem và muốn thay nội dung đang có ở bàn biên soạn"),
        required=False,
    )

    def __init__(self, *args: Any, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replace"].required = is_needed
        self.fields["replace"].error_messages["required"] = _("Vui lòng đánh dấu để xác nhận.")
