"""Mails about an application, written to the ministry's outbox."""

from django.utils.translation import gettext as _

from tenants.models import ProvinceApplication
from tenants.people import actions, letters


def send_received(application: ProvinceApplication, secret: str) -> None:
    """Mail the progress link: the only other place the secret is written to."""
    _send(
        application,
        _("Đã nhận hồ sơ mở trang Học Vụ Số – %(unit)s"),
        _(
            "Chúng tôi đã nhận hồ sơ mở trang %(slug)s cho %(unit)s.\n"
            "Ông/Bà theo dõi từng bước ở địa chỉ dưới đây. Xin không chuyển cho người khác:\n\n"
            "%(address)s"
        ),
        address=letters.site_address(f"/applications/{secret}/"),
    )


def send_approved(application: ProvinceApplication) -> None:
    """Mail that the site is being opened."""
    _send(
        application,
        _("Hồ sơ đã được duyệt – %(unit)s"),
        _(
            "Hồ sơ mở trang %(slug)s cho %(unit)s đã được duyệt. Trang đang được dựng tự động.\n"
            "Dựng xong, thư kích hoạt sẽ đến địa chỉ này."
        ),
    )


def send_refused(application: ProvinceApplication) -> None:
    """Mail the reason of a refusal."""
    _send(
        application,
        _("Hồ sơ chưa được duyệt – %(unit)s"),
        _(
            "Hồ sơ mở trang %(slug)s cho %(unit)s chưa được duyệt. Lý do:\n\n%(reason)s\n\n"
            "Ông/Bà có thể sửa và gửi hồ sơ mới bất cứ lúc nào."
        ),
        reason=application.refusal_reason,
    )


def _send(application: ProvinceApplication, subject: str, text: str, **more: str) -> None:
    facts = {"slug": application.slug, "unit": application.unit.title, **more}
    greeting = _("Kính gửi Ông/Bà %(name)s,") % {"name": application.contact_name}
    actions.send_mail(
        to=application.contact_email,
        subject=subject % facts,
        body=f"{greeting}\n\n{text % facts}\n\nHọc Vụ Số",
    )
