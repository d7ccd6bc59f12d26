"""New releases through the API: plan, decisions, once and not twice, back again."""

import json

import pytest

from catalog.actions import sync
from catalog.merging import results
from catalog.models import Option, Question, Sync
from catalog.rest import refusals
from tenants.context import in_province
from tenants.people.models import Role
from tests.api.conftest import Caller
from tests.catalog import library
from tests.merging import courses
from tests.syncing.national import Story, lesson, replace, write

NATIONAL = "Đoạn 2 do Bộ sửa."
OURS = "Đoạn 2 do tỉnh sửa."


@pytest.fixture
def story(ministry, quangnam):
    """A national course, taken over in Quảng Nam."""
    return Story.begin(ministry, quangnam)


@pytest.fixture
def newer(story):
    """Its second release: one paragraph of lesson 1.1 reads otherwise."""
    return story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NATIONAL), note="Sửa bài 1.1")


def address(story):
    return f"courses/{story.document['slug']}/"


def plan_of(caller, story):
    return caller.get(f"{address(story)}sync/").json()


def take(caller, story, **more):
    plan = plan_of(caller, story)
    body = {"release_uid": plan["release_uid"], "seen_sha256": plan["seen_sha256"], **more}
    return caller.post(f"{address(story)}syncs/", body)


def conflict(story):
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OURS)


def mine(story):
    with in_province(story.province):
        return story.mine()


def test_plan_says_what_would_happen_and_changes_nothing(province_caller, story, newer):
    before = mine(story)

    plan = plan_of(province_caller, story)

    changed = {node["uid"]: node["outcome"] for node in plan["nodes"]}
    assert changed == {courses.uid("lesson", "1.1"): "taken"}
    assert (plan["adopted_version"], plan["newest_version"]) == (1, 2)
    assert (plan["has_newer"], plan["is_clean"], plan["changelog"]) == (True, True, "Sửa bài 1.1")
    assert (plan["release_uid"], plan["conflicts"]) == (str(newer.uid), [])
    assert plan["nodes"][0]["fields"] == [{"name": "body", "outcome": "taken"}]
    assert mine(story) == before


def test_plan_without_a_newer_release_is_empty(province_caller, story):
    plan = plan_of(province_caller, story)

    assert (plan["has_newer"], plan["release_uid"], plan["nodes"]) == (False, None, [])


def test_plan_shows_a_conflict_in_its_three_wordings(province_caller, story, newer):
    conflict(story)

    [found] = plan_of(province_caller, story)["conflicts"]

    assert found == {
        "place": f"{courses.uid('lesson', '1.1')}.body#0",
        "uid": courses.uid("lesson", "1.1"),
        "title": "Bài 1.1",
        "field": "body",
        "reason": "both_changed",
        "can_be_written": True,
        "base": "Đoạn 2 của bài 1.1.",
        "national": NATIONAL,
        "ours": OURS,
    }


def test_answer_key_in_conflict_is_shown_as_uids(province_caller, story):
    def other_answer(document):
        for option in lesson(document, "1.1")["questions"][0]["options"]:
            option["is_correct"] = not option["is_correct"]

    story.publish(other_answer)
    with in_province(story.province):
        Question.objects.filter(uid=courses.uid("question", "1.1.1")).update(kind="multiple")
        Option.objects.filter(uid=courses.uid("option", "1.1.1.b")).update(is_correct=True)

    found = {one["field"]: one for one in plan_of(province_caller, story)["conflicts"]}

    a, b = (courses.uid("option", f"1.1.1.{letter}") for letter in "ab")
    assert (found["answers"]["base"], found["answers"]["national"]) == (a, b)
    assert set(found["answers"]["ours"].split(", ")) == {a, b}


def test_taking_twice_is_once(province_caller, story, newer):
    plan = plan_of(province_caller, story)
    body = {"release_uid": plan["release_uid"], "seen_sha256": plan["seen_sha256"], "publish": True}
    path = f"{address(story)}syncs/"

    first = province_caller.post(path, body)
    again = province_caller.post(path, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["from_version"], first.json()["to_version"]) == (1, 2)
    assert first.json()["edition_number"] == 2
    assert lesson(mine(story), "1.1")["body"].split("\n\n")[1] == NATIONAL
    assert province_caller.get(path).json() == [first.json()]


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ({"choice": "national"}, NATIONAL),
        ({"choice": "ours"}, OURS),
        ({"choice": "text", "text": "Cả hai."}, "Cả hai."),
    ],
)
def test_decisions_are_carried_out_and_recorded(province_caller, story, newer, decision, words):
    conflict(story)
    [open_place] = plan_of(province_caller, story)["conflicts"]

    done = take(province_caller, story, decisions={open_place["place"]: decision})

    assert done.status_code == 201
    assert done.json()["decisions"] == {open_place["place"]: decision}
    assert done.json()["edition_number"] is None
    assert words in lesson(mine(story), "1.1")["body"]


