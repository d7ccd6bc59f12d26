"""Screens of a lesson, where one stands in it, the tick under a practice."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import actions as catalog_actions
from catalog.models import Course, Lesson
from catalog.queries import published_course
from enrollment.learning.placing import Place, place_in
from enrollment.models import Enrollment, Learner, LessonProgress, QuizPolicy
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.learning import rich, school
from tests.learning.test_pages import lesson_path

PARTS = ("buoc-1", "buoc-2", "buoc-3", "buoc-4", "cuoi-bai")


@pytest.fixture
def calls(quangnam, linh):
    """Linh's course with a lesson that has everything, and without a quiz."""
    with in_province(quangnam):
        course = rich.rich_course("cuoc-goi", quiz=False)
        school.enroll(Learner.objects.get(user=linh), course)
    return course


@pytest.fixture
def free_calls(quangnam):
    """The same, open to guests and with questions."""
    with in_province(quangnam):
        return rich.rich_course("goi-tu-do", is_open_to_guests=True)


def stand(client, path, **said):
    return client.post(f"{path}position/", said)


def own(quangnam, course, index=1):
    with in_province(quangnam):
        return LessonProgress.objects.get(lesson_uid=course.lessons[index].uid)


def open_parts(page):
    """Which parts the style sheet shows at first."""
    found = re.findall(r'class="[^"]*\bis-open\b[^"]*" id="([^"]+)"', page)
    return [one for one in found if one in PARTS]


def test_a_lesson_has_all_its_screens_in_the_page(linh_browser, calls):
    page = linh_browser.get(lesson_path(calls, 1)).content.decode()

    assert [one for one in PARTS if f'id="{one}"' in page] == list(PARTS)
    assert open_parts(page) == ["buoc-1"]
    for words in ("Mỗi ngày có rất nhiều", "Hãy nghe thật kỹ.", "mã OTP", "số in trên thẻ"):
        assert words in page
    assert page.count("Đến cuối bài") == 3


def test_a_lesson_of_one_screen_has_no_steps(linh_browser, security):
    page = linh_browser.get(lesson_path(security)).content.decode()

    assert open_parts(page) == ["buoc-1", "cuoi-bai"]
    assert "Bước" not in page
    assert 'href="#' not in page.split("<main")[1]


def test_a_lesson_opens_where_its_learner_stood(linh_browser, quangnam, calls):
    path = lesson_path(calls, 1)
    linh_browser.get(path)

    assert stand(linh_browser, path, step=3, seconds=125).status_code == 204

    page = linh_browser.get(path).content.decode()
    assert open_parts(page) == ["buoc-3"]
    assert page.index('id="buoc-3"') < page.index('id="hoc-tiep"') < page.index('id="buoc-4"')
    assert "Xem tiếp từ 2:05" in page
    assert re.search(r'<source src="/media/[0-9a-f]{64}#t=125" type="video/mp4">', page)
    row = own(quangnam, calls)
    assert (row.position_step, row.position_seconds) == (3, 125)
    with in_province(quangnam):
        assert not AuditEntry.objects.filter(action__contains="position").exists()


def test_home_course_and_resume_lead_to_the_step(linh_browser, calls):
    path = lesson_path(calls, 1)
    linh_browser.get(path)
    stand(linh_browser, path, step=3)

    home = linh_browser.get("/").content.decode()
    course = linh_browser.get("/courses/cuoc-goi/").content.decode()

    for page in (home, course):
        assert f'class="hv-continue" href="{path}#hoc-tiep"' in page
        assert "Bài 2, bước 3/4 · còn khoảng 5 phút" in page
    assert linh_browser.get("/courses/cuoc-goi/resume/")["Location"] == f"{path}#hoc-tiep"


def test_a_lesson_that_is_done_begins_at_its_beginning(linh_browser, calls):
    path = lesson_path(calls, 1)
    linh_browser.get(path)
    stand(linh_browser, path, step=3, seconds=100)

    linh_browser.post(f"{path}reading/")

    page = linh_browser.get(path).content.decode()
    assert open_parts(page) == ["buoc-1"]
    assert "Xem tiếp" not in page


