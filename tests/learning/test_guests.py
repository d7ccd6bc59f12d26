"""Bà Tư learns without an account, and keeps what she did when she registers."""

import datetime

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrollment.learning import guests, tasks
from enrollment.models import Attempt, Certificate, Enrollment, Learner, LessonProgress
from tenants.context import in_province
from tenants.people import actions as people_actions
from tenants.people import events
from tenants.people.models import Session, User
from tests.learning import school

PHONE = "+84905123456"


def quiz_path(course, index=0):
    return f"/courses/{course.slug}/lessons/{course.lessons[index].uid}/quiz/"


def answer_all(browser, course):
    for index, lesson in enumerate(course.lessons):
        browser.post(quiz_path(course, index), school.form(school.right(lesson)))


class Request:
    """What a receiver of person_registered needs of a request."""

    def __init__(self, browser):
        self.session = browser.session


def register(place, browser, name="Nguyễn Thị Tư"):
    with in_province(place):
        user = User.objects.filter(phone=PHONE).first() or people_actions.create_user(
            full_name=name, phone=PHONE
        )
        request = Request(browser)
        events.person_registered.send(sender=User, user=user, request=request)
        assert "guest_learner" not in request.session
    return user


def test_reading_leaves_no_trace(guest_browser, quangnam, open_course):
    path = quiz_path(open_course).removesuffix("quiz/")

    assert guest_browser.get(path).status_code == 200
    assert guest_browser.get(quiz_path(open_course)).status_code == 200

    with in_province(quangnam):
        assert not Learner.objects.exists()
        assert not Session.objects.exists()


def test_the_first_answer_makes_a_guest(guest_browser, quangnam, open_course):
    fields = school.form(school.right(open_course.lessons[0]))

    answer = guest_browser.post(quiz_path(open_course), fields)

    page = guest_browser.get(answer["Location"]).content.decode()
    assert "Lưu kết quả bằng số điện thoại" in page
    with in_province(quangnam):
        guest = Learner.objects.get()
        assert (guest.user, guest.phone, guest.cohort) == (None, None, None)
        left = guest.guest_expires_at - timezone.now()
        assert datetime.timedelta(days=29) < left <= datetime.timedelta(days=30)
    guest_browser.post(quiz_path(open_course, 1), school.form(school.right(open_course.lessons[1])))
    with in_province(quangnam):
        assert Learner.objects.count() == 1
        assert not Certificate.objects.exists()
    assert "Lưu kết quả học" in guest_browser.get("/").content.decode()


def test_a_guests_submit_takes_few_statements(guest_browser, open_course):
    guest_browser.get(quiz_path(open_course))
    with CaptureQueriesContext(connection) as seen:
        guest_browser.post(
            quiz_path(open_course), school.form(school.right(open_course.lessons[0]))
        )

    assert len(seen) <= 12


def test_the_first_answer_again_without_the_cookie_is_the_same_guest(
    guest_browser, quangnam, open_course
):
    fields = school.form(school.right(open_course.lessons[0]))
    first = guest_browser.post(quiz_path(open_course), fields)

    again = Client(HTTP_HOST="quangnam.localhost").post(quiz_path(open_course), fields)

    assert again["Location"] == first["Location"]
    with in_province(quangnam):
        assert (Learner.objects.count(), Attempt.objects.count()) == (1, 1)


def test_a_refused_first_answer_makes_nobody(guest_browser, quangnam, open_course):
    guest_browser.post(quiz_path(open_course), school.form({}))

    with in_province(quangnam):
        assert not Learner.objects.exists()


def test_a_guest_has_no_door_to_other_courses(guest_browser, open_course, security):
    guest_browser.post(quiz_path(open_course), school.form(school.right(open_course.lessons[0])))

    answer = guest_browser.get(quiz_path(security))

    assert (answer.status_code, answer["Location"][:9]) == (302, "/sign-in/")


def test_a_self_check_below_the_mark_offers_another_try(guest_browser, quangnam, open_course):
    lesson = open_course.lessons[0]

    first = guest_browser.post(quiz_path(open_course), school.form(school.wrong(lesson, 3)))
    below = guest_browser.get(first["Location"]).content.decode()
    second = guest_browser.post(quiz_path(open_course), school.form(school.right(lesson)))
    passed = guest_browser.get(second["Location"]).content.decode()

    assert "Muốn nhận chứng nhận của khóa, cần đúng" in below
    assert (below.count("Làm lại</a>"), passed.count("Làm lại</a>")) == (1, 0)


