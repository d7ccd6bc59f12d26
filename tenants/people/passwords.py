"""Rules for passwords beyond Django's own."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenants.people.models import User


class NotTheDemoPassword:
    """Refuses the demo country's password wherever it is not the demo that runs."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError if this is the demo password outside development."""
        if password == settings.DEMO_PASSWORD and not settings.HVS_DEVELOPMENT:
            raise ValidationError(
                _("Mật khẩu này là mật khẩu của bản trình diễn. Vui lòng chọn mật khẩu khác."),
                code="demo_password",
            )

    def get_help_text(self) -> str:
        """Return what to tell people: nothing, nobody chooses it by accident."""
        return ""
