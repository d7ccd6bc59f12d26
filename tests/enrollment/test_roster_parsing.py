"""Cells: whatever is typed becomes a value or an error, never an exception."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.roster import columns, parsing
from enrollment.roster.parsing import CellWrong

TODAY = datetime.date(2026, 11, 22)
KEY = b"k"


def outcome(read, *args, **kwargs):
    try:
        return read(*args, **kwargs)
    except CellWrong as error:
        return error.code


@given(st.text())
def test_no_text_breaks_a_parser(text):
    text = parsing.text_of(text)
    for read in (parsing.full_name, parsing.staff_code, parsing.phone, parsing.email):
        outcome(read, text)
    outcome(parsing.citizen_id, text, key=KEY)
    outcome(parsing.birth_date, text, text, today=TODAY)
    columns.plain(text)


@given(st.one_of(st.none(), st.floats(allow_nan=False), st.booleans(), st.datetimes(), st.dates()))
def test_every_kind_of_cell_has_a_text(cell):
    assert isinstance(parsing.text_of(cell), str)


@given(st.integers(0, 10**8 - 1), st.sampled_from("35789"), st.sampled_from(["0", "+84", "84", ""]))
def test_a_mobile_number_is_the_same_however_it_is_written(rest, first, prefix):
    national = f"{first}{rest:08d}"
    spaced = f"{prefix}{national[:3]} {national[3:6]}.{national[6:]}"

    assert outcome(parsing.phone, spaced) == f"+84{national}"


@given(st.dates(datetime.date(1930, 1, 1), datetime.date(2015, 1, 1)))
def test_a_day_is_the_same_however_it_is_written(day):
    for text in (f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", f"{day:%Y-%m-%d}"):
        assert parsing.birth_date(text, text, today=TODAY) == day
    assert parsing.birth_date(day, "x", today=TODAY) == day


@given(st.text("0123456789", min_size=12, max_size=12))
def test_a_citizen_id_is_never_kept(digits):
    kept = parsing.citizen_id(digits, key=KEY)

    assert kept.last3 == digits[-3:]
    assert digits not in (kept.digest, kept.last3)
    assert kept == parsing.citizen_id(f" {digits[:3]} {digits[3:]} ".strip(), key=KEY)
    assert kept.digest != parsing.citizen_id(digits, key=b"other").digest


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (parsing.full_name, "", "NAME_MISSING"),
        (parsing.full_name, "0905000111", "NAME_INVALID"),
        (parsing.full_name, '=HYPERLINK("x")', "NAME_INVALID"),
        (parsing.full_name, "Linh" * 40, "TOO_LONG"),
        (parsing.staff_code, "Mã số 1", "STAFF_CODE_INVALID"),
        (parsing.phone, "0905 000", "PHONE_INVALID"),
        (parsing.phone, "chưa có", "PHONE_INVALID"),
        (parsing.phone, "+1 202 555 0100", "PHONE_INVALID"),
        (parsing.email, "linh.quangnam", "EMAIL_INVALID"),
    ],
)
def test_bad_cell_has_its_code(read, text, code):
    assert outcome(read, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("49089001234", "CITIZEN_ID_LENGTH"),
        ("04908900123O", "CITIZEN_ID_INVALID"),
        ("•••••••••234", "CITIZEN_ID_MASKED"),
        ("٠٤٩٠٨٩٠٠١٢٣٤", "CITIZEN_ID_INVALID"),
    ],
)
def test_bad_citizen_id_has_its_code(text, code):
    assert outcome(parsing.citizen_id, text, key=KEY) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02/1980", "DATE_INVALID"),
        ("1985", "DATE_INVALID"),
        ("05/09/85", "DATE_INVALID"),
        ("01/01/2050", "DATE_UNLIKELY"),
        ("01/01/1815", "DATE_UNLIKELY"),
    ],
)
def test_bad_date_has_its_code(text, code):
    assert outcome(parsing.birth_date, text, text, today=TODAY) == code


@pytest.mark.parametrize("name", ["Nguyễn Thị Linh", "H'Hen Niê", "Alăng A-Brơl", "Lê Văn Tám (A)"])
def test_real_names_pass(name):
    assert parsing.full_name(name) == name


def test_numbers_of_a_spreadsheet_keep_their_digits():
    assert parsing.text_of(905000111.0) == "905000111"
    assert parsing.phone(parsing.text_of(905000111.0)) == "+84905000111"
    assert parsing.text_of(datetime.datetime(1985, 9, 5)) == "05/09/1985"  # noqa: DTZ001


def test_masking_leaves_three_digits():
    assert parsing.masked("citizen_id", "049089001234") == "•••••••••234"
    assert parsing.masked("unit", "Xã Nam Phước") == "Xã Nam Phước"


def test_columns_are_guessed_from_headings():
    row = [
        "STT",
        "HỌ VÀ TÊN",
        "Mã CBCC",
        "SĐT",
        "E-mail",
        "Ngày, tháng, năm sinh",
        "Số CCCD",
        "Chức danh",
        "Cơ quan, đơn vị",
        "Nhóm đối tượng",
    ]

    assert columns.guess_columns(row, columns.PERSON_FIELDS) == {
        "full_name": 1,
        "staff_code": 2,
        "phone": 3,
        "email": 4,
        "birth_date": 5,
        "citizen_id": 6,
        "job_title": 7,
        "unit": 8,
        "sub_group": 9,
    }


def test_heading_may_stand_below_a_title():
    rows = [["UBND TỈNH QUẢNG NAM"], ["DANH SÁCH CÁN BỘ"], [], ["TT", "Họ tên", "Điện thoại"]]

    heading = columns.find_heading(rows, columns.PERSON_FIELDS)

    assert (heading.row, heading.columns) == (3, {"full_name": 1, "phone": 2})


def test_letters_of_columns():
    assert [columns.letters(number) for number in (0, 25, 26, 51, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "AAA",
    ]
