"""Spreadsheets we give out: the template to fill in, and the wrong rows to put right."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from enrollment.roster.columns import PERSON_FIELDS, UNIT_FIELDS, Field
from tenants.spreadsheets import SAFE

OFFICIAL_KEYS = (
    "full_name",
    "staff_code",
    "phone",
    "email",
    "birth_date",
    "citizen_id",
    "job_title",
    "unit",
    "sub_group",
)
CIVIL_KEYS = (
    "full_name",
    "phone",
    "email",
    "birth_date",
    "citizen_id",
    "job_title",
    "unit",
    "sub_group",
)
SHEET_KEYS = {"officials": OFFICIAL_KEYS, "businesses": CIVIL_KEYS, "community": CIVIL_KEYS}
SHEET_NAMES = {"officials": "Cán bộ", "businesses": "Doanh nghiệp", "community": "Cộng đồng"}
UNITS_SHEET = "Đơn vị"
GUIDE_SHEET = "Hướng dẫn"


def fields_of(keys: Iterable[str]) -> list[Field]:
    """Return the fields of people with these keys, in that order."""
    by_key = {field.key: field for field in PERSON_FIELDS}
    return [by_key[key] for key in keys]


class RosterBook:
    """A roster being written: a guide, units, and a sheet of people per cohort."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True, **SAFE})
        font = {"font_name": "Be Vietnam Pro", "font_size": 11}
        self.text = self.book.add_format({**font, "num_format": "@"})
        self.date = self.book.add_format({**font, "num_format": "dd/mm/yyyy"})
        self.head = self.book.add_format(
            {**font, "bold": True, "bg_color": "#E1EEEC", "bottom": 1, "text_wrap": True}
        )
        self.title = self.book.add_format({**font, "bold": True, "font_size": 14})
        self.plain = self.book.add_format({**font, "text_wrap": True, "valign": "top"})

    def add_guide(self, lines: Sequence[tuple[str, str]], *, title: str) -> None:
        """Write the sheet of instructions: what a column wants."""
        sheet = self.book.add_worksheet(GUIDE_SHEET)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, title, self.title)
        for number, (label, words) in enumerate(lines, start=2):
            sheet.write_string(number, 0, label, self.head)
            sheet.write_string(number, 1, words, self.plain)

    def add_sheet(
        self, name: str, fields: Sequence[Field], rows: Iterable[Sequence[Any]] = ()
    ) -> None:
        """Write one sheet: the headings in row 1, below them the rows; all cells are text."""
        sheet = self.book.add_worksheet(name)
        for column, field in enumerate(fields):
            sheet.set_column(column, column, field.width, self.text)
            sheet.write_string(0, column, str(field.heading), self.head)
        sheet.freeze_panes(1, 1)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    sheet.write_string(number, column, value, self.text)
                elif isinstance(value, int | float):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_datetime(number, column, value, self.date)

    def close(self) -> bytes:
        """Return the finished file."""
        self.book.close()
        return self.buffer.getvalue()


def template() -> bytes:
    """Return the workbook an office fills in: guide, units and one sheet per cohort."""
    book = RosterBook()
    book.add_guide(guide_lines(), title=_("Cách điền danh sách học viên"))
    book.add_sheet(UNITS_SHEET, UNIT_FIELDS)
    for cohort, keys in SHEET_KEYS.items():
        book.add_sheet(SHEET_NAMES[cohort], fields_of(keys))
    return book.close()


def guide_lines() -> list[tuple[str, str]]:
    """Return what every column wants, in the reader's language."""
    return [
        (
            _("Trang Đơn vị"),
            _("Mỗi dòng một đơn vị. Mã đơn vị cấp trên để trống nếu trực thuộc tỉnh."),
        ),
        (_("Họ và tên"), _("Bắt buộc. Viết có dấu, không có chữ số.")),
        (
            _("Mã cán bộ"),
            _("Với cán bộ: mã duy nhất của từng người. Dùng để nhận ra người đó ở lần nhập sau."),
        ),
        (
            _("Số điện thoại"),
            _("10 chữ số, bắt đầu bằng 0. Người không có mã cán bộ được nhận ra bằng số này."),
        ),
        (_("Thư điện tử"), _("Nếu có, đường dẫn kích hoạt được gửi vào địa chỉ này.")),
        (_("Ngày sinh"), _("Ngày/tháng/năm, ví dụ 05/09/1985.")),
        (_("Số định danh (CCCD)"), _("12 chữ số. Hệ thống chỉ giữ mã băm và ba số cuối.")),
        (_("Đơn vị"), _("Mã hoặc tên đơn vị như ở trang Đơn vị.")),
        (
            _("Nhóm"),
            _(
                "Cán bộ: Lãnh đạo, quản lý; Công chức; Viên chức; Chuyên trách CNTT. "
                "Doanh nghiệp: Doanh nghiệp; Hợp tác xã. "
                "Cộng đồng: Thành viên Tổ công nghệ số; Người dân."
            ),
        ),
        (
            _("Một trang chung"),
            _(
                "Có thể để tất cả vào một trang, thêm cột Khối: "
                "Cán bộ, Doanh nghiệp hoặc Cộng đồng."
            ),
        ),
        (
            _("Định dạng ô"),
            _("Đặt định dạng Văn bản (Text) cho số điện thoại và số định danh để giữ số 0 ở đầu."),
        ),
    ]


def wrong_rows(sheets: Mapping[str, tuple[Sequence[Field], Iterable[Sequence[Any]]]]) -> bytes:
    """Return a workbook of the wrong rows by sheet, ready to be corrected and uploaded again."""
    book = RosterBook()
    for name, (fields, rows) in sheets.items():
        book.add_sheet(name, fields, rows)
    if not sheets:
        book.add_sheet(SHEET_NAMES["officials"], fields_of(OFFICIAL_KEYS))
    return book.close()
