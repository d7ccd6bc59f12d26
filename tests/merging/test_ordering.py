"""The steps of an ordering question: every cell of the table in docs/formats/three-way-sync.md."""

import copy
from pathlib import Path

import pytest

from catalog import documents, linter
from catalog.merging import plans, results, states
from catalog.merging.results import Decision
from catalog.updates import places
from tests.merging import courses

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats" / "three-way-sync.md"


def cells():
    """Yield (what the ministry did, what the province did, outcome of the order)."""
    lines = DOCUMENT.read_text("utf-8").splitlines()
    heading = lines.index("## The steps of an ordering question")
    start = next(n for n, line in enumerate(lines) if n > heading and line.startswith("| ministry"))
    names = [name.strip() for name in lines[start].strip("|").split("|")][1:]
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        ministry, *outcomes = (cell.strip(" *") for cell in line.strip("|").split("|"))
        for province, outcome in zip(names, outcomes, strict=True):
            yield ministry, province, outcome


CELLS = list(cells())


def course(kind="ordering"):
    """Return a course whose first question has three steps (or pairs)."""
    document = courses.course()
    question = courses.questions_of(document)[0]
    question["kind"] = kind
    question["options"] = [courses.option(key, right=True) for key in ("một", "hai", "ba")]
    if kind == "matching":
        for option in question["options"]:
            option["match"] = f"Vế của {option['text']}"
    return document


def steps(document):
    return [one["text"] for one in courses.questions_of(document)[0]["options"]]


def did(document, what, side):
    """Return a copy with the steps changed as the table's word says."""
    changed = copy.deepcopy(document)
    options = courses.questions_of(changed)[0]["options"]
    if what == "other order":
        options.insert(0, options.pop(2 if side == "Bộ" else 1))
    elif what == "same other order":
        options.insert(0, options.pop(1))
    elif what == "step added":
        options.insert(1, courses.option(f"của {side}", right=True))
    elif what == "step removed":
        options.pop(1)
    return changed


def played(ministry, province):
    base = course()
    theirs, mine = did(base, ministry, "Bộ"), did(base, province, "tỉnh")
    plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))
    return base, theirs, mine, plan


def question_plan(plan):
    return plan.nodes[courses.uid("question", "1.1.1")]


def test_table_names_every_pair():
    assert len(CELLS) == len({cell[:2] for cell in CELLS}) == 20


@pytest.mark.parametrize(("ministry", "province", "outcome"), CELLS)
def test_cell_tells_the_outcome_of_the_order(ministry, province, outcome):
    _base, _theirs, _mine, plan = played(ministry, province)

    found = {one.name: one.outcome for one in question_plan(plan).fields}

    assert found.get("answers", "unchanged") == outcome
    assert bool(plan.conflicts) == (outcome == "conflict")


@pytest.mark.parametrize(("ministry", "province", "outcome"), CELLS)
@pytest.mark.parametrize("choice", ["national", "ours"])
def test_every_step_of_the_result_is_right_and_the_chosen_order_stands(
    ministry, province, outcome, choice
):
    base, theirs, mine, plan = played(ministry, province)
    decisions = {one.place: Decision(choice) for one in plan.conflicts}

    document = results.merged(plan, base, theirs, mine, decisions).document

    documents.check(document)
    options = courses.questions_of(document)[0]["options"]
    assert all(one["is_correct"] for one in options)
    side = theirs if outcome == "taken" or (outcome, choice) == ("conflict", "national") else mine
    wanted = [text for text in steps(side) if text in steps(document)]
    assert steps(document)[: len(wanted)] == wanted


def test_both_orders_read_with_their_numbers():
    theirs = course()
    question = courses.questions_of(theirs)[0]

    shown = places.text_of("question", "answers", question)

    assert shown == "1. Phương án một\n\n2. Phương án hai\n\n3. Phương án ba"


def test_pairs_of_both_sides_are_all_taken_and_right():
    base = course("matching")
    theirs, mine = did(base, "step added", "Bộ"), did(base, "step added", "tỉnh")
    for document, side in ((theirs, "Bộ"), (mine, "tỉnh")):
        courses.questions_of(document)[0]["options"][1]["match"] = f"Vế của {side}"
    plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))

    document = results.merged(plan, base, theirs, mine, {}).document

    assert plan.conflicts == ()
    assert sorted(steps(document)) == sorted({*steps(theirs), *steps(mine)})
    assert all(one["is_correct"] for one in courses.questions_of(document)[0]["options"])


def test_right_side_changed_by_both_waits_for_a_decision():
    base = course("matching")
    theirs, mine = copy.deepcopy(base), copy.deepcopy(base)
    courses.questions_of(theirs)[0]["options"][0]["match"] = "Vế do Bộ sửa"
    courses.questions_of(mine)[0]["options"][0]["match"] = "Vế do tỉnh sửa"

    plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))

    assert [(one.uid, one.field) for one in plan.conflicts] == [
        (courses.uid("option", "một"), "match")
    ]


def test_a_draw_that_the_merged_bank_cannot_fill_is_found():
    base = courses.course()
    theirs, mine = copy.deepcopy(base), copy.deepcopy(base)
    draw = {"source": "lesson", "tag": "", "count": 2}
    courses.lessons_of(theirs)[0]["draws"] = [draw]
    courses.lessons_of(mine)[0]["questions"].pop()
    plan = plans.compare(*(states.of_document(one) for one in (base, theirs, mine)))

    document = results.merged(plan, base, theirs, mine, {}).document

    assert [one.code for one in linter.errors(theirs)] == []
    assert [one.code for one in linter.errors(document)] == ["DRAW_TOO_MANY"]
