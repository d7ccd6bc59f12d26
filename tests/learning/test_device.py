"""What a device keeps: copies that name nobody, the worker, the app's manifest, the session."""

import gzip
import json
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.queries import published_course
from enrollment.models import Attempt, Cohort, Learner, LessonProgress, QuizPolicy
from tenants.context import in_province
from tenants.people.models import PageView
from tests.learning import rich, school


def lesson_path(course, index=0):
    return f"/courses/{course.slug}/lessons/{course.lessons[index].uid}/"


def personal_marks(page: str, user) -> list[str]:
    """What in a page belongs to its reader."""
    marks = [user.full_name, str(user.uid), "csrfmiddlewaretoken", "data-person", "Anh Thuận"]
    return [mark for mark in marks if mark in page]


def test_lesson_names_its_reader_and_its_copy_does_not(linh_browser, linh, security):
    page = linh_browser.get(lesson_path(security)).content.decode()
    answer = linh_browser.get(f"{lesson_path(security)}copy/")

    assert personal_marks(page, linh) != []
    assert personal_marks(answer.content.decode(), linh) == []
    assert "Nội dung của bài." in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_copy_is_the_same_for_everybody_under_the_same_rules(
    linh_browser, guest_browser, quangnam, open_course
):
    with in_province(quangnam):
        community = Cohort.objects.get(key="community")
        Learner.objects.update(cohort=community, sub_group=None)
    path = f"{lesson_path(open_course)}copy/"

    assert linh_browser.get(path).content == guest_browser.get(path).content


def test_copy_shows_no_progress(linh_browser, security, quangnam):
    path, lesson = lesson_path(security), security.lessons[0]
    linh_browser.post(f"{path}quiz/", school.form(school.right(lesson)))

    assert "Đã hoàn thành" in linh_browser.get(path).content.decode()
    assert "Đã hoàn thành" not in linh_browser.get(f"{path}copy/").content.decode()


def test_copy_leaves_messages_for_the_next_page(linh_browser, quangnam, security):
    with in_province(quangnam):
        other = school.add_course("kinh-te-so", "Kinh tế số")
    linh_browser.post(f"/courses/{other.slug}/enrollment/")

    copied = linh_browser.get(f"{lesson_path(security)}copy/").content.decode()
    page = linh_browser.get(lesson_path(security)).content.decode()

    assert "Đã ghi danh khóa học." not in copied
    assert "Đã ghi danh khóa học." in page


def test_copy_opens_nothing_and_counts_nothing(linh_browser, security, quangnam):
    for path in (lesson_path(security), f"{lesson_path(security)}quiz/"):
        linh_browser.get(f"{path}copy/")
    linh_browser.get("/offline/")

    with in_province(quangnam):
        assert not LessonProgress.objects.exists()
        assert not PageView.objects.exists()


def test_copy_costs_no_more_statements_than_reading(linh_browser, security):
    linh_browser.get(f"{lesson_path(security)}copy/")
    with CaptureQueriesContext(connection) as seen:
        linh_browser.get(f"{lesson_path(security)}copy/")

    assert len(seen.captured_queries) == 5


def test_where_a_reader_stands_comes_beside_the_copy(linh_browser, guest_browser, linh, quangnam):
    with in_province(quangnam):
        course = rich.rich_course("cuoc-goi", is_open_to_guests=True)
        school.enroll(Learner.objects.get(user=linh), course)
    path = lesson_path(course, 1)
    before = linh_browser.get(f"{path}copy/")
    linh_browser.post(f"{path}position/", {"step": "3", "seconds": "21"})
    after = linh_browser.get(f"{path}copy/")

    assert [one["Device-Note"] for one in (before, after)] == [
        "step=1&seconds=0",
        "step=3&seconds=21",
    ]
    assert before.content == after.content
    assert "Device-Note" not in guest_browser.get(f"{path}copy/")


def test_that_a_quiz_is_begun_comes_beside_its_copy(linh_browser, security):
    path, lesson = f"{lesson_path(security)}quiz/", security.lessons[0]
    before = linh_browser.get(f"{path}copy/")
    page = linh_browser.get(path).content.decode()
    key = uuid.UUID(re.search(r'name="submission_key" value="([0-9a-f-]{36})"', page)[1])
    linh_browser.post(f"{path}saved-answers/", school.form(school.right(lesson), key=key))
    begun = linh_browser.get(f"{path}copy/")
    linh_browser.post(path, school.form(school.right(lesson), key=key))
    after = linh_browser.get(f"{path}copy/")

    notes = [answer.get("Device-Note") for answer in (before, begun, after)]
    assert notes == [None, "begun=1", None]
    assert all("data-begun hidden" in one.content.decode() for one in (before, begun, after))


def test_quiz_copy_holds_a_key_for_one_attempt(linh_browser, linh, security, quangnam):
    path, lesson = f"{lesson_path(security)}quiz/", security.lessons[0]
    page = linh_browser.get(f"{path}copy/").content.decode()
    key = re.search(r'name="submission_key" value="([0-9a-f-]{36})"', page)

    fields = school.form(school.right(lesson), key=uuid.UUID(key[1]))
    sent = {"answered_at": "2026-11-25T14:05:00+07:00", "sent_at": "2026-11-25T15:00:00+07:00"}
    answers = [linh_browser.post(path, fields | sent) for _ in range(2)]

    assert personal_marks(page, linh) == []
    assert [one.status_code for one in answers] == [302, 302]
    with in_province(quangnam):
        assert Attempt.objects.count() == 1


