"""A roster from file to people: judged, applied in blocks, run again, killed anywhere."""

from unittest import mock

import pytest
from django.db import connection

from enrollment import actions
from enrollment.demo.roster import FAULTS, make_roster
from enrollment.models import (
    Assignment,
    Cohort,
    Enrollment,
    Learner,
    RosterRow,
    RosterUpload,
    SubGroup,
    Unit,
)
from enrollment.roster import applying, parsing, reading
from tenants.context import in_province
from tenants.jobs.models import Job
from tests.enrollment.conftest import HEAD, official, workbook
from tests.enrollment.test_office_pages import make_course

CITIZEN_ID = "049190001234"
BUSINESS_HEAD = ["Họ và tên", "Số điện thoại", "Đơn vị", "Nhóm"]


def errors_of(upload):
    return [
        (row.row_number, error["field"], error["code"], error["column"])
        for row in upload.rows.filter(outcome="wrong").order_by("pk")
        for error in row.errors
    ]


def test_every_error_is_found_with_its_row_and_column(uploaded, units, quangnam):
    upload = uploaded(
        workbook(
            Cán_bộ=[
                HEAD,
                official("", "QN-1"),
                official("Linh", "QN-2", cccd="49190001234"),
                official("Linh", "QN-3", born="31/02/1980"),
                official("Linh", "QN-4", unit="Xã Duy Vinh"),
                official("Linh", "QN-5", phone="0905"),
                official("Linh", "QN-6", email="linh"),
                official("Linh", "QN-7", group="Ban cán sự"),
                official("Linh", ""),
                official("Linh", "QN-8", unit=""),
                official("Linh", "QN-9"),
                official("Linh", "QN-9"),
            ]
        )
    )

    with in_province(quangnam):
        assert (upload.new_count, upload.wrong_count) == (1, 10)
        assert errors_of(upload) == [
            (2, "full_name", "NAME_MISSING", "A"),
            (3, "citizen_id", "CITIZEN_ID_LENGTH", "F"),
            (4, "birth_date", "DATE_INVALID", "E"),
            (5, "unit", "UNIT_UNKNOWN", "H"),
            (6, "phone", "PHONE_INVALID", "C"),
            (7, "email", "EMAIL_INVALID", "D"),
            (8, "sub_group", "SUB_GROUP_UNKNOWN", "I"),
            (9, "staff_code", "KEY_MISSING", "B"),
            (10, "unit", "UNIT_MISSING", "H"),
            (12, "staff_code", "DUPLICATE_IN_FILE", "B"),
        ]
        duplicate = upload.rows.get(row_number=12).errors[0]
        assert (duplicate["other_sheet"], duplicate["other_row"]) == ("Cán bộ", 11)


def test_sheet_without_staff_codes_asks_for_the_phone_only(office, uploaded, units, quangnam):
    head = ["Họ và tên", "Số điện thoại", "Đơn vị"]
    upload = uploaded(
        workbook(
            Cộng_đồng=[
                head,
                ["Bà Tư", "", "Xã Nam Phước"],
                ["Ông Năm", "0905", "Xã Nam Phước"],
            ]
        )
    )

    page = office.get(f"/office/roster/{upload.uid}/?tab=wrong").content.decode()

    with in_province(quangnam):
        assert errors_of(upload) == [
            (2, "phone", "PHONE_MISSING", "B"),
            (3, "phone", "PHONE_INVALID", "B"),
        ]
    assert "Nhập 10 chữ số, bắt đầu bằng 0, để lần sau nhận ra đúng người." in page
    assert "Nhập 10 chữ số, bắt đầu bằng 0.</div>" in page
    assert "mã cán bộ và số điện thoại" not in page


