"""The document: the same content always gives the same bytes, and nothing else is let in."""

import copy
import json

import pytest

from catalog import documents, starter
from catalog.models import Lesson
from tests.catalog import library


@pytest.fixture(scope="module")
def document():
    return starter.packages()[5].document


def test_hash_does_not_depend_on_the_order_of_keys(document):
    turned = json.loads(json.dumps(document, sort_keys=True)[:])
    turned = dict(reversed(list(turned.items())))

    assert documents.sha256_of(turned) == documents.sha256_of(document)


def test_course_on_the_desk_gives_the_same_document_again(in_quangnam):
    course = library.course_without_faults()

    first, second = documents.from_course(course), documents.from_course(course)

    assert documents.canonical_bytes(first) == documents.canonical_bytes(second)
    assert documents.check(first).lesson_count == 3


def test_course_document_needs_the_same_statements_for_one_and_three(
    in_quangnam, django_assert_num_queries
):
    course = library.course_without_faults()

    with django_assert_num_queries(4):
        documents.from_course(course)
    Lesson.objects.exclude(title="Bài một").delete()
    with django_assert_num_queries(4):
        documents.from_course(course)


def broken(document, change):
    bad = copy.deepcopy(document)
    change(bad)
    return bad


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.pop("title"),
        lambda one: one.update(extra=1),
        lambda one: one.update(format_version=2),
        lambda one: one.update(pass_mark_percent=80.5),
        lambda one: one.update(pass_mark_percent="80"),
        lambda one: one.update(slug="../x"),
        lambda one: one.update(uid="x"),
        lambda one: one.update(summary="Hoa\u0300"),
        lambda one: one.update(summary="a\x00b"),
        lambda one: one["modules"][0].update(uid=one["uid"]),
        lambda one: one["modules"][0]["lessons"][0].update(body=f"![a](media:{'0' * 64})"),
        lambda one: one["modules"][0]["lessons"][0]["questions"][0].update(kind="essay"),
    ],
)
def test_document_that_breaks_the_format_is_refused(document, change):
    with pytest.raises(documents.DocumentInvalid) as error:
        documents.check(broken(document, change))

    assert error.value.problems


def read_aloud(document, **more):
    """The same with a sound in its first lesson."""
    changed = copy.deepcopy(document)
    file = {"content_type": "audio/mp4", "size_bytes": 1, "width": None, "height": None}
    changed["media"].append({"sha256": "a" * 64} | file)
    sound = {"sha256": "a" * 64, "duration_seconds": 60}
    changed["modules"][0]["lessons"][0]["audio"] = sound | more
    return changed


def test_who_reads_aloud_is_left_out_where_it_is_a_person(document):
    assert documents.check(read_aloud(document)).modules[0].lessons[0].audio.voice is None
    assert documents.check(read_aloud(document, voice="machine"))
    for voice in (None, "", "robot"):
        with pytest.raises(documents.DocumentInvalid):
            documents.check(read_aloud(document, voice=voice))


def test_who_reads_aloud_is_no_change_in_substance(document):
    substances = documents.lesson_substances

    human, machine = read_aloud(document), read_aloud(document, voice="machine")

    assert documents.sha256_of(human) != documents.sha256_of(machine)
    assert substances(human) == substances(machine) != substances(document)


def test_document_of_another_hash_is_refused(document):
    with pytest.raises(documents.DocumentInvalid):
        documents.examine(document, "0" * 64)


def test_tidy_text_has_one_form():
    assert documents.tidy("  Hoa\u0300  \r\nnhé\t\r\x00") == "Hoà\nnhé"
