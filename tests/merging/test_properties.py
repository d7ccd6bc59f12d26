"""What holds for every pair of edits: nothing is lost, nothing happens twice, equal is equal."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import documents
from catalog.merging import plans, results, states
from catalog.merging.locks import Locks
from catalog.merging.results import Decision
from tests.merging import courses

BASE = courses.course()
RUNS = settings(
    max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
FEW_RUNS = settings(RUNS, max_examples=150)


def planned(base: Any, theirs: Any, mine: Any, locks: Any = ()) -> plans.Plan:
    base, theirs, mine = (states.of_document(one) for one in (base, theirs, mine))
    return plans.compare(base, theirs, mine, Locks.of(locks))


def merged(base: Any, theirs: Any, mine: Any, choice: Any = "ours", locks: Any = ()) -> Any:
    plan = planned(base, theirs, mine, locks)
    decisions = {one.place: Decision(choice) for one in plan.conflicts}
    done = results.merged(plan, base, theirs, mine, decisions)
    documents.check(done.document)
    return plan, done


def content(document: Any) -> Any:
    """Everything but what is the province's own from the start."""
    return {key: value for key, value in document.items() if key != "slug"}


@pytest.mark.thorough
@RUNS
@given(st.data())
def test_a_thousand_pairs_of_edits(data):
    theirs = data.draw(courses.edited(BASE, "bộ"))
    mine = data.draw(courses.edited(BASE, "tỉnh"))
    choice = data.draw(st.sampled_from(["ours", "national"]))

    plan, done = merged(BASE, theirs, mine, choice)

    no_words_are_lost_without_a_decision(theirs, mine, plan, done.document, choice)
    merging_twice_changes_nothing(theirs, done.document)
    hashes_tell_the_same_as_words(theirs, mine, plan)


def no_words_are_lost_without_a_decision(theirs, mine, plan, document, choice):
    old, result = courses.words_of(BASE), courses.words_of(document)
    there, here = courses.words_of(theirs) - old, courses.words_of(mine) - old
    chosen, other = (here, there) if choice == "ours" else (there, here)
    given_up = words_in_conflict(plan, plan.theirs if choice == "ours" else plan.mine, choice)
    assert chosen - result == set(), "the side that was chosen everywhere stands whole"
    assert other - result <= given_up, "what is not there was decided away, word by word"


def merging_twice_changes_nothing(theirs, document):
    again = planned(theirs, theirs, document)
    assert again.conflicts == ()
    assert again.changes_nothing
    assert results.merged(again, theirs, theirs, document, {}).document == document


def hashes_tell_the_same_as_words(theirs, mine, in_words):
    base, new, own = (states.of_document(one) for one in (BASE, theirs, mine))
    hashed = states.hashed(base)
    told = states.of_fingerprint(states.fingerprint(own, base), hashed)
    in_hashes = plans.compare(hashed, states.hashed(new), told)
    assert {one.place for one in in_hashes.conflicts} == {one.place for one in in_words.conflicts}
    assert in_hashes.counts == in_words.counts


def words_in_conflict(plan: plans.Plan, loser: states.State, choice: str) -> set[str]:
    """Every text that stands in the losing side of a conflict somebody decided."""
    found: set[str] = set()
    for conflict in plan.conflicts:
        if conflict.chunk is not None:
            side = conflict.chunk.theirs if choice == "ours" else conflict.chunk.mine
            found |= {block.text for block in side}
        elif conflict.field:
            found.add(str(loser.nodes[conflict.uid].fields[conflict.field]))
        elif conflict.uid in loser.nodes:
            for uid in (conflict.uid, *loser.inside(conflict.uid)):
                for value in loser.nodes[uid].fields.values():
                    values = value if isinstance(value, tuple) else (value,)
                    found |= {getattr(one, "text", str(one)) for one in values}
    return found


@FEW_RUNS
@given(st.data())
def test_the_same_changes_on_both_sides_are_clean(data):
    both = data.draw(courses.edited(BASE, "chung"))

    plan, done = merged(BASE, both, both)

    assert plan.conflicts == ()
    assert done.document == both


@FEW_RUNS
@given(st.data())
def test_a_province_that_changed_nothing_gets_exactly_the_release(data):
    theirs = data.draw(courses.edited(BASE, "bộ"))

    plan, done = merged(BASE, theirs, BASE)

    assert plan.conflicts == ()
    assert content(done.document) == content(theirs)


@FEW_RUNS
@given(st.data())
def test_a_release_that_changed_nothing_leaves_the_province_as_it_is(data):
    mine = data.draw(courses.edited(BASE, "tỉnh"))

    plan, done = merged(BASE, BASE, mine)

    assert plan.changes_nothing
    assert done.document == mine


@pytest.mark.thorough
@FEW_RUNS
@given(st.data())
def test_locks_take_the_ministrys_words_and_keep_the_provinces_beside(data):
    theirs = data.draw(courses.edited(BASE, "bộ"))
    mine = data.draw(courses.edited(BASE, "tỉnh"))
    locked = courses.uid("lesson", "1.1")
    locks = [{"node_uid": locked, "field": "", "reason": "An toàn", "legal_basis": ""}]

    _plan, done = merged(BASE, theirs, mine, "ours", locks)

    there = {one["uid"]: one for one in courses.lessons_of(theirs)}
    here = {one["uid"]: one for one in courses.lessons_of(mine)}
    result = {one["uid"]: one for one in courses.lessons_of(done.document)}
    if locked in there:
        assert content_of(result[locked]) == content_of(there[locked])
    if locked in there and locked in here:
        own = words_of_lesson(here[locked]) - courses.words_of(BASE)
        kept = {text for texts in done.displaced.values() for text in texts}
        assert own <= kept | courses.words_of(done.document)


def content_of(lesson: Any) -> Any:
    """A lesson without the order of its questions and options, which stays the province's."""
    by_uid = lambda rows: sorted(rows, key=lambda one: one["uid"])  # noqa: E731
    questions = [one | {"options": by_uid(one["options"])} for one in lesson["questions"]]
    return lesson | {"questions": by_uid(questions)}


def words_of_lesson(lesson: Any) -> set[str]:
    part = {"title": "", "lessons": [lesson]}
    return courses.words_of({"title": "", "summary": "", "modules": [part]})
