"""One learner's own date and further attempts: given, kept, taken back."""

import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from enrollment import actions, queries
from enrollment.actions import AssignmentChoice, ExtensionChoice
from enrollment.learning import actions as learning
from enrollment.learning import answers as answering
from enrollment.learning.readers import Reader
from enrollment.learning.standings import standing_in_course
from enrollment.models import (
    Assignment,
    Attempt,
    Cohort,
    Enrollment,
    Extension,
    Learner,
    OpenAttempt,
    QuizPolicy,
    SubGroup,
)
from tenants.context import in_province
from tenants.people.models import AuditEntry, Message
from tests.learning import school
from tests.learning.conftest import (  # noqa: F401
    hoa_browser,
    linh,
    linh_browser,
    minh,
    minh_browser,
    security,
)
from tests.learning.test_open_attempts import quiz_path

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
COMMON, OWN = TODAY - 3 * DAY, TODAY + 30 * DAY


@pytest.fixture
def due(quangnam, linh, security):  # noqa: F811
    """The officials' date is over since three days, nothing is taken afterwards, one attempt."""
    with in_province(quangnam):
        officials = Cohort.objects.get(key="officials")
        assign(security, due_date=COMMON)
        QuizPolicy.objects.create(cohort=officials, closes_at_deadline=True, max_attempts=1)
        return Learner.objects.get(user=linh)


def assign(course, *, group=None, due_date):
    officials = Cohort.objects.get(key="officials")
    choice = AssignmentChoice(course.id, officials, group, due_date is not None, due_date)
    actions.save_assignments(choices=[choice], by=None)


def give(learner, course, by, *, day=OWN, attempts=0):
    return actions.extend_enrollment(
        learner_uid=learner.uid,
        course_uid=course.uid,
        choice=ExtensionChoice(day, attempts, "Nghỉ thai sản"),
        by=by,
    )


def due_date(learner):
    return Enrollment.objects.get(learner=learner).due_date


def path(learner, course, end=""):
    return f"/office/people/{learner.uid}/courses/{course.uid}/extension/{end}"


def standing(linh, course):  # noqa: F811
    return standing_in_course(Reader(user=linh), course)


def hand_in(linh, course, answers):  # noqa: F811
    found = standing(linh, course)
    return learning.submit_attempt(
        learner=found.learner,
        course=course,
        lesson_uid=course.lessons[0].uid,
        submission_key=learning_key(found.learner, course),
        answers=answering.raw(answers),
        policy=found.policy,
        by=linh,
        at=timezone.now(),
    )


def learning_key(learner, course):
    from enrollment.learning import opened

    return opened.quiz_standing(learner, course.lessons[0].uid).key


FORM = {"due_date": OWN.isoformat(), "extra_attempt_count": "", "reason": "Nghỉ thai sản"}


def test_the_office_gives_an_own_date_and_takes_it_back(minh_browser, quangnam, due, security):  # noqa: F811
    answer = minh_browser.post(path(due, security), FORM)

    person = minh_browser.get(answer["Location"]).content.decode()
    listed = minh_browser.get("/office/assignments/extensions/").content.decode()
    form = minh_browser.get(path(due, security)).content.decode()
    assert person.count(f"{OWN:%d/%m/%Y}") == 2
    assert "Nghỉ thai sản" in listed
    assert f"{COMMON:%d/%m/%Y}" in form
    with in_province(quangnam):
        assert due_date(due) == OWN
        audit = AuditEntry.objects.get(action="enrollment.extend_enrollment")
    assert audit.subject_uid == str(due.uid)
    assert audit.facts["due_date"] == OWN.isoformat()
    assert "thai sản" not in str(audit.facts)

    for _twice in range(2):
        assert minh_browser.post(path(due, security, "removal/")).status_code == 302

    with in_province(quangnam):
        assert due_date(due) == COMMON
        assert queries.standing_extensions() == []
        assert Extension.objects.get().reason == "Nghỉ thai sản"
        assert AuditEntry.objects.filter(action="enrollment.take_extension_back").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"due_date": (TODAY - DAY).isoformat()}, "Hạn này đã qua."),
        ({"due_date": (TODAY + 367 * DAY).isoformat()}, "Hạn riêng dài nhất là một năm."),
        ({"due_date": "ngày mai"}, "Có chỗ cần sửa"),
        ({"due_date": ""}, "Vui lòng chọn hạn riêng hoặc số lượt làm thêm."),
        ({"extra_attempt_count": "11"}, "Có chỗ cần sửa"),
        ({"reason": " "}, "Vui lòng ghi lý do."),
        ({"reason": "a" * 301}, "Có chỗ cần sửa"),
    ],
)
def test_a_wrong_own_date_is_refused(minh_browser, quangnam, due, security, wrong, words):  # noqa: F811
    answer = minh_browser.post(path(due, security), FORM | wrong)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    with in_province(quangnam):
        assert (due_date(due), Extension.objects.exists()) == (COMMON, False)


