"""The adoption matrix: the whole country at a glance, any cell in one click."""

import io
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from catalog import actions
from catalog.library.matrix import Cell, adoption_matrix, state_of
from catalog.library.models import Adoption, Holding, Release
from catalog.merging import states
from tenants.context import in_ministry, in_place
from tenants.models import Province
from tenants.people.models import AuditEntry, Role
from tests.catalog import library
from tests.catalog.conftest import member, signed_in

PAGE = "/library/adoptions/"
TODAY = date(2026, 11, 25)


@pytest.fixture
def phuc(ministry, national_client):
    """Phúc's browser: an analyst, whose page this is. Editors' navigation counts reviews beside."""
    return signed_in(national_client, ministry, member(ministry, Role.MINISTRY_ANALYST, "phuc"))


@pytest.fixture
def releases(ministry):
    """Two releases of one course, one of another."""
    with in_ministry():
        course = library.course_without_faults("Mật khẩu")
        first = actions.release_course(course=course, changelog="Lần đầu", by=None)
        lesson = course.modules.get().lessons.order_by("position").first()
        actions.change_lesson(lesson=lesson, body=f"{lesson.body}\n\nThêm.", by=None)
        second = actions.release_course(course=course, changelog="Thêm", by=None)
        other = library.course_without_faults("An toàn thông tin")
        return [first, second, actions.release_course(course=other, changelog="Lần đầu", by=None)]


def hold(place, release, **facts):
    """Write what a province reported of a course."""
    defaults = {"version": release.version, "sha256": "a" * 64, "reported_at": timezone.now()}
    with in_ministry():
        return Holding.objects.create(
            province_id=int(place.id), course_uid=release.course_uid, **(defaults | facts)
        )


def cells(page):
    """Return {(province, course title): (state, version, mark)} of the grid."""
    titles = [column["course"].title for column in page.context["columns"]]
    return {
        (one["row"].slug, title): cell[:3]
        for one in page.context["rows"]
        for title, cell in zip(titles, one["cells"], strict=True)
    }


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "behind"),
        ({"version": 3}, "current"),
        ({"version": 4}, "current"),
        ({"conflict_count": 0}, "behind"),
        ({"conflict_count": 2}, "conflicting"),
        ({"conflict_count": 2, "postponed_until_date": TODAY + timedelta(days=1)}, "postponed"),
        ({"postponed_until_date": TODAY}, "behind"),
        ({"version": 3, "postponed_until_date": TODAY + timedelta(days=1)}, "current"),
        ({"version": 3, "is_detached": True}, "detached"),
        ({"conflict_count": 2, "is_detached": True}, "detached"),
    ],
)
def test_state_is_the_first_that_fits(facts, state):
    known = {
        "version": 2,
        "newest_version": 3,
        "is_detached": False,
        "postponed_until_date": None,
        "conflict_count": None,
        "today": TODAY,
    }

    assert state_of(**(known | facts)) == state


def test_grid_shows_every_province_and_course(an, quangnam, thainguyen, releases):
    hold(quangnam, releases[0])
    hold(quangnam, releases[2], is_detached=True)
    hold(thainguyen, releases[1])

    page = an.get(PAGE)

    assert page.status_code == 200
    assert cells(page) == {
        ("quangnam", "Mật khẩu"): ("behind", "bản 1", "chậm 1"),
        ("quangnam", "An toàn thông tin"): ("detached", "bản 1", "bản riêng"),
        ("thainguyen", "Mật khẩu"): ("current", "bản 2", "mới nhất"),
        ("thainguyen", "An toàn thông tin"): ("absent", "", ""),
    }
    assert [(one["row"].slug, one["taken_count"]) for one in page.context["rows"]] == [
        ("quangnam", 2),
        ("thainguyen", 1),
    ]
    taken = {one["course"].title: one["taken_count"] for one in page.context["columns"]}
    assert taken == {"Mật khẩu": 2, "An toàn thông tin": 1}


