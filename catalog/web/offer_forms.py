"""Forms of what provinces offer to the ministry, and of its answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.actions.contributions import REPLY_AT_MOST
from catalog.actions.offers import NOTE_AT_MOST
from catalog.library.models import Contribution

LOOK_AGAIN = _("Vui lòng mở lại trang rồi bấm lần nữa.")


class OfferForm(forms.Form):
    """Why a course is useful to others, and that somebody looked for personal data."""

    note = forms.CharField(
        label=_("Vì sao nội dung này hữu ích cho nơi khác?"),
        help_text=_(
            "Ai đã học, kết quả ra sao, dùng được ở đâu. Biên tập viên của Bộ đọc câu này."
        ),
        max_length=NOTE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Vui lòng viết vài câu cho Bộ.")},
    )
    is_checked = forms.BooleanField(
        label=_("Đã kiểm tra: nội dung và hình không có thông tin cá nhân"),
        error_messages={"required": _("Vui lòng kiểm tra rồi đánh dấu ô này.")},
    )


class AnswerForm(OfferForm):
    """The answer to a question of the ministry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("Trả lời Bộ")
        self.fields["note"].help_text = _("Lời này thay cho lời giới thiệu đã gửi lần trước.")


class ReplyForm(forms.Form):
    """What an editor answers a province without taking anything."""

    ASK, DECLINE = "ask", "decline"
    reply = forms.CharField(
        label=_("Viết cho tỉnh"),
        help_text=_("Câu hỏi, hoặc lý do chưa nhận. Tỉnh đọc nguyên văn."),
        max_length=REPLY_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Vui lòng viết câu hỏi hoặc lý do.")},
    )
    do = forms.ChoiceField(
        choices=[(ASK, ""), (DECLINE, "")],
        error_messages={"required": _("Vui lòng chọn hỏi lại hoặc không nhận.")},
    )
    seen = forms.CharField(
        max_length=64, widget=forms.HiddenInput, error_messages={"required": LOOK_AGAIN}
    )


class ContributionFilterForm(forms.Form):
    """Which contributions are listed; what is unknown counts as not asked."""

    OPEN, ALL = "open", "all"
    state = forms.ChoiceField(label=_("Tình trạng"), required=False)
    province = forms.TypedChoiceField(
        label=_("Tỉnh, thành phố"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, provinces: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states: Any = self.fields["state"]
        states.choices = [
            (self.OPEN, _("Đang chờ")),
            (self.ALL, _("Tất cả")),
            *Contribution.State.choices,
        ]
        names: Any = self.fields["province"]
        names.choices = [("", _("Tất cả")), *((str(number), name) for number, name in provinces)]

    @property
    def asked(self) -> dict[str, Any]:
        """What to list, as contributions.listed() takes it."""
        self.is_valid()
        state = self.cleaned_data.get("state") or self.OPEN
        return {
            "state": "" if state == self.ALL else state,
            "province_id": self.cleaned_data.get("province"),
        }


class AdoptionForm(forms.Form):
    """Taking a contribution in: words for the province, and what the page was made of."""

    reply = forms.CharField(
        label=_("Lời nhắn cho tỉnh"),
        help_text=_("Ví dụ: đã nhận phần nào, đã sửa gì, khi nào dự kiến phát hành."),
        required=False,
        max_length=REPLY_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(
        max_length=64, widget=forms.HiddenInput, error_messages={"required": LOOK_AGAIN}
    )
    seen_desk = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def was_made_of(self, names: dict[str, str]) -> bool:
        """Whether the contribution and the desk are still those the page was made of."""
        return all(self.cleaned_data[key] == name for key, name in names.items())