def test_an_own_date_is_later_than_the_common_one(quangnam, due, security, minh):  # noqa: F811
    with in_province(quangnam):
        assign(security, due_date=OWN)

        with pytest.raises(actions.ExtensionRefused) as refused:
            give(due, security, minh, day=OWN)

    assert refused.value.code == "DATE_NOT_LATER"


def test_where_nothing_is_due_there_is_no_own_date(quangnam, due, security, minh):  # noqa: F811
    with in_province(quangnam):
        assign(security, due_date=None)

        with pytest.raises(actions.ExtensionRefused) as refused:
            give(due, security, minh)

    assert refused.value.code == "NOTHING_DUE"


def test_a_course_that_is_not_asked_has_no_own_date(minh_browser, quangnam, due):  # noqa: F811
    with in_province(quangnam):
        other = school.add_course("khac", "Khóa khác")

    assert minh_browser.get(path(due, other)).status_code == 404
    assert minh_browser.post(path(due, other), FORM).status_code == 404
    assert minh_browser.post(path(due, other, "removal/")).status_code == 404


def test_others_give_no_own_dates(linh_browser, hoa_browser, quangnam, due, security):  # noqa: F811
    assert linh_browser.post(path(due, security), FORM).status_code == 403
    assert hoa_browser.post(path(due, security), FORM).status_code == 404

    with in_province(quangnam):
        assert not Extension.objects.exists()


def test_after_the_common_date_an_own_one_holds(quangnam, due, security, linh, minh):  # noqa: F811
    right = school.right(security.lessons[0])
    with in_province(quangnam):
        with pytest.raises(learning.DeadlinePassed):
            hand_in(linh, security, right)
        give(due, security, minh)

        done = hand_in(linh, security, right)

    assert (done.attempt.is_passed, done.attempt.lateness) == (True, "")


def test_pages_and_api_tell_the_own_date(linh_browser, quangnam, due, security, minh):  # noqa: F811
    before = linh_browser.get(quiz_path(security)).content.decode()
    with in_province(quangnam):
        give(due, security, minh)

    after = linh_browser.get(quiz_path(security)).content.decode()
    home = linh_browser.get("/").content.decode()
    course = linh_browser.get(f"/courses/{security.slug}/").content.decode()
    (mine,) = linh_browser.get("/api/v1/me/enrollments/").json()
    lesson = f"/api/v1/courses/{security.slug}/lessons/{security.lessons[0].uid}/"
    attempt = linh_browser.get(f"{lesson}open-attempt/").json()

    assert "Đã hết hạn nhận bài" in before
    assert f"{OWN:%d/%m/%Y}" in after
    own = f"riêng của Ông/Bà: {OWN:%d/%m/%Y}"
    assert (f"còn 30 ngày (hạn {own})" in home, f"(hạn {own})." in home) == (True, True)
    assert f"Hạn {own}" in course
    assert f"Hạn riêng của Ông/Bà: nhận bài đến 23:59 ngày {OWN:%d/%m/%Y}." in after
    assert (mine["due_date"], mine["has_own_due_date"]) == (OWN.isoformat(), True)
    assert (attempt["is_open"], attempt["closes_at"][:10]) == (True, OWN.isoformat())


def test_the_common_date_is_not_called_ones_own(linh_browser, quangnam, due, security, minh):  # noqa: F811
    with in_province(quangnam):
        give(due, security, minh)
        assign(security, due_date=OWN + DAY)

    pages = [
        linh_browser.get(path).content.decode()
        for path in ("/", f"/courses/{security.slug}/", quiz_path(security))
    ]

    assert [f"{OWN + DAY:%d/%m/%Y}" in page for page in pages] == [True] * 3
    assert ["riêng" in page for page in pages] == [False] * 3
    assert not linh_browser.get("/api/v1/me/enrollments/").json()[0]["has_own_due_date"]


