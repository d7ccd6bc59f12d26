"""What a helper types for somebody else, and how it travels from one page to the next."""

import uuid
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.learning import assisting
from enrollment.learning.assisting import Agreed, Helper
from tenants import signing
from tenants.people import forms as people_forms
from tenants.people import names

PENDING_SECONDS = timedelta(minutes=30).total_seconds()
PURPOSE = "enrollment.assisted_registration"
NOT_YOURS = {"autocomplete": "off"}
"""The browser must not fill in, or keep, the helper's own data."""


class AssistedForm(people_forms.RegisterForm):
    """Who is helped, and that they agreed when the text was read to them."""

    unit = forms.ChoiceField(label=gettext_lazy("Xã, phường nơi bà con ở"), required=False)

    def __init__(self, *args: Any, helper: Helper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["full_name"].label = _("Họ và tên của bà con")
        fields["phone"].label = _("Số điện thoại của bà con")
        fields["phone"].help_text = _("Mã được gửi tới số này. Bà con cần mang theo điện thoại.")
        fields["consent"].label = _("Tôi đã đọc cho ông/bà nghe và ông/bà đồng ý")
        fields["consent"].error_messages = {
            "required": _("Vui lòng đọc cho bà con nghe. Bà con đồng ý thì mới mở được tài khoản.")
        }
        for name in ("full_name", "phone"):
            fields[name].widget.attrs |= NOT_YOURS
        unit = fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        if helper.unit is not None:
            del fields["unit"]
        else:
            found = [(str(one.uid), one.name) for one in assisting.communes()]
            unit.choices = [("", _("Chưa rõ")), *found]

    def agreed(self, helper: Helper, *, at: datetime) -> Agreed:
        """Return what a valid form says."""
        typed = self.cleaned_data
        unit_uid = uuid.UUID(typed["unit"]) if typed.get("unit") else None
        return Agreed(
            full_name=typed["full_name"],
            phone=typed["phone"],
            unit_uid=helper.unit.uid if helper.unit else unit_uid,
            consented_at=at,
        )


class CodeForm(people_forms.RegisterCodeForm):
    """The code that the owner of the phone reads out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= NOT_YOURS


def shown_again(agreed: Agreed) -> dict[str, str]:
    """Return what was typed, for the form; consent is asked anew, the person may be another."""
    return {
        "full_name": agreed.full_name,
        "phone": names.shown_phone(agreed.phone),
        "unit": str(agreed.unit_uid or ""),
    }


def pending_of(agreed: Agreed, helper: Helper) -> str:
    """Return what was agreed, signed for this helper alone."""
    return signing.sign(
        [str(value or "") for value in (helper.user.uid, *astuple(agreed))], purpose=PURPOSE
    )


def agreed_in(token: str, helper: Helper) -> Agreed:
    """Return what this helper's token says; raises SignatureInvalid, another helper's too."""
    values = signing.unsign(token, purpose=PURPOSE, max_age_seconds=PENDING_SECONDS)
    helper_uid, full_name, phone, unit_uid, consented_at = values
    if helper_uid != str(helper.user.uid):
        raise signing.SignatureInvalid(PURPOSE)
    return Agreed(
        full_name,
        phone,
        uuid.UUID(unit_uid) if unit_uid else None,
        datetime.fromisoformat(consented_at),
    )