def test_registering_keeps_results_and_earns_the_certificate(guest_browser, quangnam, open_course):
    answer_all(guest_browser, open_course)

    user = register(quangnam, guest_browser)

    with in_province(quangnam):
        learner = Learner.objects.get()
        certificate = Certificate.objects.get()
        assert (learner.user, learner.phone, learner.full_name) == (user, PHONE, "Nguyễn Thị Tư")
        assert (learner.cohort.key, learner.sub_group.key) == ("community", "citizens")
        assert learner.guest_expires_at is None
        assert (certificate.learner, certificate.holder_name) == (learner, "Nguyễn Thị Tư")
        assert Attempt.objects.count() == 2


def test_registering_merges_into_the_rosters_learner(guest_browser, quangnam, open_course):
    with in_province(quangnam):
        known = school.learner(None, "Nguyễn Thị Tư", phone=PHONE)
        school.enroll(known, open_course, is_mandatory=True)
        worse = LessonProgress.objects.create(
            learner=known,
            course_uid=open_course.uid,
            lesson_uid=open_course.lessons[0].uid,
            opened_at=school.NOW,
            best_score_percent=40,
            attempt_count=1,
        )
    answer_all(guest_browser, open_course)

    user = register(quangnam, guest_browser)

    with in_province(quangnam):
        assert Learner.objects.get().pk == known.pk
        enrollment = Enrollment.objects.get()
        worse.refresh_from_db()
        assert Learner.objects.get().user == user
        assert (worse.best_score_percent, worse.attempt_count) == (100, 2)
        assert worse.opened_at == school.NOW
        assert enrollment.is_mandatory
        assert enrollment.done_lesson_count == 2
        assert enrollment.completed_at is not None
        assert Attempt.objects.filter(learner=known).count() == 2
        assert Certificate.objects.get().learner == known


def test_registering_without_guest_finds_the_roster_or_makes_a_citizen(guest_browser, quangnam):
    with in_province(quangnam):
        known = school.learner(None, "Nguyễn Thị Tư", phone=PHONE)

    user = register(quangnam, guest_browser)

    with in_province(quangnam):
        known.refresh_from_db()
        assert known.user == user
        known.delete()
    register(quangnam, guest_browser)
    with in_province(quangnam):
        assert Learner.objects.get().cohort.key == "community"


def test_an_account_takes_over_what_was_done_on_its_device(
    guest_browser, quangnam, linh, open_course
):
    answer_all(guest_browser, open_course)
    with in_province(quangnam):
        session = guest_browser.session
        key = session["guest_learner"]
        guest_browser.force_login(linh)
        session = guest_browser.session
        session["guest_learner"] = key
        session.save()
    assert "Kết quả học thử trên máy này" in guest_browser.get("/").content.decode()

    guest_browser.post("/guest-results/")

    with in_province(quangnam):
        assert Learner.objects.get().user == linh
        assert Attempt.objects.filter(learner__user=linh).count() == 2
    assert "Kết quả học thử trên máy này" not in guest_browser.get("/").content.decode()


def test_keeping_guest_results_asks_to_sign_in(guest_browser):
    assert guest_browser.post("/guest-results/").status_code == 302


def test_expired_guests_are_deleted_with_all_they_did(guest_browser, quangnam, linh, open_course):
    answer_all(guest_browser, open_course)
    with in_province(quangnam):
        Learner.objects.exclude(guest_expires_at=None).update(guest_expires_at=timezone.now())

    tasks.delete_expired_guests()

    with in_province(quangnam):
        assert Learner.objects.get().user == linh
        assert not Attempt.objects.exists()
    answer = guest_browser.post(
        quiz_path(open_course), school.form(school.right(open_course.lessons[0]))
    )
    assert answer.status_code == 302


def test_a_guest_of_one_province_is_nobody_in_another(
    guest_browser, quangnam, thainguyen, open_course
):
    answer_all(guest_browser, open_course)
    elsewhere = Client(HTTP_HOST="thainguyen.localhost")
    elsewhere.cookies["session"] = guest_browser.cookies["session"].value

    assert "Lưu kết quả học" not in elsewhere.get("/").content.decode()
    with in_province(thainguyen):
        assert guests.delete_expired_guests(at=timezone.now() + guests.KEPT_FOR * 2) == 0
