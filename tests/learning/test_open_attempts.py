"""A quiz is begun, saved, left, found again on another device, and handed in once."""

import datetime
import json
import uuid

import pytest
from django.utils import timezone

from enrollment.learning import actions, closing, opened
from enrollment.learning import answers as answering
from enrollment.learning.policies import MUST_PASS, SELF_CHECK
from enrollment.models import Attempt, Enrollment, Learner, LessonProgress, OpenAttempt, QuizPolicy
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.learning import school
from tests.learning.conftest import browser

DUE = datetime.date(2026, 11, 20)
IN_TIME = datetime.datetime(2026, 11, 20, 16, 0, tzinfo=datetime.UTC)  # 23:00 in Vietnam
DEADLINE = datetime.datetime(2026, 11, 20, 16, 59, 59, tzinfo=datetime.UTC)


def quiz_path(course, index=0):
    return f"/courses/{course.slug}/lessons/{course.lessons[index].uid}/quiz/"


def key_on(page):
    return page.split('name="submission_key" value="')[1].split('"')[0]


def save(client, course, answers, key, **headers):
    fields = school.form(answers, key)
    return client.post(f"{quiz_path(course)}saved-answers/", fields, **headers)


@pytest.fixture
def second_device(quangnam, linh):
    """Linh again, in another browser."""
    return browser(quangnam, "quangnam.localhost", linh)


def test_every_device_holds_the_same_key_and_reading_writes_nothing(
    linh_browser, second_device, quangnam, security
):
    first = key_on(linh_browser.get(quiz_path(security)).content.decode())
    second = key_on(second_device.get(quiz_path(security)).content.decode())

    assert first == second
    with in_province(quangnam):
        assert not OpenAttempt.objects.exists()


def test_what_was_saved_is_found_on_another_device(linh_browser, second_device, quangnam, security):
    lesson = security.lessons[0]
    right = school.right(lesson)
    one, two = list(right)[:2]
    key = key_on(linh_browser.get(quiz_path(security)).content.decode())

    answer = save(
        linh_browser, security, {one: right[one]}, key, headers={"Accept": "application/json"}
    )
    save(second_device, security, {two: right[two]}, key)

    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at", "time"}
    page = linh_browser.get(quiz_path(security)).content.decode()
    assert f'value="{right[one][0]}" checked' in page
    assert f'value="{right[two][0]}" checked' in page
    assert page.count(" checked") == 2
    assert "Ông/Bà đang làm dở bài này." in page
    with in_province(quangnam):
        assert set(OpenAttempt.objects.get().answers) == {one, two}
        assert not Attempt.objects.exists()


def test_handing_in_ends_the_open_attempt_and_the_next_has_a_new_key(
    linh_browser, second_device, quangnam, security
):
    right = school.right(security.lessons[0])
    key = key_on(linh_browser.get(quiz_path(security)).content.decode())
    save(linh_browser, security, {}, key)

    linh_browser.post(quiz_path(security), school.form(right, key))
    late = save(second_device, security, right, key, headers={"Accept": "application/json"})

    assert (late.status_code, late.json()["code"]) == (409, "ATTEMPT_NOT_OPEN")
    assert key_on(second_device.get(quiz_path(security)).content.decode()) != key
    with in_province(quangnam):
        assert not OpenAttempt.objects.exists()
        assert Attempt.objects.count() == 1


def test_another_device_with_other_answers_is_told_of_the_first(
    linh_browser, second_device, quangnam, security
):
    lesson = security.lessons[0]
    key = key_on(linh_browser.get(quiz_path(security)).content.decode())

    first = linh_browser.post(quiz_path(security), school.form(school.right(lesson), key))
    same = second_device.post(quiz_path(security), school.form(school.right(lesson), key))
    other = second_device.post(quiz_path(security), school.form(school.wrong(lesson, 2), key))

    assert (first.status_code, same["Location"], other.status_code) == (302, first["Location"], 409)
    with in_province(quangnam):
        assert Attempt.objects.count() == 1


