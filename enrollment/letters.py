"""Mails to learners about what the office decided for them."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from enrollment.models import Enrollment, Extension
from tenants.context import current_place
from tenants.people import actions, letters


def send_extension(extension: Extension, *, enrollment: Enrollment) -> None:
    """Tell a learner their own date or further attempts; never why they were given."""
    with _language_of(enrollment):
        _send(enrollment, _("Gia hạn – %(course)s"), _given(extension))


def _given(extension: Extension) -> list[str]:
    said = []
    if extension.due_date:
        words = _("Hạn riêng của Ông/Bà: đến 23:59 ngày %(date)s.")
        said.append(words % {"date": f"{extension.due_date:%d/%m/%Y}"})
    if count := extension.extra_attempt_count:
        words = ngettext(
            "Ông/Bà được làm thêm %(count)s lượt cho phần câu hỏi của mỗi bài.",
            "Ông/Bà được làm thêm %(count)s lượt cho phần câu hỏi của mỗi bài.",
            count,
        )
        said.append(words % {"count": count})
    return said


def send_extension_ended(enrollment: Enrollment) -> None:
    """Tell a learner that the common date and attempts hold again."""
    with _language_of(enrollment):
        said = [_("Phần gia hạn riêng của Ông/Bà không còn áp dụng.")]
        if enrollment.due_date:
            words = _("Hạn của khóa học là 23:59 ngày %(date)s.")
            said.append(words % {"date": f"{enrollment.due_date:%d/%m/%Y}"})
        _send(enrollment, _("Thay đổi hạn – %(course)s"), said)


def _language_of(enrollment: Enrollment) -> override:
    """The learner's own: who decides at the office may read another."""
    user = enrollment.learner.user
    return override(user.language if user else settings.LANGUAGE_CODE)


def _send(enrollment: Enrollment, subject: str, said: list[str]) -> None:
    user, place = enrollment.learner.user, current_place()
    if user is None or not user.email:
        return
    facts = {
        "course": enrollment.course.title,
        "name": user.full_name,
        "said": "\n".join(said),
        "address": letters.site_address(f"/courses/{enrollment.course.slug}/"),
        "operator": place.operator,
    }
    body = _(
        "Kính gửi Ông/Bà %(name)s,\n\n"
        "Khóa học “%(course)s”:\n%(said)s\n\n%(address)s\n\n%(operator)s"
    )
    actions.send_mail(to=user.email, subject=subject % facts, body=body % facts)
