"""Sơn sees the people of his two units and all below them, and nobody else's."""

import copy
import datetime
import io
import uuid
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from catalog import actions as catalog_actions
from catalog.models import Course, Lesson
from enrollment import supervision
from enrollment.models import SubGroup
from enrollment.supervision import PersonFilter
from tenants.context import in_province
from tests.learning import school as learning
from tests.supervisor import academy

TODAY = datetime.date(2026, 11, 22)
YESTERDAY = datetime.date(2026, 11, 21)


@pytest.fixture
def school(quangnam):
    """Sở Nội vụ (with one office below it) and xã Nam Phước are Sơn's; Sở Y tế is not."""
    with in_province(quangnam):
        province = academy.unit("Tỉnh Quảng Nam")
        home = academy.unit("Sở Nội vụ", province)
        office = academy.unit("Phòng Cải cách hành chính", home)
        commune = academy.unit("Xã Nam Phước", province)
        health = academy.unit("Sở Y tế", province)
        security = academy.course("An toàn thông tin")
        economy = academy.course("Kinh tế số")
        people = {
            "linh": academy.learner("Nguyễn Thị Linh", commune, active_since=academy.NOW),
            "dung": academy.learner("Đỗ Văn Dũng", home),
            "hanh": academy.learner("Lê Thị Hạnh", office, active_since=academy.NOW),
            "sibling": academy.learner("Phan Y Tế", health),
            "parent": academy.learner("Trần Chủ Tịch", province),
            "citizen": academy.learner("Ông Năm", commune, cohort="community"),
            "nowhere": academy.learner("Bà Tư", None, cohort="community"),
        }
        academy.enroll(
            people["linh"],
            security,
            completed_at=academy.NOW,
            score_percent=90,
            started_at=academy.NOW,
        )
        academy.enroll(people["linh"], economy)
        academy.enroll(people["dung"], security, due_date=YESTERDAY)
        academy.enroll(
            people["hanh"],
            security,
            completed_at=academy.NOW,
            score_percent=80,
            started_at=academy.NOW,
        )
        academy.enroll(people["sibling"], security)
        academy.learner("Người đã nghỉ", home, archived_at=academy.NOW)
        academy.learner("Khách", home, guest_expires_at=academy.NOW)
        son = academy.supervisor("Hồ Văn Sơn", home, commune)
    return SimpleNamespace(
        province=province, home=home, office=office, commune=commune, health=health,
        security=security, economy=economy, son=son, **people,
    )  # fmt: skip


@pytest.fixture
def son(school, quangnam, quangnam_client):
    with in_province(quangnam):
        quangnam_client.force_login(school.son)
    return quangnam_client


def names_seen(scope, wanted=None, today=TODAY):
    units = supervision.unit_figures(scope, today=today)
    found = supervision.people_within(units, wanted or PersonFilter(), today=today)
    return [line.full_name for line in supervision.standings(found, units)]


def test_people_are_exactly_those_of_the_own_units(school, in_quangnam):
    seen = names_seen([school.home.uid, school.commune.uid])

    assert seen == ["Đỗ Văn Dũng", "Lê Thị Hạnh", "Nguyễn Thị Linh"]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("home", ["Đỗ Văn Dũng", "Lê Thị Hạnh"]),
        ("office", ["Lê Thị Hạnh"]),
        ("commune", ["Nguyễn Thị Linh"]),
        ("health", ["Phan Y Tế"]),
    ],
)
def test_one_unit_gives_its_own_subtree_and_not_its_siblings_or_parent(
    school, in_quangnam, unit, expected
):
    assert names_seen([getattr(school, unit).uid]) == expected


def test_team_members_are_seen_and_other_citizens_are_not(school, in_quangnam):
    teams = SubGroup.objects.get_or_create(
        key="team_members", defaults={"cohort": school.citizen.cohort, "name": "Tổ"}
    )[0]
    academy.learner("Tổ viên", school.commune, cohort="community", sub_group=teams)

    assert names_seen([school.commune.uid]) == ["Nguyễn Thị Linh", "Tổ viên"]


def test_no_units_give_nobody(school, in_quangnam):
    assert names_seen([]) == []
    assert names_seen([uuid.uuid4()]) == []


def test_a_path_that_only_begins_alike_is_not_below(in_quangnam):
    short = academy.unit("Ngắn")
    long = academy.unit("Dài")
    long.path = f"{short.path.rstrip('/')}7/"
    long.save(update_fields=["path"])
    academy.learner("Người ở Dài", long)

    assert names_seen([short.uid]) == []


