"""The goal for the week through the API: the learner's own, by the actions of the page."""

import datetime

import pytest

from enrollment.models import Learner, LearningGoal, LessonProgress
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.learning.conftest import browser

PATH = "/api/v1/me/goal/"
NONE = {
    "lessons_per_week": None,
    "is_paused": False,
    "done_count": 0,
    "is_reached": False,
    "week_count": 0,
}


def put(client, sent):
    return client.put(PATH, sent, content_type="application/json")


def rows():
    return list(LearningGoal.objects.values_list("lessons_per_week", "is_paused"))


def test_a_goal_is_set_paused_taken_up_again_and_forgotten(quangnam, linh_browser):
    answers = [
        put(linh_browser, sent)
        for sent in (
            {"lessons_per_week": 2},
            {"lessons_per_week": 2, "is_paused": True},
            {"lessons_per_week": 5},
            {"lessons_per_week": 5, "is_paused": False},
            {"lessons_per_week": None},
            {"lessons_per_week": None, "is_paused": False},
        )
    ]

    assert [one.status_code for one in answers] == [200] * 6
    assert [one.json() for one in answers] == [
        NONE | {"lessons_per_week": 2},
        NONE | {"lessons_per_week": 2, "is_paused": True},
        NONE | {"lessons_per_week": 5, "is_paused": True},
        NONE | {"lessons_per_week": 5},
        NONE,
        NONE,
    ]
    with in_province(quangnam):
        assert rows() == []
        assert not AuditEntry.objects.filter(action__contains="goal").exists()


def test_it_says_where_one_stands_this_week(quangnam, linh, linh_browser, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 25, 3, tzinfo=datetime.UTC))
    put(linh_browser, {"lessons_per_week": 1})
    with in_province(quangnam):
        learner = Learner.objects.get(user=linh)
        at = datetime.datetime(2026, 11, 24, 3, tzinfo=datetime.UTC)
        LessonProgress.objects.create(
            learner=learner,
            course_uid=learner.uid,
            lesson_uid=learner.uid,
            opened_at=at,
            done_at=at,
        )

    answer = linh_browser.get(PATH)

    assert answer.json() == {
        "lessons_per_week": 1,
        "is_paused": False,
        "done_count": 1,
        "is_reached": True,
        "week_count": 1,
    }
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        [],
        {"lessons_per_week": 4},
        {"lessons_per_week": "ba"},
        {"lessons_per_week": 2, "is_paused": "có"},
        {"lessons_per_week": None, "is_paused": True},
    ],
)
def test_what_is_no_goal_is_refused(quangnam, linh_browser, sent):
    answer = put(linh_browser, sent)

    assert (answer.status_code, answer.json()["code"]) == (422, "INPUT_INVALID")
    with in_province(quangnam):
        assert rows() == []


def test_asking_for_none_makes_nobody_a_learner(quangnam, minh, minh_browser):
    assert (minh_browser.get(PATH).json(), put(minh_browser, NONE).json()) == (NONE, NONE)
    with in_province(quangnam):
        assert not Learner.objects.filter(user=minh).exists()

    put(minh_browser, {"lessons_per_week": 3})

    with in_province(quangnam):
        assert LearningGoal.objects.get().learner.user == minh


def test_a_goal_is_told_to_its_learner_in_its_province_only(
    quangnam, thainguyen, linh, linh_browser, minh_browser, hoa_browser, guest_browser
):
    put(linh_browser, {"lessons_per_week": 5})
    elsewhere = browser(quangnam, "thainguyen.localhost", linh)

    assert [one.get(PATH).json() for one in (minh_browser, hoa_browser)] == [NONE, NONE]
    assert [one.get(PATH).status_code for one in (elsewhere, guest_browser)] == [401, 401]
    assert put(elsewhere, {"lessons_per_week": 1}).status_code == 401
    with in_province(thainguyen):
        assert rows() == []
