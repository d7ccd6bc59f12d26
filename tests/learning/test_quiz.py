"""A quiz is answered on one page, graded on the server, and kept exactly once."""

import threading
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog import actions as catalog_actions
from catalog.models import Course, Question
from catalog.queries import published_course
from enrollment.learning import receipts
from enrollment.models import Attempt, Certificate, Enrollment, LessonProgress
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.learning import school


def quiz_path(course, index=0):
    return f"/courses/{course.slug}/lessons/{course.lessons[index].uid}/quiz/"


def test_the_page_asks_all_questions_and_tells_no_answer(linh_browser, security):
    page = linh_browser.get(quiz_path(security)).content.decode()

    assert page.count('<fieldset class="hv-question"') == 5
    assert "Giải thích" not in page
    assert 'name="submission_key"' in page
    assert len(page.encode()) <= 40 * 1024


def test_right_answers_pass_and_are_explained(linh_browser, quangnam, security):
    answer = linh_browser.post(quiz_path(security), school.form(school.right(security.lessons[0])))

    assert answer.status_code == 302
    page = linh_browser.get(answer["Location"]).content.decode()
    assert "Đạt: đúng 5/5 câu" in page
    assert page.count("Đã trả lời đúng câu này.") == 5
    assert "Giải thích 1." in page
    with in_province(quangnam):
        attempt = Attempt.objects.get()
        progress = LessonProgress.objects.get()
        enrollment = Enrollment.objects.get()
        audit = AuditEntry.objects.get(action="enrollment.submit_attempt")
    assert (attempt.score_percent, attempt.is_passed) == (100, True)
    assert (progress.best_score_percent, progress.attempt_count) == (100, 1)
    assert progress.done_at == attempt.submitted_at
    assert (enrollment.done_lesson_count, enrollment.completed_at) == (1, None)
    assert audit.facts["attempt"] == str(attempt.uid)


def test_wrong_answers_fail_kindly_and_may_be_tried_again(linh_browser, quangnam, security):
    lesson = security.lessons[0]

    answer = linh_browser.post(quiz_path(security), school.form(school.wrong(lesson, 2)))

    page = linh_browser.get(answer["Location"]).content.decode()
    assert "Chưa đạt: đúng 3/5 câu" in page
    assert page.count("Chưa trả lời đúng câu này.") == 2
    assert "Đáp án đúng, chưa được chọn" in page
    linh_browser.post(quiz_path(security), school.form(school.right(lesson)))
    linh_browser.post(quiz_path(security), school.form(school.wrong(lesson, 5)))
    with in_province(quangnam):
        progress = LessonProgress.objects.get()
    assert (progress.best_score_percent, progress.attempt_count) == (100, 3)
    assert progress.done_at is not None


def test_the_same_submission_again_gives_the_first_result(linh_browser, quangnam, security):
    fields = school.form(school.right(security.lessons[0]))

    first = linh_browser.post(quiz_path(security), fields)
    again = linh_browser.post(quiz_path(security), fields)

    assert (again.status_code, again["Location"]) == (302, first["Location"])
    with in_province(quangnam):
        assert Attempt.objects.count() == 1
        assert LessonProgress.objects.get().attempt_count == 1


def test_the_same_key_with_other_answers_is_refused(linh_browser, quangnam, security):
    lesson, key = security.lessons[0], uuid.uuid4()
    linh_browser.post(quiz_path(security), school.form(school.right(lesson), key))

    answer = linh_browser.post(quiz_path(security), school.form(school.wrong(lesson, 1), key))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ATTEMPT_ALREADY_SUBMITTED" in page
    with in_province(quangnam):
        attempt = Attempt.objects.get()
        token = page.split('<code class="hv-receipt">')[1].split("</code>")[0]
        assert receipts.read_receipt(token)["attempt"] == str(attempt.uid)
    assert f"quiz/{attempt.uid}/" in page


