"""Each fault an editor can make is found, named and placed; a good course has none."""

import copy

import pytest

from catalog import linter, starter


@pytest.fixture(scope="module")
def document():
    return starter.packages()[5].document


def first_lesson(document):
    return document["modules"][0]["lessons"][0]


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
    ("EMPTY_LESSON", "error", lambda one: first_lesson(one).update(body=" ")),
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

    found = [one for one in linter.findings(faulty) if one.code == code]

    assert [one.severity for one in found] == [severity] * len(found)
    assert found
    assert all(one.text and one.advice and one.place and one.uid for one in found)


def test_starter_courses_have_no_fault():
    found = [one for package in starter.packages() for one in linter.findings(package.document)]

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
