"""What is wrong with a file or a row, and what to do, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from enrollment.models import Cohort
from enrollment.roster import files
from enrollment.roster.columns import PERSON_FIELDS, UNIT_FIELDS

HEADINGS = {field.key: field.heading for field in (*PERSON_FIELDS, *UNIT_FIELDS)}


def field_words(name: str) -> str:
    """Return a column's heading."""
    return str(HEADINGS.get(name, name))


def row_error(error: Mapping[str, Any]) -> dict[str, str]:
    """Return one row error as {"field", "cell", "value", "what", "fix"}."""
    what, fix = ROW_WORDS.get(error["code"], _general)(error)
    return {
        "field": field_words(error["field"]),
        "column": error.get("column", ""),
        "value": error.get("value", ""),
        "what": what,
        "fix": fix,
    }


def _general(error: Mapping[str, Any]) -> tuple[str, str]:
    return _("Ô này chưa đúng."), _("Kiểm tra lại rồi nhập lại.")


def _citizen_id_length(error: Mapping[str, Any]) -> tuple[str, str]:
    what = _("Số định danh có %(found)s chữ số, cần %(expected)s.") % error
    if error["found"] == 11:
        return what, _("Có thể bảng tính đã bỏ số 0 ở đầu: đặt ô là Văn bản rồi nhập lại.")
    if error["found"] == 9:
        return what, _(
            "Đây là số chứng minh nhân dân cũ: nhập số căn cước 12 chữ số, hoặc để trống."
        )
    return what, _("Nhập đủ 12 chữ số, hoặc để trống ô này.")


def _phone(error: Mapping[str, Any]) -> tuple[str, str]:
    what = _("Số điện thoại chưa đúng.")
    if error.get("is_needed"):
        return what, _("Nhập 10 chữ số, bắt đầu bằng 0.")
    return what, _("Nhập 10 chữ số, bắt đầu bằng 0, hoặc để trống.")


def _duplicate(error: Mapping[str, Any]) -> tuple[str, str]:
    return (
        _("Trùng với dòng %(other_row)s, trang %(other_sheet)s.") % error,
        _("Bỏ một trong hai dòng, hoặc khi áp dụng chọn lấy dòng sau."),
    )


def _other_cohort(error: Mapping[str, Any]) -> tuple[str, str]:
    return (
        _("Người này đã có trong khối %(cohort)s.") % {"cohort": Cohort.Key(error["cohort"]).label},
        _("Một người chỉ ở một khối: bỏ dòng này, hoặc chuyển dòng sang đúng trang."),
    )


def _belongs(error: Mapping[str, Any]) -> tuple[str, str]:
    if error.get("other"):
        return (
            _("Thông tin này đang là của người có mã %(other)s.") % error,
            _("Kiểm tra lại; nếu người kia đổi số, sửa ở hồ sơ của họ trước."),
        )
    return (
        _("Thông tin này đang là của một người khác trong danh sách."),
        _("Kiểm tra lại; nếu người kia đổi số, sửa ở hồ sơ của họ trước."),
    )