def test_the_same_key_at_another_lesson_is_refused(linh_browser, security):
    key = uuid.uuid4()
    linh_browser.post(quiz_path(security), school.form(school.right(security.lessons[0]), key))

    answer = linh_browser.post(
        quiz_path(security, 1), school.form(school.right(security.lessons[1]), key)
    )

    assert answer.status_code == 409


def test_a_question_of_another_lesson_is_refused_and_nothing_stored(
    linh_browser, quangnam, security
):
    mixed = school.right(security.lessons[0]) | school.right(security.lessons[1])

    answer = linh_browser.post(quiz_path(security), school.form(mixed))

    assert answer.status_code == 422
    assert "QUESTION_NOT_IN_ATTEMPT" in answer.content.decode()
    with in_province(quangnam):
        assert not Attempt.objects.exists()
        assert not LessonProgress.objects.exists()


def test_what_was_chosen_is_not_lost_when_an_answer_is_missing(linh_browser, quangnam, security):
    answers, key = school.right(security.lessons[0]), uuid.uuid4()
    missing, chosen, *_others = answers
    del answers[missing]

    answer = linh_browser.post(quiz_path(security), school.form(answers, key))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#q-{missing}"' in page
    assert page.count(" checked") == 5  # four questions, the last with two right options
    assert f'value="{answers[chosen][0]}" checked' in page
    assert str(key) in page
    with in_province(quangnam):
        assert not Attempt.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "123"])
def test_a_broken_key_is_refused(linh_browser, security, key):
    fields = school.form(school.right(security.lessons[0])) | {"submission_key": key}

    assert linh_browser.post(quiz_path(security), fields).status_code == 422


def test_answers_to_the_edition_on_the_screen_count(linh_browser, quangnam, security):
    with in_province(quangnam):
        row = Course.objects.get(slug=security.slug)
        first = security.lessons[0]
        gone = Question.objects.get(uid=first.questions[0].uid)
        catalog_actions.delete_question(question=gone, by=None)
        catalog_actions.publish_course(course=row, changelog="Bớt một câu", by=None)
    fields = school.form(school.right(first)) | {"document": security.document_sha256}

    answer = linh_browser.post(quiz_path(security), fields)

    assert "Đạt: đúng 5/5 câu" in linh_browser.get(answer["Location"]).content.decode()
    with in_province(quangnam):
        assert Attempt.objects.get().document_sha256 == security.document_sha256
        assert published_course(security.slug).document_sha256 != security.document_sha256


def test_another_persons_result_does_not_exist(linh_browser, minh_browser, security):
    answer = linh_browser.post(quiz_path(security), school.form(school.right(security.lessons[0])))
    minh_browser.post("/courses/an-toan-thong-tin/enrollment/")

    assert minh_browser.get(answer["Location"]).status_code == 404


def test_the_last_lesson_completes_the_course(linh_browser, quangnam, security):
    for index, lesson in enumerate(security.lessons):
        answer = linh_browser.post(quiz_path(security, index), school.form(school.right(lesson)))

    with in_province(quangnam):
        enrollment = Enrollment.objects.get()
        certificate = Certificate.objects.get()
    assert enrollment.completed_at is not None
    assert (enrollment.done_lesson_count, enrollment.score_percent) == (2, 100)
    assert certificate.holder_name == "Nguyễn Thị Linh"
    assert "Nhận chứng nhận" in linh_browser.get(answer["Location"]).content.decode()
    assert "Bắt buộc: 1/1 khóa đã xong." in linh_browser.get("/").content.decode()


def test_the_score_is_the_mean_of_the_best(linh_browser, quangnam, security):
    linh_browser.post(quiz_path(security), school.form(school.wrong(security.lessons[0], 1)))
    linh_browser.post(quiz_path(security, 1), school.form(school.right(security.lessons[1])))

    with in_province(quangnam):
        assert Enrollment.objects.get().score_percent == 90


