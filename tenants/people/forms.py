"""What people type when they sign in, activate an account or register."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from tenants.people import names, tokens
from tenants.people.models import User

PHONE = {"autocomplete": "tel", "inputmode": "tel"}
NAME_MISSING = _("Vui lòng nhập thư điện tử, số điện thoại hoặc mã cán bộ.")
ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class PhoneField(forms.CharField):
    """A Vietnamese phone number; gives E.164."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "label": _("Số điện thoại"),
                "max_length": 20,
                "help_text": _("Ví dụ: 0905 000 111"),
                "error_messages": {"required": _("Vui lòng nhập số điện thoại.")},
                **kwargs,
            }
        )
        if not isinstance(self.widget, forms.HiddenInput):
            self.widget.input_type = "tel"
            self.widget.attrs |= PHONE

    def clean(self, value: Any) -> str:
        """Return the number as +84…; raises ValidationError if it is none."""
        typed = super().clean(value)
        number = names.phone_number(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(
                _("Số điện thoại này chưa đúng. Số ở Việt Nam có 10 chữ số, bắt đầu bằng 0."),
                code="phone",
            )
        return number


def code_field(**kwargs: Any) -> forms.CharField:
    """Return the field of a six-digit code from a text message; it may be pasted."""
    return forms.CharField(
        label=_("Mã gồm 6 chữ số"),
        max_length=20,
        widget=forms.TextInput(attrs=ONE_TIME),
        error_messages={"required": _("Vui lòng nhập mã trong tin nhắn.")},
        **kwargs,
    )


class SignInForm(forms.Form):
    """A name and a password."""

    name = forms.CharField(
        label=_("Thư điện tử, số điện thoại hoặc mã cán bộ"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": NAME_MISSING},
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Vui lòng nhập mật khẩu.")},
    )


class PhoneForm(forms.Form):
    """Where to send a code."""

    phone = PhoneField()


class PhoneCodeForm(forms.Form):
    """The code that came to a phone."""

    phone = PhoneField(widget=forms.HiddenInput)
    code = code_field()


class SlipForm(forms.Form):
    """The code printed on an activation slip."""

    code = forms.CharField(
        label=_("Mã kích hoạt"),
        help_text=_("Mã gồm 10 chữ và số, in trên phiếu. Viết hoa hay thường đều được."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Vui lòng nhập mã trên phiếu.")},
    )


class NewPasswordForm(forms.Form):
    """A new password, twice: nobody sees what they type."""

    password = forms.CharField(
        label=_("Mật khẩu mới"),
        help_text=_("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ là mật khẩu tốt."),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Vui lòng chọn mật khẩu.")},
    )
    password_again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Vui lòng nhập lại mật khẩu.")},
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Check the password's rules and that both are the same."""
        values = super().clean() or {}
        password, again = values.get("password"), values.get("password_again")
        if password:
            try:
                password_validation.validate_password(password, self.user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        if password and again and password != again:
            self.add_error("password_again", _("Hai mật khẩu chưa giống nhau."))
        return values


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one; without a present one only the new one is asked."""

    field_order = ("current_password", "password", "password_again")
    current_password = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Vui lòng nhập mật khẩu đang dùng.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        if not user.has_usable_password():
            del self.fields["current_password"]

    def clean_current_password(self) -> str:
        """Refuse a wrong present password."""
        typed: str = self.cleaned_data["current_password"]
        if self.user is None or not self.user.check_password(typed):
            raise forms.ValidationError(_("Mật khẩu đang dùng chưa đúng."), code="wrong")
        return typed


class ForgottenForm(forms.Form):
    """Who forgot the password."""

    name = forms.CharField(
        label=_("Thư điện tử, số điện thoại hoặc mã cán bộ"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": NAME_MISSING},
    )


class ResetCodeForm(forms.Form):
    """The code that came by text message to who forgot the password."""

    name = forms.CharField(max_length=254, widget=forms.HiddenInput)
    code = code_field()


class RegisterForm(forms.Form):
    """Who wants to keep their progress, and their consent."""

    full_name = forms.CharField(
        label=_("Họ và tên"),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Vui lòng nhập họ và tên.")},
    )
    phone = PhoneField(
        help_text=_("Chúng tôi gửi một mã tới số này. Lần sau cũng đăng nhập bằng mã.")
    )
    consent = forms.BooleanField(
        label=_("Tôi đồng ý cho xử lý dữ liệu của tôi như đã nêu ở trên"),
        error_messages={"required": _("Cần có sự đồng ý của Ông/Bà thì mới mở được tài khoản.")},
    )

    def clean_full_name(self) -> str:
        """Return the name with single spaces; refuse one that holds no letters."""
        name = names.tidy_name(self.cleaned_data["full_name"])
        if sum(letter.isalpha() for letter in name) < 2 or any(letter.isdigit() for letter in name):
            raise forms.ValidationError(_("Vui lòng viết họ và tên bằng chữ."), code="name")
        return name


class RegisterCodeForm(forms.Form):
    """The code for a registration; what was typed before travels signed."""

    pending = forms.CharField(max_length=2000, widget=forms.HiddenInput)
    code = code_field()


class ProfileForm(forms.ModelForm):
    """What people may set about themselves."""

    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=settings.LANGUAGES)
    text_size_percent = forms.TypedChoiceField(
        label=_("Cỡ chữ"),
        coerce=int,
        choices=[(100, _("Thường")), (125, _("Lớn")), (150, _("Rất lớn"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["full_name", "language", "text_size_percent"]
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: Any, may_write_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_write_name:
            del self.fields["full_name"]

    def clean_full_name(self) -> str:
        """Return the name with single spaces."""
        return names.tidy_name(self.cleaned_data["full_name"])


class TokenForm(forms.Form):
    """A new access key: what for, what it may, until when."""

    LIFETIMES = (
        (30, _("30 ngày")),
        (90, _("90 ngày")),
        (180, _("6 tháng")),
        (365, _("1 năm")),
    )
    name = forms.CharField(
        label=_("Tên khóa"),
        help_text=_("Ví dụ: Cổng dữ liệu của tỉnh. Tên giúp Ông/Bà nhận ra khóa khi cần thu hồi."),
        max_length=80,
        error_messages={"required": _("Vui lòng đặt tên cho khóa.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("Khóa được phép làm gì"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Vui lòng chọn ít nhất một việc.")},
    )
    days = forms.TypedChoiceField(
        label=_("Dùng được trong"), choices=LIFETIMES, coerce=int, initial=90
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = tokens.allowed_scopes(user)
        choices = [(name, f"{scope.words} ({name})") for name, scope in allowed.items()]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
