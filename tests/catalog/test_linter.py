"""Each fault an editor can make is found, named and placed; a good course has none."""

import copy
import uuid

import pytest

from catalog import linter, starter
from catalog.question_kinds import Kind


@pytest.fixture(scope="module")
def document():
    return starter.packages()[5].document


def faults(document):
    """What must or should be mended; hints are counsel."""
    return [one for one in linter.findings(document) if one.severity != "hint"]


def first_lesson(document):
    return document["modules"][0]["lessons"][0]


def emptied(lesson):
    lesson.update(body=" ")
    lesson.pop("scenario", None)


def first_question(document):
    return first_lesson(document)["questions"][0]


def only_wrong(document):
    for option in first_question(document)["options"]:
        option["is_correct"] = False


def all_right(document):
    for option in first_question(document)["options"]:
        option["is_correct"] = True


def unexplained(document):
    first_question(document)["options"][0]["explanation"] = ""


def one_option(document):
    del first_question(document)["options"][1:]


def two_left(document):
    del first_lesson(document)["questions"][2:]


def of_kind(kind, *options, **changes):
    """Return a fault: the first question becomes this one. An option is (text, right, match)."""

    def change(document):
        question = first_question(document)
        question.update({"kind": kind, "explanation": "Vì thế."} | changes)
        question["options"] = [
            {"uid": str(uuid.uuid4()), "text": text, "is_correct": right, "explanation": ""}
            | ({"match": match[0]} if match else {})
            for text, right, *match in options
        ]

    return change


def drawn(source, count, tag="", tagged=0):
    """Return a fault: the first lesson draws; some questions of the course have the tag."""

    def change(document):
        first_lesson(document)["draws"] = [{"source": source, "tag": tag, "count": count}]
        questions = [
            question
            for module in document["modules"]
            for lesson in module["lessons"]
            for question in lesson["questions"]
        ]
        for question in questions[:tagged]:
            question["tags"] = [tag]

    return change


def wordless_image(document):
    first_lesson(document)["body"] = f"a\n\n![](media:{'1' * 64})"


VIDEO = {
    "sha256": "1" * 64,
    "captions_sha256": None,
    "poster_sha256": None,
    "duration_seconds": 5,
    "transcript": "",
}
FAULTS = [
    ("MINUTES", "warning", lambda one: first_lesson(one).update(duration_minutes=9)),
    ("MINUTES", "warning", lambda one: first_lesson(one).update(duration_minutes=16)),
    ("FEW_QUESTIONS", "warning", lambda one: first_lesson(one).update(questions=[])),
    ("FEW_QUESTIONS", "warning", two_left),
    ("NO_SUMMARY", "warning", lambda one: first_lesson(one).update(summary="")),
    ("NO_SUMMARY", "warning", lambda one: one.update(summary="")),
    ("EMPTY_LESSON", "error", lambda one: emptied(first_lesson(one))),
    ("NO_CORRECT", "error", only_wrong),
    ("MANY_CORRECT", "error", all_right),
    ("FEW_OPTIONS", "error", one_option),
    ("QUESTION_TEXT", "error", lambda one: first_question(one).update(text="")),
    ("NO_EXPLANATION", "warning", unexplained),
    ("IMAGE_TEXT", "error", wordless_image),
    (
        "IMAGE_UNKNOWN",
        "error",
        lambda one: first_lesson(one).update(body="![x](https://a.vn/b.png)"),
    ),
    ("NO_CAPTIONS", "error", lambda one: first_lesson(one).update(video=VIDEO)),
    ("NO_TRANSCRIPT", "error", lambda one: first_lesson(one).update(video=VIDEO)),
    ("EMPTY_MODULE", "warning", lambda one: one["modules"][0].update(lessons=[])),
    ("NO_LESSON", "error", lambda one: one.update(modules=[])),
]


@pytest.mark.parametrize(("code", "severity", "change"), FAULTS)
def test_fault_is_found(document, code, severity, change):
    faulty = copy.deepcopy(document)
    change(faulty)

    found = [one for one in faults(faulty) if one.code == code]

    assert [one.severity for one in found] == [severity] * len(found)
    assert found
    assert all(one.text and one.advice and one.place and one.uid for one in found)


