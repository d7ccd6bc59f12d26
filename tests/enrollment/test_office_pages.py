"""Every page of the office: who may open it, what it says, how many statements it takes."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from enrollment import actions
from enrollment.models import (
    Assignment,
    Cohort,
    Enrollment,
    Learner,
    RosterUpload,
    SubGroup,
    Unit,
)
from tenants.context import in_province
from tests.enrollment.conftest import HEAD, official, workbook

READABLE = (
    "/office/",
    "/office/units/",
    "/office/units/new/",
    "/office/targets/",
    "/office/people/",
    "/office/people.xlsx",
    "/office/roster/",
    "/office/roster/template.xlsx",
    "/office/assignments/",
    "/office/assignments/new/",
    "/office/invitations/",
)


@pytest.fixture
def course(quangnam):
    """One published course of Quảng Nam for officials."""
    return make_course(quangnam, "an-toan", "An toàn thông tin", "officials")


def make_course(place, slug, title, audience):
    from catalog.models import Course, Document, Edition

    with in_province(place):
        made = Course.objects.create(slug=slug, title=title, audience=audience)
        document = Document.objects.create(
            sha256=uuid.uuid4().hex * 2,
            title=title,
            audience=audience,
            is_drafting=False,
            is_open_to_guests=False,
            lesson_count=3,
            duration_minutes=30,
            content={},
        )
        made.current_edition = Edition.objects.create(
            course=made, number=1, document=document, published_at=timezone.now()
        )
        made.save()
        return made


@pytest.fixture
def linh(quangnam, units, cohorts):
    """Linh in the roster, without an account."""
    with in_province(quangnam):
        return Learner.objects.create(
            full_name="Nguyễn Thị Linh",
            folded_name="nguyen thi linh",
            staff_code="QN-0012",
            phone="+84905000111",
            email="linh@quangnam.example",
            unit=units["namphuoc"],
            cohort=cohorts["officials"],
            sub_group=SubGroup.objects.get(key="civil_servants"),
        )


def addresses_of(learner, unit, upload_uid, assignment_uid, job_uid):
    return (
        ("GET", f"/office/units/{unit}/"),
        ("POST", f"/office/units/{unit}/"),
        ("GET", f"/office/people/{learner}/"),
        ("POST", f"/office/people/{learner}/"),
        ("POST", f"/office/people/{learner}/slip/"),
        ("GET", f"/office/roster/{upload_uid}/"),
        ("POST", f"/office/roster/{upload_uid}/application/"),
        ("POST", f"/office/roster/{upload_uid}/removal/"),
        ("GET", f"/office/roster/{upload_uid}/wrong-rows.xlsx"),
        ("POST", f"/office/assignments/{assignment_uid}/removal/"),
        ("GET", f"/office/invitations/{job_uid}/"),
        ("GET", f"/office/invitations/{job_uid}/slips.xlsx"),
        ("POST", f"/office/invitations/{job_uid}/removal/"),
    )


@pytest.mark.parametrize("path", READABLE)
def test_page_opens_for_the_office(office, cohorts, path):
    assert office.get(path).status_code == 200


@pytest.mark.parametrize("path", READABLE)
def test_page_is_closed_to_a_learner(linh_client, path):
    assert linh_client.get(path).status_code == 403


@pytest.mark.parametrize("path", READABLE)
def test_page_sends_a_stranger_to_sign_in(quangnam_client, path):
    answer = quangnam_client.get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_another_provinces_things_answer_like_absent_ones(
    quangnam, hoa_office, office, linh, units, uploaded, minh, course
):
    from enrollment import slips
    from enrollment.people import PeopleFilter

    upload = uploaded(workbook(Cán_bộ=[HEAD, official(name="")]))
    with in_province(quangnam):
        job = slips.start_invitations(wanted=PeopleFilter(), only_slips=True, by=minh)
        assignment = Assignment.objects.create(
            course=course, cohort=Cohort.objects.get(key="officials")
        )
    here = addresses_of(linh.uid, units["snv"].uid, upload.uid, assignment.uid, job.uid)
    absent = addresses_of(*(uuid.uuid4() for _ in range(5)))
    for (method, path), (_, nowhere) in zip(here, absent, strict=True):
        foreign = hoa_office.generic(method, path)
        missing = hoa_office.generic(method, nowhere)

        assert foreign.status_code == missing.status_code == 404, path
        assert foreign.content == missing.content
        if method == "GET":
            assert office.get(path).status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/office/",
        "/office/people/",
        "/office/units/",
        "/office/assignments/",
        "/office/targets/",
        "/office/roster/",
        "/office/invitations/",
    ],
)
def test_lists_take_as_many_statements_for_one_row_as_for_three(
    office, quangnam, linh, units, cohorts, course, path
):
    office.get(path)
    with CaptureQueriesContext(connection) as one:
        assert office.get(path).status_code == 200
    with in_province(quangnam):
        for number in range(2):
            Learner.objects.create(
                full_name=f"Trần Văn Hùng {number}",
                folded_name=f"tran van hung {number}",
                phone=f"+8490500022{number}",
                unit=units["tratan"],
                cohort=cohorts["community"],
            )
            RosterUpload.objects.create(file_name="a.xlsx", file_path="a", sha256="0" * 64)
            other = make_course(quangnam, f"khoa-{number}", f"Khóa {number}", "officials")
            Assignment.objects.create(course=other, cohort=cohorts["officials"])
    with CaptureQueriesContext(connection) as three:
        office.get(path)

    assert len(one) == len(three), [query["sql"][:90] for query in three.captured_queries]
    most = 10 if path == "/office/" else 8  # the front page also asks for new releases
    assert len(three) <= most, [query["sql"][:90] for query in three.captured_queries]


def test_people_are_narrowed_by_everything_in_the_address(office, quangnam, linh, units, cohorts):
    with in_province(quangnam):
        Learner.objects.create(
            full_name="Đỗ Văn Đạt",
            folded_name="do van dat",
            staff_code="QN-0013",
            unit=units["vtlt"],
            cohort=cohorts["officials"],
        )

    def names(query):
        return [
            learner.full_name for learner in office.get(f"/office/people/?{query}").context["page"]
        ]

    assert names("") == ["Đỗ Văn Đạt", "Nguyễn Thị Linh"]
    assert names("q=đô+văn") == ["Đỗ Văn Đạt"]
    assert names("q=qn-0012") == ["Nguyễn Thị Linh"]
    assert names("q=0905+000+111") == ["Nguyễn Thị Linh"]
    assert names(f"unit={units['snv'].uid}") == ["Đỗ Văn Đạt"]
    assert names("group=civil_servants") == ["Nguyễn Thị Linh"]
    assert names("cohort=community") == []
    assert names("state=no_account") == ["Đỗ Văn Đạt", "Nguyễn Thị Linh"]
    assert names("state=active") == []
    assert names("unit=chẳng-có") == ["Đỗ Văn Đạt", "Nguyễn Thị Linh"]


def test_export_writes_formulas_as_text_and_its_filters_in_the_head(office, quangnam, linh):
    with in_province(quangnam):
        Learner.objects.filter(pk=linh.pk).update(job_title="=1+1")

    answer = office.get("/office/people.xlsx?cohort=officials")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    cells = rows.to_python()
    assert cells[3][:2] == ["Khối", "Cán bộ, công chức, viên chức"]
    assert "=1+1" in cells[-1]
    assert b"<f>" not in answer.content


def test_person_is_changed_and_written_down(office, quangnam, linh, units):
    answer = office.post(
        f"/office/people/{linh.uid}/",
        {
            "full_name": "Nguyễn Thị  Linh",
            "phone": "0905 000 222",
            "email": "L@quangnam.example",
            "job_title": "Chuyên viên",
            "unit": str(units["tratan"].uid),
            "group": "leaders",
        },
    )

    assert answer.status_code == 302
    with in_province(quangnam):
        changed = Learner.objects.select_related("unit", "sub_group").get(pk=linh.pk)
        assert (changed.full_name, changed.phone, changed.email) == (
            "Nguyễn Thị Linh",
            "+84905000222",
            "l@quangnam.example",
        )
        assert (changed.unit.code, changed.sub_group.key) == ("20923", "leaders")
        from tenants.people.models import AuditEntry

        entry = AuditEntry.objects.get(action="enrollment.change_learner")
        assert entry.facts["fields"] == ["email", "job_title", "phone", "sub_group", "unit"]


def test_person_with_a_bad_phone_is_refused(office, linh):
    answer = office.post(f"/office/people/{linh.uid}/", {"full_name": "Linh", "phone": "12"})

    assert answer.status_code == 422
    assert "10 chữ số" in answer.content.decode()


def test_slip_makes_the_account_and_shows_a_code_that_opens_it(office, quangnam, linh):
    answer = office.post(f"/office/people/{linh.uid}/slip/")

    slip = answer.context["slips"][0]
    assert answer.status_code == 200
    assert slip.full_name == "Nguyễn Thị Linh"
    assert answer["Cache-Control"].count("no-store") == 1
    from tenants.people import codes

    with in_province(quangnam):
        linh.refresh_from_db()
        row = codes.use(purpose="activate", code=slip.code, at=timezone.now())
        assert row.user_id == linh.user_id
        assert linh.user.sign_in_name == "QN-0012"


def test_units_are_made_moved_and_refused(office, quangnam, units):
    made = office.post(
        "/office/units/new/",
        {
            "name": "Phòng Tổ chức",
            "code": "SNV-TC",
            "kind": "subunit",
            "parent": str(units["snv"].uid),
            "help_phone": "0905000111",
        },
    )
    taken = office.post("/office/units/new/", {"name": "Trùng", "code": "SNV", "kind": "other"})
    moved = office.post(
        f"/office/units/{units['snv'].uid}/",
        {
            "name": "Sở Nội vụ",
            "code": "SNV",
            "kind": "department",
            "parent": str(units["namphuoc"].uid),
        },
    )
    inside = office.post(
        f"/office/units/{units['snv'].uid}/",
        {
            "name": "Sở Nội vụ",
            "code": "SNV",
            "kind": "department",
            "parent": str(units["vtlt"].uid),
        },
    )

    assert (made.status_code, taken.status_code, moved.status_code, inside.status_code) == (
        302,
        422,
        302,
        422,
    )
    with in_province(quangnam):
        top = Unit.objects.get(code="20599").path
        below = {unit.code for unit in Unit.objects.filter(path__startswith=top)}
        assert below == {"20599", "SNV", "SNV-VTLT", "SNV-TC"}


def test_targets_are_saved_and_bad_ones_refused(office, quangnam, cohorts):
    good = office.post(
        "/office/targets/",
        {
            "target-officials": "5700",
            "target-businesses": "2000",
            "target-community": "7000",
            "opens-community": "2026-12-01",
            "group-team_members": "2026-11-25",
        },
    )
    bad = office.post(
        "/office/targets/", {"target-officials": "-1", "opens-community": "32/13/2026"}
    )

    assert (good.status_code, bad.status_code) == (302, 422)
    with in_province(quangnam):
        counts = dict(Cohort.objects.values_list("key", "target_count"))
        assert counts == {"officials": 5700, "businesses": 2000, "community": 7000}
        assert f"{SubGroup.objects.get(key='team_members').opens_date}" == "2026-11-25"
    page = office.get("/office/").content.decode()
    assert "5.700" in page
    wrong = bad.content.decode()
    assert "Cán bộ, công chức, viên chức: chỉ tiêu: Vui lòng nhập một số không nhỏ hơn 0." in wrong
    assert "Cộng đồng: ngày mở: Ngày này chưa đúng." in wrong


def test_suggested_assignments_are_saved_and_enrol(office, quangnam, linh, course, cohorts):
    team = make_course(quangnam, "to", "Tổ công nghệ số cộng đồng: hướng dẫn", "community")
    form = office.get("/office/assignments/").context["form"]
    suggested = {name: field.initial for name, field in form.fields.items()}
    assert suggested[f"course-{course.uid}"] == "mandatory"
    assert suggested[f"course-{team.uid}"] == "team"

    late = office.post("/office/assignments/", suggested | {"due-officials": "2020-01-01"})
    answer = office.post(
        "/office/assignments/",
        suggested | {"due-officials": "2030-12-31"},
    )

    assert (late.status_code, answer.status_code) == (422, 302)
    with in_province(quangnam):
        rows = {
            (one.course.slug, one.cohort.key, one.sub_group and one.sub_group.key, one.is_mandatory)
            for one in Assignment.objects.select_related("course", "cohort", "sub_group")
        }
        assert rows == {
            ("an-toan", "officials", None, True),
            ("to", "community", None, False),
            ("to", "community", "team_members", True),
        }
        enrollment = Enrollment.objects.get()
        assert (enrollment.learner_id, enrollment.is_mandatory) == (linh.pk, True)
        assert f"{enrollment.due_date}" == "2030-12-31"


def filled_in(office):
    """The assignments form as it stands on the page, every field untouched."""
    form = office.get("/office/assignments/").context["form"]
    return {name: form[name].value() for name in form.fields}


def standing_assignments(place):
    with in_province(place):
        return {
            (
                one.course.slug,
                one.cohort.key,
                one.sub_group and one.sub_group.key,
                one.is_mandatory,
                one.due_date and f"{one.due_date}",
            )
            for one in Assignment.objects.select_related("course", "cohort", "sub_group")
        }


@pytest.fixture
def varied(quangnam, course, cohorts):
    """Assignments of many kinds, as other forms and former years left them."""
    team_only = make_course(quangnam, "to", "Tổ công nghệ số cộng đồng: hướng dẫn", "community")
    both = make_course(quangnam, "mang", "An toàn trên mạng", "community")
    leaders_only = make_course(quangnam, "ai", "Trí tuệ nhân tạo", "officials")
    with in_province(quangnam):
        groups = {group.key: group for group in SubGroup.objects.all()}
        for which, cohort, group, is_mandatory, due in [
            (team_only, "community", "team_members", True, "2020-06-30"),
            (both, "community", None, False, "2020-07-31"),
            (both, "community", "team_members", False, None),
            (leaders_only, "officials", "leaders", True, "2020-05-31"),
            (course, "officials", None, True, "2020-12-31"),
            (course, "officials", "leaders", True, "2020-11-30"),
        ]:
            Assignment.objects.create(
                course=which,
                cohort=cohorts[cohort],
                sub_group=groups.get(group),
                is_mandatory=is_mandatory,
                due_date=due,
            )
    return {"team_only": team_only, "both": both, "leaders_only": leaders_only}


def test_saving_the_assignments_untouched_changes_none_of_them(office, quangnam, varied):
    before = standing_assignments(quangnam)

    answer = office.post("/office/assignments/", filled_in(office))

    assert answer.status_code == 302
    assert standing_assignments(quangnam) == before
    page = office.get("/office/assignments/").content.decode()
    assert page.count("Đang giao riêng cho: ") == 3


def test_a_new_date_moves_only_what_the_page_shows_as_mandatory(office, quangnam, varied):
    before = standing_assignments(quangnam)

    answer = office.post(
        "/office/assignments/", filled_in(office) | {"due-community": "2030-12-31"}
    )

    assert answer.status_code == 302
    assert standing_assignments(quangnam) - before == {
        ("to", "community", "team_members", True, "2030-12-31")
    }


def test_a_choice_made_new_needs_a_date_that_is_not_over(office, quangnam, varied):
    before = standing_assignments(quangnam)
    chosen = {f"course-{varied['both'].uid}": "mandatory"}

    answer = office.post("/office/assignments/", filled_in(office) | chosen)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"due-community"}
    assert standing_assignments(quangnam) == before


def test_the_teams_course_can_be_opened_to_all_and_taken_back(office, quangnam, varied):
    name = f"course-{varied['team_only'].uid}"
    due = {"due-community": "2030-12-31"}
    others = {one for one in standing_assignments(quangnam) if one[0] != "to"}
    assert filled_in(office)[name] == "team_only"

    office.post("/office/assignments/", filled_in(office) | due | {name: "team"})
    opened = standing_assignments(quangnam) - others
    office.post("/office/assignments/", filled_in(office) | {name: "team_only"})
    narrowed = standing_assignments(quangnam) - others
    office.post("/office/assignments/", filled_in(office) | {name: "none"})

    assert opened == {
        ("to", "community", None, False, None),
        ("to", "community", "team_members", True, "2030-12-31"),
    }
    assert narrowed == {("to", "community", "team_members", True, "2030-12-31")}
    assert standing_assignments(quangnam) == others


def test_an_untouched_single_assignment_assigns_nothing(office, quangnam, linh, course):
    form = office.get("/office/assignments/new/").context["form"]
    untouched = {name: form[name].value() or "" for name in form.fields}

    answer = office.post("/office/assignments/new/", untouched)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"course", "whom"}
    assert standing_assignments(quangnam) == set()


def test_single_assignment_and_its_removal(office, quangnam, linh, course):
    without_date = office.post(
        "/office/assignments/new/",
        {"course": str(course.uid), "whom": "civil_servants", "is_mandatory": "on"},
    )
    made = office.post(
        "/office/assignments/new/", {"course": str(course.uid), "whom": "civil_servants"}
    )
    with in_province(quangnam):
        assert Enrollment.objects.get().is_mandatory is False
        assignment = Assignment.objects.get()
    removed = office.post(f"/office/assignments/{assignment.uid}/removal/")

    assert (without_date.status_code, made.status_code, removed.status_code) == (422, 302, 302)
    with in_province(quangnam):
        assert not Enrollment.objects.exists()


def test_invitations_mail_who_has_an_address_and_print_slips_for_the_rest(
    office, quangnam, linh, cohorts, run_jobs
):
    from tenants.people.models import Message

    with in_province(quangnam):
        Learner.objects.create(
            full_name="Bà Tư",
            folded_name="ba tu",
            phone="+84905000333",
            cohort=cohorts["community"],
        )
    started = office.post("/office/invitations/", {"how": "mail"})
    run_jobs()

    job = started["Location"].split("/")[2]
    page = office.get(f"/office/invitations/{job}/")
    sheet = office.get(f"/office/invitations/{job}/slips.xlsx")
    assert [slip.full_name for slip in page.context["slips"]] == ["Bà Tư"]
    assert page.content.decode().count('<use href="#activation-qr"/>') == 1
    assert sheet.status_code == 200
    with in_province(quangnam):
        assert list(Message.objects.values_list("recipient", flat=True)) == [
            "linh@quangnam.example"
        ]
        assert Learner.objects.filter(user=None).count() == 0
    assert office.post(f"/office/invitations/{job}/removal/").status_code == 302
    assert office.get(f"/office/invitations/{job}/").context["slips"] == []


def test_invitations_count_and_list_the_same_people(office, quangnam, linh, cohorts, run_jobs):
    with in_province(quangnam):
        for name, code in [("Bà Tư", "QN-1"), ("Ông Năm", "QN-2")]:
            Learner.objects.create(
                full_name=name, staff_code=code, cohort=cohorts["community"], unit=linh.unit
            )
    unit = str(linh.unit.uid)
    office.post("/office/invitations/", {"how": "slips", "cohort": "community", "unit": unit})
    run_jobs()

    page = office.get("/office/invitations/")
    listed = office.get("/office/people/?state=not_activated").context["page"]

    assert page.context["waiting_count"] == listed.paginator.count == 3
    assert 'href="/office/people/?state=not_activated"' in page.content.decode()
    assert [whom for _round, whom in page.context["rounds"]] == ["Cộng đồng, Xã Nam Phước"]


def test_roster_goes_from_upload_to_people(office, quangnam, units, run_jobs):
    content = workbook(
        Cán_bộ=[HEAD, official(), official("Sai Ngày", "QN-0013", born="31/02/1980")]
    )
    upload = office.post("/office/roster/", {"file": SimpleUploadedFile("a.xlsx", content)})
    assert upload.status_code == 302
    reading = office.get(upload["Location"]).content.decode()
    run_jobs()
    preview = office.get(upload["Location"])
    wrong = office.get(upload["Location"] + "wrong-rows.xlsx")
    applied = office.post(
        upload["Location"] + "application/", {"known": "update", "duplicates": "first"}
    )
    run_jobs()
    done = office.get(upload["Location"]).content.decode()

    assert "Đọc danh sách" in reading
    assert "Không có ngày như vậy." in preview.content.decode()
    cells = CalamineWorkbook.from_filelike(io.BytesIO(wrong.content)).get_sheet_by_name("Cán bộ")
    assert cells.to_python()[1][0] == "Sai Ngày"
    assert "Không có ngày như vậy." in cells.to_python()[1][-1]
    assert applied.status_code == 302
    assert "Đã đưa vào danh sách" in done
    with in_province(quangnam):
        assert [one.full_name for one in Learner.objects.all()] == ["Nguyễn Thị Linh"]
    again = office.post(
        upload["Location"] + "application/", {"known": "update", "duplicates": "first"}
    )
    assert again.status_code == 302


def test_roster_may_be_thrown_away(office, quangnam, units, uploaded):
    upload = uploaded(workbook(Cán_bộ=[HEAD, official()]))

    answer = office.post(f"/office/roster/{upload.uid}/removal/")

    assert answer.status_code == 302
    with in_province(quangnam):
        upload.refresh_from_db()
        assert (upload.state, upload.rows.count()) == ("discarded", 0)


def test_template_holds_a_guide_units_and_a_sheet_a_cohort(office):
    content = office.get("/office/roster/template.xlsx").content

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Hướng dẫn", "Đơn vị", "Cán bộ", "Doanh nghiệp", "Cộng đồng"]
    assert book.get_sheet_by_name("Cán bộ").to_python()[0][0] == "Họ và tên"


def test_front_page_names_the_next_step(office, quangnam, cohorts, course):
    first = office.get("/office/")

    assert first.context["next_step"].title.startswith("Khai báo đơn vị")
    assert [step.is_done for step in first.context["steps"]] == [True] + [False] * 6


def test_cohorts_are_made_once(in_quangnam):
    actions.ensure_cohorts()
    actions.ensure_cohorts()

    assert (Cohort.objects.count(), SubGroup.objects.count()) == (3, 8)