def test_units_add_up_their_subtrees(school, in_quangnam):
    figures = supervision.unit_figures([school.home.uid, school.commune.uid], today=TODAY)

    assert [
        (
            one.name,
            one.depth,
            one.roster_count,
            one.active_count,
            one.completed_count,
            one.overdue_count,
        )
        for one in figures
    ] == [
        ("Sở Nội vụ", 0, 2, 1, 1, 1),
        ("Phòng Cải cách hành chính", 1, 1, 1, 1, 0),
        ("Xã Nam Phước", 0, 1, 1, 0, 0),
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (PersonFilter(state="completed"), ["Lê Thị Hạnh"]),
        (PersonFilter(state="learning"), ["Nguyễn Thị Linh"]),
        (PersonFilter(state="overdue"), ["Đỗ Văn Dũng"]),
        (PersonFilter(state="not_started"), []),
        (PersonFilter(name="DUNG"), ["Đỗ Văn Dũng"]),
        (PersonFilter(name="linh"), ["Nguyễn Thị Linh"]),
        (PersonFilter(sort="-score"), ["Nguyễn Thị Linh", "Lê Thị Hạnh", "Đỗ Văn Dũng"]),
        (PersonFilter(sort="nonsense"), ["Đỗ Văn Dũng", "Lê Thị Hạnh", "Nguyễn Thị Linh"]),
    ],
)
def test_filters_and_order(school, in_quangnam, wanted, expected):
    assert names_seen([school.home.uid, school.commune.uid], wanted) == expected


def test_state_of_a_line_agrees_with_the_filter(school, in_quangnam):
    scope = [school.home.uid, school.commune.uid]
    units = supervision.unit_figures(scope, today=TODAY)
    everybody = supervision.standings(
        supervision.people_within(units, PersonFilter(), today=TODAY), units
    )

    for state in supervision.STATES:
        by_line = [one.full_name for one in everybody if one.state == state]
        assert by_line == names_seen(scope, PersonFilter(state=state))


def test_page_shows_own_people_only(son, school):
    page = son.get("/supervisor/").content.decode()

    shown = {name for name in ALL_NAMES if name in page}
    assert shown == {"Đỗ Văn Dũng", "Lê Thị Hạnh", "Nguyễn Thị Linh"}


ALL_NAMES = [
    "Nguyễn Thị Linh", "Đỗ Văn Dũng", "Lê Thị Hạnh", "Phan Y Tế", "Trần Chủ Tịch", "Bà Tư",
    "Ông Năm", "Người đã nghỉ", "Khách",
]  # fmt: skip


def test_unit_of_somebody_else_in_the_address_narrows_nothing(son, school):
    page = son.get(f"/supervisor/?unit={school.health.uid}").content.decode()

    assert "Phan Y Tế" not in page


def test_person_page_tells_courses_lessons_and_attempts(son, school, quangnam):
    lesson = uuid.uuid4()
    with in_province(quangnam):
        academy.progress(school.linh, school.security, lesson, 90)
        academy.attempt(school.linh, school.security, lesson, 60, academy.NOW)
        later = academy.NOW + datetime.timedelta(hours=2)
        academy.attempt(school.linh, school.security, lesson, 90, later)
        academy.certificate(school.linh, school.security, "101-ABCD-EFGH")
        records = supervision.course_records(school.linh, today=TODAY)

    page = son.get(f"/supervisor/people/{school.linh.uid}/").content.decode()

    assert [record.certificate_code for record in records] == ["101-ABCD-EFGH", ""]
    assert [mark.score_percent for mark in records[0].lessons[0].attempts] == [60, 90]
    assert "10:00 20/11/2026: 60" in page
    assert "12:00 20/11/2026: 90" in page
    assert "101-ABCD-EFGH" in page


def test_a_lesson_taken_out_of_its_course_is_named_and_marked(son, school, quangnam):
    with in_province(quangnam):
        course = learning.add_course("mat-khau", "Mật khẩu", lessons=3)
        academy.enroll(school.linh, Course.objects.get(slug="mat-khau"), done_lesson_count=2)
        for lesson in course.lessons[:2]:
            academy.progress(school.linh, course, lesson.uid, 90)
        row = Course.objects.get(slug="mat-khau")
        gone = Lesson.objects.get(uid=course.lessons[0].uid)
        catalog_actions.delete_lesson(lesson=gone, by=None)
        catalog_actions.publish_course(course=row, changelog="Bớt một bài", by=None)

        with CaptureQueriesContext(connection) as seen:
            records = supervision.course_records(school.linh, today=TODAY)

    record = next(one for one in records if one.title == "Mật khẩu")
    assert [(one.title, one.is_gone) for one in record.lessons] == [
        ("Bài số 1", True),
        ("Bài số 2", False),
    ]
    assert (record.done_lesson_count, record.lesson_count) == (1, 2)
    assert len(seen) == 3
    page = son.get(f"/supervisor/people/{school.linh.uid}/").content.decode()
    assert "Bài số 1<br>" in page
    assert page.count("Bài không còn trong khóa học") == 1