def test_file_that_cannot_be_read_is_never_called_done(office, uploaded, quangnam):
    upload = uploaded(workbook(Sheet1=[["a", "b"], ["1", "2"]]))
    with in_province(quangnam):
        job = Job.objects.get()

    page = office.get(f"/jobs/{job.uid}/").content.decode()

    assert (job.state, job.error_code) == ("failed", "COLUMNS_UNKNOWN")
    assert "Đã xong" not in page
    assert "Không đọc được tệp này. Danh sách học viên không thay đổi." in page
    assert f'href="/office/roster/{upload.uid}/"' in page


def test_nothing_is_applied_until_the_office_says_so(uploaded, units, quangnam):
    uploaded(workbook(Cán_bộ=[HEAD, official()]))

    with in_province(quangnam):
        assert not Learner.objects.exists()


def test_citizen_id_is_kept_only_as_keyed_hash_and_three_digits(applied, units, quangnam):
    upload = applied(workbook(Cán_bộ=[HEAD, official(cccd=CITIZEN_ID)]))

    with in_province(quangnam):
        linh = Learner.objects.get()
        key = parsing.citizen_id_key()
        assert linh.citizen_id_digest == parsing.digest_of(CITIZEN_ID, key=key)
        assert linh.citizen_id_last3 == "234"
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(r)::text FROM enrollment_rosterrow r")
            assert not any(CITIZEN_ID in text for (text,) in cursor.fetchall())
        from django.core.files.storage import default_storage

        assert not default_storage.exists(upload.file_path)


def test_the_hash_of_another_province_is_another(quangnam, thainguyen):
    digests = set()
    for place in (quangnam, thainguyen):
        with in_province(place):
            digests.add(parsing.digest_of(CITIZEN_ID, key=parsing.citizen_id_key()))

    assert len(digests) == 2


def test_same_file_twice_changes_nothing(applied, uploaded, units, quangnam):
    content = workbook(
        Đơn_vị=[["Mã đơn vị", "Tên đơn vị", "Loại"], ["STC", "Sở Tài chính", "Sở, ban, ngành"]],
        Cán_bộ=[
            HEAD,
            official(cccd=CITIZEN_ID, born="05/09/1985", phone=905000111, job="Văn thư"),
            official("Đỗ Văn Đạt", "QN-2", unit="Sở Tài chính", group=""),
        ],
        Cộng_đồng=[BUSINESS_HEAD, ["Bà Tư", "0905000333", "Nam Phước", "Người dân"]],
    )
    first = applied(content)
    with in_province(quangnam):
        before = list(Learner.objects.order_by("pk").values())

    second = uploaded(content)

    assert (first.new_count, first.wrong_count) == (3, 0)
    assert (second.new_count, second.changed_count, second.unchanged_count) == (0, 0, 3)
    assert second.mapping["unit_counts"] == {"unchanged": 1}
    with in_province(quangnam):
        assert list(Learner.objects.order_by("pk").values()) == before


def test_changed_row_updates_or_is_left_as_the_office_chose(applied, units, quangnam):
    applied(workbook(Cán_bộ=[HEAD, official(job="Văn thư", phone="0905000111")]))
    changed = workbook(Cán_bộ=[HEAD, official(job="Kế toán", unit="SNV")])

    applied(changed, update_known=False)
    with in_province(quangnam):
        assert Learner.objects.get().job_title == "Văn thư"
    upload = applied(changed)

    with in_province(quangnam):
        linh = Learner.objects.select_related("unit").get()
        assert upload.rows.get().values["changes"] == ["job_title", "unit_code"]
        assert (linh.job_title, linh.unit.code, linh.phone) == ("Kế toán", "SNV", "+84905000111")


def test_of_two_rows_the_last_is_taken_if_the_office_says_so(applied, units, quangnam):
    rows = [HEAD, official(job="Văn thư"), official(job="Kế toán")]

    applied(workbook(Cán_bộ=rows), take_last=True)

    with in_province(quangnam):
        assert [one.job_title for one in Learner.objects.all()] == ["Kế toán"]


