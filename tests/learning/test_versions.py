"""New editions and those who learn: what was done stays done and says which edition it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import actions as catalog_actions
from catalog.models import Course, Edition, Lesson, Question
from catalog.queries import published_course
from enrollment.learning import merging
from enrollment.models import Attempt, Certificate, Enrollment, Learner, LessonProgress
from tenants.context import in_province
from tenants.jobs import actions as job_actions
from tenants.jobs.models import Job
from tenants.people.models import AuditEntry
from tests.learning import school
from tests.learning.test_quiz import quiz_path

SLUG = "an-toan-thong-tin"
PATH = f"/courses/{SLUG}/"


def lesson_path(course, index=0):
    return f"{PATH}lessons/{course.lessons[index].uid}/"


def answer(browser, course, index=0, **fields):
    """Answer one quiz rightly."""
    form = school.form(school.right(course.lessons[index])) | fields
    return browser.post(quiz_path(course, index), form)


def republish(place, *, is_minor=False, bodies=(), remove=(), add=(), **facts):
    """Publish the course again with other words, fewer or more lessons; return what is read."""
    with in_province(place):
        row = Course.objects.get(slug=SLUG)
        for uid in bodies:
            lesson = Lesson.objects.get(uid=uid)
            body = f"{lesson.body}\n\nThêm một đoạn."
            catalog_actions.change_lesson(lesson=lesson, body=body, by=None)
        for uid in remove:
            catalog_actions.delete_lesson(lesson=Lesson.objects.get(uid=uid), by=None)
        for title in add:
            made = catalog_actions.add_lesson(module=row.modules.get(), title=title, by=None)
            catalog_actions.change_lesson(lesson=made, summary="S.", body="Nội dung.", by=None)
        Course.objects.filter(pk=row.pk).update(**facts) if facts else None
        catalog_actions.publish_course(course=row, changelog="Mới", is_minor=is_minor, by=None)
        return published_course(SLUG)


def studied(place):
    """The edition each lesson was done in, by the lesson's uid."""
    with in_province(place):
        return dict(LessonProgress.objects.values_list("lesson_uid", "done_edition_number"))


def test_a_passed_quiz_remembers_the_edition_and_moves_on(linh_browser, quangnam, security):
    uid = security.lessons[0].uid
    answer(linh_browser, security)
    assert studied(quangnam) == {uid: 1}
    newer = republish(quangnam, bodies=[uid])

    linh_browser.post(quiz_path(newer), school.form(school.wrong(newer.lessons[0], 5)))
    assert studied(quangnam) == {uid: 1}
    answer(linh_browser, newer)

    assert studied(quangnam) == {uid: 2}


def test_a_failed_quiz_remembers_none(linh_browser, quangnam, security):
    linh_browser.post(quiz_path(security), school.form(school.wrong(security.lessons[0], 5)))

    assert studied(quangnam) == {security.lessons[0].uid: None}


def test_answers_to_an_older_screen_count_for_that_edition(linh_browser, quangnam, security):
    newer = republish(quangnam, bodies=[security.lessons[0].uid])

    answer(linh_browser, newer, document=security.document_sha256)

    assert studied(quangnam) == {security.lessons[0].uid: 1}


def test_a_read_lesson_remembers_the_edition_and_moves_on(linh_browser, quangnam, security):
    with in_province(quangnam):
        course = school.add_lesson_without_quiz(SLUG)
    path, uid = lesson_path(course, -1), course.lessons[-1].uid
    linh_browser.post(f"{path}reading/")
    assert studied(quangnam) == {uid: 2}
    republish(quangnam, bodies=[uid])
    assert "Đã xem lại bài" in linh_browser.get(path).content.decode()

    linh_browser.post(f"{path}reading/")

    assert studied(quangnam) == {uid: 3}
    assert "đã được cập nhật" not in linh_browser.get(path).content.decode()


@pytest.mark.parametrize(("mine", "theirs", "kept"), [(1, 3, 3), (3, 1, 3), (None, 2, 2)])
def test_merging_a_guest_keeps_the_newest_edition(quangnam, linh, security, mine, theirs, kept):
    uid = security.lessons[0].uid
    with in_province(quangnam):
        guest = Learner.objects.create(guest_expires_at=school.NOW)
        for who, edition in ((linh.learner, mine), (guest, theirs)):
            LessonProgress.objects.create(
                learner=who, course_uid=security.uid, lesson_uid=uid, opened_at=school.NOW,
                done_at=school.NOW if edition else None, done_edition_number=edition,
            )  # fmt: skip

        merging.merge_guest(guest=guest, into=linh.learner)

    assert studied(quangnam) == {uid: kept}