def test_looking_at_a_person_is_written_down(son, school, quangnam):
    from tenants.people.models import AuditEntry

    son.get(f"/supervisor/people/{school.linh.uid}/")

    with in_province(quangnam):
        rows = AuditEntry.objects.filter(action="enrollment.view_person_record")
        assert [(row.actor_uid, row.subject_uid) for row in rows] == [
            (school.son.uid, str(school.linh.uid))
        ]


@pytest.mark.parametrize("who", ["sibling", "parent", "citizen", "nowhere"])
def test_person_outside_is_as_if_absent(son, school, quangnam, who):
    from tenants.people.models import AuditEntry

    refused = son.get(f"/supervisor/people/{getattr(school, who).uid}/")
    absent = son.get(f"/supervisor/people/{uuid.uuid4()}/")

    assert (refused.status_code, absent.status_code) == (404, 404)
    assert refused.content == absent.content
    with in_province(quangnam):
        assert not AuditEntry.objects.filter(action="enrollment.view_person_record").exists()


def test_sheet_holds_the_filters_and_the_same_people(son, school):
    answer = son.get(f"/supervisor/people.xlsx?unit={school.home.uid}&q=dung")

    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    head = {row[0]: row[1] for row in rows[1:7]}
    assert head["Đơn vị"] == "Sở Nội vụ"
    assert head["Họ tên chứa"] == "dung"
    assert head["Tình trạng"] == "Tất cả"
    assert [row[0] for row in rows[9:]] == ["Đỗ Văn Dũng"]


def test_sheet_writes_formulas_as_text(son, school, quangnam):
    with in_province(quangnam):
        academy.learner("=1+1", school.home)

    answer = son.get("/supervisor/people.xlsx")

    import zipfile

    book = zipfile.ZipFile(io.BytesIO(answer.content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert b"=1+1" in book.read("xl/sharedStrings.xml")


def test_sheet_is_written_down(son, school, quangnam):
    from tenants.people.models import AuditEntry

    son.get("/supervisor/people.xlsx")

    with in_province(quangnam):
        row = AuditEntry.objects.get(action="enrollment.export_supervised_people")
    assert row.facts["row_count"] == 3


PAGES = ["/supervisor/", "/supervisor/people.xlsx"]


@pytest.mark.parametrize("address", PAGES)
def test_anonymous_is_sent_to_sign_in(quangnam_client, school, address):
    answer = quangnam_client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("address", [*PAGES, "person"])
def test_a_learner_without_the_role_is_refused(quangnam_client, school, quangnam, address):
    if address == "person":
        address = f"/supervisor/people/{school.linh.uid}/"
    with in_province(quangnam):
        quangnam_client.force_login(academy.user("Nguyễn Thị Linh"))

    assert quangnam_client.get(address).status_code == 403


def test_foreign_supervisor_gets_401(school, quangnam, thainguyen):
    with in_province(thainguyen):
        hoa = academy.supervisor("Trần Thị Hoa", academy.unit("Sở Nội vụ"))
        browser = Client(HTTP_HOST="thainguyen.localhost")
        browser.force_login(hoa)
    stolen = Client(HTTP_HOST="quangnam.localhost")
    stolen.cookies = copy.deepcopy(browser.cookies)

    assert stolen.get(f"/supervisor/people/{school.linh.uid}/").status_code == 401
    assert browser.get(f"/supervisor/people/{school.linh.uid}/").status_code == 404


@pytest.mark.parametrize("more", [0, 3])
def test_pages_need_at_most_eight_statements(son, school, quangnam, more):
    with in_province(quangnam):
        for number in range(more):
            person = academy.learner(f"Người {number}", school.home)
            academy.enroll(person, school.security)
            academy.progress(school.linh, school.security, uuid.uuid4(), 80)

    counts = []
    for address in ["/supervisor/", f"/supervisor/people/{school.linh.uid}/"]:
        with CaptureQueriesContext(connection) as queries:
            assert son.get(address).status_code == 200
        counts.append(len(queries))

    assert counts == [8, 8]


def test_supervisor_without_units_is_told_what_to_do(quangnam, quangnam_client, school):
    from tenants.people.models import Role

    with in_province(quangnam):
        lonely = academy.user("Chưa Giao", (Role.SUPERVISOR, None))
        quangnam_client.force_login(lonely)

    page = quangnam_client.get("/supervisor/").content.decode()
    assert "Chưa có đơn vị nào được giao" in page