def test_a_course_being_written_gives_no_certificate_yet(linh_browser, linh, quangnam):
    with in_province(quangnam):
        course = school.add_course("kinh-te-so", "Kinh tế số", lessons=1, is_drafting=True)
        school.enroll(linh.learner, course)

    linh_browser.post(quiz_path(course), school.form(school.right(course.lessons[0])))

    with in_province(quangnam):
        assert Enrollment.objects.get(course_id=course.id).completed_at is not None
        assert not Certificate.objects.exists()
    page = linh_browser.get("/courses/kinh-te-so/").content.decode()
    assert "Đã học hết các bài đang có" in page
    home = linh_browser.get("/").content.decode()
    assert "Bắt buộc: 0/2 khóa đã xong." in home
    assert "Có 1 khóa đã học hết bài đang có" in home
    listed = linh_browser.get("/courses/").content.decode()
    for shown in (home, listed):
        assert "Đã học hết bài đang có" in shown
        assert "đang biên soạn thêm" in shown


def test_a_submit_takes_few_statements_also_with_a_certificate(linh_browser, security):
    linh_browser.get(quiz_path(security))
    counts = []
    for index, lesson in enumerate(security.lessons):
        with CaptureQueriesContext(connection) as seen:
            answer = linh_browser.post(
                quiz_path(security, index), school.form(school.right(lesson))
            )
        assert answer.status_code == 302
        counts.append(len(seen))

    assert counts == [10, 12]


def test_a_result_takes_few_statements(linh_browser, security):
    fields = school.form(school.right(security.lessons[0]))
    path = linh_browser.post(quiz_path(security), fields)["Location"]

    with CaptureQueriesContext(connection) as seen:
        linh_browser.get(path)

    assert len(seen) <= 8


def test_a_quiz_needs_a_form_of_this_site(quangnam, linh, security):
    browser = Client(HTTP_HOST="quangnam.localhost", enforce_csrf_checks=True)
    with in_province(quangnam):
        browser.force_login(linh)

    answer = browser.post(quiz_path(security), school.form(school.right(security.lessons[0])))

    assert answer.status_code == 403


@pytest.mark.committed
def test_parallel_submits_are_one(quangnam):
    with in_province(quangnam):
        course = school.add_course("an-toan-thong-tin", "An toàn thông tin")
        user = school.person(phone="+84905000111")
        school.enroll(school.learner(user), course)
    fields = school.form(school.right(course.lessons[0]))
    answers = at_once(quangnam, user, quiz_path(course), [fields] * 8)

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    with in_province(quangnam):
        assert Attempt.objects.count() == 1
        assert LessonProgress.objects.get().attempt_count == 1


@pytest.mark.committed
def test_parallel_last_lessons_give_one_certificate(quangnam):
    with in_province(quangnam):
        course = school.add_course("an-toan-thong-tin", "An toàn thông tin", lessons=1)
        user = school.person(phone="+84905000111")
        school.learner(user)
    forms = [school.form(school.right(course.lessons[0])) for _ in range(6)]
    with in_province(quangnam):
        school.enroll(user.learner, course)
    answers = at_once(quangnam, user, quiz_path(course), forms)

    assert {answer.status_code for answer in answers} == {302}
    with in_province(quangnam):
        assert Attempt.objects.count() == 6
        assert LessonProgress.objects.get().attempt_count == 6
        assert Certificate.objects.count() == 1


def at_once(place, user, path, forms):
    """Post every form from a thread of its own; return the answers."""
    browsers = []
    for _ in forms:
        browser = Client(HTTP_HOST="quangnam.localhost")
        if user is not None:
            with in_province(place):
                browser.force_login(user)
        browsers.append(browser)
    ready, answers = threading.Barrier(len(forms)), []

    def post(browser, fields):
        ready.wait()
        answers.append(browser.post(path, fields))
        connection.close()

    threads = [
        threading.Thread(target=post, args=pair) for pair in zip(browsers, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.committed
def test_a_double_click_of_somebody_new_is_one_guest(quangnam):
    with in_province(quangnam):
        course = school.add_course("tren-mang", "Trên mạng", is_open_to_guests=True)
    fields = school.form(school.right(course.lessons[0]))
    answers = at_once(quangnam, None, quiz_path(course), [fields] * 5)

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    with in_province(quangnam):
        assert Attempt.objects.count() == 1
