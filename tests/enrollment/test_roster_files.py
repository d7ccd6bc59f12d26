"""What is not a roster, or not a safe one, is refused with a stable code and the measure."""

import io
import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from enrollment.models import RosterUpload
from enrollment.roster import files
from tenants.context import in_province
from tests.enrollment.conftest import HEAD, official, workbook

CP1258 = "Họ và tên,Số điện thoại,Khối\nTrần Văn Hùng,0905000111,Cán bộ\n"


def package(**entries):
    """A zip that passes for an .xlsx, with further entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in entries.items():
            made.writestr(name, content)
    return buffer.getvalue()


def refused(content, name="danh-sach.xlsx"):
    with pytest.raises(files.FileRefused) as caught:
        files.check(content, file_name=name)
    return caught.value


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (b"%PDF-1.7\n...", ".pdf"),
        (b"Ho ten,SDT\n", ".csv"),
        (b"\x89PNG\r\n\x1a\n", ".png"),
    ],
)
def test_a_renamed_file_is_named_for_what_it_is(content, found):
    error = refused(content)

    assert (error.code, error.status, error.facts) == (
        "FILE_TYPE_MISMATCH",
        415,
        {"found": found, "expected": ".xlsx"},
    )


def test_an_xlsx_called_csv_is_refused_too():
    assert refused(workbook(Cán_bộ=[HEAD]), "a.csv").facts == {"found": ".xlsx", "expected": ".csv"}


def test_vietnamese_in_an_old_encoding_names_its_first_bad_row():
    text = "Ho ten,SDT\n" + "Tran Van Hung,0905000111\n" * 3
    content = text.encode() + "Nguyễn".encode("utf-16-le")[:0] + b"Nguy\xea\xden Th\xde Linh,1\n"

    error = refused(content, "a.csv")

    assert (error.code, error.status, error.facts) == ("ENCODING_UNKNOWN", 422, {"row": 5})


def test_utf_8_and_utf_16_are_read():
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        files.check(CP1258.encode(encoding), file_name="a.csv")


def test_zip_bomb_is_refused_before_it_is_unpacked():
    error = refused(package(**{"xl/worksheets/sheet1.xml": b"0" * 60_000_000}))

    assert (error.code, error.facts["rule"], error.facts["limit"]) == (
        "PACKAGE_UNSAFE",
        "ratio",
        200,
    )
    assert error.facts["measure"] > 200


def test_ten_thousand_entries_are_refused():
    error = refused(package(**{f"xl/media/{number}": b"" for number in range(10_000)}))

    assert error.facts == {"rule": "entries", "limit": 2000, "measure": 10_001}


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl\\..\\..\\a", "C:/a"])
def test_paths_out_of_the_package_are_refused(name):
    assert refused(package(**{name: b"x"})).facts["rule"] == "path"


def test_symlink_is_refused():
    buffer = io.BytesIO(package())
    with zipfile.ZipFile(buffer, "a") as made:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")

    assert refused(buffer.getvalue()).facts["rule"] == "symlink"


def test_one_lonely_cell_far_away_does_not_fill_memory():
    sheet = (
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="99"><c r="XFD199999"><v>1</v></c></row>'
    )

    error = refused(package(**{"xl/worksheets/sheet1.xml": sheet}))

    assert error.facts == {"rule": "cells", "limit": 5_000_000, "measure": 16384 * 199_999}


def test_a_directory_that_lies_about_sizes_is_found():
    content = package(**{"xl/worksheets/sheet1.xml": b"<row/>" * 5000})
    size = (30_000).to_bytes(4, "little")
    lied = content.replace(size, (10).to_bytes(4, "little"))

    assert refused(lied).code == "FILE_DAMAGED"


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"%PDF-1.7", "a.xlsx", 415, "FILE_TYPE_MISMATCH"),
        (b"Ng\xf4 Th\xde\n", "a.csv", 422, "ENCODING_UNKNOWN"),
        (package(**{"../a": b"x"}), "a.xlsx", 422, "PACKAGE_UNSAFE"),
        (b"0" * (files.LARGEST_FILE_BYTES + 1), "a.csv", 413, "FILE_TOO_LARGE"),
        (b"", "a.xlsx", 422, ""),
    ],
)
def test_page_says_what_is_wrong(office, quangnam, content, name, status, code):
    answer = office.post("/office/roster/", {"file": SimpleUploadedFile(name, content)})

    assert answer.status_code == status
    assert code in answer.content.decode()
    with in_province(quangnam):
        assert not RosterUpload.objects.exists()


def test_a_file_without_headings_is_refused_with_its_sheets(uploaded):
    upload = uploaded(workbook(Trang_một=[["a", "b"], [1, 2]], Trang_hai=[["x"]]))

    assert upload.state == "refused"
    assert upload.error == {"code": "COLUMNS_UNKNOWN", "sheets": ["Trang một", "Trang hai"]}


def test_an_empty_sheet_below_its_heading_is_no_error(uploaded):
    upload = uploaded(workbook(Cán_bộ=[HEAD]))

    assert (upload.state, upload.new_count, upload.wrong_count) == ("preview", 0, 0)


def test_csv_in_utf_8_with_a_cohort_column_is_read(uploaded, units):
    text = "Họ và tên;Số điện thoại;Khối;Đơn vị\nTrần Văn Hùng;905000111;Cộng đồng;Nam Phước\n"

    upload = uploaded(text.encode("utf-8-sig"), "a.csv")

    assert (upload.new_count, upload.wrong_count) == (1, 0)


def test_file_stands_in_the_places_own_private_store(uploaded, quangnam, tmp_path, units):
    upload = uploaded(workbook(Cán_bộ=[HEAD, official()]))

    assert (tmp_path / str(quangnam.uuid) / upload.file_path).exists()
