"""What editors are told when something cannot be taken: what is wrong and what to do."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from catalog.actions import CourseHasEditions, LessonChangedMeanwhile
from catalog.actions.lessons import revision_of
from catalog.media import FileTooLarge, FileTypeMismatch

REFUSALS = (FileTooLarge, FileTypeMismatch, LessonChangedMeanwhile)


def add_to_form(form: forms.Form, error: Exception) -> int:
    """Word an error on the form it came from; return the answer's status."""
    field = next((name for name in ("video", "image") if name in form.fields), None)
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
