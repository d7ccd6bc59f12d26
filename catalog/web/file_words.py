"""What people are told of a file that cannot be taken: what is wrong, where, what to do."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import media
from catalog.actions.packages import CourseExists, PartsElsewhere, PartsLocked
from catalog.documents import DocumentInvalid
from catalog.packages.downloads import FileLost
from catalog.packages.errors import PackageInvalid, PackageUnsafe
from catalog.question_files import EncodingUnknown, LeftOut
from catalog.web import problems

REFUSALS = (
    *(media.FileTooLarge, media.FileTypeMismatch, PackageUnsafe, PackageInvalid),
    *(DocumentInvalid, EncodingUnknown),
)
"""What reading a file may raise."""
STATUSES: dict[type[Exception], int] = {media.FileTooLarge: 413, media.FileTypeMismatch: 415}

RULES: dict[str, Any] = {
    "entries": gettext_lazy("Gói có %(measure)s tệp, nhiều nhất %(limit)s."),
    "directory_bytes": gettext_lazy("Mục lục của gói dài %(measure)s byte, nhiều nhất %(limit)s."),
    "unpacked_bytes": gettext_lazy("Gói mở ra nặng %(measure)s byte, nhiều nhất %(limit)s."),
    "file_bytes": gettext_lazy("Một tệp trong gói nặng từ %(measure)s byte, nhiều nhất %(limit)s."),
    "ratio": gettext_lazy("Một tệp trong gói nén %(measure)s lần, nhiều nhất %(limit)s."),
    "name_length": gettext_lazy("Tên một tệp dài %(measure)s ký tự, nhiều nhất %(limit)s."),
    "path": gettext_lazy("Gói chứa đường dẫn không được phép: %(measure)s."),
    "symlink": gettext_lazy("Gói chứa liên kết tượng trưng: %(measure)s."),
    "special_file": gettext_lazy("Gói chứa tệp đặc biệt của hệ điều hành: %(measure)s."),
    "encrypted": gettext_lazy("Gói có mật khẩu: %(measure)s."),
    "compression": gettext_lazy("Gói dùng cách nén lạ: %(measure)s."),
    "nested": gettext_lazy("Gói chứa một tệp nén khác: %(measure)s."),
    "duplicate": gettext_lazy("Hai tệp trong gói trùng tên: %(measure)s."),
    "yaml_alias": gettext_lazy("Tệp YAML dùng tham chiếu (& và *), không được phép: %(measure)s."),
    "yaml_depth": gettext_lazy("Tệp YAML lồng nhau %(measure)s tầng, nhiều nhất %(limit)s."),
    "yaml_nodes": gettext_lazy("Tệp YAML có từ %(measure)s phần tử, nhiều nhất %(limit)s."),
    "xml_entities": gettext_lazy("Tệp XML khai báo thực thể hoặc DTD, không được phép."),
    "questions": gettext_lazy("Tệp có %(measure)s câu hỏi, mỗi lần nhận nhiều nhất %(limit)s."),
}
REASONS: dict[str, Any] = {
    "DAMAGED": gettext_lazy("Gói bị hỏng hoặc tải lên chưa đủ. Hãy xuất lại rồi tải lên lần nữa."),
    "FILE_MISSING": gettext_lazy("Gói thiếu tệp này."),
    "FILE_UNKNOWN": gettext_lazy("Gói có tệp này nhưng không ghi trong danh sách. Hãy bỏ tệp đi."),
    "ENCODING": gettext_lazy("Chữ không ở dạng UTF-8. Hãy lưu lại dạng UTF-8."),
    "CONTROL_CHARACTER": gettext_lazy("Có ký tự điều khiển. Hãy xóa ký tự đó."),
    "YAML": gettext_lazy("Không đúng cách viết YAML. Hãy xem lại dấu cách đầu dòng và ngoặc kép."),
    "JSON": gettext_lazy("Không đúng cách viết JSON."),
    "FRONT_MATTER": gettext_lazy("Bài phải mở đầu bằng phần thông tin giữa hai dòng “---”."),
    "NOT_A_MAPPING": gettext_lazy("Ở đây cần các dòng dạng “tên: giá trị”."),
    "NOT_A_LIST": gettext_lazy("“%(key)s” phải là một danh sách, mỗi dòng bắt đầu bằng “- ”."),
    "NOT_TEXT": gettext_lazy("“%(key)s” phải là chữ."),
    "NOT_A_NUMBER": gettext_lazy("“%(key)s” phải là số nguyên."),
    "NOT_A_FLAG": gettext_lazy("“%(key)s” phải là true hoặc false."),
    "KEY_MISSING": gettext_lazy("Thiếu “%(key)s”."),
    "KEY_TWICE": gettext_lazy("“%(key)s” có hai lần."),
    "KEY_UNKNOWN": gettext_lazy("Không hiểu “%(key)s”. Hãy kiểm tra chính tả của tên này."),
    "VALUE": gettext_lazy("Giá trị của “%(key)s” không đúng, quá dài hoặc còn trống."),
    "HASH": gettext_lazy(
        "Nội dung không khớp với mã SHA-256 trong manifest.json: gói đã bị sửa sau khi xuất. "
        "Nếu Ông/Bà tự sửa gói, hãy xóa manifest.json rồi nén lại."
    ),
    "MEDIA_TYPE": gettext_lazy(
        "Chỉ nhận hình (webp, png, jpg, gif), video mp4, phụ đề vtt, "
        "âm thanh (m4a, mp3, ogg, wav) và tài liệu (pdf, docx, xlsx, odt)."
    ),
    "MEDIA_MISMATCH": gettext_lazy("Tệp này là %(found)s, cần %(expected)s."),
    "MEDIA_KIND_UNKNOWN": gettext_lazy("Không rõ tệp này thuộc loại nào, cần %(expected)s."),
    "MEDIA_HASH": gettext_lazy("Tệp không đúng với mã SHA-256 trong tên của nó."),
    "MEDIA_SIZE": gettext_lazy("Kích thước hình hoặc video khác với danh sách của gói."),
    "MEDIA_TWICE": gettext_lazy("Một tệp có hai lần trong danh sách."),
    "MEDIA_UNKNOWN": gettext_lazy("Bài dùng một hình không có trong gói: %(sha256)s."),
    "DOCUMENT_UID": gettext_lazy("Một mã uid có hai lần: %(problem)s."),
    "DOCUMENT_MEDIA": gettext_lazy("Bài dùng một hình không có trong gói: %(problem)s."),
    "DOCUMENT_TEXT": gettext_lazy("Chữ không ở dạng Unicode dựng sẵn (NFC)."),
    "XML": gettext_lazy("Tệp XML viết sai ở dòng này. Hãy xuất lại tệp từ Moodle."),
    "XML_ROOT": gettext_lazy("Đây không phải tệp câu hỏi của Moodle (cần <quiz>)."),
}
LEFT_OUT: dict[str, Any] = {
    "NUMERICAL": gettext_lazy("Câu điền số: chưa nhận loại này."),
    "ESSAY": gettext_lazy("Câu tự luận: chưa nhận loại này."),
    "CLOZE": gettext_lazy("Câu điền nhiều chỗ trống: chưa nhận loại này."),
    "MISSING_WORD": gettext_lazy("Câu điền từ còn thiếu: chưa nhận loại này."),
    "DESCRIPTION": gettext_lazy("Đây là lời dẫn, không phải câu hỏi."),
    "UNKNOWN_KIND": gettext_lazy("Loại câu “%(kind)s”: chưa nhận loại này."),
    "BRACES": gettext_lazy("Dấu ngoặc { } chưa đủ hoặc thừa. Trong chữ, hãy viết \\{ và \\}."),
    "SYNTAX": gettext_lazy("Mỗi phương án phải bắt đầu bằng “=” (đúng) hoặc “~” (sai)."),
    "FRACTION": gettext_lazy("Điểm của một phương án không phải là số."),
    "EMPTY_TEXT": gettext_lazy("Câu hỏi không có chữ."),
    "EMPTY_OPTION": gettext_lazy("Một phương án không có chữ."),
    "FEW_OPTIONS": gettext_lazy("Câu hỏi có ít hơn hai phương án."),
    "SAME_MATCH": gettext_lazy("Một vế phải có ở hai cặp, nên không biết ghép với cặp nào."),
    "MANY_OPTIONS": gettext_lazy("Câu hỏi có %(count)s phương án, nhiều nhất 10."),
    "NO_RIGHT": gettext_lazy("Không có phương án nào đúng hoàn toàn."),
    "SEVERAL_RIGHT": gettext_lazy("Câu chọn một nhưng có nhiều phương án đúng."),
}
NOTES: dict[str, Any] = {
    "IMAGE": gettext_lazy("Hình trong câu hỏi không được nhận."),
    "PARTIAL_CREDIT": gettext_lazy("Phương án được một phần điểm sẽ tính là sai."),
    "EXTRA_MATCH": gettext_lazy("Vế phải không thuộc cặp nào được bỏ đi."),
    "WILDCARD": gettext_lazy("Câu trả lời có dấu * (chữ bất kỳ) được bỏ đi."),
}


def status_of(error: Exception) -> int:
    """Return the status of the answer to a file that was refused."""
    return STATUSES.get(type(error), 422)


def words_of(error: Exception) -> str:
    """Return why a file was refused and what to do, with its code."""
    return f"{_words(error)} ({getattr(error, 'code', '')})"


def _words(error: Exception) -> str:
    if isinstance(error, media.FileTooLarge):
        return problems.too_large(error)
    if isinstance(error, media.FileTypeMismatch):
        return problems.wrong_type(error)
    if isinstance(error, PackageUnsafe):
        facts = {"limit": error.limit, "measure": error.measure}
        return str(RULES.get(error.rule, _("Gói không an toàn."))) % facts
    if isinstance(error, PackageInvalid):
        return invalid_words(error)
    if isinstance(error, EncodingUnknown):
        text = _("Chữ trong tệp không ở dạng UTF-8 (dòng sai đầu tiên: %(line)s).")
        return f"{text % {'line': error.line}} {_('Hãy lưu lại dạng UTF-8.')}"
    if isinstance(error, DocumentInvalid):
        return document_words(error)
    raise error


def invalid_words(error: PackageInvalid) -> str:
    """Return what is wrong in a package, with file and line."""
    key = error.reason
    if error.facts.get("found") == media.KIND_UNKNOWN:
        key = "MEDIA_KIND_UNKNOWN"
    reason = str(REASONS.get(key, _("Không đọc được phần này."))) % error.facts
    if not error.file:
        return reason
    if error.line is None:
        return _("Tệp %(file)s: %(reason)s") % {"file": error.file, "reason": reason}
    facts = {"file": error.file, "line": error.line, "reason": reason}
    return _("Tệp %(file)s, dòng %(line)s: %(reason)s") % facts


def document_words(error: DocumentInvalid) -> str:
    """Return what is wrong with the document of a release file."""
    if error.problems[0].startswith("sha256"):
        return _(
            "Nội dung không khớp với mã SHA-256 ghi trong tệp: tệp đã bị sửa hoặc hỏng. "
            "Không có gì được lưu. Vui lòng tải lại tệp từ thư viện quốc gia."
        )
    text = _("Nội dung khóa học trong tệp không đúng định dạng (%(problem)s).")
    return text % {"problem": error.problems[0][:120]}


def left_out_words(left_out: LeftOut) -> str:
    """Return why one question of a file is not taken."""
    return str(LEFT_OUT.get(left_out.reason, left_out.reason)) % left_out.facts


def conflict(
    request: HttpRequest, error: CourseExists | PartsElsewhere | PartsLocked
) -> HttpResponse:
    """Answer 409 to a file that does not fit what is here."""
    title, text, facts = _conflict_words(error)
    return _page(request, 409, error.code, title, text % facts)


def _conflict_words(
    error: CourseExists | PartsElsewhere | PartsLocked,
) -> tuple[str, str, Mapping[str, Any]]:
    if isinstance(error, CourseExists):
        text = _(
            "“%(title)s” đã có ở đây và không có gì thay đổi. Hãy quay lại trang xem trước để chọn "
            "cách làm, hoặc mở khóa học ở bàn biên soạn."
        )
        return _("Khóa học đã có ở đây"), text, {"title": error.course.title}
    if isinstance(error, PartsLocked):
        text = _("Gói sửa phần Bộ đã khóa: %(reasons)s. Không có gì thay đổi.")
        return _("Có phần không được sửa"), text, {"reasons": "; ".join(error.reasons)}
    text = _(
        "Chương, bài hoặc câu hỏi trong tệp đang thuộc khóa học khác ở đây: %(titles)s. "
        "Không có gì thay đổi."
    )
    return _("Có phần thuộc khóa học khác"), text, {"titles": "; ".join(error.titles)}


def not_to_export(request: HttpRequest, error: DocumentInvalid | FileLost) -> HttpResponse:
    """Answer 409 to a course that cannot be written as a file now."""
    title = _("Chưa xuất được khóa học")
    if isinstance(error, FileLost):
        text = _("Một tệp hình, video hoặc phụ đề không còn trong kho. Hãy tải tệp đó lên lại.")
    else:
        text = _("Khóa học có hình không nằm trong kho. Hãy sửa các lỗi ở bàn biên soạn trước.")
    return _page(request, 409, error.code, title, text)


def _page(request: HttpRequest, status: int, code: str, title: str, text: str) -> HttpResponse:
    answer: HttpResponse = import_string(settings.ERROR_PAGE)(request, status, code, title, text)
    return answer
