"""What people are told when an offer, or the ministry's answer to one, cannot be taken."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from catalog import actions, documents
from catalog.actions import contributions, offers
from catalog.web.problems import megabytes

OFFER_REFUSALS = (actions.CourseHasErrors, actions.NothingChanged, offers.OfferTooLarge)
"""Told on the form they come from."""
CLOSED_OFFERS = (offers.OfferOpen, offers.OfferClosed)
DECISION_REFUSALS = (
    contributions.ContributionClosed,
    contributions.ContributionChanged,
    contributions.CourseThere,
    documents.DocumentInvalid,
)


def add_to_form(form: forms.Form, error: Exception) -> int:
    """Word on its form why a course cannot be offered; return the answer's status."""
    if isinstance(error, offers.OfferTooLarge):
        sizes = {"size": megabytes(error.size_bytes), "limit": megabytes(error.limit_bytes)}
        text = _(
            "Hình và video của khóa học nặng %(size)s MB, tối đa gửi được %(limit)s MB. "
            "Hãy thu nhỏ video hoặc bỏ bớt."
        )
        form.add_error(None, f"{text % sizes} ({error.code})")
        return 413
    if isinstance(error, actions.CourseHasErrors):
        form.add_error(None, _("Hãy sửa các lỗi ghi bên dưới trước khi gửi."))
    else:
        form.add_error(None, _("Khóa học chưa có gì khác với bản của Bộ."))
    return 422


def refusal(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer 409 (422 for a document that cannot stand here): what stands against it."""
    status = 422 if isinstance(error, documents.DocumentInvalid) else 409
    title, text = _words(error)
    answer: HttpResponse = import_string(settings.ERROR_PAGE)(
        request, status, getattr(error, "code", ""), title, text
    )
    return answer


def _words(error: Exception) -> tuple[str, str]:
    words = {
        offers.OfferOpen: (
            _("Khóa học đã được gửi"),
            _("Bộ đang xem lần gửi trước. Hãy chờ trả lời, hoặc rút lại rồi gửi lần nữa."),
        ),
        offers.OfferClosed: (
            _("Lần gửi này đã kết thúc"),
            _("Bộ đã trả lời, hoặc có người vừa rút lại. Vui lòng mở lại trang để xem."),
        ),
        contributions.ContributionClosed: (
            _("Đóng góp này đã có kết quả"),
            _("Có người vừa xử lý, hoặc tỉnh đã rút lại. Vui lòng mở lại trang để xem."),
        ),
        contributions.ContributionChanged: (
            _("Nội dung vừa thay đổi"),
            _(
                "Tỉnh vừa gửi thêm, hoặc khóa học trên bàn biên soạn vừa được sửa. "
                "Chưa có gì được ghi. Vui lòng mở lại trang và xem lần nữa."
            ),
        ),
        contributions.CourseThere: (
            _("Bộ đã có khóa học này"),
            _(
                "Tỉnh gửi như khóa học riêng nên không rõ tỉnh đã sửa gì. "
                "Hãy hỏi lại tỉnh: nhận bản của Bộ trước, rồi gửi phần thay đổi."
            ),
        ),
    }
    invalid = (
        _("Chưa nhận được nội dung này"),
        _(
            "Một phần của khóa học trùng với khóa học khác ở bàn biên soạn của Bộ. "
            "Hãy hỏi lại tỉnh về nguồn của phần đó."
        ),
    )
    return words.get(type(error), invalid)
