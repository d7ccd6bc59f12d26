"""Home, course, lesson, enrolment: who sees what, in how many statements."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.queries import published_course
from enrollment.models import Cohort, Enrollment, Learner, LessonProgress
from tenants.context import in_province
from tests.learning import school


def lesson_path(course, index=0):
    return f"/courses/{course.slug}/lessons/{course.lessons[index].uid}/"


def statements(client, path):
    """Statements of one page, the documents being read before."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return [one["sql"] for one in seen.captured_queries]


def test_home_shows_the_way_on_what_is_asked_and_whom_to_call(linh_browser, security):
    answer = linh_browser.get("/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Xin chào Nguyễn Thị Linh," in page
    assert "Bắt buộc: 0/1 khóa đã xong." in page
    assert f'class="hv-continue" href="{lesson_path(security)}"' in page
    assert "Anh Thuận" in page
    assert "0905 000 222" in page
    assert answer["Cache-Control"] == "private, no-cache"


def test_help_of_the_learners_own_unit_stands_on_every_page(linh_browser, security):
    lesson = lesson_path(security)
    paths = ("/", "/courses/", f"/courses/{security.slug}/", lesson, f"{lesson}quiz/")

    for path in (*paths, "/certificates/"):
        page = linh_browser.get(path).content.decode()
        assert "Tổ công nghệ số cộng đồng, UBND xã Nam Phước" in page
        assert 'href="tel:0905000222"' in page


def test_home_says_overdue_calmly(linh_browser, quangnam):
    with in_province(quangnam):
        Enrollment.objects.update(due_date=datetime.date(2026, 1, 1))

    page = linh_browser.get("/").content.decode()

    assert "Có 1 khóa đã qua hạn. Ông/Bà vẫn học tiếp được" in page
    assert 'Nên học trước: <a href="/courses/an-toan-thong-tin/">An toàn thông tin</a>.' in page
    assert "hv-tag--late" not in page


def test_home_says_the_days_that_are_left(linh_browser, quangnam):
    with in_province(quangnam):
        Enrollment.objects.update(due_date=timezone.localdate() + datetime.timedelta(days=12))

    page = linh_browser.get("/").content.decode()
    assert "Còn 12 ngày" in page
    assert "còn 12 ngày (hạn" in page


def test_home_of_somebody_new_offers_open_courses(guest_browser, security, open_course):
    page = guest_browser.get("/").content.decode()

    assert "Học thử không cần tài khoản" in page
    assert "/courses/tren-mang/" in page
    assert "/courses/an-toan-thong-tin/" not in page


def test_home_offers_the_courses_of_ones_own_group_first(quangnam, linh_browser, linh):
    with in_province(quangnam):
        for number in range(6):
            school.add_course(f"cong-dong-{number}", f"Cộng đồng {number}", audience="community")
        school.add_course("kinh-te-so", "Kinh tế số")

    others = linh_browser.get("/").context["home"].others

    assert [item.card.slug for item in others] == [
        "kinh-te-so",
        *(f"cong-dong-{number}" for number in range(6)),
    ]


def test_home_greets_who_has_not_begun(linh_browser, security):
    before = linh_browser.get("/").content.decode()
    linh_browser.get(lesson_path(security))
    after = linh_browser.get("/").content.decode()

    assert "<h1>Hôm nay bắt đầu học</h1>" in before
    assert "<h1>Hôm nay học tiếp</h1>" in after


def test_home_shows_the_office_its_place(minh_browser):
    page = minh_browser.get("/").content.decode()

    assert 'href="/office/"' in page
    assert 'href="/supervisor/"' not in page


def test_home_of_an_empty_province_says_so(hoa_browser):
    assert "Chưa có khóa học nào" in hoa_browser.get("/").content.decode()


def test_the_course_is_a_task_list(linh_browser, security):
    page = linh_browser.get("/courses/an-toan-thong-tin/").content.decode()

    assert "Đã xong 0 trên 2 bài." in page
    assert page.count("Chưa học") == 2
    assert "Hạn 30/06/2100" in page


def test_a_course_being_written_shows_what_comes(quangnam, guest_browser):
    with in_province(quangnam):
        outline = [{"title": "Phần hai", "lessons": ["Dữ liệu mở"]}]
        school.add_course("kinh-te-so", "Kinh tế số", is_drafting=True, outline=outline)

    page = guest_browser.get("/courses/kinh-te-so/").content.decode()

    assert "Sẽ có" in page
    assert "Dữ liệu mở" in page


def test_the_lesson_is_remembered_and_resumed(linh_browser, quangnam, security):
    linh_browser.get(lesson_path(security, 1))

    with in_province(quangnam):
        enrollment = Enrollment.objects.get()
        progress = LessonProgress.objects.get()
        assert Learner.objects.get().active_since is not None
    assert enrollment.last_lesson_uid == progress.lesson_uid == security.lessons[1].uid
    assert enrollment.started_at is not None
    assert linh_browser.get("/courses/an-toan-thong-tin/resume/")["Location"] == lesson_path(
        security, 1
    )
    assert f'class="hv-continue" href="{lesson_path(security, 1)}"' in (
        linh_browser.get("/").content.decode()
    )


def test_a_lesson_is_small(linh_browser, security):
    answer = linh_browser.get(lesson_path(security))

    assert len(answer.content) <= 40 * 1024
    assert "Bài sau" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "most"),
    [("/", 8), ("/courses/an-toan-thong-tin/", 8), ("/courses/", 8), ("/certificates/", 8)],
)
def test_pages_take_few_statements(linh_browser, security, path, most):
    linh_browser.get(lesson_path(security))

    assert len(statements(linh_browser, path)) <= most