def test_a_copy_for_the_device_tells_no_own_date(linh_browser, quangnam, due, security, minh):  # noqa: F811
    with in_province(quangnam):
        give(due, security, minh)

    page = linh_browser.get(f"{quiz_path(security)}copy/").content.decode()

    assert (f"{OWN:%d/%m/%Y}" in page, "riêng" in page) == (True, False)


def test_the_learner_is_told_by_mail_and_not_why(quangnam, due, security, minh):  # noqa: F811
    with in_province(quangnam):
        give(due, security, minh, attempts=2)
        actions.take_extension_back(learner_uid=due.uid, course_uid=security.uid, by=minh)
        actions.take_extension_back(learner_uid=due.uid, course_uid=security.uid, by=minh)
        given, ended = Message.objects.order_by("pk")

    assert {given.recipient, ended.recipient} == {"linh@quangnam.example"}
    assert given.subject == "Gia hạn – An toàn thông tin"
    assert f"Hạn riêng của Ông/Bà: đến 23:59 ngày {OWN:%d/%m/%Y}." in given.body
    assert "Ông/Bà được làm thêm 2 lượt cho phần câu hỏi của mỗi bài." in given.body
    assert f"Hạn của khóa học là 23:59 ngày {COMMON:%d/%m/%Y}." in ended.body
    assert "thai sản" not in given.body + ended.body


def test_the_mail_speaks_the_learners_language(quangnam, due, security, linh, minh):  # noqa: F811
    with in_province(quangnam):
        type(linh).objects.filter(pk=linh.pk).update(language="en")
        give(due, security, minh)
        type(linh).objects.filter(pk=linh.pk).update(language="vi")
        with override("en"):  # what the office reads
            actions.take_extension_back(learner_uid=due.uid, course_uid=security.uid, by=minh)
        given, ended = Message.objects.order_by("pk")

    assert f"Your own due date: until 23:59 on {OWN:%d/%m/%Y}." in given.body
    assert ended.subject == "Thay đổi hạn – An toàn thông tin"


def test_who_has_no_mail_gets_none(quangnam, due, security, linh, minh):  # noqa: F811
    with in_province(quangnam):
        type(linh).objects.filter(pk=linh.pk).update(email=None)
        give(due, security, minh)

        assert (Message.objects.count(), Extension.objects.count()) == (0, 1)


def hand_in_by_the_service(linh, course):  # noqa: F811
    """What Linh saved before the deadline is handed in after it, and does not pass."""
    wrong = school.wrong(course.lessons[0], 5)
    found = standing(linh, course)
    learning.save_attempt(
        learner=found.learner,
        course=course,
        lesson_uid=course.lessons[0].uid,
        submission_key=learning_key(found.learner, course),
        answers=answering.raw(wrong),
        document_sha256="",
        policy=found.policy,
        due_date=TODAY,
        at=timezone.now(),
    )
    assert learning.close_left_attempts(at=timezone.now()) == 1
    return Attempt.objects.latest("pk")


@pytest.mark.parametrize("how", ["an own date", "a later common date"])
def test_what_the_service_handed_in_uses_up_no_attempt_once_the_day_is_later(
    linh_browser,  # noqa: F811
    quangnam,
    due,
    security,  # noqa: F811
    linh,  # noqa: F811
    minh,  # noqa: F811
    how,
):
    with in_province(quangnam):
        closed = hand_in_by_the_service(linh, security)
        if how == "an own date":
            give(due, security, minh)
        else:
            assign(security, due_date=OWN)

    lesson = linh_browser.get(quiz_path(security).removesuffix("quiz/")).content.decode()
    quiz = linh_browser.get(quiz_path(security)).content.decode()
    with in_province(quangnam):
        done = hand_in(linh, security, school.wrong(security.lessons[0], 5))
        with pytest.raises(learning.AttemptsUsedUp):
            hand_in(linh, security, school.right(security.lessons[0]))
        closed.refresh_from_db()

    assert quiz_path(security) in lesson
    assert "còn 1 lượt làm" in quiz
    assert (closed.was_closed, closed.score_percent, done.attempt.was_closed) == (True, 0, False)


