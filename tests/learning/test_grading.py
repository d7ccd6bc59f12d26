"""Grading is exact, and refuses what it does not know."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.published import PublishedLesson, PublishedOption, PublishedQuestion
from enrollment.learning import grading


def question(kind, *rights):
    options = tuple(PublishedOption(uuid.uuid4(), "Ý", right, "") for right in rights)
    return PublishedQuestion(uuid.uuid4(), kind, "Câu?", options)


def lesson(*questions):
    return PublishedLesson(uuid.uuid4(), 1, "Bài", "", 10, "", "", None, tuple(questions), {})


FIVE = lesson(*(question("single", False, True) for _ in range(4)), question("multiple", 1, 0, 1))


def answers(right_count):
    given = {}
    for at, one in enumerate(FIVE.questions):
        false = [option.uid for option in one.options if not option.is_correct]
        given[one.uid] = one.correct_uids if at < right_count else frozenset(false)
    return given


@pytest.mark.parametrize(("right", "passed"), [(5, True), (4, True), (3, False), (0, False)])
def test_four_of_five_reach_eighty_percent(right, passed):
    grade = grading.grade(FIVE, answers(right), pass_mark_percent=80)

    assert (grade.correct_count, grade.score_percent) == (right, right * 20)
    assert grade.is_passed is passed


def test_half_of_several_right_options_is_not_right():
    given = answers(5)
    several = FIVE.questions[-1]
    given[several.uid] = frozenset(list(several.correct_uids)[:1])

    assert grading.grade(FIVE, given, pass_mark_percent=80).correct_count == 4


def test_a_foreign_question_or_option_is_refused():
    strange = uuid.uuid4()
    with pytest.raises(grading.QuestionNotInAttempt) as refused:
        grading.grade(FIVE, answers(5) | {strange: frozenset()}, pass_mark_percent=80)
    assert refused.value.details == {"questions": [str(strange)]}
    first = FIVE.questions[0].uid
    with pytest.raises(grading.QuestionNotInAttempt):
        grading.grade(FIVE, answers(5) | {first: frozenset([strange])}, pass_mark_percent=80)


def test_missing_answers_are_named():
    given = answers(5)
    missing = FIVE.questions[2].uid
    del given[missing]

    with pytest.raises(grading.AnswersIncomplete) as refused:
        grading.grade(FIVE, given, pass_mark_percent=80)

    assert refused.value.questions == (missing,)


def test_two_answers_to_a_single_choice_are_refused():
    first = FIVE.questions[0]
    both = frozenset(option.uid for option in first.options)

    with pytest.raises(grading.AnswersRefused):
        grading.grade(FIVE, answers(5) | {first.uid: both}, pass_mark_percent=80)


@given(st.permutations(range(5)))
def test_the_hash_does_not_depend_on_the_order(order):
    given = list(answers(5).items())

    turned = dict(given[at] for at in order)

    uid = FIVE.uid
    assert grading.sha256_of(turned, lesson_uid=uid) == grading.sha256_of(
        dict(given), lesson_uid=uid
    )


@pytest.mark.parametrize("raw", [None, [], "x", {"x": []}, {str(uuid.uuid4()): "ab"}, {"1": [1]}])
def test_unreadable_answers_are_refused(raw):
    with pytest.raises(grading.AnswersRefused):
        grading.parse(raw)