type Words = Callable[[Mapping[str, Any]], tuple[str, str]]
ROW_WORDS: dict[str, Words] = {
    "NAME_MISSING": lambda e: (_("Thiếu họ và tên."), _("Nhập họ và tên có dấu.")),
    "NAME_INVALID": lambda e: (
        _("Đây không giống tên người."),
        _("Nhập họ và tên bằng chữ, không có số, công thức hay địa chỉ."),
    ),
    "TOO_LONG": lambda e: (
        _("Nội dung dài %(found)s ký tự, nhiều nhất %(expected)s.") % e,
        _("Viết ngắn lại."),
    ),
    "STAFF_CODE_INVALID": lambda e: (
        _("Mã cán bộ chỉ gồm chữ không dấu, số và dấu - . / _"),
        _("Nhập lại mã như trong hồ sơ cán bộ."),
    ),
    "KEY_MISSING": lambda e: (
        _("Thiếu cả mã cán bộ và số điện thoại."),
        _("Nhập ít nhất một trong hai, để lần sau nhận ra đúng người."),
    ),
    "PHONE_MISSING": lambda e: (
        _("Thiếu số điện thoại."),
        _("Nhập 10 chữ số, bắt đầu bằng 0, để lần sau nhận ra đúng người."),
    ),
    "PHONE_INVALID": _phone,
    "EMAIL_INVALID": lambda e: (
        _("Địa chỉ thư chưa đúng."),
        _("Nhập dạng ten@coquan.gov.vn, hoặc để trống."),
    ),
    "DATE_INVALID": lambda e: (
        _("Không có ngày như vậy."),
        _("Nhập ngày/tháng/năm, ví dụ 05/09/1985."),
    ),
    "DATE_UNLIKELY": lambda e: (
        _("Ngày sinh này không hợp lý."),
        _("Kiểm tra lại năm sinh."),
    ),
    "CITIZEN_ID_LENGTH": _citizen_id_length,
    "CITIZEN_ID_INVALID": lambda e: (
        _("Số định danh chỉ gồm chữ số."),
        _("Nhập đủ 12 chữ số, hoặc để trống; chú ý chữ O và số 0."),
    ),
    "CITIZEN_ID_MASKED": lambda e: (
        _("Số định danh này đã được che."),
        _("Nhập lại đủ 12 chữ số, hoặc để trống."),
    ),
    "UNIT_UNKNOWN": lambda e: (
        _("Chưa có đơn vị này."),
        _("Sửa theo tên hoặc mã ở trang Đơn vị, hoặc thêm đơn vị trước."),
    ),
    "UNIT_AMBIGUOUS": lambda e: (
        _("Có nhiều đơn vị mang tên này."),
        _("Ghi mã đơn vị thay cho tên."),
    ),
    "UNIT_MISSING": lambda e: (_("Thiếu đơn vị."), _("Cán bộ cần có đơn vị: ghi tên hoặc mã.")),
    "UNIT_NAME_MISSING": lambda e: (_("Thiếu tên đơn vị."), _("Nhập tên đơn vị.")),
    "SUB_GROUP_UNKNOWN": lambda e: (
        _("Không có nhóm này trong khối."),
        _("Chọn một nhóm nêu ở trang Hướng dẫn, hoặc để trống."),
    ),
    "COHORT_UNKNOWN": lambda e: (
        _("Không rõ người này thuộc khối nào."),
        _("Ghi Cán bộ, Doanh nghiệp hoặc Cộng đồng ở cột Khối."),
    ),
    "DUPLICATE_IN_FILE": _duplicate,
    "IN_OTHER_COHORT": _other_cohort,
    "BELONGS_TO_ANOTHER": _belongs,
}


def file_error(code: str, facts: Mapping[str, Any]) -> str:
    """Return why a whole file was refused and what to do, with its code."""
    words = FILE_WORDS.get(code)
    text = words(facts) if words else _("Tệp này không đọc được. Hãy dùng mẫu của chúng tôi.")
    return f"{text} ({_('Mã lỗi')}: {code})"


def _unsafe(facts: Mapping[str, Any]) -> str:
    rules = {
        "entries": _("Gói có %(measure)s tệp con, nhiều nhất %(limit)s."),
        "unpacked_bytes": _("Gói mở ra nặng %(measure)s byte, nhiều nhất %(limit)s."),
        "ratio": _("Một tệp con nén %(measure)s lần, nhiều nhất %(limit)s."),
        "rows": _("Bảng tính có %(measure)s dòng, nhiều nhất %(limit)s."),
        "cells": _("Bảng tính trải trên %(measure)s ô, nhiều nhất %(limit)s."),
        "path": _("Gói chứa đường dẫn không được phép: %(measure)s."),
        "symlink": _("Gói chứa liên kết tượng trưng: %(measure)s."),
    }
    rule = rules.get(str(facts.get("rule")), _("Gói không an toàn."))
    return rule % facts + " " + _("Hãy mở bằng phần mềm bảng tính và lưu lại thành .xlsx.")


FILE_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    files.FileTooLarge.code: lambda f: (
        _("Tệp nặng %(size)s MB, nhiều nhất %(limit)s MB. Hãy chia danh sách thành nhiều tệp.")
        % {"size": f["size_bytes"] // 1_048_576 + 1, "limit": f["limit_bytes"] // 1_048_576}
    ),
    files.FileTypeMismatch.code: lambda f: (
        _(
            "Nội dung tệp là %(found)s, trong khi cần %(expected)s. "
            "Hãy mở bằng phần mềm bảng tính và lưu lại thành .xlsx."
        )
        % f
    ),
    files.EncodingUnknown.code: lambda f: (
        _(
            "Chữ trong tệp không ở dạng UTF-8 (dòng sai đầu tiên: %(row)s). "
            "Hãy lưu lại dạng UTF-8: trong Excel chọn Lưu thành, CSV UTF-8, hoặc lưu thành .xlsx."
        )
        % f
    ),
    files.PackageUnsafe.code: _unsafe,
    files.ColumnsUnknown.code: lambda f: (
        _(
            "Không tìm thấy dòng tiêu đề có cột Họ và tên. Trang đã xem: %(sheets)s. "
            "Hãy dùng mẫu của chúng tôi, hoặc đặt tên cột như trong mẫu."
        )
        % {"sheets": ", ".join(f.get("sheets", []))}
    ),
    files.FileDamaged.code: lambda f: _(
        "Tệp bị hỏng, không mở được. Hãy mở bằng phần mềm bảng tính, lưu lại rồi tải lên lần nữa."
    ),
}
