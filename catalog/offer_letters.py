"""Mails to a province about what it offered to the ministry."""

from django.utils.translation import gettext as _

from catalog.models import Offer
from tenants.people import actions, letters
from tenants.people import queries as people_queries
from tenants.people.models import Role, User


def send_reply(offer: Offer, *, title: str) -> None:
    """Tell who offered, and the office, what the ministry said. In the province's block."""
    subject, text = _words(offer.state)
    facts = {
        "course": title,
        "reply": offer.reply,
        "address": letters.site_address(f"/desk/courses/{offer.course.uid}/offer/"),
    }
    for person in _readers(offer):
        greeting = _("Kính gửi Ông/Bà %(name)s,") % {"name": person.full_name}
        body = f"{greeting}\n\n{text % facts}\n\nHọc Vụ Số"
        actions.send_mail(to=person.email or "", subject=(subject % facts)[:200], body=body)


def _readers(offer: Offer) -> list[User]:
    """Return who offered and the office, each once, those with an address."""
    uid = str(offer.offered_by_uid or "")
    offered_by = people_queries.user_with_uid(uid) if uid else None
    people = [*people_queries.people_with_role(Role.PROVINCE_OFFICE)]
    if offered_by is not None and offered_by.is_active and offered_by not in people:
        people.insert(0, offered_by)
    return [one for one in people if one.email]


def _words(state: str) -> tuple[str, str]:
    if state == Offer.State.ADOPTED:
        return _("Bộ đã nhận đóng góp – %(course)s"), _(
            "Bộ đã nhận phần đóng góp của tỉnh cho khóa học “%(course)s” và ghi nhận tỉnh là nơi "
            "đóng góp. Khi Bộ phát hành, tỉnh sẽ thấy “bản mới” trong Thư viện quốc gia.\n\n"
            "%(reply)s\n\n%(address)s"
        )
    if state == Offer.State.DECLINED:
        return _("Bộ chưa nhận đóng góp – %(course)s"), _(
            "Bộ đã xem và chưa nhận phần đóng góp của tỉnh cho khóa học “%(course)s”. Lý do:\n\n"
            "%(reply)s\n\n%(address)s"
        )
    return _("Bộ hỏi lại về đóng góp – %(course)s"), _(
        "Bộ đang xem phần đóng góp của tỉnh cho khóa học “%(course)s” và xin hỏi thêm:\n\n"
        "%(reply)s\n\nVui lòng trả lời tại địa chỉ dưới đây:\n\n%(address)s"
    )
