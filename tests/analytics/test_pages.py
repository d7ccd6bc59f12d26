"""The office's figures, the ministry's table and the national front page."""

import datetime
import html
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from analytics import actions
from enrollment.actions.cohorts import ensure_cohorts
from enrollment.models import Cohort
from tenants.context import in_ministry, in_province
from tenants.jobs.models import Job
from tenants.people.models import Role
from tests.supervisor import academy

NOW = datetime.datetime(2026, 11, 22, 3, 0, tzinfo=datetime.UTC)


@pytest.fixture
def school(quangnam):
    with in_province(quangnam):
        ensure_cohorts()
        Cohort.objects.filter(key="officials").update(target_count=5700)
        unit = academy.unit("Sở Nội vụ")
        security = academy.course("An toàn thông tin")
        linh = academy.learner("Nguyễn Thị Linh", unit, active_since=NOW)
        academy.enroll(linh, security, completed_at=NOW, started_at=NOW)
        academy.enroll(academy.learner("Lê Thị Hạnh", unit), security)
    return unit


@pytest.fixture
def minh(quangnam, quangnam_client):
    with in_province(quangnam):
        quangnam_client.force_login(academy.user("Lê Minh", (Role.PROVINCE_OFFICE, None)))
    return quangnam_client


def at_the_ministry(client, role):
    with in_ministry():
        client.force_login(academy.user("Người của Bộ", (role, None)))
    return client


def sheet(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_office_sees_cohorts_against_their_targets(minh, school):
    page = minh.get("/office/figures/").content.decode()

    assert "5.700" in page
    assert "An toàn thông tin" in page
    assert '/office/people/?cohort=officials&amp;state=active"' in page


def test_a_course_figure_leads_to_the_people_behind_it(minh, school, quangnam):
    page = minh.get("/office/figures/").content.decode()
    address = re.search(r'href="(/office/people/[^"]*progress=completed)"', page)

    shown = minh.get(html.unescape(address[1])).content.decode()

    assert [name in shown for name in ("Nguyễn Thị Linh", "Lê Thị Hạnh")] == [True, False]
    assert "đã hoàn thành khóa chọn ở trang Số liệu" in shown
    rows = sheet(minh.get(html.unescape(address[1]).replace("people/?", "people.xlsx?")))
    assert ["Khóa học", "An toàn thông tin"] in [row[:2] for row in rows]


def test_office_sees_what_to_do_when_nobody_is_there(minh):
    page = minh.get("/office/figures/").content.decode()

    assert "Chưa có học viên nào trong danh sách" in page


def test_office_sheet_names_its_scope(minh, school):
    rows = sheet(minh.get("/office/figures.xlsx"))

    assert rows[1][:2] == ["Nơi học", "Tỉnh Quảng Nam"]
    assert ["Cán bộ, công chức, viên chức", "An toàn thông tin"] in [row[:2] for row in rows]


@pytest.mark.parametrize("more", [0, 3])
def test_office_page_needs_at_most_eight_statements(minh, school, quangnam, more):
    with in_province(quangnam):
        for number in range(more):
            person = academy.learner(f"Người {number}", school)
            academy.enroll(person, academy.course(f"Khóa {number}"))
        actions.count_province(date=datetime.date(2026, 11, 22), at=NOW)

    with CaptureQueriesContext(connection) as statements:
        assert minh.get("/office/figures/").status_code == 200

    assert len(statements) == 8


@pytest.mark.parametrize(
    "role", [Role.MINISTRY_ADMINISTRATOR, Role.MINISTRY_EDITOR, Role.MINISTRY_ANALYST]
)
def test_every_role_of_the_ministry_sees_the_provinces(national_client, school, quangnam, role):
    actions.pull_province(quangnam, at=NOW)

    page = at_the_ministry(national_client, role).get("/ministry/").content.decode()

    assert "Tỉnh Quảng Nam" in page
    assert "10:00 22/11/2026" in page
    assert "Chưa lấy lần nào" in page  # Thái Nguyên
    assert ("/ministry/applications/" in page.split("<main")[1]) == (
        role == Role.MINISTRY_ADMINISTRATOR
    )


def test_ministry_table_as_a_sheet(national_client, school, quangnam):
    actions.pull_province(quangnam, at=NOW)
    client = at_the_ministry(national_client, Role.MINISTRY_ANALYST)

    rows = sheet(client.get("/ministry/provinces.xlsx?sort=-roster"))

    table = {row[1]: row[3:6] for row in rows[6:]}
    assert table == {"quangnam": [5700, 2, 1], "thainguyen": [0, 0, 0]}


@pytest.mark.parametrize("learners", [0, 3])
def test_ministry_page_does_not_depend_on_the_learners(national_client, school, quangnam, learners):
    with in_province(quangnam):
        for number in range(learners):
            academy.learner(f"Người {number}", school)
    actions.pull_province(quangnam, at=NOW)
    client = at_the_ministry(national_client, Role.MINISTRY_ANALYST)

    with CaptureQueriesContext(connection) as statements:
        assert client.get("/ministry/").status_code == 200

    assert len(statements) == 10


def test_ministry_asks_for_new_figures(national_client, school, quangnam):
    client = at_the_ministry(national_client, Role.MINISTRY_ANALYST)

    first = client.post("/ministry/pull/")
    second = client.post("/ministry/pull/")

    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    with in_ministry():
        assert Job.objects.get().kind == "analytics.pull_provinces"
    assert client.get("/ministry/pull/").status_code == 405


@pytest.mark.committed
def test_the_job_pulls_every_province(quangnam, thainguyen):
    from analytics.models import ProvincePull
    from tenants.jobs import actions as jobs

    with in_ministry():
        job = jobs.start_job(kind="analytics.pull_provinces", params={})

    jobs.dispatch_due()

    with in_ministry():
        job.refresh_from_db()
        pulled = set(ProvincePull.objects.values_list("province_uuid", flat=True))
    assert (job.state, job.done_count, job.total_count) == ("done", 2, 2)
    assert pulled == {quangnam.uuid, thainguyen.uuid}


def test_front_page_tells_true_sums(national_client, school, quangnam):
    actions.pull_province(quangnam, at=NOW)

    with CaptureQueriesContext(connection) as statements:
        page = national_client.get("/").content.decode()

    assert "trên 2 người trong danh sách" in page
    assert "://quangnam.localhost" in page
    assert len(statements) <= 8


def test_front_page_of_an_empty_country(national_client):
    assert national_client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("quangnam.localhost", "/office/figures/"),
        ("quangnam.localhost", "/office/figures.xlsx"),
        ("localhost", "/ministry/"),
        ("localhost", "/ministry/provinces.xlsx"),
    ],
)
def test_doors_are_closed(db, quangnam, host, address):
    browser = Client(HTTP_HOST=host)
    assert browser.get(address).status_code == 302

    place = in_ministry() if host == "localhost" else in_province(quangnam)
    with place:
        browser.force_login(academy.user("Không vai trò"))
    assert browser.get(address).status_code == 403


def test_pages_of_the_other_site_do_not_exist(minh, national_client):
    assert minh.get("/ministry/").status_code == 404
    assert national_client.get("/office/figures/").status_code == 404