def test_the_later_position_wins(linh_browser, quangnam, calls):
    path = lesson_path(calls, 1)
    now = timezone.now()

    stand(linh_browser, path, step=4)
    an_hour_ago = now - datetime.timedelta(hours=1)
    stand(
        linh_browser, path, step=2,
        answered_at=an_hour_ago.isoformat(), sent_at=now.isoformat(),
    )  # fmt: skip

    assert own(quangnam, calls).position_step == 4


def test_a_wrong_clock_of_a_device_does_not_matter(linh_browser, quangnam, calls):
    path = lesson_path(calls, 1)

    stand(
        linh_browser, path, step=4,
        answered_at="2030-01-01T10:00:00+07:00", sent_at="2030-01-01T10:00:00+07:00",
    )  # fmt: skip
    stand(linh_browser, path, step=2)

    row = own(quangnam, calls)
    assert row.position_step == 2
    assert row.positioned_at <= timezone.now()


def test_a_step_leaves_the_second_and_a_second_the_step(linh_browser, quangnam, calls):
    path = lesson_path(calls, 1)

    stand(linh_browser, path, seconds=42)
    stand(linh_browser, path, step=2)
    stand(linh_browser, path, seconds=61)

    row = own(quangnam, calls)
    assert (row.position_step, row.position_seconds) == (2, 61)


def test_a_position_of_a_lesson_read_off_line_is_where_one_goes_on(linh_browser, quangnam, calls):
    linh_browser.get(lesson_path(calls))

    stand(linh_browser, lesson_path(calls, 1), step=2)

    with in_province(quangnam):
        enrollment = Enrollment.objects.get(course_id=calls.id)
    assert enrollment.last_lesson_uid == calls.lessons[1].uid


@pytest.mark.parametrize(
    "said",
    [{}, {"step": "0"}, {"step": "1000"}, {"seconds": "-1"}, {"seconds": "90000"}, {"step": "ba"}],
)
def test_no_position_is_refused(linh_browser, quangnam, calls, said):
    answer = stand(linh_browser, lesson_path(calls, 1), **said)

    assert (answer.status_code, answer.json()["code"]) == (422, "POSITION_INVALID")
    with in_province(quangnam):
        assert not LessonProgress.objects.exists()


def test_a_position_is_one_statement(linh_browser, calls):
    path = lesson_path(calls, 1)
    stand(linh_browser, path, step=2)

    with CaptureQueriesContext(connection) as seen:
        stand(linh_browser, path, step=3)

    written = [one["sql"] for one in seen if "INSERT" in one["sql"]]
    assert len(written) == 1
    assert len(seen) <= 8


def test_of_somebody_new_no_position_is_kept(guest_browser, quangnam, free_calls):
    path = lesson_path(free_calls, 1)
    page = guest_browser.get(path).content.decode()

    answer = stand(guest_browser, path, step=3)

    assert "data-position" not in page
    assert answer.status_code == 204
    with in_province(quangnam):
        assert not Learner.objects.exists()


def test_of_a_known_guest_the_position_is_kept(guest_browser, quangnam, free_calls):
    first, second = free_calls.lessons
    guest_browser.post(f"{lesson_path(free_calls)}quiz/", school.form(school.right(first)))

    assert "data-position" in guest_browser.get(lesson_path(free_calls, 1)).content.decode()
    stand(guest_browser, lesson_path(free_calls, 1), step=3)

    assert own(quangnam, free_calls).position_step == 3
    assert second.step_count == 4


def test_positions_of_another_province_are_not_there(hoa_browser, calls):
    assert stand(hoa_browser, lesson_path(calls, 1), step=2).status_code == 404


def test_positions_need_enrolment(minh_browser, guest_browser, quangnam, calls):
    minh = stand(minh_browser, lesson_path(calls, 1), step=2)
    guest = stand(guest_browser, lesson_path(calls, 1), step=2)

    assert (minh.status_code, minh["Location"]) == (302, "/courses/cuoc-goi/")
    assert guest["Location"].startswith("/sign-in/")
    with in_province(quangnam):
        assert not LessonProgress.objects.exists()


