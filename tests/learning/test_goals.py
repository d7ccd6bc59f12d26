"""A learner's own goal for the week: what is set, what the weeks say, who sees it."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrollment.actions import supervisors
from enrollment.learning import actions, goals, merging
from enrollment.learning.goals import Change, Goal, goal_of, weeks_running
from enrollment.models import Learner, LearningGoal, LessonProgress
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.learning import school
from tests.learning.conftest import browser

MONDAY = datetime.date(2026, 11, 23)
WEEK = datetime.timedelta(days=7)
DAY = datetime.timedelta(days=1)
VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def weeks_ago(count):
    return MONDAY - count * WEEK


@pytest.fixture
def learner(quangnam, linh):
    with in_province(quangnam):
        return Learner.objects.get(user=linh)


def finish(learner, at, count=1):
    LessonProgress.objects.bulk_create(
        LessonProgress(
            learner=learner,
            course_uid=uuid.uuid4(),
            lesson_uid=uuid.uuid4(),
            opened_at=at,
            done_at=at,
        )
        for _lesson in range(count)
    )


def rows():
    found = LearningGoal.objects.order_by("week_date")
    return [(one.week_date, one.lessons_per_week, one.is_paused) for one in found]


def statements(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def goal_part(client):
    """What stands on the home between the way on and the lists."""
    page = client.get("/").content.decode()
    return page[page.index("Tuần này:") : page.index("<h2>Khóa học bắt buộc")]


@pytest.mark.parametrize(
    ("done", "weeks"),
    [
        ([], 0),
        ([0], 1),
        ([1], 1),
        ([2], 0),
        ([1, 2, 3, 4], 4),
        ([0, 1, 2, 3, 4], 5),
        ([1, 2, 4], 2),
        ([0, 2, 3, 4], 1),
    ],
)
def test_weeks_running_end_with_the_first_week_missed_before_this_one(done, weeks):
    changes = [Change(weeks_ago(4), 2)]

    found = weeks_running(changes, {weeks_ago(ago): 2 for ago in done}, today=MONDAY + 2 * DAY)

    assert found == weeks


def test_weeks_before_a_goal_was_set_are_not_counted():
    done = {weeks_ago(ago): 5 for ago in range(1, 9)}

    assert weeks_running([Change(weeks_ago(2), 3)], done, today=MONDAY) == 2


def test_each_week_goes_by_the_goal_of_its_time():
    changes = [Change(weeks_ago(4), 1), Change(weeks_ago(2), 3)]
    done = {weeks_ago(4): 1, weeks_ago(3): 1, weeks_ago(2): 3, weeks_ago(1): 3}

    assert weeks_running(changes, done, today=MONDAY) == 4
    assert weeks_running(changes, done | {weeks_ago(2): 2}, today=MONDAY) == 1


def test_a_pause_over_three_weeks_neither_counts_nor_ends_anything():
    changes = [
        Change(weeks_ago(8), 2),
        Change(weeks_ago(5), 2, is_paused=True),
        Change(weeks_ago(2), 2),
    ]
    before = {weeks_ago(ago): 2 for ago in (8, 7, 6)}
    after = {weeks_ago(ago): 2 for ago in (2, 1)}

    assert weeks_running(changes, before | after, today=MONDAY) == 5
    assert weeks_running(changes, before | after | {weeks_ago(4): 2}, today=MONDAY) == 5
    assert weeks_running(changes[:2], before, today=MONDAY) == 3


def test_the_weeks_a_pause_begins_and_ends_in_count_if_they_were_reached():
    changes = [
        Change(weeks_ago(4), 2),
        Change(weeks_ago(3), 2, is_paused=True),
        Change(weeks_ago(1), 2),
    ]

    reached = weeks_running(changes, {weeks_ago(n): 2 for n in (4, 3, 1)}, today=MONDAY)
    passed_over = weeks_running(changes, {weeks_ago(4): 2}, today=MONDAY)

    assert (reached, passed_over) == (3, 1)


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (datetime.datetime(2026, 11, 22, 23, 59, 59, tzinfo=VIETNAM), (1, 0)),
        (datetime.datetime(2026, 11, 23, 0, 0, tzinfo=VIETNAM), (0, 1)),
        (datetime.datetime(2026, 11, 29, 23, 59, 59, tzinfo=VIETNAM), (0, 1)),
        (datetime.datetime(2026, 11, 30, 0, 0, tzinfo=VIETNAM), (0, 0)),
    ],
)
def test_a_week_goes_from_monday_to_sunday_night_in_vietnam(quangnam, learner, moment, counts):
    with in_province(quangnam):
        actions.set_goal(learner=learner, lessons_per_week=1, today=weeks_ago(1))
        finish(learner, moment)

        sunday = goal_of(learner, today=MONDAY - DAY)
        monday = goal_of(learner, today=MONDAY)

    assert (sunday.done_count, monday.done_count) == counts


def test_a_lesson_counts_once_in_the_week_it_was_first_done(quangnam, learner, security):
    course = security
    with in_province(quangnam):
        course = school.add_lesson_without_quiz(security.slug)
        actions.set_goal(learner=learner, lessons_per_week=2, today=weeks_ago(1))
        for at in (school.NOW, school.NOW + WEEK):
            actions.mark_lesson_read(
                learner=learner, course=course, lesson=course.lessons[-1], by=None, at=at
            )
        opened = {"learner": learner, "course_uid": course.uid, "opened_at": school.NOW}
        LessonProgress.objects.create(lesson_uid=uuid.uuid4(), **opened)

        assert goal_of(learner, today=school.NOW.date()).done_count == 1
        assert goal_of(learner, today=MONDAY).done_count == 0


def test_no_goal_is_the_default(quangnam, learner):
    with in_province(quangnam):
        finish(learner, school.NOW)

        assert goal_of(learner, today=MONDAY) is None


def test_a_goal_is_set_changed_paused_taken_up_and_dropped(quangnam, learner):
    with in_province(quangnam):
        actions.set_goal(learner=learner, lessons_per_week=2, today=MONDAY - 2 * WEEK + DAY)
        actions.set_goal(learner=learner, lessons_per_week=3, today=MONDAY - 2 * WEEK + 3 * DAY)
        assert rows() == [(weeks_ago(2), 3, False)]
        actions.pause_goal(learner=learner, today=weeks_ago(1))
        actions.pause_goal(learner=learner, today=MONDAY)
        actions.set_goal(learner=learner, lessons_per_week=5, today=MONDAY)
        assert rows() == [
            (weeks_ago(2), 3, False), (weeks_ago(1), 3, True), (MONDAY, 5, True)
        ]  # fmt: skip
        actions.resume_goal(learner=learner, today=MONDAY + DAY)
        actions.resume_goal(learner=learner, today=MONDAY + WEEK)
        assert rows()[-1] == (MONDAY, 5, False)

        actions.drop_goal(learner=learner)
        actions.drop_goal(learner=learner)

        assert rows() == []
        with pytest.raises(actions.GoalMissing):
            actions.pause_goal(learner=learner, today=MONDAY)


@pytest.mark.parametrize("lessons", [-1, 0, 4, 99])
def test_other_numbers_are_refused(quangnam, learner, lessons):
    with in_province(quangnam):
        with pytest.raises(actions.GoalNotOffered):
            actions.set_goal(learner=learner, lessons_per_week=lessons, today=MONDAY)
        with pytest.raises(IntegrityError), transaction.atomic():
            LearningGoal.objects.create(
                learner=learner, week_date=MONDAY, lessons_per_week=max(lessons, 0)
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            LearningGoal.objects.create(learner=learner, week_date=MONDAY + DAY, lessons_per_week=1)


def test_guests_set_no_goal(quangnam, guest_browser, open_course):
    lesson = open_course.lessons[0]
    path = f"/courses/{open_course.slug}/lessons/{lesson.uid}/quiz/"
    guest_browser.post(path, school.form(school.right(lesson)))

    answer = guest_browser.post("/weekly-goal/", {"lessons": "3"})

    assert (answer.status_code, answer["Location"][:9]) == (302, "/sign-in/")
    assert "mục tiêu" not in guest_browser.get("/").content.decode().lower()
    with in_province(quangnam):
        guest = Learner.objects.exclude(guest_expires_at=None).get()
        with pytest.raises(actions.GoalNotOffered):
            actions.set_goal(learner=guest, lessons_per_week=3, today=MONDAY)


def test_a_merged_learner_keeps_the_goal_that_stands(quangnam, learner):
    with in_province(quangnam):
        second = school.learner(None, "Linh")
        LearningGoal.objects.create(learner=second, week_date=MONDAY, lessons_per_week=5)
        merging.merge_guest(guest=second, into=learner)
        assert goal_of(learner, today=MONDAY) == Goal(5, False, 0, 0)
        third = school.learner(None, "Linh")
        LearningGoal.objects.create(learner=third, week_date=MONDAY, lessons_per_week=1)

        merging.merge_guest(guest=third, into=learner)

        assert goal_of(learner, today=MONDAY) == Goal(5, False, 0, 0)
        assert rows() == [(MONDAY, 5, False)]


def test_home_offers_a_goal_in_one_quiet_line(linh_browser):
    page = linh_browser.get("/").content.decode()

    assert page.lower().count("mục tiêu") == 1
    assert '<a href="/weekly-goal/">Đặt mục tiêu tuần</a>' in page


def test_home_says_this_week_in_words(quangnam, linh_browser, learner):
    now = timezone.now()
    today = timezone.localdate(now)
    assert linh_browser.post("/weekly-goal/", {"lessons": "3"})["Location"] == "/"
    with in_province(quangnam):
        finish(learner, now, 2)
    page = linh_browser.get("/").content.decode()
    assert "Tuần này: 2/3 bài" in page
    assert "tuần liền" not in page
    assert "Đặt mục tiêu tuần" not in page

    with in_province(quangnam):
        LearningGoal.objects.update(week_date=goals.week_of(today) - 3 * WEEK)
        finish(learner, now, 2)
        for ago in (1, 2, 3):
            finish(learner, now - ago * WEEK, 3)

    page = linh_browser.get("/").content.decode()
    assert "Tuần này: 4 bài, đã đạt mục tiêu 3 bài" in page
    assert "Đã đạt mục tiêu 4 tuần liền" in page


def test_home_says_nothing_of_a_week_that_was_missed(quangnam, linh_browser, learner):
    week = goals.week_of(timezone.localdate())
    with in_province(quangnam):
        actions.set_goal(learner=learner, lessons_per_week=3, today=week)
    fresh = goal_part(linh_browser)
    with in_province(quangnam):
        LearningGoal.objects.update(week_date=week - 3 * WEEK)
        finish(learner, timezone.now() - 2 * WEEK, 3)

    missed = goal_part(linh_browser)

    assert missed == fresh
    assert "Tuần này: 0/3 bài" in missed


def test_home_says_a_pause(linh_browser):
    linh_browser.post("/weekly-goal/", {"lessons": "2"})
    linh_browser.post("/weekly-goal/", {"do": "pause"})
    paused = linh_browser.get("/").content.decode()
    assert "Mục tiêu tuần đang tạm nghỉ." in paused
    assert "Tuần này:" not in paused

    linh_browser.post("/weekly-goal/", {"do": "resume"})

    assert "Tuần này: 0/2 bài" in linh_browser.get("/").content.decode()


def test_home_takes_as_many_statements_with_a_goal(quangnam, linh_browser, learner):
    without = statements(linh_browser, "/")
    with in_province(quangnam):
        for ago in range(5):
            actions.set_goal(learner=learner, lessons_per_week=2, today=weeks_ago(5 - ago))
            finish(learner, timezone.now() - ago * WEEK, 3)

    assert (statements(linh_browser, "/"), without) == (7, 7)


def test_the_page_shows_the_goal_and_its_pause(linh_browser):
    before = linh_browser.get("/weekly-goal/").content.decode()
    assert 'value="none"' in before
    assert 'value="pause"' not in before
    linh_browser.post("/weekly-goal/", {"lessons": "5"})
    assert 'value="pause"' in linh_browser.get("/weekly-goal/").content.decode()
    linh_browser.post("/weekly-goal/", {"do": "pause"})
    paused = linh_browser.get("/weekly-goal/").content.decode()
    assert 'value="resume"' in paused
    assert 'value="pause"' not in paused

    linh_browser.post("/weekly-goal/", {"lessons": "none"})

    assert "Đặt mục tiêu tuần" in linh_browser.get("/").content.decode()


@pytest.mark.parametrize("lessons", ["", "0", "99", "-1", "ba", "3.5"])
def test_a_wrong_number_is_shown_at_its_field(quangnam, linh_browser, lessons):
    answer = linh_browser.post("/weekly-goal/", {"lessons": lessons})

    assert answer.status_code == 422
    assert "govuk-error-message" in answer.content.decode()
    with in_province(quangnam):
        assert rows() == []


@pytest.mark.parametrize("do", ["pause", "resume"])
def test_without_a_goal_there_is_nothing_to_pause(linh_browser, minh_browser, do):
    for client in (linh_browser, minh_browser):
        answer = client.post("/weekly-goal/", {"do": do})

        assert answer.status_code == 409
        assert "GOAL_MISSING" in answer.content.decode()


def test_an_office_person_who_learns_may_have_one(quangnam, minh_browser, minh):
    minh_browser.post("/weekly-goal/", {"lessons": "none"})
    with in_province(quangnam):
        assert not Learner.objects.filter(user=minh).exists()

    minh_browser.post("/weekly-goal/", {"lessons": "1"})

    with in_province(quangnam):
        assert LearningGoal.objects.get().learner.user == minh


def test_account_leads_to_the_goal(linh_browser):
    assert 'href="/weekly-goal/"' in linh_browser.get("/account/").content.decode()


def test_a_goal_stays_in_its_province(quangnam, thainguyen, linh_browser, hoa_browser, linh):
    linh_browser.post("/weekly-goal/", {"lessons": "5"})
    elsewhere = browser(quangnam, "thainguyen.localhost", linh)

    assert elsewhere.post("/weekly-goal/", {"lessons": "1"}).status_code == 401
    assert 'value="pause"' not in hoa_browser.get("/weekly-goal/").content.decode()
    with in_province(thainguyen):
        assert rows() == []


def test_nobody_else_sees_a_goal(quangnam, linh_browser, minh_browser, learner):
    linh_browser.post("/weekly-goal/", {"lessons": "5"})
    linh_browser.post("/weekly-goal/", {"do": "pause"})
    with in_province(quangnam):
        son = supervisors.appoint_supervisor(
            full_name="Sơn", email="son@quangnam.example", units=[learner.unit], by=None
        )
    son_browser = browser(quangnam, "quangnam.localhost", son)
    seen = [
        minh_browser.get(f"/office/people/{learner.uid}/"),
        minh_browser.get("/office/people/"),
        son_browser.get("/supervisor/"),
        son_browser.get(f"/supervisor/people/{learner.uid}/"),
    ]

    for answer in seen:
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Nguyễn Thị Linh" in page
        assert "mục tiêu" not in page.lower()
    with in_province(quangnam):
        assert LearningGoal.objects.get().is_paused
        assert not AuditEntry.objects.filter(action__contains="goal").exists()
