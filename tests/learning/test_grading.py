"""Grading is exact, and refuses what it does not know."""

import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.published import Draw, PublishedLesson, PublishedOption, PublishedQuestion
from enrollment.learning import answers as answering
from enrollment.learning import draws, grading


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
    grade = grading.grade(FIVE.questions, answers(right), pass_mark_percent=80)

    assert (grade.correct_count, grade.score_percent) == (right, right * 20)
    assert grade.is_passed is passed


def test_half_of_several_right_options_is_not_right():
    given = answers(5)
    several = FIVE.questions[-1]
    given[several.uid] = frozenset(list(several.correct_uids)[:1])

    assert grading.grade(FIVE.questions, given, pass_mark_percent=80).correct_count == 4


def sent(given):
    """Answers as a client sends them."""
    return answering.raw(answering.canonical(given))


def test_a_foreign_question_or_option_is_refused():
    strange = uuid.uuid4()
    with pytest.raises(answering.QuestionNotInAttempt) as refused:
        answering.read(sent(answers(5) | {strange: frozenset()}), FIVE.questions)
    assert refused.value.details == {"questions": [str(strange)]}
    first = FIVE.questions[0].uid
    with pytest.raises(answering.QuestionNotInAttempt):
        answering.read(sent(answers(5) | {first: frozenset([strange])}), FIVE.questions)


def test_missing_answers_are_named():
    given = answers(5)
    missing = FIVE.questions[2].uid
    del given[missing]

    with pytest.raises(answering.AnswersIncomplete) as refused:
        grading.grade(FIVE.questions, given, pass_mark_percent=80)

    assert refused.value.questions == (missing,)


def test_two_answers_to_a_single_choice_are_refused():
    first = FIVE.questions[0]
    both = frozenset(option.uid for option in first.options)

    with pytest.raises(answering.AnswersRefused):
        answering.read(sent(answers(5) | {first.uid: both}), FIVE.questions)


@given(st.permutations(range(5)))
def test_the_hash_does_not_depend_on_the_order(order):
    given = list(answers(5).items())

    turned = dict(given[at] for at in order)

    uid = FIVE.uid
    assert answering.sha256_of(turned, lesson_uid=uid) == answering.sha256_of(
        dict(given), lesson_uid=uid
    )


@pytest.mark.parametrize(
    "raw", [None, [], "x", {"x": []}, {str(uuid.uuid4()): 1}, {str(uuid.uuid4()): [[]]}, {"1": [1]}]
)
def test_unreadable_answers_are_refused(raw):
    with pytest.raises(answering.AnswersRefused):
        answering.raw(raw)


def one_of(kind, *options, **facts):
    """A question of some kind; options as (text, is right, match)."""
    made = tuple(
        PublishedOption(uuid.uuid4(), text, right, f"Vì {text}.", match)
        for text, right, match in options
    )
    return PublishedQuestion(uuid.uuid4(), kind, "Câu?", made, **facts)


ORDER = one_of("ordering", ("Một", True, ""), ("Hai", True, ""), ("Ba", True, ""))
PAIRS = one_of("matching", ("Hà Nội", True, "Bắc"), ("Huế", True, "Trung"), ("Vinh", True, "Trung"))
WORDS = one_of("short_answer", ("Cổng dịch vụ công", True, ""), ("Zalo", False, ""))


def uids(question):
    return [str(one.uid) for one in question.options]


def is_right(question, value):
    read = answering.read(answering.raw({str(question.uid): value}), [question])
    return answering.is_right(question, read.get(question.uid))


def test_an_order_is_right_only_as_written():
    first, second, third = uids(ORDER)

    assert is_right(ORDER, [first, second, third])
    assert is_right(ORDER, {third: "3", first: "1", second: "2"})
    assert not is_right(ORDER, [second, first, third])


def test_half_an_order_or_two_of_one_place_are_no_answer():
    first, second, third = uids(ORDER)

    for value in ([first, second], {first: "1", second: "1", third: "2"}, {first: "1"}):
        assert answering.read(answering.raw({str(ORDER.uid): value}), [ORDER]) == {}


def test_pairs_are_right_when_every_partner_reads_right():
    north, hue, vinh = uids(PAIRS)

    assert is_right(PAIRS, {north: north, hue: hue, vinh: vinh})
    assert is_right(PAIRS, {north: north, hue: vinh, vinh: hue})  # both read "Trung"
    assert not is_right(PAIRS, {north: hue, hue: north, vinh: vinh})
    assert answering.read(answering.raw({str(PAIRS.uid): {north: north}}), [PAIRS]) == {}


@pytest.mark.parametrize(
    "words",
    ["Cổng dịch vụ công", "cong dich vu cong", "  CỔNG  Dịch vụ công. ", "cổng dịch vụ công!"],
)
def test_a_short_answer_may_be_written_in_any_accepted_form(words):
    assert is_right(WORDS, words)
    assert is_right(WORDS, {"text": words})


@pytest.mark.parametrize("words", ["Zalo", "cổng", "dịch vụ công cổng"])
def test_another_short_answer_is_wrong(words):
    assert not is_right(WORDS, words)


@pytest.mark.parametrize("question", [ORDER, PAIRS, WORDS, *FIVE.questions])
def test_samples_are_right_and_wrong_and_read_back_as_stored(question):
    right, wrong = answering.right_answer(question), answering.wrong_answer(question)

    assert answering.is_right(question, right)
    assert not answering.is_right(question, wrong)
    for answer in (right, wrong):
        kept = answering.canonical({question.uid: answer})
        assert answering.stored(kept, [question]) == {question.uid: answer}


def test_a_draw_depends_on_its_key_alone():
    bank = lesson(*(question("single", False, True) for _ in range(20)))
    drawn = replace(bank, draws=(Draw("lesson", "", 5),))
    keys = [uuid.UUID(int=number) for number in range(40)]

    quizzes = [draws.asked(None, drawn, key) for key in keys]

    assert quizzes == [draws.asked(None, drawn, key) for key in keys]
    assert {len(set(quiz)) for quiz in quizzes} == {5}
    assert len({frozenset(one.uid for one in quiz) for quiz in quizzes}) > 30
    assert {one.uid for quiz in quizzes for one in quiz} == {one.uid for one in bank.questions}


def test_draws_by_tag_never_ask_a_question_twice():
    tagged = [replace(question("single", 0, 1), tags=("nls-2025/4.2",)) for _ in range(3)]
    bank = lesson(*tagged, *(question("single", 0, 1) for _ in range(2)))
    drawn = replace(bank, draws=(Draw("lesson", "nls-2025/4.2", 2), Draw("lesson", "", 3)))

    quiz = draws.asked(None, drawn, uuid.UUID(int=7))

    assert len(quiz) == len({one.uid for one in quiz}) == 5
    assert sum(bool(one.tags) for one in quiz) == 3


def test_options_are_shuffled_unless_they_keep_their_order():
    many = question("single", *([False] * 5), True)
    keys = [uuid.UUID(int=number) for number in range(20)]

    orders = {tuple(one.uid for one in draws.shown_options(many, key)) for key in keys}
    kept = {
        tuple(one.uid for one in draws.shown_options(replace(many, keeps_order=True), key))
        for key in keys
    }

    assert len(orders) > 15
    assert kept == {tuple(one.uid for one in many.options)}


def test_what_is_to_be_put_in_order_is_never_shown_in_order():
    keys = [uuid.UUID(int=number) for number in range(60)]

    assert all(tuple(draws.shown_options(ORDER, key)) != ORDER.options for key in keys)
