"""What lesson, quiz, result and course say after a quiz fits what has happened."""

import datetime

import pytest
from django.utils import timezone

from enrollment.models import Attempt, Enrollment, Learner, QuizPolicy
from tenants.context import in_province
from tests.learning import school
from tests.learning.test_open_attempts import quiz_path

YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)
ASK = "vui lòng liên hệ người hỗ trợ của đơn vị."


def end_of(page):
    """The last screen of a lesson."""
    return page.split('id="cuoi-bai"')[1].split("<nav")[0]


@pytest.fixture
def policy(quangnam, linh):
    """Set how Linh's group takes quizzes."""

    def set_policy(**facts):
        with in_province(quangnam):
            cohort = Learner.objects.get(user=linh).cohort
            QuizPolicy.objects.update_or_create(cohort=cohort, defaults=facts)

    return set_policy


def hand_in(client, course, wrong, index=0):
    answers = school.wrong(course.lessons[index], wrong)
    answer = client.post(quiz_path(course, index), school.form(answers))
    return client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("facts", "due", "words"),
    [
        ({"max_attempts": 1}, None, "Ông/Bà đã dùng hết số lượt làm bài này."),
        ({"wait_minutes": 60}, None, "Ông/Bà làm lại được từ "),
        (
            {"closes_at_deadline": True},
            YESTERDAY,
            f"Đã hết hạn nhận bài (23:59 ngày {YESTERDAY:%d/%m/%Y}).",
        ),
    ],
    ids=["used up", "waiting", "closed"],
)
def test_the_end_of_a_lesson_says_what_its_quiz_says(
    linh_browser, quangnam, security, policy, facts, due, words
):
    hand_in(linh_browser, security, wrong=3)
    policy(**facts)
    with in_province(quangnam):
        Enrollment.objects.update(due_date=due)

    end = end_of(linh_browser.get(quiz_path(security).removesuffix("quiz/")).content.decode())
    quiz = linh_browser.get(quiz_path(security)).content.decode()

    assert (words in end, words in quiz) == (True, True)
    assert (ASK in end, ASK in quiz) == ("wait_minutes" not in facts,) * 2
    assert quiz_path(security) not in end
    assert "Điểm cao nhất: 40. Bài này chưa đạt." in end


def test_the_end_of_a_lesson_offers_the_quiz_when_the_time_is_over(
    linh_browser, quangnam, security, policy
):
    hand_in(linh_browser, security, wrong=3)
    policy(wait_minutes=60)
    with in_province(quangnam):
        Attempt.objects.update(submitted_at=timezone.now() - datetime.timedelta(minutes=61))

    end = end_of(linh_browser.get(quiz_path(security).removesuffix("quiz/")).content.decode())

    assert quiz_path(security) in end
    assert "làm lại được từ" not in end


def test_a_passed_quiz_without_attempts_is_calm(linh_browser, security, policy):
    policy(max_attempts=1)
    hand_in(linh_browser, security, wrong=0)

    end = end_of(linh_browser.get(quiz_path(security).removesuffix("quiz/")).content.decode())

    assert "Đã đạt bài này, điểm cao nhất 100." in end
    assert (ASK in end, quiz_path(security) in end) == (False, False)


def test_a_guest_below_the_mark_reads_again_first_and_keeps_what_was_done(
    guest_browser, open_course
):
    below = hand_in(guest_browser, open_course, wrong=3)
    hand_in(guest_browser, open_course, wrong=3, index=1)
    course = guest_browser.get(f"/courses/{open_course.slug}/").content.decode()

    again = "Xem giải thích bên dưới, đọc lại bài rồi làm lại."
    keeps = "Đang học thử: những gì đã làm được giữ 30 ngày trên máy này."
    assert below.index("cần đúng 4 câu.") < below.index(again) < below.index(keeps)
    assert "Lưu kết quả bằng số điện thoại" not in below
    assert "Chứng nhận của khóa cần đạt câu hỏi của mọi bài." in course
    assert (keeps in course, "để lưu kết quả và nhận chứng nhận" in course) == (True, False)


def test_a_guest_who_passed_all_registers_for_the_certificate(guest_browser, open_course):
    for index in range(2):
        hand_in(guest_browser, open_course, wrong=0, index=index)
    course = guest_browser.get(f"/courses/{open_course.slug}/").content.decode()

    assert "Đăng ký bằng số điện thoại để lưu kết quả và nhận chứng nhận." in course
    assert "Chứng nhận của khóa cần đạt" not in course


def test_a_worse_attempt_after_a_passed_one_frightens_nobody(linh_browser, security):
    hand_in(linh_browser, security, wrong=0)

    page = hand_in(linh_browser, security, wrong=4)

    assert "Lần này đúng 1/5 câu" in page
    assert "Ông/Bà đã đạt bài này từ trước; kết quả cao nhất được giữ nguyên." in page
    assert "Chưa đạt" not in page
    assert "Bài tiếp theo: Bài số 2" in page


@pytest.mark.parametrize(
    ("lateness", "heading"),
    [("waiting", "Đã nhận bài, chờ xem xét"), ("declined", "Bài gửi sau hạn, không được tính")],
)
def test_late_answers_that_do_not_count_look_like_it(
    linh_browser, quangnam, security, lateness, heading
):
    answers = school.form(school.right(security.lessons[0]))
    address = linh_browser.post(quiz_path(security), answers)["Location"]
    with in_province(quangnam):
        Attempt.objects.update(lateness=lateness)

    page = linh_browser.get(address).content.decode()

    assert heading in page
    assert "hv-result--waiting" in page
    assert "Bài tiếp theo" not in page


def test_accepted_late_answers_say_so(linh_browser, quangnam, security):
    answers = school.form(school.right(security.lessons[0]))
    address = linh_browser.post(quiz_path(security), answers)["Location"]
    with in_province(quangnam):
        Attempt.objects.update(lateness="accepted")

    assert "Bài gửi sau hạn đã được chấp nhận." in linh_browser.get(address).content.decode()