QUIZ_FAULTS = [
    ("NO_SITUATION", "error", of_kind("scenario", ("a", True), ("b", False))),
    ("MANY_CORRECT", "error", of_kind("true_false", ("Đúng", True), ("Sai", True))),
    ("NOT_TWO_OPTIONS", "error", of_kind("true_false", ("Đúng", True))),
    (
        "NOT_TWO_OPTIONS",
        "error",
        of_kind("true_false", ("Đúng", True), ("Sai", False), ("c", False)),
    ),
    ("FEW_OPTIONS", "error", of_kind("ordering", ("a", True))),
    ("NOT_ALL_CORRECT", "error", of_kind("ordering", ("a", True), ("b", False))),
    ("SAME_STEPS", "error", of_kind("ordering", ("a", True), ("a", True))),
    ("NO_EXPLANATION", "warning", of_kind("ordering", ("a", True), ("b", True), explanation="")),
    ("FEW_OPTIONS", "error", of_kind("matching", ("a", True, "1"))),
    ("NO_MATCH", "error", of_kind("matching", ("a", True, "1"), ("b", True, ""))),
    ("SAME_MATCH", "error", of_kind("matching", ("a", True, "1"), ("b", True, "1"))),
    ("NOT_ALL_CORRECT", "error", of_kind("matching", ("a", True, "1"), ("b", False, "2"))),
    ("NO_CORRECT", "error", of_kind("short_answer", ("a", False))),
    ("QUESTION_TEXT", "error", of_kind("short_answer", ("156", True), ("…", True))),
    ("SAME_ANSWER", "error", of_kind("short_answer", ("Hà Nội", True), ("ha noi.", False))),
    (
        "NO_EXPLANATION",
        "warning",
        of_kind("short_answer", ("156", True), ("113", False), explanation=""),
    ),
    ("PASSAGE_UNKNOWN", "warning", lambda one: first_question(one).update(passage="Không có")),
    ("TAG_UNKNOWN", "warning", lambda one: first_question(one).update(tags=["nls-2019/4.2"])),
    (
        "IMAGE_UNKNOWN",
        "error",
        lambda one: first_question(one).update(situation=f"![x](media:{'1' * 64})"),
    ),
    ("DRAW_TOO_MANY", "error", drawn("lesson", 6)),
    ("DRAW_TOO_MANY", "error", drawn("course", 36)),
    ("DRAW_EMPTY", "error", drawn("course", 3, "nls-2025/6.1")),
    ("DRAW_TAG_FEW", "warning", drawn("course", 3, "nls-2025/6.1", tagged=2)),
    ("FEW_QUESTIONS", "warning", drawn("lesson", 2)),
]


@pytest.mark.parametrize(("code", "severity", "change"), QUIZ_FAULTS)
def test_fault_of_a_quiz_is_found_alone(document, code, severity, change):
    faulty = copy.deepcopy(document)
    change(faulty)

    found = faults(faulty)

    assert {(one.code, one.severity) for one in found} == {(code, severity)}
    assert all(one.text and one.advice and one.place and one.uid for one in found)


GOOD = [
    of_kind("single", ("a", True), ("b", False)),
    of_kind("multiple", ("a", True), ("b", True), ("c", False)),
    of_kind("true_false", ("Đúng", False), ("Sai", True)),
    of_kind("ordering", ("a", True), ("b", True)),
    of_kind("matching", ("a", True, "1"), ("b", True, "2")),
    of_kind("short_answer", ("156", True)),
    of_kind("scenario", ("a", True), ("b", False), situation="> Tin nhắn"),
    of_kind("single", ("a", True), ("b", False), tags=["nls-2025/4.2"]),
    drawn("lesson", 5),
    drawn("course", 35),
    drawn("course", 3, "nls-2025/6.1", tagged=3),
]


@pytest.mark.parametrize("change", GOOD)
def test_good_question_of_each_kind_has_no_fault(document, change):
    changed = copy.deepcopy(document)
    change(changed)

    assert faults(changed) == []


def test_passage_may_be_any_heading_of_the_lesson(document):
    changed = copy.deepcopy(document)
    first_lesson(changed)["body"] = "## Một\n\na\n\n### Hai `b`\n\nc"
    for question in first_lesson(changed)["questions"]:
        question.pop("passage", None)
    first_question(changed)["passage"] = "Hai b"

    assert faults(changed) == []


def test_lesson_that_draws_from_the_course_needs_no_questions_of_its_own(document):
    changed = copy.deepcopy(document)
    first_lesson(changed)["questions"] = []
    drawn("course", 30)(changed)

    assert faults(changed) == []


def test_starter_courses_have_no_fault():
    found = [one for package in starter.packages() for one in faults(package.document)]

    assert found == []


def test_starter_packages_are_the_fifteen():
    packages = starter.packages()

    complete = [one for one in packages if not one.document["is_drafting"]]
    assert [one.position for one in packages] == list(range(1, 16))
    assert [one.position for one in complete] == [6, 10, 15]
    for package in complete:
        modules = package.document["modules"]
        assert len(modules) >= 2
        assert all(len(module["lessons"]) >= 3 for module in modules)
    lessons = [
        lesson
        for package in packages
        for module in package.document["modules"]
        for lesson in module["lessons"]
    ]
    assert {len(lesson["questions"]) for lesson in lessons} == {5}
    assert sum(1 for lesson in lessons if lesson["video"]) == 2


def test_starter_courses_show_every_part_of_a_lesson():
    lessons = [
        (package.position, lesson)
        for package in starter.packages()
        for module in package.document["modules"]
        for lesson in module["lessons"]
    ]

    having = {
        part: [position for position, lesson in lessons if lesson.get(part)]
        for part in ("audio", "files", "practice", "scenario", "video")
    }
    assert having == {
        "audio": [12, 13, 14],
        "files": [14],
        "practice": [12, 13],
        "scenario": [6, 14],
        "video": [6, 13],
    }


def test_starter_lessons_that_are_read_aloud_leave_not_even_a_hint():
    packages = [one for one in starter.packages() if one.position in (12, 13, 14)]

    assert [one for package in packages for one in linter.findings(package.document)] == []


def test_starter_courses_ask_in_every_kind():
    kinds = {one["kind"] for package in starter.packages() for one in _questions(package)}

    assert kinds == {kind.value for kind in Kind}


def test_every_question_on_safety_names_a_competence_and_a_passage():
    questions = _questions(starter.packages()[5])

    assert len(questions) == 35
    assert [one["uid"] for one in questions if not (one.get("tags") and one.get("passage"))] == []


def _questions(package):
    return [
        question
        for module in package.document["modules"]
        for lesson in module["lessons"]
        for question in lesson["questions"]
    ]
