"""What editors are told when something cannot be taken: what is wrong and what to do."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from catalog import actions
from catalog.actions import CourseHasEditions, LessonChangedMeanwhile, LessonHeld
from catalog.actions.lessons import revision_of
from catalog.locks import NodeLocked
from catalog.media import KIND_UNKNOWN, FileTooLarge, FileTypeMismatch

REFUSALS = (
    *(FileTooLarge, FileTypeMismatch, LessonChangedMeanwhile, LessonHeld),
    actions.TooManyFiles,
)
CONFLICTS = (LessonChangedMeanwhile, LessonHeld, NodeLocked)


type Refusal = (
    actions.OwnReview
    | actions.NotRequester
    | actions.ReviewOpen
    | actions.ReviewClosed
    | actions.DateTooSoon
    | actions.NothingChanged
    | NodeLocked
)
REVIEW_REFUSALS = (
    actions.OwnReview,
    actions.NotRequester,
    actions.ReviewOpen,
    actions.ReviewClosed,
    actions.DateTooSoon,
    actions.NothingChanged,
)


def refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Answer 403 where it is not this person's to do, else 409: what stands against it."""
    status = 403 if isinstance(error, actions.OwnReview | actions.NotRequester) else 409
    title, text = _refusal_words(error)
    answer: HttpResponse = import_string(settings.ERROR_PAGE)(
        request, status, error.code, title, text
    )
    return answer


def _refusal_words(error: Refusal) -> tuple[str, str]:
    if isinstance(error, NodeLocked):
        return _("Phần này do Bộ khóa"), locked(error)
    if isinstance(error, actions.DateTooSoon):
        return _("Ngày tự áp dụng quá gần"), date_too_soon(error)
    return {
        actions.OwnReview: (
            _("Cần một người khác duyệt"),
            _("Ông/Bà là người đề nghị, nên xin để một biên tập viên khác đọc và cho ý kiến."),
        ),
        actions.NotRequester: (
            _("Chưa rút được đề nghị này"),
            _("Chỉ người đề nghị hoặc quản trị của Bộ mới rút được."),
        ),
        actions.ReviewOpen: (
            _("Khóa học đang chờ duyệt"),
            _("Mỗi khóa học chỉ có một đề nghị một lúc. Hãy rút đề nghị cũ hoặc chờ kết quả."),
        ),
        actions.ReviewClosed: (
            _("Đề nghị này đã có kết quả"),
            _("Có người vừa xử lý đề nghị này. Vui lòng mở lại trang để xem kết quả."),
        ),
        actions.NothingChanged: (_("Chưa có gì thay đổi"), nothing_changed()),
    }[type(error)]


def nothing_changed() -> str:
    """Say that there is nothing to publish."""
    return _("Khóa học chưa có gì thay đổi so với bản đang dùng.")


def date_too_soon(error: actions.DateTooSoon) -> str:
    """Say which day is the first possible."""
    day = date_format(error.earliest, "d/m/Y")
    return _("Cần báo trước cho các tỉnh ít nhất 3 ngày: sớm nhất là %(date)s.") % {"date": day}


def locked(error: NodeLocked) -> str:
    """Say why a part may not be changed, and on which legal basis."""
    lock = error.lock
    if not lock.legal_basis:
        return _("Lý do: %(reason)s") % {"reason": lock.reason}
    facts = {"reason": lock.reason, "basis": lock.legal_basis}
    return _("Lý do: %(reason)s Căn cứ: %(basis)s") % facts


def add_to_form(form: forms.Form, error: Exception) -> int:
    """Word an error on the form it came from; return the answer's status."""
    field = next(
        (name for name in ("video", "image", "sound", "file") if name in form.fields), None
    )
    if isinstance(error, FileTooLarge):
        form.add_error(field, f"{too_large(error)} ({error.code})")
        return 413
    if isinstance(error, FileTypeMismatch):
        form.add_error(field, f"{wrong_type(error)} ({error.code})")
        return 415
    if isinstance(error, LessonChangedMeanwhile):
        text = _(
            "Người khác vừa lưu bài này. Nội dung vừa viết vẫn ở đây; hãy mở bài trong thẻ mới, "
            "so lại rồi lưu lần nữa."
        )
        form.add_error(None, text)
        form.data = {**form.data.dict(), "seen_at": revision_of(error.lesson)}  # type: ignore[attr-defined]
        return 409
    if isinstance(error, LessonHeld):
        form.add_error(None, lesson_held(error))
        return 409
    if isinstance(error, actions.TooManyFiles):
        text = _("Mỗi bài có tối đa %(limit)s tệp. Vui lòng bỏ bớt tệp cũ.") % {
            "limit": error.limit
        }
        form.add_error(field, f"{text} ({error.code})")
        return 422
    raise error


def lesson_held(error: LessonHeld) -> str:
    """Say who writes a lesson now, and that nothing typed is lost."""
    facts = {
        "name": error.lock.holder_name,
        "time": timezone.localtime(error.lock.taken_at).strftime("%H:%M"),
    }
    return (
        _(
            "Ông/Bà %(name)s đang sửa bài này từ %(time)s, nên phần vừa viết chưa được lưu. "
            "Nội dung vẫn ở đây."
        )
        % facts
    )


def json_answer(status: int, code: str, message: str, **facts: str) -> JsonResponse:
    """Answer a page's script: a stable code, and words to show."""
    return JsonResponse({"code": code, "message": message, **facts}, status=status)


def json_conflict(error: Exception) -> JsonResponse:
    """Answer 409 to a page that saves by itself: nothing was written over."""
    if isinstance(error, LessonHeld):
        return json_answer(409, error.code, lesson_held(error))
    if isinstance(error, LessonChangedMeanwhile):
        text = _(
            "Người khác vừa lưu bài này, nên trang đã ngừng tự lưu. Nội dung vừa viết vẫn ở đây; "
            "hãy mở bài trong thẻ mới, so lại rồi bấm “Lưu bài”."
        )
        return json_answer(409, error.code, text)
    if isinstance(error, NodeLocked):
        return json_answer(409, error.code, f"{_('Phần này do Bộ khóa')}. {locked(error)}")
    raise error


def too_large(error: FileTooLarge) -> str:
    """Say how large a file is and may be."""
    sizes = {"size": megabytes(error.size_bytes), "limit": megabytes(error.limit_bytes)}
    return _("Tệp quá lớn: %(size)s MB, tối đa %(limit)s MB.") % sizes


def megabytes(size_bytes: int) -> str:
    """Return a size as people read it: 12,5."""
    return f"{size_bytes / 1024 / 1024:.1f}".replace(".", ",")


def wrong_type(error: FileTypeMismatch) -> str:
    """Say what a file is and what it should be."""
    kinds = {"found": error.found, "expected": error.expected}
    if error.found == KIND_UNKNOWN:
        return _("Không rõ tệp này thuộc loại nào, cần %(expected)s. Hãy chọn tệp khác.") % kinds
    return _("Tệp này là %(found)s, cần %(expected)s. Hãy chọn tệp khác.") % kinds


def course_has_editions(request: HttpRequest, error: CourseHasEditions) -> HttpResponse:
    """Answer 409: what is in use is archived, not deleted."""
    title = _("Không xóa được khóa học đã xuất bản")
    text = _(
        "Khóa học đã có người học hoặc đã xuất bản %(count)s lần. "
        "Hãy quay lại và chọn “Cất khóa học”: kết quả và chứng nhận vẫn còn."
    )
    answer: HttpResponse = import_string(settings.ERROR_PAGE)(
        request, 409, error.code, title, text % {"count": error.edition_count}
    )
    return answer