def test_a_shorter_edition_leads_to_its_last_step(quangnam, linh_browser, calls):
    path = lesson_path(calls, 1)
    stand(linh_browser, path, step=4)
    with in_province(quangnam):
        Lesson.objects.filter(uid=calls.lessons[1].uid).update(body="## Một\n\nChỉ còn một.")
        rich.publish(Course.objects.get(slug="cuoc-goi"))

    assert open_parts(linh_browser.get(path).content.decode()) == ["buoc-2", "cuoi-bai"]


def test_minutes_left_follow_the_step(in_quangnam, calls):
    lesson = published_course("cuoc-goi").lessons[1]

    def at(step, seconds=0):
        return place_in(lesson, LessonProgress(position_step=step, position_seconds=seconds))

    assert at(0) == Place(1, 4, 0, 10)
    assert at(2) == Place(2, 4, 0, 8)
    assert at(9) == Place(4, 4, 0, 3)
    assert [at(1, seconds).seconds for seconds in (4, 5, 194, 195)] == [0, 5, 194, 0]


def test_a_machines_voice_is_said_on_page_and_in_the_api(linh_browser, quangnam, calls):
    lesson, path = calls.lessons[1], lesson_path(calls, 1)
    api = f"/api/v1/courses/{calls.slug}/lessons/{lesson.uid}/"
    before = linh_browser.get(path).content.decode(), linh_browser.get(api).json()["audio"]
    with in_province(quangnam):
        row = Lesson.objects.get(uid=lesson.uid)
        catalog_actions.set_voice(lesson=row, is_machine_voice=True, by=None)
        rich.publish(row.module.course)

    page, audio = linh_browser.get(path).content.decode(), linh_browser.get(api).json()["audio"]

    assert ("Giọng đọc máy" in before[0], "Giọng đọc máy" in page) == (False, True)
    assert audio == before[1] | {"voice": "machine"}
    assert before[1] == {
        "url": f"/media/{lesson.audio.sha256}",
        "content_type": "audio/wav",
        "size_bytes": lesson.audio.size_bytes,
        "duration_seconds": 20,
        "voice": "",
    }


def test_the_page_shows_sizes_before_anything_is_loaded(linh_browser, calls):
    page = linh_browser.get(lesson_path(calls, 1)).content.decode()

    assert "Nghe đọc bài" in page
    assert re.findall(r'<(?:video|audio) controls preload="(\w+)"', page) == ["none", "none"]
    assert re.findall(r'data-label="(\w+)" data-bytes="(\d+)"( selected)?', page) == [
        ("240p", "7", ""), ("360p", "7", " selected"), ("720p", "4", ""), ("audio", "24044", ""),
    ]  # fmt: skip
    assert "Chỉ nghe · 24 KB" in page
    assert "Lời trong video." in page


def test_the_story_is_told_whole(linh_browser, calls):
    page = linh_browser.get(lesson_path(calls, 1)).content.decode()

    assert page.count('class="hv-choice"') == 4
    assert re.findall(r'href="#(canh-\d|het-chuyen)"', page) == [
        "canh-2", "het-chuyen", "het-chuyen", "het-chuyen", "canh-1",
    ]  # fmt: skip
    assert "Ngân hàng khóa thẻ kịp thời." in page


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (100, "Đã đạt bài này, điểm cao nhất 100. Có thể làm lại lúc nào cũng được."),
        (20, "Ông/Bà đã trả lời phần câu hỏi. Có thể làm lại lúc nào cũng được."),
    ],
)
def test_a_guest_who_answered_reads_what_that_means(guest_browser, free_calls, score, words):
    lesson, path = free_calls.lessons[0], lesson_path(free_calls)
    before = guest_browser.get(path).content.decode()

    answers = school.right(lesson) if score == 100 else school.wrong(lesson, 4)
    guest_browser.post(f"{path}quiz/", school.form(answers))

    assert "để tự kiểm tra và hoàn thành bài" in before
    assert words in guest_browser.get(path).content.decode()


def test_an_official_reads_that_attempts_are_counted(linh_browser, quangnam, linh, security):
    with in_province(quangnam):
        cohort = Learner.objects.get(user=linh).cohort
        QuizPolicy.objects.create(cohort=cohort, max_attempts=3)

    page = linh_browser.get(lesson_path(security)).content.decode()

    assert "Không giới hạn thời gian; số lượt làm có hạn." in page