def test_a_phone_shared_by_two_codes_never_merges_two_people(applied, units, quangnam):
    rows = [
        HEAD,
        official("Linh", "QN-1", phone="0905000111"),
        official("Đạt", "QN-2", phone="0905000111"),
    ]

    for _ in range(2):
        applied(workbook(Cán_bộ=rows), take_last=True)

    with in_province(quangnam):
        people = list(Learner.objects.values_list("full_name", "staff_code", "phone"))
        assert people == [("Linh", "QN-1", "+84905000111")]


def test_person_of_another_cohort_or_anothers_phone_is_an_error(applied, uploaded, units, quangnam):
    applied(workbook(Cán_bộ=[HEAD, official(phone="0905000111"), official("Đạt", "QN-2")]))

    upload = uploaded(
        workbook(
            Cán_bộ=[HEAD, official("Đạt", "QN-2", phone="0905000111")],
            Cộng_đồng=[BUSINESS_HEAD, ["Linh", "0905000111", "Nam Phước", "Người dân"]],
        )
    )

    with in_province(quangnam):
        assert [code for _, _, code, _ in errors_of(upload)] == [
            "BELONGS_TO_ANOTHER",
            "DUPLICATE_IN_FILE",
            "IN_OTHER_COHORT",
        ]


def test_person_who_registered_alone_is_taken_into_the_cohort(applied, units, quangnam, cohorts):
    with in_province(quangnam):
        Learner.objects.create(full_name="Tư", folded_name="tu", phone="+84905000333")

    applied(workbook(Cộng_đồng=[BUSINESS_HEAD, ["Bà Tư", "0905000333", "Nam Phước", "Người dân"]]))

    with in_province(quangnam):
        person = Learner.objects.select_related("cohort", "sub_group").get()
        assert (person.full_name, person.cohort.key, person.sub_group.key) == (
            "Bà Tư",
            "community",
            "citizens",
        )


def test_people_may_name_units_of_the_same_file(applied, quangnam, cohorts):
    applied(
        workbook(
            Đơn_vị=[
                ["Mã đơn vị", "Tên đơn vị", "Loại", "Mã đơn vị cấp trên"],
                ["SNV-TC", "Phòng Tổ chức", "", "SNV"],
                ["SNV", "Sở Nội vụ", "", ""],
                ["A", "Vòng A", "", "B"],
                ["B", "Vòng B", "", "A"],
            ],
            Cán_bộ=[HEAD, official(unit="Phòng Tổ chức")],
        )
    )

    with in_province(quangnam):
        office = Unit.objects.select_related("parent").get(code="SNV-TC")
        assert (office.parent.code, office.kind) == ("SNV", "subunit")
        assert office.path == f"{office.parent.pk}/{office.pk}/"
        assert Learner.objects.get().unit_id == office.pk
        assert Unit.objects.filter(path="").count() == 0


def test_imported_people_are_enrolled_by_the_assignments(applied, units, quangnam, cohorts):
    course = make_course(quangnam, "an-toan", "An toàn", "officials")
    with in_province(quangnam):
        Assignment.objects.create(
            course=course, cohort=cohorts["officials"], is_mandatory=True, due_date="2026-12-31"
        )
    applied(workbook(Cán_bộ=[HEAD, official()]))

    with in_province(quangnam):
        enrollment = Enrollment.objects.select_related("learner").get()
        assert (enrollment.learner.full_name, enrollment.is_mandatory) == ("Nguyễn Thị Linh", True)


