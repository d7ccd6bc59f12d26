"""What the ministry locked stays as it is in a province; everything else is the province's."""

import pytest

from catalog import actions, locks
from catalog.library import queries as library_queries
from catalog.locks import NodeLocked
from catalog.models import AdoptedRelease, Course, Lesson
from tenants.context import in_ministry, in_province
from tests.catalog import library

REASON, BASIS = "Số tổng đài phải giống nhau.", "Nghị định 13/2023/NĐ-CP"


@pytest.fixture
def course(ministry, quangnam):
    """A national course that Quảng Nam took over, nothing locked."""
    with in_ministry():
        made = library.course_without_faults()
        release = actions.release_course(course=made, changelog="Lần đầu", by=None)
    with in_province(quangnam):
        [course] = actions.adopt_releases(release_uids=[release.uid], by=None)
        return course


def lock(course, node_uid, field=""):
    """Lock something in the release the province holds."""
    row = {
        "node_uid": str(node_uid), "field": field, "reason": REASON, "legal_basis": BASIS,
        "since": "2026-11-25",
    }  # fmt: skip
    adopted = AdoptedRelease.objects.get(course=course)
    adopted.locks = [*adopted.locks, row]
    adopted.save()


def first_lesson(course):
    lessons = Lesson.objects.filter(module__course=course).select_related("module__course")
    return lessons.order_by("pk").first()


def attempts(course):
    """Everything the desk can do to a course, by name."""
    lesson = first_lesson(course)
    module, question = lesson.module, lesson.questions.order_by("pk").first()
    last = Lesson.objects.filter(module__course=course).order_by("pk").last()

    def change(**fields):
        return lambda: actions.change_lesson(lesson=lesson, by=None, **fields)

    return {
        "course title": lambda: actions.change_course(course=course, title="Khác", by=None),
        "pass mark": lambda: actions.change_course(course=course, pass_mark_percent=50, by=None),
        "lesson title": change(title="Khác"),
        "summary": change(summary="Khác"),
        "minutes": change(duration_minutes=12),
        "body": change(body="Khác"),
        "same body": change(body=lesson.body),
        "video": lambda: actions.remove_video(lesson=lesson, by=None),
        "question": lambda: library.add_question(lesson),
        "question order": lambda: actions.move_question(
            question=question, direction="down", by=None
        ),
        "question gone": lambda: actions.delete_question(question=question, by=None),
        "lesson order": lambda: actions.move_lesson(lesson=lesson, direction="down", by=None),
        "module order": lambda: actions.move_module(module=module, direction="down", by=None),
        "module title": lambda: actions.rename_module(module=module, title="Khác", by=None),
        "new lesson": lambda: actions.add_lesson(module=module, title="Của tỉnh", by=None),
        "new module": lambda: actions.add_module(course=course, title="Của tỉnh", by=None),
        "other lesson": lambda: actions.change_lesson(lesson=last, body="Khác", by=None),
        "lesson gone": lambda: actions.delete_lesson(lesson=lesson, by=None),
        "module gone": lambda: actions.delete_module(module=module, by=None),
    }  # fmt: skip


def refused(course):
    """Names of what the desk may not do."""
    found, told = set(), set()
    for name, do in attempts(course).items():
        try:
            do()
        except NodeLocked as error:
            told.add((error.lock.reason, error.lock.legal_basis))
            found.add(name)
    assert told <= {(REASON, BASIS)}
    return found


LESSON = {
    "lesson title", "summary", "minutes", "body", "video", "question", "question gone",
    "lesson gone", "module gone",
}  # fmt: skip


@pytest.mark.parametrize(
    ("node", "field", "names"),
    [
        (None, "", set()),
        ("course", "title", {"course title"}),
        ("course", "pass_mark_percent", {"pass mark"}),
        ("lesson", "", LESSON),
        ("lesson", "title", {"lesson title", "lesson gone", "module gone"}),
        ("lesson", "summary", {"summary", "lesson gone", "module gone"}),
        ("lesson", "duration_minutes", {"minutes", "lesson gone", "module gone"}),
        ("lesson", "body", {"body", "lesson gone", "module gone"}),
        ("lesson", "video", {"video", "lesson gone", "module gone"}),
        ("lesson", "questions", {"question", "question gone", "lesson gone", "module gone"}),
    ],
)
def test_lock_stops_exactly_what_it_covers(quangnam, course, node, field, names):
    with in_province(quangnam):
        if node:
            lock(course, course.uid if node == "course" else first_lesson(course).uid, field)

        assert refused(course) == names


def test_whole_course_stops_everything_but_what_changes_nothing(quangnam, course):
    with in_province(quangnam):
        lock(course, course.uid)

        assert refused(course) == set(attempts(course)) - {"same body"}


def test_newest_release_taken_over_says_what_is_locked(quangnam, course):
    with in_province(quangnam):
        lock(course, course.uid, "title")
        adopted = AdoptedRelease.objects.get(course=course)
        adopted.pk, adopted.version, adopted.locks = None, 2, []
        adopted.save()

        assert locks.lock_of(course, course.uid, "title") is None