def test_conflicts_count_for_the_newest_release_only(ministry, quangnam, thainguyen, releases):
    facts = {"version": 1, "conflict_count": 2}
    hold(quangnam, releases[0], foreseen_version=2, **facts)
    hold(thainguyen, releases[0], foreseen_version=1, **facts)

    with in_ministry():
        rows = adoption_matrix(today=TODAY).rows

    found = {row.slug: row.cell(releases[0].course_uid) for row in rows}
    assert (found["quangnam"].state, found["quangnam"].conflict_count) == ("conflicting", 2)
    assert (found["thainguyen"].state, found["thainguyen"].conflict_count) == ("behind", None)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("audience=community", set()),
        ("q=thai+nguyen", {("thainguyen", "Mật khẩu"), ("thainguyen", "An toàn thông tin")}),
        ("q=mat+khau", {("quangnam", "Mật khẩu"), ("thainguyen", "Mật khẩu")}),
        ("q=khong+co", set()),
        ("state=behind", {("quangnam", "Mật khẩu")}),
        ("state=detached", set()),
        ("state=la-gi", {
            ("quangnam", "Mật khẩu"), ("quangnam", "An toàn thông tin"),
            ("thainguyen", "Mật khẩu"), ("thainguyen", "An toàn thông tin"),
        }),
    ],
)  # fmt: skip
def test_grid_is_filtered(an, quangnam, thainguyen, releases, query, shown):
    hold(quangnam, releases[0])

    page = an.get(f"{PAGE}?{query}")

    assert set(cells(page)) == shown
    assert ("Không có ô nào khớp" in page.content.decode()) == (not shown)


def test_one_course_and_one_province_are_listed_in_words(an, quangnam, thainguyen, releases):
    hold(quangnam, releases[0], changed_lesson_count=2)

    by_course = an.get(f"{PAGE}?course={releases[0].slug}")
    by_province = an.get(f"{PAGE}?province=quangnam")
    narrowed = an.get(f"{PAGE}?province=quangnam&state=behind")

    def entries(page):
        return [
            (one["row"].slug, one["course"].title, one["cell"].state)
            for one in page.context["entries"]
        ]

    assert entries(by_course) == [
        ("quangnam", "Mật khẩu", "behind"),
        ("thainguyen", "Mật khẩu", "absent"),
    ]
    assert set(entries(by_province)) == {
        ("quangnam", "Mật khẩu", "behind"),
        ("quangnam", "An toàn thông tin", "absent"),
    }
    assert entries(narrowed) == [("quangnam", "Mật khẩu", "behind")]
    assert "chưa tính" in by_course.content.decode()


def test_sheet_says_the_same_with_the_filters_in_its_head(an, ministry, quangnam, releases):
    hold(quangnam, releases[0])

    answer = an.get("/library/adoptions.xlsx?state=behind&q=quang")

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    facts = dict(row[:2] for row in rows[1:7] if row[0])
    assert (facts["Tình trạng"], facts["Tìm"]) == ("Chậm so với bản mới nhất", "quang")
    assert rows[-3][:2] == ["Tỉnh, thành phố", "Mật khẩu"]
    assert rows[-2][1:] == ["bản 1, chậm 1", 1]
    assert rows[-1][1] == "1/2"
    with in_ministry():
        assert AuditEntry.objects.get(action="catalog.export_adoptions").facts == {
            "row_count": 1,
            "course_count": 1,
        }


def test_title_that_looks_like_a_formula_stays_text(an, ministry, quangnam, releases):
    with in_ministry():
        Release.objects.filter(pk=releases[2].pk).update(title="=1+1")

    content = an.get("/library/adoptions.xlsx").content

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert "=1+1" in [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]


