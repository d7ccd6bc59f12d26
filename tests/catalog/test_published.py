"""What learners read is the published edition, found in one statement."""

import uuid

import pytest

from catalog import actions, events, published, queries
from catalog.models import Course, Lesson
from catalog.published import CourseNotFound, LessonNotFound
from tenants.context import in_province
from tests.catalog import library


@pytest.fixture(autouse=True)
def _cold():
    published.contents.clear()


@pytest.fixture
def course(in_quangnam):
    course = library.course_without_faults()
    actions.publish_course(course=course, changelog="", by=None)
    return course


def test_published_course_is_one_statement_when_warm(course, django_assert_num_queries):
    with django_assert_num_queries(2):
        cold = queries.published_course("mat-khau")
    with django_assert_num_queries(1):
        warm = queries.published_course("mat-khau")
    with django_assert_num_queries(1):
        by_uid = queries.published_course_by_uid(course.uid)

    assert cold == warm == by_uid
    assert warm.content is cold.content


def test_published_courses_need_one_statement_for_one_and_three(course, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(queries.published_courses()) == 1
    for title in ("Hai", "Ba"):
        actions.publish_course(course=library.course_without_faults(title), changelog="", by=None)

    with django_assert_num_queries(1):
        assert [card.title for card in queries.published_courses()] == ["Mật khẩu", "Hai", "Ba"]


def test_learners_do_not_read_the_desk(course):
    lesson = Lesson.objects.get(title="Bài một")
    actions.change_lesson(lesson=lesson, title="Chưa xuất bản", by=None)
    actions.change_course(course=course, title="Chưa xuất bản", by=None)

    shown = queries.published_course("mat-khau")

    assert (shown.title, shown.lessons[0].title) == ("Mật khẩu", "Bài một")
    assert queries.published_courses()[0].title == "Mật khẩu"
    assert queries.desk_courses()[0].has_changes


def test_next_edition_is_read_at_once(course):
    queries.published_course("mat-khau")
    actions.change_lesson(lesson=Lesson.objects.get(title="Bài một"), title="Bài đầu", by=None)

    edition = actions.publish_course(course=course, changelog="Đổi tên", by=None)

    shown = queries.published_course("mat-khau")
    assert (edition.number, shown.edition_number) == (2, 2)
    assert [lesson.title for lesson in shown.lessons] == ["Bài đầu", "Bài hai", "Bài ba"]
    assert not queries.desk_courses()[0].has_changes


def test_lessons_are_numbered_and_know_their_neighbours(course):
    shown = queries.published_course("mat-khau")
    first, second, third = shown.lessons

    assert [lesson.number for lesson in shown.lessons] == [1, 2, 3]
    assert shown.neighbours(second.uid) == (first, third)
    assert shown.neighbours(str(first.uid)) == (None, second)
    assert shown.neighbours(third.uid) == (second, None)
    assert second.html == "<h2>Bài hai</h2>\n<p>Nội dung của bài.</p>\n"


def test_questions_know_the_right_answers(course):
    question = queries.published_course("mat-khau").lessons[0].questions[0]

    assert question.correct_uids == {question.options[0].uid}


def test_what_is_not_published_is_not_found(course):
    draft = library.course_without_faults("Nháp")

    with pytest.raises(CourseNotFound):
        queries.published_course(draft.slug)
    with pytest.raises(CourseNotFound):
        queries.published_course_by_uid(uuid.uuid4())
    with pytest.raises(LessonNotFound):
        queries.published_course("mat-khau").lesson(uuid.uuid4())


def test_another_province_does_not_find_it(course, thainguyen):
    queries.published_course("mat-khau")

    with in_province(thainguyen), pytest.raises(CourseNotFound):
        queries.published_course("mat-khau")


def test_document_of_an_old_edition_can_still_be_read(course, thainguyen):
    sha256 = queries.published_course("mat-khau").document_sha256

    assert queries.published_document(sha256).title == "Mật khẩu"
    with in_province(thainguyen), pytest.raises(CourseNotFound):
        queries.published_document(sha256)


def test_publishing_is_told_to_the_apps_above(in_quangnam):
    told = []

    def listen(sender, course, edition, **_more):
        told.append((sender, course.slug, edition.number))

    events.course_published.connect(listen)
    try:
        actions.publish_course(course=library.course_without_faults(), changelog="", by=None)
    finally:
        events.course_published.disconnect(listen)

    assert told == [(Course, "mat-khau", 1)]


def test_publishing_the_same_again_says_so(course):
    with pytest.raises(actions.NothingChanged):
        actions.publish_course(course=course, changelog="", by=None)


def test_publishing_a_course_with_faults_says_which(in_quangnam):
    course = library.course_without_faults()
    library.add_question(Lesson.objects.get(title="Bài hai"), right=(False, False))

    with pytest.raises(actions.CourseHasErrors) as error:
        actions.publish_course(course=course, changelog="", by=None)

    assert [(one.code, one.place) for one in error.value.findings] == [
        ("NO_CORRECT", "Chương một › Bài hai › Câu 4")
    ]