def test_a_lesson_takes_few_statements_at_first_and_again(linh_browser, security):
    linh_browser.get("/courses/an-toan-thong-tin/")
    with CaptureQueriesContext(connection) as first:
        linh_browser.get(lesson_path(security))

    assert len(first) <= 8
    assert len(statements(linh_browser, lesson_path(security))) <= 7
    assert len(statements(linh_browser, f"{lesson_path(security)}quiz/")) <= 7


def test_lists_take_as_many_statements_for_three_courses(linh_browser, linh, quangnam, security):
    linh_browser.get(lesson_path(security))
    one = len(statements(linh_browser, "/"))
    with in_province(quangnam):
        for number in (1, 2):
            course = school.add_course(f"khoa-{number}", f"Khóa {number}")
            school.enroll(Learner.objects.get(user=linh), course)

    assert len(statements(linh_browser, "/")) == one


def test_lessons_ask_strangers_to_sign_in(guest_browser, security):
    answer = guest_browser.get(lesson_path(security))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=%2Fcourses%2F")


def test_lessons_lead_who_is_not_enrolled_to_the_course(minh_browser, security):
    answer = minh_browser.get(lesson_path(security))

    assert (answer.status_code, answer["Location"]) == (302, "/courses/an-toan-thong-tin/")


def test_lessons_wait_for_the_day_the_group_opens(linh_browser, quangnam, security):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with in_province(quangnam):
        Cohort.objects.filter(key="officials").update(opens_date=tomorrow)

    answer = linh_browser.get(lesson_path(security))

    assert answer.status_code == 403
    assert "COHORT_NOT_OPEN" in answer.content.decode()


def test_an_offered_course_is_taken_by_a_click(linh_browser, linh, quangnam, open_course):
    answer = linh_browser.post("/courses/tren-mang/enrollment/")

    assert answer["Location"] == "/courses/tren-mang/resume/"
    with in_province(quangnam):
        taken = Enrollment.objects.get(course_id=open_course.id)
        assert (taken.learner.user, taken.is_mandatory) == (linh, False)
    linh_browser.post("/courses/tren-mang/enrollment/")
    with in_province(quangnam):
        assert Enrollment.objects.filter(course_id=open_course.id).count() == 1


def test_enrolling_keeps_what_is_mandatory(linh_browser, quangnam, security):
    linh_browser.post("/courses/an-toan-thong-tin/enrollment/")

    with in_province(quangnam):
        assert Enrollment.objects.get().is_mandatory


def test_somebody_of_the_office_may_learn_too(minh_browser, minh, quangnam, security):
    minh_browser.post("/courses/an-toan-thong-tin/enrollment/")

    with in_province(quangnam):
        assert Enrollment.objects.get().learner.user == minh


def test_enrolling_asks_to_sign_in(guest_browser, security):
    assert guest_browser.post("/courses/an-toan-thong-tin/enrollment/").status_code == 302
    opened = guest_browser.get("/courses/an-toan-thong-tin/enrollment/")
    assert (opened.status_code, opened.headers["Allow"]) == (405, "POST")
    assert "Không mở trực tiếp được địa chỉ này" in opened.content.decode()


def test_a_lesson_without_quiz_is_marked_as_read(linh_browser, quangnam, security):
    with in_province(quangnam):
        course = school.add_lesson_without_quiz("an-toan-thong-tin")
    path = lesson_path(course, 2)
    assert "Đã đọc xong" in linh_browser.get(path).content.decode()

    linh_browser.post(f"{path}reading/")
    linh_browser.post(f"{path}reading/")

    with in_province(quangnam):
        assert LessonProgress.objects.get(lesson_uid=course.lessons[2].uid).done_at is not None
        assert Enrollment.objects.get().done_lesson_count == 1


def test_a_lesson_with_a_quiz_cannot_be_marked_as_read(linh_browser, quangnam, security):
    assert linh_browser.post(f"{lesson_path(security)}reading/").status_code == 404
    with in_province(quangnam):
        assert not LessonProgress.objects.exists()


def test_foreign_and_absent_answer_the_same(hoa_browser, security, linh_browser):
    lesson = lesson_path(security)
    absent = f"/courses/an-toan-thong-tin/lessons/{uuid.uuid4()}/"
    for path in ("/courses/an-toan-thong-tin/", lesson, f"{lesson}quiz/"):
        foreign = hoa_browser.get(path)
        assert foreign.status_code == 404
        assert foreign.content == hoa_browser.get("/courses/khong-co/").content
    assert linh_browser.get(absent).status_code == 404


def test_a_session_of_another_province_opens_nothing(linh_browser, hoa_browser, open_course):
    stolen = linh_browser.cookies["session"].value
    hoa_browser.cookies["session"] = stolen

    page = hoa_browser.get("/").content.decode()

    assert "Nguyễn Thị Linh" not in page
    assert hoa_browser.get("/certificates/").status_code == 401


def test_the_document_learners_read_is_the_published_one(in_quangnam, security):
    assert published_course("an-toan-thong-tin").lesson_count == 2
