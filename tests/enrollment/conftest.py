"""Minh's browser, people of Quảng Nam, and rosters made for one test."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import xlsxwriter
from django.test import Client

from tenants.context import in_province


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx of these sheets; an underscore in a name stands for a space."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name.replace("_", " "))
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


HEAD = [
    "Họ và tên",
    "Mã cán bộ",
    "Số điện thoại",
    "Thư điện tử",
    "Ngày sinh",
    "CCCD",
    "Chức vụ",
    "Đơn vị",
    "Nhóm",
]


def official(name: str = "Nguyễn Thị Linh", code: str = "QN-0012", **cells: Any) -> list[Any]:
    """One row under HEAD."""
    row = {
        "phone": "",
        "email": "",
        "born": "",
        "cccd": "",
        "job": "",
        "unit": "Xã Nam Phước",
        "group": "Công chức",
    } | cells
    return [
        name,
        code,
        row["phone"],
        row["email"],
        row["born"],
        row["cccd"],
        row["job"],
        row["unit"],
        row["group"],
    ]


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cohorts(quangnam: Any) -> dict[str, Any]:
    """The three cohorts of Quảng Nam by key."""
    from enrollment import actions

    with in_province(quangnam):
        return {cohort.key: cohort for cohort in actions.ensure_cohorts()}


@pytest.fixture
def units(cohorts: Any, quangnam: Any) -> dict[str, Any]:
    """Sở Nội vụ with one office below it, and two communes."""
    from enrollment import actions

    with in_province(quangnam):
        department = actions.create_unit(code="SNV", name="Sở Nội vụ", kind="department", by=None)
        return {
            "snv": department,
            "vtlt": actions.create_unit(
                code="SNV-VTLT",
                name="Chi cục Văn thư, Lưu trữ",
                kind="subunit",
                parent=department,
                by=None,
            ),
            "namphuoc": actions.create_unit(
                code="20599", name="Xã Nam Phước", kind="commune", by=None
            ),
            "tratan": actions.create_unit(code="20923", name="Xã Trà Tân", kind="commune", by=None),
        }


@pytest.fixture
def minh(quangnam: Any) -> Any:
    """Minh, who runs Quảng Nam's office."""
    return _person(quangnam, "Trần Văn Minh", "minh@quangnam.example", "province_office")


def _person(place: Any, name: str, email: str, role: str | None) -> Any:
    from tenants.people import actions

    with in_province(place):
        user = actions.create_user(full_name=name, email=email, password="mat-khau-dai")
        if role:
            actions.grant_role(user=user, role=role, by=None)
        return user


def signed_in(place: Any, user: Any) -> Client:
    """A browser in which this person is signed in."""
    client = Client(HTTP_HOST=f"{place.schema}.localhost")
    with in_province(place):
        client.force_login(user, backend="tenants.people.backends.PersonBackend")
    return client


@pytest.fixture
def office(quangnam: Any, minh: Any) -> Client:
    """Minh's browser."""
    return signed_in(quangnam, minh)


@pytest.fixture
def linh_client(quangnam: Any) -> Client:
    """The browser of a signed-in learner without any role."""
    return signed_in(quangnam, _person(quangnam, "Nguyễn Thị Linh", "linh@quangnam.example", None))


@pytest.fixture
def hoa_office(thainguyen: Any) -> Client:
    """The browser of Thái Nguyên's office."""
    return signed_in(
        thainguyen,
        _person(thainguyen, "Hoàng Thị Hoa", "hoa@thainguyen.example", "province_office"),
    )


@pytest.fixture
def run_jobs(quangnam: Any) -> Callable[[], int]:
    """Do everything that waits in Quảng Nam."""
    from tenants.jobs import actions

    return lambda: actions.run_due(quangnam)


@pytest.fixture
def uploaded(quangnam: Any, cohorts: Any, run_jobs: Any) -> Callable[..., Any]:
    """Upload a file, read it, and give back the upload as it then stands."""
    from enrollment import actions
    from enrollment.models import RosterUpload

    def upload(content: bytes, file_name: str = "danh-sach.xlsx") -> RosterUpload:
        with in_province(quangnam):
            made = actions.upload_roster(content=content, file_name=file_name, by=None)
        run_jobs()
        with in_province(quangnam):
            return RosterUpload.objects.get(pk=made.pk)

    return upload


@pytest.fixture
def applied(quangnam: Any, uploaded: Any, run_jobs: Any) -> Callable[..., Any]:
    """Upload a file, read and apply it; give back the upload."""
    from enrollment import actions

    def apply(content: bytes, **choices: Any) -> Any:
        upload = uploaded(content)
        with in_province(quangnam):
            actions.apply_roster(upload=upload, by=None, **choices)
        run_jobs()
        with in_province(quangnam):
            upload.refresh_from_db()
        return upload

    return apply