def test_what_the_learner_handed_in_stays_an_attempt(quangnam, due, security, linh, minh):  # noqa: F811
    with in_province(quangnam):
        assign(security, due_date=TODAY)
        hand_in(linh, security, school.wrong(security.lessons[0], 5))
        give(due, security, minh)

        with pytest.raises(learning.AttemptsUsedUp):
            hand_in(linh, security, school.right(security.lessons[0]))


def test_what_is_begun_stays_open_until_the_own_date(quangnam, due, security, linh, minh):  # noqa: F811
    right = school.right(security.lessons[0])
    with in_province(quangnam):
        give(due, security, minh)
        found = standing(linh, security)
        learning.save_attempt(
            learner=due,
            course=security,
            lesson_uid=security.lessons[0].uid,
            submission_key=learning_key(due, security),
            answers=answering.raw(right),
            document_sha256="",
            policy=found.policy,
            due_date=found.enrollment.due_date,
            at=timezone.now(),
        )

        assert learning.close_left_attempts(at=timezone.now()) == 0
        assert OpenAttempt.objects.count() == 1

        actions.take_extension_back(learner_uid=due.uid, course_uid=security.uid, by=minh)
        assert learning.close_left_attempts(at=timezone.now()) == 1
        assert Attempt.objects.get().was_closed


def test_overdue_figures_leave_out_who_has_an_own_date(quangnam, due, security, minh):  # noqa: F811
    from enrollment.people import PeopleFilter, people

    with in_province(quangnam):
        before = people(PeopleFilter(state="overdue")).count()
        give(due, security, minh)

        assert (before, people(PeopleFilter(state="overdue")).count()) == (1, 0)


def test_assigning_again_moving_and_another_date_keep_it(quangnam, due, security, minh):  # noqa: F811
    with in_province(quangnam):
        give(due, security, minh, attempts=1)
        kept = []

        assign(security, due_date=TODAY + DAY)  # another common date
        kept.append(due_date(due))
        actions.enroll_assigned(learner_ids=[due.pk])  # a roster, or another sub-group
        kept.append(due_date(due))
        due.sub_group = SubGroup.objects.get(key="leaders")
        due.save()
        assign(security, group=due.sub_group, due_date=TODAY)
        kept.append(due_date(due))
        for one in Assignment.objects.all():  # withdrawn: nothing is due
            actions.remove_assignment(assignment=one, by=None)
        gone = list(Enrollment.objects.filter(learner=due))
        assign(security, due_date=TODAY + 2 * DAY)
        again = Enrollment.objects.get(learner=due)
        assign(security, due_date=OWN + DAY)  # the common one is later
        later = due_date(due)

    assert kept == [OWN, OWN, OWN]
    assert gone == []
    assert (again.due_date, again.extra_attempt_count) == (OWN, 1)
    assert later == OWN + DAY


def test_taking_back_wakes_no_withdrawn_date(quangnam, due, security, minh):  # noqa: F811
    with in_province(quangnam):
        Enrollment.objects.update(started_at=timezone.now())
        give(due, security, minh, attempts=1)
        actions.remove_assignment(assignment=Assignment.objects.get(), by=None)

        actions.take_extension_back(learner_uid=due.uid, course_uid=security.uid, by=minh)

        assert due_date(due) is None


def test_without_an_assignment_the_replaced_date_comes_back(quangnam, due, security, minh):  # noqa: F811
    with in_province(quangnam):
        Assignment.objects.all().delete()
        give(due, security, minh)
        give(due, security, minh, day=OWN + DAY)
        given = due_date(due)

        actions.take_extension_back(learner_uid=due.uid, course_uid=security.uid, by=minh)

        assert (given, due_date(due)) == (OWN + DAY, COMMON)
        assert Extension.objects.exclude(ended_at=None).count() == 2


def test_further_attempts_are_taken_and_no_more(quangnam, due, security, linh, minh):  # noqa: F811
    wrong = school.wrong(security.lessons[0], 5)
    with in_province(quangnam):
        assign(security, due_date=OWN)
        hand_in(linh, security, wrong)
        with pytest.raises(learning.AttemptsUsedUp):
            hand_in(linh, security, wrong)
        give(due, security, minh, day=None, attempts=1)

        again = hand_in(linh, security, wrong)
        with pytest.raises(learning.AttemptsUsedUp):
            hand_in(linh, security, wrong)

        assert again.is_new
        assert due_date(due) == OWN