class Killed(BaseException):
    """kill -9 as far as Python can play it."""


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_killed_at_any_block_a_rerun_ends_in_the_same_state(
    step, quangnam, uploaded, units, run_jobs, monkeypatch
):
    monkeypatch.setattr(reading, "BLOCK_ROWS", 2)
    monkeypatch.setattr(applying, "BLOCK_ROWS", 2)
    rows = [HEAD, *(official(f"Người {chr(97 + n)}", f"QN-{n}") for n in range(7))]
    upload = uploaded(workbook(Cán_bộ=rows))
    with in_province(quangnam):
        assert upload.rows.count() == 7
        actions.apply_roster(upload=upload, by=None)

    calls = 0
    enroll = applying.enroll_assigned

    def dying(**kwargs):
        nonlocal calls
        calls += 1
        if calls == step:
            raise Killed
        return enroll(**kwargs)

    with mock.patch.object(applying, "enroll_assigned", dying):
        if step <= 4:
            with pytest.raises(Killed):
                run_jobs()
        else:
            run_jobs()
    with in_province(quangnam):
        Job.objects.filter(state="running").update(state="queued")
        assert Learner.objects.count() == min(2 * (step - 1), 7)
    run_jobs()

    with in_province(quangnam):
        upload.refresh_from_db()
        assert (upload.state, Learner.objects.count()) == ("applied", 7)
        assert Job.objects.get(kind="enrollment.apply_roster").done_count == 7


@pytest.mark.parametrize("step", [1, 2, 3])
def test_killed_while_reading_a_rerun_stages_every_row_once(
    step, quangnam, units, cohorts, run_jobs, monkeypatch
):
    monkeypatch.setattr(reading, "BLOCK_ROWS", 2)
    rows = [HEAD, *(official(f"Người {chr(97 + n % 5)}", f"QN-{n % 5}") for n in range(6))]
    calls = 0
    stage = reading.stage

    def dying(*args):
        nonlocal calls
        calls += 1
        if calls == step:
            raise Killed
        stage(*args)

    with in_province(quangnam):
        upload = actions.upload_roster(content=workbook(Cán_bộ=rows), file_name="a.xlsx", by=None)
    with mock.patch.object(reading, "stage", dying), pytest.raises(Killed):
        run_jobs()
    with in_province(quangnam):
        Job.objects.filter(state="running").update(state="queued")
    run_jobs()

    with in_province(quangnam):
        upload.refresh_from_db()
        assert (upload.state, upload.new_count, upload.wrong_count) == ("preview", 5, 1)
        assert errors_of(upload) == [(7, "staff_code", "DUPLICATE_IN_FILE", "B")]


def test_demo_roster_holds_exactly_its_faults(applied, quangnam, cohorts):
    upload = applied(make_roster(officials=60, businesses=40, community=40, faults=len(FAULTS)))

    with in_province(quangnam):
        assert upload.wrong_count == len(FAULTS)
        assert {key: Learner.objects.filter(cohort__key=key).count() for key in Cohort.Key} == {
            "officials": 60,
            "businesses": 40,
            "community": 40,
        }
        linh = Learner.objects.select_related("unit").get(staff_code="QN-0012")
        assert (linh.full_name, linh.unit.name) == ("Nguyễn Thị Linh", "Xã Nam Phước")
        assert RosterRow.objects.filter(upload=upload, outcome="wrong").count() == len(FAULTS)


def test_demo_roster_is_the_same_every_time():
    from python_calamine import CalamineWorkbook

    def cells(content):
        import io

        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    assert cells(make_roster(officials=30, businesses=9, community=9)) == cells(
        make_roster(officials=30, businesses=9, community=9)
    )


@pytest.mark.parametrize("province", ["quangnam", "thainguyen", "danang"])
def test_demo_rosters_of_other_provinces_are_good_too(applied, quangnam, cohorts, province):
    upload = applied(
        make_roster(province=province, officials=20, businesses=5, community=5, faults=0)
    )

    assert (upload.new_count, upload.wrong_count) == (30, 0)


def test_uploads_of_one_province_are_not_in_another(uploaded, units, thainguyen):
    uploaded(workbook(Cán_bộ=[HEAD, official()]))

    with in_province(thainguyen):
        assert RosterUpload.objects.count() == SubGroup.objects.count() == 0