def test_undecided_conflicts_are_named(province_caller, story, newer):
    conflict(story)
    before = mine(story)

    answer = take(province_caller, story)

    place = f"{courses.uid('lesson', '1.1')}.body#0"
    assert (answer.status_code, answer.json()["code"]) == (422, "CONFLICTS_UNDECIDED")
    assert answer.json()["details"] == {"places": [place]}
    assert mine(story) == before


def test_changed_course_makes_the_plan_stale(province_caller, story, newer):
    plan = plan_of(province_caller, story)
    with in_province(story.province):
        write("2.1", "Đoạn 1 của bài 2.1.", "Vừa sửa.")
    body = {"release_uid": plan["release_uid"], "seen_sha256": plan["seen_sha256"]}

    answer = province_caller.post(f"{address(story)}syncs/", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "SYNC_PLAN_STALE")
    with in_province(story.province):
        assert not Sync.objects.exists()


def test_release_that_is_not_the_newest_is_stale(province_caller, story, newer):
    plan = plan_of(province_caller, story)
    story.publish(replace("1.2", "Đoạn 1 của bài 1.2.", "Mới hơn nữa."))
    body = {"release_uid": plan["release_uid"], "seen_sha256": plan["seen_sha256"]}

    answer = province_caller.post(f"{address(story)}syncs/", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "SYNC_PLAN_STALE")


def test_release_taken_over_already_changes_nothing(province_caller, story):
    with in_province(story.province):
        sha256 = story.course().current_edition.document.sha256
    body = {"release_uid": str(story.release.uid), "seen_sha256": sha256}

    answer = province_caller.post(f"{address(story)}syncs/", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "SYNC_PLAN_STALE")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "INPUT_INVALID"),
        ([], "INPUT_INVALID"),
        ({"decisions": {"x": {"choice": "theirs"}}}, "INPUT_INVALID"),
        ({"decisions": {"x": {"choice": "ours"}}}, "DECISION_INVALID"),
    ],
)
def test_bad_decisions_are_refused(province_caller, story, newer, body, code):
    plan = plan_of(province_caller, story)
    if code == "DECISION_INVALID" or (body and "decisions" in body):
        body = {"release_uid": plan["release_uid"], "seen_sha256": plan["seen_sha256"], **body}

    answer = province_caller.post(f"{address(story)}syncs/", body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    with in_province(story.province):
        assert not Sync.objects.exists()


def test_detached_course_takes_nothing(province_caller, story, newer):
    plan = plan_of(province_caller, story)
    with in_province(story.province):
        sync.detach_course(course=story.course(), reason="Khác hẳn.", by=None)
    body = {"release_uid": plan["release_uid"], "seen_sha256": plan["seen_sha256"]}

    answer = province_caller.post(f"{address(story)}syncs/", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "COURSE_DETACHED")
    assert plan_of(province_caller, story)["has_newer"] is False


def test_undoing_puts_everything_back_once(province_caller, story, newer):
    before = mine(story)
    done = take(province_caller, story, publish=True).json()
    path = f"{address(story)}syncs/{done['uid']}/undo/"

    answers = [province_caller.post(path) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["undone_at"] == answers[1].json()["undone_at"] is not None
    assert mine(story) == before


def test_undoing_after_a_change_is_refused_with_the_reason(province_caller, story, newer):
    done = take(province_caller, story).json()
    with in_province(story.province):
        write("2.1", "Đoạn 1 của bài 2.1.", "Vừa sửa.")

    answer = province_caller.post(f"{address(story)}syncs/{done['uid']}/undo/")

    assert (answer.status_code, answer.json()["code"]) == (409, "SYNC_NOT_UNDOABLE")
    assert answer.json()["details"] == {"reason": "changed_since"}


def test_own_course_and_absent_course_are_not_found(province_caller, story, quangnam):
    with in_province(quangnam):
        own = library.course_without_faults("Riêng")

    refused = province_caller.get(f"courses/{own.slug}/sync/")

    assert (refused.status_code, refused.json()["code"]) == (404, "NOT_ADOPTED")
    assert province_caller.get("courses/khong-co/sync/").status_code == 404
    absent = f"{address(story)}syncs/{own.uid}/undo/"
    assert province_caller.post(absent).status_code == 404


def test_reading_needs_one_scope_and_taking_another(quangnam, story, newer):
    reader = Caller(quangnam, "quangnam.localhost", Role.PROVINCE_OFFICE, ["sync:read"])

    answer = take(reader, story)

    assert (answer.status_code, answer.json()["details"]) == (403, {"scope": "sync:write"})


def test_session_needs_csrf_to_take_a_release(quangnam, minh, story, newer):
    minh.handler.enforce_csrf_checks = True
    body = {"release_uid": str(newer.uid), "seen_sha256": "0" * 64}

    answer = minh.post(
        f"/api/v1/{address(story)}syncs/", json.dumps(body), content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_ALLOWED")


def test_every_expected_refusal_has_words():
    assert set(refusals.EXPECTED) == set(refusals.WORDS)
    assert all(hasattr(error, "code") for error in refusals.EXPECTED)
    assert results.ConflictsUndecided in refusals.EXPECTED
