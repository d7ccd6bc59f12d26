"""What callers are told when a release cannot be brought in: a stable code, words, facts."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog import documents, syncing
from catalog.actions import CourseHasErrors, sync
from catalog.library.queries import ReleaseNotFound
from catalog.merging import results

EXPECTED = (
    syncing.NothingToFollow,
    ReleaseNotFound,
    sync.SyncPlanStale,
    sync.CourseDetached,
    sync.SyncNotUndoable,
    results.ConflictsUndecided,
    results.DecisionInvalid,
    documents.DocumentInvalid,
    CourseHasErrors,
)
WORDS: dict[type[Exception], tuple[int, Any]] = {
    syncing.NothingToFollow: (404, _("Khóa học này không có trong thư viện quốc gia.")),
    ReleaseNotFound: (422, _("Thư viện không có bản phát hành này của khóa học.")),
    sync.SyncPlanStale: (
        409,
        _("Khóa học hoặc thư viện đã thay đổi sau khi xem trước. Vui lòng xem lại rồi gửi."),
    ),
    sync.CourseDetached: (409, _("Tỉnh đang đi theo bản riêng của khóa học này.")),
    sync.SyncNotUndoable: (409, _("Không hoàn tác được: khóa học đã thay đổi sau lần nhận này.")),
    results.ConflictsUndecided: (422, _("Còn chỗ tỉnh phải tự quyết định.")),
    results.DecisionInvalid: (422, _("Có quyết định không ứng với chỗ nào trong bản xem trước.")),
    documents.DocumentInvalid: (422, _("Nội dung sau khi ghép không đúng định dạng.")),
    CourseHasErrors: (422, _("Khóa học còn lỗi, chưa xuất bản được.")),
}


class Refused(Exception):
    """An expected refusal with all the answer needs."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.status, self.message = WORDS[type(error)]
        self.code: str = error.code  # type: ignore[attr-defined]
        self.details = facts_of(error)


def facts_of(error: Exception) -> dict[str, Any]:
    """Return what a program can act on."""
    if isinstance(error, results.ConflictsUndecided):
        return {"places": [one.place for one in error.conflicts]}
    if isinstance(error, results.DecisionInvalid):
        return {"place": str(error)}
    if isinstance(error, sync.SyncNotUndoable):
        return {"reason": error.reason}
    if isinstance(error, documents.DocumentInvalid):
        return {"problems": error.problems}
    if isinstance(error, CourseHasErrors):
        keys = ("code", "subject", "uid", "place", "text")
        return {"findings": [{key: getattr(one, key) for key in keys} for one in error.findings]}
    return {}