def test_ministry_is_not_bound_by_its_own_locks(ministry):
    with in_ministry():
        course = library.course_without_faults()
        actions.lock_node(course=course, node_uid=course.uid, reason=REASON, by=None)

        actions.change_course(course=course, title="Tên mới", by=None)

        assert Course.objects.get().title == "Tên mới"


def test_locks_travel_from_the_ministry_to_the_province(ministry, quangnam):
    with in_ministry():
        made = library.course_without_faults()
        lesson = first_lesson(made)
        actions.lock_node(
            course=made, node_uid=lesson.uid, field="body", reason=REASON, legal_basis=BASIS,
            by=None,
        )  # fmt: skip
        release = actions.release_course(course=made, changelog="Lần đầu", by=None)
    with in_province(quangnam):
        [course] = actions.adopt_releases(release_uids=[release.uid], by=None)

        assert locks.lock_of(course, lesson.uid, "body").reason == REASON
        with pytest.raises(NodeLocked):
            actions.change_lesson(lesson=first_lesson(course), body="Khác", by=None)


def test_desk_shows_the_lock_and_answers_calmly(minh, quangnam, course):
    with in_province(quangnam):
        lesson = first_lesson(course)
        lock(course, lesson.uid, "body")
    page = f"/desk/lessons/{lesson.uid}/"

    shown = minh.get(page).content.decode()
    sent = {"title": lesson.title, "summary": "Mới", "duration_minutes": 10, "body": "Khác"}
    refused = minh.post(page, {**sent, "do": "save"})
    taken = minh.post(page, {**sent, "do": "save", "body": lesson.body})
    outline = minh.get(f"/desk/courses/{course.uid}/").content.decode()

    assert (REASON in shown, BASIS in shown, shown.count(" readonly")) == (True, True, 1)
    assert (refused.status_code, taken.status_code) == (409, 302)
    assert all(words in refused.content.decode() for words in ("NODE_LOCKED", REASON, BASIS))
    assert outline.count("Có phần Bộ khóa") == 1
    with in_province(quangnam):
        kept = Lesson.objects.get(pk=lesson.pk)
        assert (kept.body, kept.summary) == (lesson.body, "Mới")


def test_locked_settings_are_read_only(minh, quangnam, course):
    with in_province(quangnam):
        for field in ("title", "audience", "is_open_to_guests"):
            lock(course, course.uid, field)
    page = f"/desk/courses/{course.uid}/settings/"

    shown = minh.get(page).content.decode()
    sent = {"title": course.title, "summary": "Mới", "pass_mark_percent": 70}
    answer = minh.post(page, sent)

    assert (shown.count(" readonly"), shown.count(" disabled")) == (1, 4)
    assert answer.status_code == 302
    with in_province(quangnam):
        kept = Course.objects.get(pk=course.pk)
        assert (kept.audience, kept.summary) == ("officials", "Mới")


@pytest.mark.parametrize("field", ["video", "questions"])
def test_locked_video_and_questions_offer_no_button(minh, quangnam, course, field):
    with in_province(quangnam):
        lesson = first_lesson(course)
        question = lesson.questions.first()
        lock(course, lesson.uid, field)
    page = f"/desk/lessons/{lesson.uid}/video/"
    if field == "questions":
        page = f"/desk/questions/{question.uid}/"

    shown = minh.get(page).content.decode()

    assert (REASON in shown, "Lưu video" in shown, "Lưu câu hỏi" in shown) == (True, False, False)


def test_locked_parts_answer_409(minh, quangnam, course):
    with in_province(quangnam):
        lesson = first_lesson(course)
        question = lesson.questions.first()
        lock(course, course.uid)
    posts = {
        f"/desk/courses/{course.uid}/modules/": {"title": "Của tỉnh"},
        f"/desk/modules/{lesson.module.uid}/": {"title": "Của tỉnh"},
        f"/desk/modules/{lesson.module.uid}/position/": {"direction": "down"},
        f"/desk/modules/{lesson.module.uid}/deletion/": {},
        f"/desk/modules/{lesson.module.uid}/lessons/": {"title": "Của tỉnh"},
        f"/desk/lessons/{lesson.uid}/position/": {"direction": "down"},
        f"/desk/lessons/{lesson.uid}/deletion/": {},
        f"/desk/lessons/{lesson.uid}/video/deletion/": {},
        f"/desk/questions/{question.uid}/position/": {"direction": "down"},
        f"/desk/questions/{question.uid}/deletion/": {},
    }

    answers = {path: minh.post(path, sent).status_code for path, sent in posts.items()}

    assert answers == dict.fromkeys(posts, 409)


def test_retired_release_stays_readable_where_it_is_in_use(minh, hoa, ministry, course):
    with in_ministry():
        card = library_queries.latest_releases()[0]
        actions.retire_release(course=Course.objects.get(), version=1, by=None)
    page = f"/office/library/{card.uid}/"

    kept, elsewhere = minh.get(page), hoa.get(page)

    assert (kept.status_code, elsewhere.status_code) == (200, 404)
    assert "Bộ đã ngừng cung cấp bản này." in kept.content.decode()
    assert course.title not in hoa.get("/office/library/").content.decode()