def test_files_say_what_they_are(linh_browser, calls):
    page = linh_browser.get(lesson_path(calls, 1)).content.decode()

    assert 'download="Tờ ghi nhớ.pdf"' in page
    assert "PDF · 1 KB" in page


def test_a_practice_is_ticked_off_and_taken_back(linh_browser, quangnam, linh, calls):
    path = lesson_path(calls, 1)
    assert "Tôi đã thực hành xong" in linh_browser.get(path).content.decode()

    answers = [linh_browser.post(f"{path}practice/", {"done": "1"}) for _time in range(2)]

    assert {one["Location"] for one in answers} == {f"{path}#cuoi-bai"}
    assert "Bỏ đánh dấu" in linh_browser.get(path).content.decode()
    assert "Đã thực hành" in linh_browser.get("/courses/cuoc-goi/").content.decode()
    assert own(quangnam, calls).practiced_at is not None
    linh_browser.post(f"{path}practice/", {"done": "0"})
    row = own(quangnam, calls)
    assert (row.practiced_at, row.done_at) == (None, None)
    with in_province(quangnam):
        rows = AuditEntry.objects.filter(action="enrollment.mark_practiced").order_by("pk")
        assert [(one.actor_uid, one.facts["is_done"]) for one in rows] == [
            (linh.uid, True), (linh.uid, False),
        ]  # fmt: skip


def test_a_practice_gates_nothing(linh_browser, quangnam, calls):
    linh_browser.post(f"{lesson_path(calls, 1)}reading/")

    row = own(quangnam, calls)
    assert row.done_at is not None
    assert row.practiced_at is None


def test_a_lesson_without_practice_has_nothing_to_tick(linh_browser, security):
    assert linh_browser.post(f"{lesson_path(security)}practice/").status_code == 404


def test_somebody_new_practises_without_a_tick(guest_browser, quangnam, free_calls):
    path = lesson_path(free_calls, 1)

    page = guest_browser.get(path).content.decode()
    answer = guest_browser.post(f"{path}practice/", {"done": "1"})

    assert "Mở trang vneid.gov.vn" in page
    assert "Tôi đã thực hành xong" not in page
    assert answer["Location"] == f"{path}#cuoi-bai"
    with in_province(quangnam):
        assert not Learner.objects.exists()


def test_practices_need_enrolment_in_ones_own_province(minh_browser, hoa_browser, calls):
    assert minh_browser.post(f"{lesson_path(calls, 1)}practice/")["Location"] == (
        "/courses/cuoc-goi/"
    )
    assert hoa_browser.post(f"{lesson_path(calls, 1)}practice/").status_code == 404


def test_a_full_lesson_is_small_and_takes_few_statements(linh_browser, calls):
    path = lesson_path(calls, 1)
    linh_browser.get(path)

    with CaptureQueriesContext(connection) as seen:
        page = linh_browser.get(path).content

    assert len(seen) == 6
    assert len(page) <= 40 * 1024


def api_path(course, what="", index=1):
    return f"/api/v1/courses/{course.slug}/lessons/{course.lessons[index].uid}/{what}"


def put(client, path, **said):
    return client.put(path, said, content_type="application/json")


def test_another_device_goes_on_where_this_one_stood(linh_browser, quangnam, calls):
    assert linh_browser.get(api_path(calls)).json()["place"] == {
        "step": 1, "step_count": 4, "seconds": 0,
    }  # fmt: skip

    assert put(linh_browser, api_path(calls, "position/"), step=3, seconds=125).status_code == 204

    read = linh_browser.get(api_path(calls)).json()
    assert (read["place"]["step"], read["place"]["seconds"]) == (3, 125)
    assert [one["number"] for one in read["steps"]] == [1, 2, 3]
    assert open_parts(linh_browser.get(lesson_path(calls, 1)).content.decode()) == ["buoc-3"]


def test_by_api_too_the_later_position_wins(linh_browser, quangnam, calls):
    path = api_path(calls, "position/")
    put(linh_browser, path, step=3)

    late = put(
        linh_browser, path, step=1,
        taken_at="2026-11-25T08:00:00+07:00", sent_at="2026-11-25T09:00:00+07:00",
    )  # fmt: skip

    assert late.status_code == 204
    assert own(quangnam, calls).position_step == 3