def test_cell_tells_all_that_is_known(an, ministry, quangnam, releases):
    base = states.of_document(releases[0].document)
    changed = {**releases[0].document, "modules": [dict(releases[0].document["modules"][0])]}
    lessons = [dict(one) for one in changed["modules"][0]["lessons"]]
    lessons[1]["body"] = "Của tỉnh."
    own = {**lessons[2], "uid": str(uuid.uuid4()), "questions": []}
    changed["modules"][0]["lessons"] = [*lessons, own]
    hold(
        quangnam,
        releases[0],
        fingerprint=states.fingerprint(states.of_document(changed), base),
        changed_lesson_count=2,
        foreseen_version=2,
        conflict_count=1,
        conflict_lessons=["Bài hai"],
        postponed_until_date=timezone.localdate() + timedelta(days=3),
        postponed_reason="Đang thi học kỳ.",
    )
    with in_ministry():
        Adoption.objects.create(
            province_id=int(quangnam.id),
            event_uid=uuid.uuid4(),
            course_uid=releases[0].course_uid,
            version=1,
            sha256="a" * 64,
            adopted_at=timezone.now(),
        )

    page = an.get(f"{PAGE}quangnam/{releases[0].slug}/")

    found = page.context["found"]
    assert (found.changed_lessons, found.own_lesson_count) == (["Bài hai"], 1)
    assert [one.version for one in found.history] == [1]
    shown = page.content.decode()
    assert "Đang thi học kỳ." in shown
    assert "1 chỗ tỉnh phải tự quyết định" in shown
    assert found.cell == Cell(
        state="postponed",
        version=1,
        behind_count=1,
        conflict_count=1,
        changed_lesson_count=2,
        postponed_until_date=found.holding.postponed_until_date,
        reported_at=found.holding.reported_at,
    )


def test_cell_of_a_course_not_taken_says_so(an, quangnam, releases):
    page = an.get(f"{PAGE}quangnam/{releases[0].slug}/")

    assert "Tỉnh chưa đưa khóa học này vào danh mục" in page.content.decode()
    assert an.get(f"{PAGE}khong-co/{releases[0].slug}/").status_code == 404
    assert an.get(f"{PAGE}quangnam/khong-co/").status_code == 404


def test_matrix_is_for_the_ministry(phuc, ministry, national_client, quangnam_client, releases):
    assert phuc.get(PAGE).status_code == 200
    somebody = signed_in(national_client, ministry, member(ministry, None, "ai"))
    assert somebody.get(PAGE).status_code == 403
    assert quangnam_client.get(PAGE).status_code == 404


def test_matrix_says_when_the_shelf_is_empty(an):
    assert "Chưa có gì để so sánh" in an.get(PAGE).content.decode()


def generated_country(province_count, course_count):
    """63 provinces × 200 courses, each taken over by all but every seventh."""
    now = timezone.now()
    provinces = Province.objects.bulk_create(
        Province(
            schema_name=f"tinh{number}",
            name=f"Tỉnh {number}",
            title=f"Tỉnh {number}",
            operator="Sở",
            role_name=f"role{number}",
            issuer_number=5000 + number,
            status=Province.Status.ACTIVE,
        )
        for number in range(province_count)
    )
    releases = Release.objects.bulk_create(
        Release(
            course_uid=uuid.uuid4(),
            version=2,
            title=f"Khóa học quốc gia về chuyển đổi số, phần {number}",
            slug=f"khoa-{number}",
            audience="officials",
            lesson_count=48,
            duration_minutes=480,
            position=number,
            document={},
            sha256="a" * 64,
            changelog="",
            published_by="",
            published_at=now,
        )
        for number in range(course_count)
    )
    Holding.objects.bulk_create(
        Holding(
            province=province,
            course_uid=release.course_uid,
            version=1 + (row + column) % 2,
            sha256="a" * 64,
            reported_at=now,
        )
        for row, province in enumerate(provinces)
        for column, release in enumerate(releases)
        if (row + column) % 7
    )


def test_whole_country_opens_in_six_statements(phuc, ministry, django_assert_max_num_queries):
    with in_place(ministry):
        generated_country(61, 200)

    with django_assert_max_num_queries(6):
        page = phuc.get(PAGE)
    second = phuc.get(f"{PAGE}?page=2")

    assert len(page.context["rows"]) == 63
    assert page.context["page"].paginator.count == 200
    assert len(page.content) < 1_000_000
    assert second.context["page"].number == 2


def test_small_country_takes_as_many_statements(phuc, ministry, django_assert_num_queries):
    with in_place(ministry):
        generated_country(1, 1)

    with django_assert_num_queries(6):
        phuc.get(PAGE)