def test_a_changed_lesson_is_marked_for_who_has_done_it(linh_browser, quangnam, security):
    answer(linh_browser, security)
    done, other = (lesson.uid for lesson in security.lessons)

    republish(quangnam, bodies=[done, other])

    page = linh_browser.get(PATH).content.decode()
    assert page.count("Đã hoàn thành · bài đã cập nhật") == 1
    assert "Đã xong 1 trên 2 bài." in page
    lesson = linh_browser.get(lesson_path(security)).content.decode()
    with in_province(quangnam):
        day = f"{Edition.objects.get(number=2).published_at:%d/%m/%Y}"
    assert f"Bài này đã được cập nhật ngày {day}; kết quả của Ông/Bà vẫn giữ nguyên." in lesson
    assert "đã được cập nhật" not in linh_browser.get(lesson_path(security, 1)).content.decode()


def test_a_minor_edition_marks_nothing(linh_browser, quangnam, security):
    answer(linh_browser, security)

    republish(quangnam, bodies=[security.lessons[0].uid], is_minor=True)

    assert "bài đã cập nhật" not in linh_browser.get(PATH).content.decode()
    assert "đã được cập nhật" not in linh_browser.get(lesson_path(security)).content.decode()


def test_what_was_done_before_editions_were_counted_is_not_marked(linh_browser, quangnam, security):
    answer(linh_browser, security)
    with in_province(quangnam):
        LessonProgress.objects.update(done_edition_number=None)

    republish(quangnam, bodies=[security.lessons[0].uid])

    assert "bài đã cập nhật" not in linh_browser.get(PATH).content.decode()


def test_the_api_tells_the_edition_and_what_is_renewed(linh_browser, quangnam, security):
    for index in (0, 1):
        answer(linh_browser, security, index)
    republish(quangnam, bodies=[security.lessons[0].uid])

    rows = linh_browser.get(f"/api/v1/courses/{SLUG}/progress/").json()

    told = [(row["done_edition_number"], row["is_renewed"]) for row in rows]
    assert told == [(1, True), (1, False)]


def test_marks_cost_no_statement(linh_browser, quangnam, security):
    def count(path):
        linh_browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            linh_browser.get(path)
        return len(seen)

    answer(linh_browser, security)
    paths = ("/", PATH, lesson_path(security), lesson_path(security, 1))
    before = [count(path) for path in paths]

    republish(quangnam, bodies=[security.lessons[0].uid], add=["Bài thêm"])

    assert [count(path) for path in paths] == before


def test_new_lessons_leave_the_course_completed(linh_browser, quangnam, security):
    for index in (0, 1):
        answer(linh_browser, security, index)

    republish(quangnam, add=["Bài thêm"])

    home, page = linh_browser.get("/").content.decode(), linh_browser.get(PATH).content.decode()
    assert "Hoàn thành · có bài mới" in home
    assert "Bắt buộc: 1/1 khóa đã xong." in home
    assert "Khóa học có bài mới từ khi Ông/Bà hoàn thành." in page
    assert "Xem và tải chứng nhận" in page
    assert linh_browser.get("/api/v1/me/enrollments/").json()[0]["has_new_lessons"] is True
    with in_province(quangnam):
        assert Certificate.objects.get().revoked_at is None
        assert Enrollment.objects.get().completed_at is not None


def test_a_completed_course_without_new_lessons_says_nothing(linh_browser, quangnam, security):
    for index in (0, 1):
        answer(linh_browser, security, index)

    republish(quangnam, bodies=[security.lessons[0].uid])

    assert "có bài mới" not in linh_browser.get("/").content.decode()
    assert "có bài mới" not in linh_browser.get(PATH).content.decode()


def test_a_lesson_taken_out_counts_no_longer_and_its_results_stay(
    linh_browser, guest_browser, hoa_browser, quangnam, security
):
    three = republish(quangnam, add=["Bài ba"])
    gone = three.lessons[0]
    result = answer(linh_browser, three)["Location"]
    answer(linh_browser, three, 1)

    republish(quangnam, remove=[gone.uid])

    page = linh_browser.get(PATH).content.decode()
    assert "Đã xong 1 trên 2 bài." in page
    assert f'href="{PATH}gone/"' in page
    listed = linh_browser.get(f"{PATH}gone/").content.decode()
    assert gone.title in listed
    assert result in listed
    shown = linh_browser.get(result)
    assert shown.status_code == 200
    assert "Bài này không còn trong khóa học." in shown.content.decode()
    assert lesson_path(three) not in shown.content.decode().replace(result, "")
    assert linh_browser.get(lesson_path(three)).status_code == 404
    assert gone.title not in guest_browser.get(f"{PATH}gone/").content.decode()
    assert hoa_browser.get(f"{PATH}gone/").status_code == 404
    with in_province(quangnam):
        assert Enrollment.objects.get().done_lesson_count == 1
        assert Attempt.objects.count() == LessonProgress.objects.count() == 2