@pytest.mark.parametrize(
    "said",
    [
        {}, {"step": 0}, {"step": 1000}, {"seconds": -1}, {"seconds": 86401}, {"step": "hai"},
        {"step": 1, "taken_at": "hôm qua"}, {"taken_at": "2026-11-25T08:00:00+07:00"},
    ],
)  # fmt: skip
def test_a_position_that_cannot_be_is_refused_by_api(linh_browser, quangnam, calls, said):
    answer = put(linh_browser, api_path(calls, "position/"), **said)

    assert (answer.status_code, answer.json()["code"]) == (422, "INPUT_INVALID")
    with in_province(quangnam):
        assert not LessonProgress.objects.filter(positioned_at__isnull=False).exists()


def test_a_broken_clock_breaks_nothing(linh_browser, quangnam, calls):
    clock = {"taken": "0001-01-02T00:00:00Z", "sent_at": "9999-12-30T00:00:00Z"}

    by_page = stand(
        linh_browser, lesson_path(calls, 1),
        step=2, answered_at=clock["taken"], sent_at=clock["sent_at"],
    )  # fmt: skip
    by_api = put(
        linh_browser, api_path(calls, "position/"),
        step=2, taken_at=clock["taken"], sent_at=clock["sent_at"],
    )  # fmt: skip

    assert (by_page.status_code, by_api.status_code) == (204, 204)
    assert own(quangnam, calls).position_step == 2


@pytest.mark.parametrize("way", ["page", "api"])
def test_who_reads_an_open_course_on_has_begun_it(linh_browser, quangnam, linh, free_calls, way):
    path = lesson_path(free_calls, 1)

    def read(step):
        if way == "api":
            return put(linh_browser, api_path(free_calls, "position/"), step=step)
        return stand(linh_browser, path, step=step)

    read(1)
    with in_province(quangnam):
        looked_in = Enrollment.objects.filter(course_id=free_calls.id).exists()
    answers = [read(2).status_code, read(3).status_code]

    home = linh_browser.get("/").content.decode()
    assert (looked_in, answers) == (False, [204, 204])
    assert f'class="hv-continue" href="{path}#hoc-tiep"' in home
    with in_province(quangnam):
        assert Enrollment.objects.filter(course_id=free_calls.id).count() == 1
        begun = AuditEntry.objects.filter(action="enrollment.enroll_learner")
        assert [one.actor_uid for one in begun] == [linh.uid]


def test_the_practice_is_ticked_off_and_back_by_api(linh_browser, quangnam, calls):
    path = api_path(calls, "practice/")

    assert put(linh_browser, path, is_done=True).status_code == 204
    ticked = linh_browser.get(api_path(calls)).json()["practice"]
    assert put(linh_browser, path, is_done=False).status_code == 204
    taken_back = linh_browser.get(api_path(calls)).json()["practice"]

    assert (ticked["practiced_at"] is not None, taken_back["practiced_at"]) == (True, None)
    assert taken_back["url"].startswith("https://")


def test_a_tick_by_api_needs_a_practice_and_a_word(linh_browser, security, calls):
    assert put(linh_browser, api_path(calls, "practice/")).status_code == 422
    assert put(linh_browser, api_path(security, "practice/"), is_done=True).status_code == 404


def test_a_way_that_leads_back_asks_to_choose_again(linh_browser, quangnam, calls):
    story = rich.story()
    story["steps"][1]["choices"][1]["next"] = story["steps"][1]["uid"]
    with in_province(quangnam):
        Lesson.objects.filter(uid=calls.lessons[1].uid).update(scenario=story)
        rich.publish(Course.objects.get(slug="cuoc-goi"))

    page = linh_browser.get(lesson_path(calls, 1)).content.decode()

    ways = re.findall(r'href="#(canh-\d|het-chuyen)"[^>]*>(.*?)</a>', page, re.DOTALL)
    words = [(to, " ".join(re.sub(r"<[^>]+>", "", text).split())) for to, text in ways]
    assert words == [
        ("canh-2", "Xem chuyện tiếp theo"),
        ("het-chuyen", "Đến cuối câu chuyện"),
        ("het-chuyen", "Đến cuối câu chuyện"),
        ("canh-2", "Chọn lại cách khác"),
        ("canh-1", "Làm lại từ đầu"),
    ]