def test_lesson_without_questions_has_no_quiz_to_copy(linh_browser, security, quangnam):
    with in_province(quangnam):
        course = school.add_lesson_without_quiz(security.slug)

    assert linh_browser.get(f"{lesson_path(course, 2)}quiz/copy/").status_code == 404


def test_quiz_that_takes_no_answers_now_is_not_copied(linh_browser, linh, security, quangnam):
    path, lesson = f"{lesson_path(security)}quiz/", security.lessons[0]
    with in_province(quangnam):
        QuizPolicy.objects.create(cohort=Learner.objects.get(user=linh).cohort, max_attempts=1)

    before = linh_browser.get(f"{path}copy/")
    linh_browser.post(path, school.form(school.wrong(lesson, 3)))
    after = linh_browser.get(f"{path}copy/")

    assert (before.status_code, after.status_code) == (200, 404)


def test_copies_are_for_those_who_may_read(guest_browser, minh_browser, hoa_browser, security):
    paths = [f"{lesson_path(security)}copy/", f"{lesson_path(security)}quiz/copy/"]

    for path in paths:
        assert guest_browser.get(path)["Location"].startswith("/sign-in/")
        assert minh_browser.get(path)["Location"] == f"/courses/{security.slug}/"
        assert hoa_browser.get(path).status_code == 404


def test_the_page_without_network_names_nobody(linh_browser, linh):
    page = linh_browser.get("/offline/").content.decode()

    assert "<h1>Đang không có mạng</h1>" in page
    assert personal_marks(page, linh) == []


def test_the_list_of_saved_lessons_knows_nothing_of_the_device(linh_browser, linh):
    page = linh_browser.get("/saved/").content.decode()

    assert "<h1>Bài đã lưu trên máy</h1>" in page
    assert personal_marks(page, linh) == [linh.full_name, str(linh.uid), "csrfmiddlewaretoken",
                                          "data-person"]  # fmt: skip


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_the_worker_is_asked_for_once_an_hour_and_knows_the_look(guest_browser, encoding):
    answer = guest_browser.get("/sw.js", headers={"Accept-Encoding": encoding})

    content = gzip.decompress(answer.content) if encoding else answer.content
    told = json.loads(content.decode().partition(";\n")[0].removeprefix("self.LOOK="))
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert len(answer.content) <= (12 if encoding else 40) * 1024
    assert [one["url"].rpartition("/")[2] for one in told] == [
        "learner.css",
        "learner.js",
        "mark.svg",
        "be-vietnam-pro-latin-400-normal.woff2",
        "be-vietnam-pro-vietnamese-400-normal.woff2",
        "be-vietnam-pro-latin-700-normal.woff2",
        "be-vietnam-pro-vietnamese-700-normal.woff2",
        "theme.css?v=0A5C5A",
        "",
    ]


def test_the_worker_changes_with_the_language_of_the_page_without_network(guest_browser):
    vietnamese = guest_browser.get("/sw.js").content
    guest_browser.cookies["language"] = "en"

    assert guest_browser.get("/sw.js").content != vietnamese
    assert b"There is no network" not in vietnamese


def test_each_province_is_an_app_of_its_own(guest_browser, hoa_browser):
    answer = guest_browser.get("/manifest.webmanifest")
    facts, others = answer.json(), hoa_browser.get("/manifest.webmanifest").json()

    assert facts["name"] == "Học Vụ Số – Tỉnh Quảng Nam"
    assert others["name"] == "Học Vụ Số – Tỉnh Thái Nguyên"
    assert [icon["purpose"] for icon in facts["icons"]] == ["any", "any", "maskable"]
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert answer["Content-Type"].startswith("application/manifest+json")
    assert "Set-Cookie" not in answer


def test_pages_of_a_province_name_the_manifest(guest_browser, ministry):
    national = Client(HTTP_HOST="localhost")

    assert 'rel="manifest"' in guest_browser.get("/").content.decode()
    assert 'rel="manifest"' not in national.get("/").content.decode()
    assert national.get("/sw.js").status_code == 404


def test_session_says_who_is_here_and_gives_a_token_that_works(quangnam, linh, security):
    client = Client(HTTP_HOST="quangnam.localhost", enforce_csrf_checks=True)
    with in_province(quangnam):
        client.force_login(linh)
    path, fields = f"{lesson_path(security)}quiz/", school.form(school.right(security.lessons[0]))

    told = client.get("/device/session/")
    refused = client.post(path, fields)
    taken = client.post(path, fields | {"csrfmiddlewaretoken": told.json()["token"]})

    assert told.json()["person"] == str(linh.uid)
    assert "no-store" in told["Cache-Control"]
    assert (refused.status_code, taken.status_code) == (403, 302)


def test_session_of_a_guest_names_nobody(guest_browser):
    assert guest_browser.get("/device/session/").json()["person"] == ""


def test_signing_out_erases_what_the_device_keeps(linh_browser):
    assert linh_browser.post("/sign-out/")["Clear-Site-Data"] == '"storage"'


def test_the_size_told_is_about_what_is_kept(linh_browser, security, quangnam):
    with in_province(quangnam):
        course = published_course(security.slug)
    path = lesson_path(course)

    kept = sum(len(linh_browser.get(f"{path}{more}copy/").content) for more in ("", "quiz/"))

    told = course.lessons[0].saved_size
    assert abs(told.bytes - kept) < 0.2 * kept
    assert told.film_bytes == 0
    assert course.content.saved_bytes == sum(one.saved_size.bytes for one in course.lessons)