def test_a_question_of_another_quiz_is_not_saved(linh_browser, quangnam, security):
    strange = school.right(security.lessons[1])
    key = key_on(linh_browser.get(quiz_path(security)).content.decode())

    answer = save(linh_browser, security, strange, key, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (422, "QUESTION_NOT_IN_ATTEMPT")
    with in_province(quangnam):
        assert not OpenAttempt.objects.exists()


def test_nobody_saves_on_the_server_before_there_is_a_learner(guest_browser, quangnam, open_course):
    page = guest_browser.get(quiz_path(open_course)).content.decode()

    answer = save(guest_browser, open_course, {}, key_on(page))

    assert 'data-save=""' in page
    assert answer.status_code == 409
    with in_province(quangnam):
        assert not OpenAttempt.objects.exists()


def test_saving_without_a_script_says_so_on_the_lesson(linh_browser, security):
    right = school.right(security.lessons[0])
    key = key_on(linh_browser.get(quiz_path(security)).content.decode())

    answer = save(linh_browser, security, right, key)

    assert answer.status_code == 302
    assert "Đã lưu các câu trả lời lúc" in linh_browser.get(answer["Location"]).content.decode()


@pytest.fixture
def due(quangnam, linh):
    """The course was due on 20 November, and nothing is taken afterwards."""
    with in_province(quangnam):
        Enrollment.objects.update(due_date=DUE)
        learner = Learner.objects.get(user=linh)
        QuizPolicy.objects.create(cohort=learner.cohort, closes_at_deadline=True)


def submit(course, linh, answers, *, at, key=None, answered_at=None, policy=None):
    learner = Learner.objects.get(user=linh)
    from enrollment.learning.policies import policy_of

    return actions.submit_attempt(
        learner=learner,
        course=course,
        lesson_uid=course.lessons[0].uid,
        submission_key=key or uuid.uuid4(),
        answers=answering.raw(answers),
        policy=policy or policy_of(learner),
        answered_at=answered_at,
        by=linh,
        at=at,
    )


@pytest.mark.parametrize("seconds", [0, 60])
def test_up_to_a_minute_after_the_deadline_it_is_taken(quangnam, linh, security, due, seconds):
    with in_province(quangnam):
        at = DEADLINE + datetime.timedelta(seconds=seconds)
        done = submit(security, linh, school.right(security.lessons[0]), at=at)

    assert (done.is_new, done.attempt.lateness) == (True, "")


def test_ninety_seconds_late_the_saved_answers_count(quangnam, linh, security, due):
    right = school.right(security.lessons[0])
    saved = dict(list(right.items())[:4])
    key, at = uuid.uuid4(), DEADLINE + datetime.timedelta(seconds=90)
    with in_province(quangnam):
        _save_at(security, linh, saved, key, IN_TIME)
        with pytest.raises(actions.DeadlinePassed) as refused:
            submit(security, linh, right, at=at, key=key)
        attempt = Attempt.objects.get()
        left = OpenAttempt.objects.exists()
        done = LessonProgress.objects.get().done_at

    assert (attempt.was_closed, attempt.score_percent, attempt.is_passed) == (True, 80, True)
    assert attempt.submission_key == key
    assert (left, done) == (False, at)
    assert refused.value.details == {
        "server_time": at.isoformat(),
        "deadline": DEADLINE.astimezone(timezone.get_default_timezone()).isoformat(),
        "saved_at": IN_TIME.isoformat(),
        "attempt": str(attempt.uid),
    }
    assert "23:00:00" in refused.value.message


def _save_at(course, linh, answers, key, at):
    learner = Learner.objects.get(user=linh)
    return actions.save_attempt(
        learner=learner,
        course=course,
        lesson_uid=course.lessons[0].uid,
        submission_key=key,
        answers=answering.raw(answers),
        document_sha256="",
        policy=MUST_PASS,
        due_date=None,
        at=at,
    )


def test_answers_saved_late_are_refused_and_the_earlier_ones_count(quangnam, linh, security, due):
    right = school.right(security.lessons[0])
    learner_policy = MUST_PASS.__class__(closes_at_deadline=True)
    with in_province(quangnam):
        key = uuid.uuid4()
        _save_at(security, linh, right, key, IN_TIME)
        learner = Learner.objects.get(user=linh)
        with pytest.raises(actions.DeadlinePassed):
            actions.save_attempt(
                learner=learner,
                course=security,
                lesson_uid=security.lessons[0].uid,
                submission_key=key,
                answers={},
                document_sha256="",
                policy=learner_policy,
                due_date=DUE,
                at=DEADLINE + datetime.timedelta(seconds=61),
            )
        assert Attempt.objects.get().is_passed


def test_the_late_page_says_what_stands(linh_browser, quangnam, linh, security, due):
    with in_province(quangnam):
        _save_at(security, linh, school.right(security.lessons[0]), uuid.uuid4(), IN_TIME)

    answer = linh_browser.post(quiz_path(security), school.form(school.right(security.lessons[0])))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "DEADLINE_PASSED" in page
    assert "Các câu trả lời đã lưu lúc 23:00:00 được tính." in page
    assert "Xem kết quả đã lưu" in page
    assert "Đã hết hạn nhận bài" in linh_browser.get(quiz_path(security)).content.decode()
    with in_province(quangnam):
        assert Attempt.objects.get().was_closed


@pytest.mark.parametrize(("method", "room"), [("post", "attempts"), ("patch", "open-attempt")])
def test_what_was_saved_counts_when_the_api_refuses_what_is_late(
    linh_browser, quangnam, linh, security, due, method, room
):
    right = school.right(security.lessons[0])
    with in_province(quangnam):
        _save_at(security, linh, right, uuid.uuid4(), IN_TIME)
    path = f"/api/v1/courses/{security.slug}/lessons/{security.lessons[0].uid}/{room}/"
    body = {"submission_key": str(uuid.uuid4()), "answers": school.wrong(security.lessons[0], 1)}

    answer = getattr(linh_browser, method)(path, json.dumps(body), content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, "DEADLINE_PASSED")
    with in_province(quangnam):
        attempt = Attempt.objects.get()
        assert str(attempt.uid) == answer.json()["details"]["attempt"]
        assert (attempt.was_closed, attempt.is_passed) == (True, True)
        assert not OpenAttempt.objects.exists()


def test_an_attempt_nobody_came_back_to_is_handed_in_by_the_clock(quangnam, linh, security, due):
    right = school.right(security.lessons[0])
    with in_province(quangnam):
        _save_at(security, linh, dict(list(right.items())[:2]), uuid.uuid4(), IN_TIME)
        early = actions.close_left_attempts(at=DEADLINE + datetime.timedelta(seconds=30))
        late = actions.close_left_attempts(at=DEADLINE + datetime.timedelta(seconds=61))
        again = actions.close_left_attempts(at=DEADLINE + datetime.timedelta(days=1))
        attempt = Attempt.objects.get()

    assert (early, late, again) == (0, 1, 0)
    assert (attempt.correct_count, attempt.is_passed, attempt.was_closed) == (2, False, True)


def test_without_a_deadline_it_is_handed_in_after_thirty_days(quangnam, linh, security):
    right = school.right(security.lessons[0])
    with in_province(quangnam):
        _save_at(security, linh, right, uuid.uuid4(), IN_TIME)
        early = actions.close_left_attempts(at=IN_TIME + closing.LEFT_FOR)
        late = actions.close_left_attempts(
            at=IN_TIME + closing.LEFT_FOR + datetime.timedelta(seconds=1)
        )
        found = list(Attempt.objects.values_list("is_passed", "was_closed"))

    assert (early, late, found) == (0, 1, [(True, True)])


def test_nothing_answered_is_no_attempt(quangnam, linh, security):
    with in_province(quangnam):
        _save_at(security, linh, {}, uuid.uuid4(), IN_TIME)
        closed = actions.close_left_attempts(at=IN_TIME + datetime.timedelta(days=31))

        assert (closed, Attempt.objects.count(), OpenAttempt.objects.count()) == (1, 0, 0)


def test_answers_given_off_line_in_time_wait_for_the_office(
    linh_browser, minh_browser, quangnam, linh, security, due
):
    right = school.right(security.lessons[0])
    form = school.form(right) | {"answered_at": "2026-11-20T22:15:00+07:00"}

    answer = linh_browser.post(quiz_path(security), form)

    page = linh_browser.get(answer["Location"]).content.decode()
    assert "Đã nhận bài, chờ xem xét" in page
    with in_province(quangnam):
        attempt = Attempt.objects.get()
        assert attempt.lateness == "waiting"
        assert not LessonProgress.objects.filter(done_at__isnull=False).exists()
    listed = minh_browser.get("/office/late-answers/").content.decode()
    assert "22:15 20/11/2026" in listed
    assert (
        "1 bài gửi muộn chờ xem xét" in minh_browser.get("/office/quiz-policies/").content.decode()
    )

    minh_browser.post(f"/office/late-answers/{attempt.uid}/", {"do": "accept"})
    again = minh_browser.post(f"/office/late-answers/{attempt.uid}/", {"do": "decline"})

    assert (again.status_code, "ALREADY_DECIDED" in again.content.decode()) == (409, True)
    with in_province(quangnam):
        attempt.refresh_from_db()
        assert attempt.lateness == "accepted"
        assert LessonProgress.objects.get().passed_at is not None
        assert AuditEntry.objects.filter(action="enrollment.decide_late_answers").count() == 1


def test_declined_answers_do_not_count(minh_browser, linh_browser, quangnam, linh, security, due):
    with in_province(quangnam):
        done = submit(
            security, linh, school.right(security.lessons[0]),
            at=DEADLINE + datetime.timedelta(hours=5), answered_at=IN_TIME,
        )  # fmt: skip

    minh_browser.post(f"/office/late-answers/{done.attempt.uid}/", {"do": "decline"})

    page = linh_browser.get(f"{quiz_path(security)}{done.attempt.uid}/").content.decode()
    assert "Bài gửi sau hạn, không được tính" in page
    with in_province(quangnam):
        assert not LessonProgress.objects.filter(done_at__isnull=False).exists()


def test_answers_off_line_are_kept_beside_what_the_service_handed_in(quangnam, linh, security, due):
    right, key = school.right(security.lessons[0]), uuid.uuid4()
    later = DEADLINE + datetime.timedelta(hours=5)
    with in_province(quangnam):
        _save_at(security, linh, dict(list(right.items())[:1]), key, IN_TIME)
        actions.close_left_attempts(at=DEADLINE + datetime.timedelta(seconds=61))
        done = submit(security, linh, right, at=later, key=key, answered_at=IN_TIME)
        again = submit(security, linh, right, at=later, key=key, answered_at=IN_TIME)
        found = list(Attempt.objects.order_by("pk").values_list("was_closed", "lateness"))

    assert found == [(True, ""), (False, "waiting")]
    assert (done.is_new, again.is_new) == (True, False)
    assert again.attempt.uid == done.attempt.uid


def test_the_policy_may_accept_late_answers_by_itself(quangnam, linh, security, due):
    with in_province(quangnam):
        QuizPolicy.objects.update(late_answers="accept")
        done = submit(
            security, linh, school.right(security.lessons[0]),
            at=DEADLINE + datetime.timedelta(hours=5), answered_at=IN_TIME,
        )  # fmt: skip
        passed = LessonProgress.objects.get().passed_at

    assert (done.attempt.lateness, passed is not None) == ("accepted", True)


@pytest.mark.parametrize("hours", [1, -4])
def test_a_wrong_clock_gives_no_more_time(quangnam, linh, security, due, hours):
    """A device that claims a time still to come, or one after the deadline, is late."""
    at = DEADLINE + datetime.timedelta(hours=5)
    claimed = at + datetime.timedelta(hours=hours)

    with in_province(quangnam), pytest.raises(actions.DeadlinePassed):
        submit(security, linh, school.right(security.lessons[0]), at=at, answered_at=claimed)


def test_attempts_run_out(linh_browser, quangnam, linh, security):
    lesson = security.lessons[0]
    with in_province(quangnam):
        cohort = Learner.objects.get(user=linh).cohort
        QuizPolicy.objects.create(cohort=cohort, max_attempts=2, feedback="after_closing")

    first = linh_browser.post(quiz_path(security), school.form(school.wrong(lesson, 3)))
    before = linh_browser.get(first["Location"]).content.decode()
    page = linh_browser.get(quiz_path(security)).content.decode()
    linh_browser.post(quiz_path(security), school.form(school.wrong(lesson, 3)))
    third = linh_browser.post(quiz_path(security), school.form(school.right(lesson)))
    after = linh_browser.get(first["Location"]).content.decode()

    assert "còn 1 lượt làm" in page
    assert (third.status_code, "ATTEMPTS_USED_UP" in third.content.decode()) == (422, True)
    assert "đã dùng hết số lượt" in linh_browser.get(quiz_path(security)).content.decode()
    assert ("Giải thích 1." in before, "Giải thích 1." in after) == (False, True)
    again, hidden, seen = "Làm lại</a>", "Vui lòng đọc lại bài rồi làm lại.", "Xem giải thích"
    assert (again in before, hidden in before, seen in before) == (True, True, False)
    assert (again in after, "đã dùng hết số lượt" in after) == (False, True)
    with in_province(quangnam):
        assert Attempt.objects.count() == 2


def test_one_waits_between_attempts(linh_browser, quangnam, linh, security):
    lesson = security.lessons[0]
    with in_province(quangnam):
        cohort = Learner.objects.get(user=linh).cohort
        QuizPolicy.objects.create(cohort=cohort, wait_minutes=60)

    first = linh_browser.post(quiz_path(security), school.form(school.wrong(lesson, 3)))
    result = linh_browser.get(first["Location"]).content.decode()
    again = linh_browser.post(quiz_path(security), school.form(school.right(lesson)))

    assert ("Làm lại</a>" in result, "làm lại được từ" in result) == (False, True)
    assert (again.status_code, "ATTEMPT_TOO_SOON" in again.content.decode()) == (422, True)
    assert "làm lại được từ" in linh_browser.get(quiz_path(security)).content.decode()


def test_the_policys_mark_replaces_the_courses(quangnam, linh, security):
    lesson = security.lessons[0]
    with in_province(quangnam):
        cohort = Learner.objects.get(user=linh).cohort
        QuizPolicy.objects.create(cohort=cohort, pass_mark_percent=60)
        done = submit(security, linh, school.wrong(lesson, 2), at=IN_TIME)

    assert (done.attempt.is_passed, done.attempt.pass_mark_percent) == (True, 60)


@pytest.fixture
def citizen(quangnam, linh):
    """Linh as a citizen, who checks herself."""
    from enrollment.models import Cohort, SubGroup

    with in_province(quangnam):
        Learner.objects.filter(user=linh).update(
            cohort=Cohort.objects.get(key="community"),
            sub_group=SubGroup.objects.get(key="citizens"),
        )


def test_who_checks_herself_is_done_when_it_is_answered(linh_browser, quangnam, security, citizen):
    answer = linh_browser.post(
        quiz_path(security), school.form(school.wrong(security.lessons[0], 4))
    )

    page = linh_browser.get(answer["Location"]).content.decode()
    assert "Đúng 1/5 câu" in page
    assert "Bài này đã hoàn thành." in page
    assert "Chưa đạt" not in page
    with in_province(quangnam):
        progress = LessonProgress.objects.get()
        assert (progress.done_at is not None, progress.passed_at) == (True, None)


def test_a_certificate_still_needs_every_quiz_passed(linh_browser, quangnam, security, citizen):
    for index, lesson in enumerate(security.lessons):
        linh_browser.post(quiz_path(security, index), school.form(school.wrong(lesson, 4)))
    page = linh_browser.get(f"/courses/{security.slug}/").content.decode()
    with in_province(quangnam):
        enrollment = Enrollment.objects.get()
        before = enrollment.completed_at, Learner.objects.get(pk=enrollment.learner_id)
        certificates = before[1].certificates.count()
    for index, lesson in enumerate(security.lessons):
        linh_browser.post(quiz_path(security, index), school.form(school.right(lesson)))

    assert before[0] is not None
    assert certificates == 0
    assert "Xem và tải chứng nhận" not in page
    with in_province(quangnam):
        assert Learner.objects.get(pk=enrollment.learner_id).certificates.count() == 1


def test_who_keeps_no_scores_sees_the_result_once(linh_browser, quangnam, security, citizen):
    linh_browser.post("/score-keeping/", {"keeps": "no"})

    answer = linh_browser.post(
        quiz_path(security), school.form(school.wrong(security.lessons[0], 1))
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Đúng 4/5 câu" in page or "Đạt: đúng 4/5 câu" in page
    assert "chỉ hiện một lần" in page
    with in_province(quangnam):
        attempt = Attempt.objects.get()
        progress = LessonProgress.objects.get()
        audit = json.dumps(AuditEntry.objects.get(action="enrollment.submit_attempt").facts)
    assert (attempt.answers, attempt.score_percent, attempt.correct_count) == ({}, None, None)
    assert (progress.best_score_percent, progress.passed_at) == (None, None)
    assert progress.done_at is not None
    assert '"score_percent": null' in audit
    later = linh_browser.get(f"{quiz_path(security)}{attempt.uid}/").content.decode()
    assert "Ông/Bà đã chọn không lưu điểm hoặc đã xóa điểm" in later
    assert "hv-option--" not in later


def test_officials_scores_are_kept_whatever_they_chose(linh_browser, quangnam, security):
    linh_browser.post("/score-keeping/", {"keeps": "no"})

    linh_browser.post(quiz_path(security), school.form(school.right(security.lessons[0])))

    with in_province(quangnam):
        assert Attempt.objects.get().score_percent == 100


def test_a_guest_checks_themself(guest_browser, quangnam, open_course):
    answer = guest_browser.post(
        quiz_path(open_course), school.form(school.wrong(open_course.lessons[0], 4))
    )

    assert "Bài này đã hoàn thành." in guest_browser.get(answer["Location"]).content.decode()
    with in_province(quangnam):
        assert LessonProgress.objects.get().done_at is not None


def test_team_members_must_pass(quangnam, linh, security):
    from enrollment.learning.policies import policy_of
    from enrollment.models import Cohort, SubGroup

    with in_province(quangnam):
        learner = Learner.objects.get(user=linh)
        learner.cohort = Cohort.objects.get(key="community")
        learner.sub_group = SubGroup.objects.get(key="team_members")
        member = policy_of(learner)
        learner.sub_group = SubGroup.objects.get(key="citizens")
        citizen = policy_of(learner)

    assert (member, citizen) == (MUST_PASS, SELF_CHECK)


def test_a_quiz_is_one_statement_more_than_its_lesson(
    linh_browser, security, django_assert_num_queries
):
    linh_browser.get(quiz_path(security))

    with django_assert_num_queries(6):
        linh_browser.get(quiz_path(security))


def test_saving_is_short(linh_browser, security, django_assert_num_queries):
    right = school.right(security.lessons[0])
    key = key_on(linh_browser.get(quiz_path(security)).content.decode())

    with django_assert_num_queries(5):
        save(linh_browser, security, right, key, headers={"Accept": "application/json"})


def test_the_derived_key_differs_by_learner_lesson_and_attempt(quangnam, linh, security):
    with in_province(quangnam):
        learner = Learner.objects.get(user=linh)
        lesson = security.lessons[0].uid
        keys = {
            opened.draws.attempt_key(learner.uid, lesson, 0),
            opened.draws.attempt_key(learner.uid, lesson, 1),
            opened.draws.attempt_key(learner.uid, security.lessons[1].uid, 0),
            opened.draws.attempt_key(uuid.uuid4(), lesson, 0),
        }

    assert len(keys) == 4