def test_results_of_lessons_taken_out_take_the_same_statements(linh_browser, quangnam, security):
    course = republish(quangnam, add=["Bài ba", "Bài bốn"])
    for index in (0, 1):
        answer(linh_browser, course, index)
    linh_browser.post(f"{lesson_path(course, 2)}reading/")
    counts = []
    for index in (0, 1, 2):
        republish(quangnam, remove=[course.lessons[index].uid])
        linh_browser.get(f"{PATH}gone/")
        with CaptureQueriesContext(connection) as seen:
            page = linh_browser.get(f"{PATH}gone/").content.decode()
        counts.append(len(seen))

    assert len(set(counts)) == 1
    assert [lesson.title for lesson in course.lessons[:3] if lesson.title in page] == [
        "Bài số 1", "Bài số 2", "Bài ba",
    ]  # fmt: skip


def test_who_has_done_all_that_is_left_completes_the_course(linh_browser, quangnam, security):
    answer(linh_browser, security)
    republish(quangnam, remove=[security.lessons[1].uid])
    with in_province(quangnam):
        assert Enrollment.objects.get().completed_at is None

    job_actions.run_due(quangnam)

    with in_province(quangnam):
        enrollment, certificate = Enrollment.objects.get(), Certificate.objects.get()
        facts = AuditEntry.objects.get(action="enrollment.settle_course").facts
    assert enrollment.completed_at is not None
    assert (enrollment.done_lesson_count, enrollment.score_percent) == (1, 100)
    assert (certificate.edition_number, facts["certificate"]) == (2, certificate.code)


def test_a_course_written_to_its_end_certifies_who_has_done_it(linh_browser, quangnam, security):
    republish(quangnam, is_drafting=True)
    for index in (0, 1):
        answer(linh_browser, security, index)
    with in_province(quangnam):
        assert not Certificate.objects.exists()

    republish(quangnam, is_drafting=False)
    job_actions.run_due(quangnam)

    with in_province(quangnam):
        assert Certificate.objects.get().edition_number == 3


def test_settling_twice_is_once_and_needs_somebody(linh_browser, quangnam, security):
    republish(quangnam, remove=[security.lessons[1].uid])
    with in_province(quangnam):
        assert not Job.objects.exists()
    course = republish(quangnam, add=["Bài ba"])
    answer(linh_browser, course)
    republish(quangnam, remove=[course.lessons[1].uid])

    for _time in range(2):
        job_actions.run_due(quangnam)
        with in_province(quangnam):
            Job.objects.update(state=Job.State.QUEUED, checkpoint={})

    with in_province(quangnam):
        assert Certificate.objects.count() == 1


def test_publishing_costs_the_same_for_three_learners(linh_browser, quangnam, security):
    def count(number):
        with in_province(quangnam):
            who = school.learner(None, f"Người {number}")
            school.enroll(who, published_course(SLUG), done_lesson_count=1)
            row = Course.objects.get(slug=SLUG)
            made = catalog_actions.add_lesson(module=row.modules.get(), title="X", by=None)
            catalog_actions.change_lesson(lesson=made, summary="S.", body="Có.", by=None)
            catalog_actions.publish_course(course=row, changelog="Thêm", by=None)
            catalog_actions.delete_lesson(lesson=made, by=None)
            with CaptureQueriesContext(connection) as seen:
                catalog_actions.publish_course(course=row, changelog=f"Bớt {number}", by=None)
            return len(seen)

    counts = [count(number) for number in range(3)]

    assert len(set(counts)) == 1


def test_a_removed_question_does_not_hide_a_result(linh_browser, quangnam, security):
    result = answer(linh_browser, security)["Location"]
    with in_province(quangnam):
        gone = Question.objects.get(uid=security.lessons[0].questions[0].uid)
        catalog_actions.delete_question(question=gone, by=None)
    republish(quangnam)

    assert "Đạt: đúng 5/5 câu" in linh_browser.get(result).content.decode()
