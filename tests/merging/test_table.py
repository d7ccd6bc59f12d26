"""Every cell of the table in docs/formats/three-way-sync.md, played with a lesson."""

import copy
from pathlib import Path

import pytest

from catalog import documents
from catalog.merging import plans, results, states
from catalog.merging.results import Decision
from tests.merging import courses

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats" / "three-way-sync.md"
LESSON = courses.uid("lesson", "1.1")
NEW = courses.uid("lesson", "neu")


def cells():
    """Yield (what the ministry did, what the province did, outcome) of every cell but dashes."""
    lines = DOCUMENT.read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| ministry"))
    names = [name.strip() for name in lines[start].strip("|").split("|")][1:]
    for line in lines[start + 2 : start + 10]:
        ministry, *outcomes = (cell.strip(" *") for cell in line.strip("|").split("|"))
        for province, outcome in zip(names, outcomes, strict=True):
            if outcome != "–":
                yield ministry, province, outcome


CELLS = list(cells())


def did(document, what, side):
    """Return a copy with the lesson changed as the table's word says."""
    changed = copy.deepcopy(document)
    first, second = changed["modules"][0]["lessons"], changed["modules"][1]["lessons"]
    one = first[0]
    if what == "changed":
        one["body"] = one["body"].replace("Đoạn 2", f"Đoạn 2 ({side})")
    elif what == "changed elsewhere":
        one["body"] = one["body"].replace("Đoạn 4", f"Đoạn 4 ({side})")
    elif what == "changed alike":
        one["body"] = one["body"].replace("Đoạn 2", "Đoạn 2 (tỉnh)")
    elif what == "removed":
        first.remove(one)
    elif what == "moved":
        first.remove(one)
        second.insert(0 if side == "Bộ" else 2, one)
    elif what in ("added", "added alike"):
        words = f"Của {side}" if what == "added" else "Của tỉnh"
        second.append(courses.lesson("neu", body=words))
    return changed


def played(ministry, province):
    base = courses.course()
    theirs, mine = did(base, ministry, "Bộ"), did(base, province, "tỉnh")
    plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))
    return base, theirs, mine, plan


def test_table_names_every_pair():
    assert len(CELLS) == 29
    assert len({cell[:2] for cell in CELLS}) == 29


@pytest.mark.parametrize(("ministry", "province", "outcome"), CELLS)
def test_cell_tells_the_outcome(ministry, province, outcome):
    _base, _theirs, _mine, plan = played(ministry, province)
    uid = NEW if "added" in ministry + province else LESSON

    node = plan.nodes.get(uid)

    assert node is not None
    assert node.outcome == outcome
    assert bool(plan.conflicts) == (outcome == "conflict")


@pytest.mark.parametrize(("ministry", "province", "outcome"), CELLS)
@pytest.mark.parametrize("choice", ["national", "ours"])
def test_cell_gives_a_course_that_keeps_to_the_format(ministry, province, outcome, choice):
    base, theirs, mine, plan = played(ministry, province)
    decisions = {one.place: Decision(choice) for one in plan.conflicts}

    done = results.merged(plan, base, theirs, mine, decisions)

    documents.check(done.document)
    here = {one["uid"] for one in courses.lessons_of(done.document)}
    if outcome == "removed":
        assert LESSON not in here
    if ministry == "unchanged" and province == "removed":
        assert LESSON not in here
    if outcome in ("taken", "kept", "merged", "moved") and "removed" not in (ministry, province):
        assert LESSON in here
    if outcome == "conflict" and "removed" in (ministry, province):
        side = theirs if choice == "national" else mine
        assert (LESSON in here) == (LESSON in {one["uid"] for one in courses.lessons_of(side)})


@pytest.mark.parametrize(
    ("ministry", "province", "place"),
    [("moved", "unchanged", (1, 0)), ("moved", "moved", (1, 2)), ("changed", "moved", (1, 2))],
)
def test_place_is_the_provinces_where_it_moved_it(ministry, province, place):
    base, theirs, mine, plan = played(ministry, province)

    document = results.merged(plan, base, theirs, mine, {}).document

    module, row = place
    assert document["modules"][module]["lessons"][row]["uid"] == LESSON


def test_both_reorderings_keep_the_provinces():
    base = courses.course()
    theirs, mine = copy.deepcopy(base), copy.deepcopy(base)
    theirs["modules"].reverse()
    mine["modules"].insert(0, mine["modules"].pop(1))
    plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))

    document = results.merged(plan, base, theirs, mine, {}).document

    assert plan.conflicts == ()
    assert [one["title"] for one in document["modules"]] == ["Chương 2", "Chương 1", "Chương 3"]


def test_a_chapter_one_side_removed_and_the_other_filled_waits_for_one_decision():
    base = courses.course()
    theirs, mine = copy.deepcopy(base), copy.deepcopy(base)
    theirs["modules"].pop(1)
    mine["modules"][1]["lessons"].append(courses.lesson("tỉnh"))
    plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))

    assert [one.reason for one in plan.conflicts] == ["removed_by_ministry"]
    ours = results.merged(plan, base, theirs, mine, {plan.conflicts[0].place: Decision("ours")})
    assert len(ours.document["modules"][1]["lessons"]) == 3
    national = {plan.conflicts[0].place: Decision("national")}
    assert len(results.merged(plan, base, theirs, mine, national).document["modules"]) == 2


def test_the_answer_key_is_one_value():
    base = courses.course()
    theirs, mine = copy.deepcopy(base), copy.deepcopy(base)
    for document, right in ((theirs, 1), (mine, 2)):
        question = courses.questions_of(document)[0]
        question["options"].append(courses.option("c"))
        for place, option in enumerate(question["options"]):
            option["is_correct"] = place == right
    plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))

    assert [one.field for one in plan.conflicts] == ["answers"]
    for choice, right in (("national", 1), ("ours", 2)):
        decisions = {plan.conflicts[0].place: Decision(choice)}
        document = results.merged(plan, base, theirs, mine, decisions).document
        options = courses.questions_of(document)[0]["options"]
        assert [one["is_correct"] for one in options].index(True) == right
        assert sum(one["is_correct"] for one in options) == 1


def test_a_machines_voice_comes_with_the_release_and_stays_whole():
    sound = {"sha256": "a" * 64, "duration_seconds": 60}
    spoken = sound | {"voice": "machine"}
    own = {"sha256": "b" * 64, "duration_seconds": 50}
    file = {"content_type": "audio/mp4", "size_bytes": 1, "width": None, "height": None}

    def with_sound(audio):
        document = courses.course()
        document["modules"][0]["lessons"][0]["audio"] = audio
        document["media"] = [{"sha256": one["sha256"]} | file for one in (sound, own)]
        return document

    def merged(mine):
        base, theirs = with_sound(sound), with_sound(spoken)
        plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))
        decisions = {one.place: Decision("ours") for one in plan.conflicts}
        done = results.merged(plan, base, theirs, mine, decisions)
        documents.check(done.document)
        return done.document["modules"][0]["lessons"][0]["audio"], len(plan.conflicts)

    assert merged(with_sound(sound)) == (spoken, 0)
    assert merged(with_sound(own)) == (own, 1)
