"""Mails about reviews, to the ministry's editors and administrators."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from catalog.models import Review
from catalog.permissions import MINISTRY_DESK
from tenants.people import actions, letters
from tenants.people import queries as people_queries
from tenants.people.models import User


def reviewers(by: User) -> list[User]:
    """Return the people who may read a draft of this person: all others at the ministry's desk."""
    return [one for one in people_queries.people_with_role(*MINISTRY_DESK) if one.pk != by.pk]


def send_review_requested(review: Review, *, by: User) -> None:
    """Ask the other editors to read a draft."""
    _send(
        reviewers(by),
        review,
        _("Mời duyệt bản mới – %(course)s"),
        _(
            "%(person)s đề nghị duyệt bản mới của khóa học “%(course)s”.\n"
            "Nội dung thay đổi:\n\n%(words)s\n\n"
            "Mời Ông/Bà đọc và cho ý kiến tại địa chỉ dưới đây:\n\n%(address)s"
        ),
        person=by.full_name,
        words=review.changelog,
    )


def send_review_decided(review: Review, *, by: User) -> None:
    """Tell everybody else at the desk what was decided, the requester first of all."""
    if review.state == Review.State.APPROVED:
        subject = _("Đã duyệt – %(course)s")
        text = _(
            "%(person)s đã duyệt bản mới của khóa học “%(course)s”. "
            "Từ giờ có thể phát hành.\n\n%(words)s\n\n%(address)s"
        )
    else:
        subject = _("Trả lại để sửa – %(course)s")
        text = _(
            "%(person)s trả lại bản mới của khóa học “%(course)s” để sửa. Ý kiến:\n\n"
            "%(words)s\n\n%(address)s"
        )
    facts = {"person": by.full_name, "words": review.decision_note}
    _send(reviewers(by), review, subject, text, **facts)


def _send(people: Iterable[User], review: Review, subject: str, text: str, **facts: str) -> None:
    facts |= {
        "course": review.document.title,
        "address": letters.site_address(f"/desk/reviews/{review.uid}/"),
    }
    for person in people:
        if not person.email:
            continue
        greeting = _("Kính gửi Ông/Bà %(name)s,") % {"name": person.full_name}
        body = f"{greeting}\n\n{text % facts}\n\nHọc Vụ Số"
        actions.send_mail(to=person.email, subject=(subject % facts)[:200], body=body)
