"""A whole demo roster as a real .xlsx, with faults as offices really make them."""

import random
from typing import Any

from enrollment.demo.people import Maker, helpers
from enrollment.demo.places import units_of
from enrollment.roster import workbooks
from enrollment.roster.columns import UNIT_FIELDS

LINH = {
    "full_name": "Nguyễn Thị Linh",
    "phone": "0905000111",
    "email": "linh@quangnam.example",
    "birth_date": "12/06/1990",
    "job_title": "Công chức Văn phòng - Thống kê",
    "unit": "Xã Nam Phước",
    "sub_group": "Công chức",
}
HOA = {
    "full_name": "Hoàng Thị Hoa",
    "phone": "0912000222",
    "email": "hoa@thainguyen.example",
    "job_title": "Chuyên viên",
    "unit": "Xã Tân Cương",
    "sub_group": "Công chức",
}
THUAN = {
    "full_name": "Võ Thuận",
    "phone": "0905000222",
    "email": "thuan@quangnam.example",
    "job_title": "Thành viên Tổ công nghệ số",
    "unit": "Xã Nam Phước",
    "sub_group": "Thành viên Tổ công nghệ số",
}
CAST: dict[str, dict[str, dict[int, dict[str, str]]]] = {
    "quangnam": {"officials": {12: LINH}, "community": {5: THUAN}},
    "thainguyen": {"officials": {7: HOA}},
    "danang": {},
}
"""Named people by cohort and their number in it: Linh's staff code is QN-0012."""
FAULTS = (
    "citizen_id_11_digits",
    "impossible_date",
    "unknown_unit",
    "same_staff_code",
    "same_phone",
    "short_phone",
    "missing_name",
    "bad_email",
    "unknown_sub_group",
    "no_key",
    "citizen_id_with_letters",
    "formula_as_name",
    "same_citizen_id",
    "date_in_the_future",
    "year_only",
    "phone_with_letters",
)
"""Kinds of faults, taken in turn; each makes exactly one wrong row."""


def make_roster(
    *,
    province: str = "quangnam",
    officials: int = 5140,
    businesses: int = 2000,
    community: int = 7000,
    faults: int = 40,
    seed: int = 49,
) -> bytes:
    """Return the .xlsx; the good rows are exactly as many as asked, faulty ones come on top."""
    luck = random.Random(seed)
    maker = Maker(province, units_of(province), luck)
    counts = {"officials": officials, "businesses": businesses, "community": community}
    rows = {cohort: _people(maker, cohort, count) for cohort, count in counts.items()}
    _add_faults(maker, rows, faults)
    book = workbooks.RosterBook()
    book.add_guide(workbooks.guide_lines(), title="Danh sách học viên (dữ liệu trình diễn)")
    names = helpers(maker.units, seed=seed)
    units = [(*unit, *names.get(unit[0], ("", ""))) for unit in maker.units]
    book.add_sheet(workbooks.UNITS_SHEET, UNIT_FIELDS, units)
    for cohort, keys in workbooks.SHEET_KEYS.items():
        cells = [[row.get(key, "") for key in keys] for row in rows[cohort]]
        book.add_sheet(workbooks.SHEET_NAMES[cohort], workbooks.fields_of(keys), cells)
    return book.close()


def _people(maker: Maker, cohort: str, count: int) -> list[dict[str, Any]]:
    cast = CAST[maker.province].get(cohort, {})
    for someone in cast.values():
        maker.phones.add(someone["phone"])
    return [maker.person(cohort, **cast.get(number, {})) for number in range(1, count + 1)]


def _add_faults(maker: Maker, rows: dict[str, list[dict[str, Any]]], count: int) -> None:
    sheets = [cohort for cohort, people in rows.items() if people]
    for number in range(count if sheets else 0):
        kind = FAULTS[number % len(FAULTS)]
        cohort = "officials" if kind == "same_staff_code" else sheets[number % len(sheets)]
        good = rows.get(cohort) or rows[sheets[0]]
        place = maker.luck.randrange(len(good) // 2, len(good) + 1)
        faulty = _faulty(maker, cohort if rows.get(cohort) else sheets[0], kind, good[: place // 2])
        good.insert(place, faulty)


def _faulty(maker: Maker, cohort: str, kind: str, before: list[dict[str, Any]]) -> dict[str, Any]:
    row = maker.person(cohort) | {"is_faulty": True}
    earlier = [other for other in before if "is_faulty" not in other] or [row]
    other = maker.luck.choice(earlier)
    match kind:
        case "citizen_id_11_digits":
            row["citizen_id"] = row["citizen_id"][1:]
        case "impossible_date":
            row["birth_date"] = "31/02/1980"
        case "unknown_unit":
            row["unit"] = "Xã Duy Vinh Cũ"
        case "same_staff_code":
            row["staff_code"] = other["staff_code"] or "TRUNG-0001"
        case "same_phone":
            row["phone"] = other["phone"]
        case "short_phone":
            row["phone"] = row["phone"][:8]
        case "missing_name":
            row["full_name"] = ""
        case "bad_email":
            row["email"] = "khong-co-a-cong.example"
        case "unknown_sub_group":
            row["sub_group"] = "Ban cán sự lớp"
        case "no_key":
            row["staff_code"] = row["phone"] = ""
        case "citizen_id_with_letters":
            row["citizen_id"] = "04O" + row["citizen_id"][3:]
        case "formula_as_name":
            row["full_name"] = '=HYPERLINK("http://vi-du.example","Nhấn vào đây")'
        case "same_citizen_id":
            row["citizen_id"] = other["citizen_id"]
        case "date_in_the_future":
            row["birth_date"] = "01/01/2050"
        case "year_only":
            row["birth_date"] = "1985"
        case "phone_with_letters":
            row["phone"] = "chưa có"
    return row
