"""Which column holds what: headings are compared without diacritics, with their synonyms.

The synonyms hold the English headings of our own template too (locale/en).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenants.people import names

HEAD_ROWS = 15
"""A heading stands in one of the first rows, below titles and notes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row may say: its heading in our template and other words for it."""

    key: str
    heading: Any
    synonyms: tuple[str, ...]
    width: int = 16


PERSON_FIELDS = (
    Field("full_name", _("Họ và tên"), ("ho ten", "ho va ten", "ten", "full name", "hoten"), 26),
    Field(
        "staff_code",
        _("Mã cán bộ"),
        (
            "ma can bo",
            "ma cbcc",
            "ma cbccvc",
            "ma nhan vien",
            "ma so can bo",
            "ma cong chuc",
            "ma vien chuc",
            "ma nv",
            "staff code",
            "official code",
        ),
        14,
    ),
    Field(
        "phone",
        _("Số điện thoại"),
        (
            "so dien thoai",
            "dien thoai",
            "sdt",
            "di dong",
            "so di dong",
            "dtdd",
            "phone",
            "mobile",
            "phone number",
        ),
        16,
    ),
    Field(
        "email",
        _("Thư điện tử"),
        (
            "thu dien tu",
            "email",
            "e mail",
            "dia chi email",
            "hop thu",
            "dia chi thu dien tu",
            "email address",
        ),
        30,
    ),
    Field(
        "birth_date",
        _("Ngày sinh"),
        ("ngay sinh", "ngay thang nam sinh", "sinh ngay", "ns", "date of birth"),
        13,
    ),
    Field(
        "citizen_id",
        _("Số định danh (CCCD)"),
        (
            "so dinh danh cccd",
            "so dinh danh",
            "cccd",
            "so cccd",
            "can cuoc",
            "so can cuoc",
            "so can cuoc cong dan",
            "can cuoc cong dan",
            "so dinh danh ca nhan",
            "cmnd",
            "cmnd cccd",
            "citizen id number",
        ),
        18,
    ),
    Field(
        "job_title",
        _("Chức vụ"),
        ("chuc vu", "chuc danh", "vi tri viec lam", "nghe nghiep", "position"),
        24,
    ),
    Field(
        "unit",
        _("Đơn vị"),
        (
            "don vi",
            "ma don vi",
            "don vi cong tac",
            "co quan",
            "co quan don vi",
            "noi cong tac",
            "xa phuong",
            "dia ban",
            "ten don vi",
            "unit",
        ),
        34,
    ),
    Field(
        "sub_group",
        _("Nhóm"),
        ("nhom", "nhom doi tuong", "doi tuong cu the", "phan nhom", "loai can bo", "sub group"),
        28,
    ),
    Field(
        "cohort", _("Khối"), ("khoi", "doi tuong", "khoi doi tuong", "khoi hoc vien", "group"), 18
    ),
)
UNIT_FIELDS = (
    Field("code", _("Mã đơn vị"), ("ma don vi", "ma", "unit code"), 14),
    Field("name", _("Tên đơn vị"), ("ten don vi", "ten", "don vi", "unit name"), 44),
    Field("kind", _("Loại"), ("loai", "loai don vi", "type"), 22),
    Field(
        "parent",
        _("Mã đơn vị cấp trên"),
        ("ma don vi cap tren", "don vi cap tren", "truc thuoc", "cap tren", "parent unit code"),
        20,
    ),
    Field(
        "help_name",
        _("Người hỗ trợ"),
        ("nguoi ho tro", "can bo ho tro", "dau moi", "support contact"),
        24,
    ),
    Field(
        "help_phone",
        _("Điện thoại hỗ trợ"),
        (
            "dien thoai ho tro",
            "so ho tro",
            "so dien thoai ho tro",
            "so dien thoai",
            "support phone number",
        ),
        18,
    ),
)
SHEET_COHORTS = {
    "officials": ("can bo", "cong chuc", "vien chuc", "cbcc", "cbccvc"),
    "businesses": ("doanh nghiep", "hop tac xa", "dn htx", "ho kinh doanh"),
    "community": ("cong dong", "nguoi dan", "to cong nghe so"),
}
UNIT_SHEETS = ("don vi", "danh muc don vi", "danh sach don vi")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading row stands (from 0) and which column (from 0) holds each field."""

    row: int
    columns: dict[str, int]


def find_heading(rows: Sequence[Sequence[Any]], fields: Sequence[Field]) -> Heading | None:
    """Return the row among the first that names most fields, or None if none names two."""
    best: Heading | None = None
    for number, row in enumerate(rows[:HEAD_ROWS]):
        columns = guess_columns(row, fields)
        if len(columns) >= 2 and (best is None or len(columns) > len(best.columns)):
            best = Heading(number, columns)
    return best


def guess_columns(row: Sequence[Any], fields: Sequence[Field]) -> dict[str, int]:
    """Return the column of each field named in a row; exact words first, then beginnings."""
    texts = {column: plain(cell) for column, cell in enumerate(row) if isinstance(cell, str)}
    found: dict[str, int] = {}
    for matches in (_is, _begins):
        for field in fields:
            if field.key in found:
                continue
            for column, text in texts.items():
                if text and column not in found.values() and matches(text, field):
                    found[field.key] = column
                    break
    return found


def _is(text: str, field: Field) -> bool:
    return text in field.synonyms


def _begins(text: str, field: Field) -> bool:
    return any(len(word) > 4 and text.startswith(word) for word in field.synonyms)


def cohort_of(text: str) -> str | None:
    """Return the cohort a sheet's name or a cell speaks of, or None."""
    words = plain(text)
    for key, marks in SHEET_COHORTS.items():
        if words == key or any(mark in words for mark in marks):
            return key
    return None


def is_unit_sheet(name: str) -> bool:
    """Whether a sheet of this name lists units."""
    return plain(name) in UNIT_SHEETS


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return text without diacritics, marks and doubled spaces."""
    return re.sub(r"[^a-z0-9]+", " ", names.folded(text)).strip()


def letters(column: int) -> str:
    """Return a column as spreadsheets name it: 0 is A, 27 is AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
