"""The words of mails, and the addresses in them. Each goes to the outbox of the current place."""

from django.conf import settings
from django.utils.translation import gettext as _

from tenants.context import current_place
from tenants.people import actions
from tenants.people.models import User


def site_address(path: str = "/") -> str:
    """Return the absolute address of a path on the current place's site."""
    place = current_place()
    host = settings.BASE_HOST if place.is_ministry else f"{place.schema}.{settings.BASE_HOST}"
    return f"{settings.BASE_SCHEME}://{host}{settings.BASE_PORT}{path}"


def send_activation(*, user: User, token: str) -> None:
    """Mail the link that opens an account."""
    place = current_place()
    actions.send_mail(
        to=user.email or "",
        subject=_("Kích hoạt tài khoản Học Vụ Số – %(place)s") % {"place": place.title},
        body=_(
            "Kính gửi Ông/Bà %(name)s,\n\n"
            "Tài khoản của Ông/Bà trên trang Học Vụ Số của %(place)s đã sẵn sàng.\n"
            "Xin mở địa chỉ dưới đây và chọn mật khẩu. "
            "Địa chỉ dùng được một lần, trong 14 ngày:\n\n"
            "%(address)s\n\n"
            "Nếu không chờ thư này, xin Ông/Bà bỏ qua.\n"
            "%(operator)s"
        )
        % {
            "name": user.full_name,
            "place": place.title,
            "address": site_address(f"/activate/{token}/"),
            "operator": place.operator,
        },
    )


def send_reset(*, user: User, token: str) -> None:
    """Mail the link that sets a new password."""
    place = current_place()
    actions.send_mail(
        to=user.email or "",
        subject=_("Đặt lại mật khẩu Học Vụ Số"),
        body=_(
            "Kính gửi Ông/Bà %(name)s,\n\n"
            "Xin mở địa chỉ dưới đây để đặt mật khẩu mới. "
            "Địa chỉ dùng được một lần, trong 2 giờ:\n\n"
            "%(address)s\n\n"
            "Nếu không yêu cầu, xin Ông/Bà bỏ qua; mật khẩu cũ vẫn giữ nguyên.\n"
            "%(operator)s"
        )
        % {
            "name": user.full_name,
            "address": site_address(f"/reset/{token}/"),
            "operator": place.operator,
        },
    )
