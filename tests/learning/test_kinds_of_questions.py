"""Every kind of question on its page: asked without telling, kept when something misses, graded."""

import re
import uuid

import pytest

from enrollment.models import Attempt
from tenants.context import in_province
from tests.learning import school


@pytest.fixture
def course(quangnam, linh):
    with in_province(quangnam):
        made = school.add_course_of_every_kind()
        school.enroll(linh.learner, made)
    return made


@pytest.fixture
def path(course):
    return f"/courses/{course.slug}/lessons/{course.lessons[0].uid}/quiz/"


def test_the_page_asks_every_kind_and_tells_no_answer(linh_browser, course, path):
    page = linh_browser.get(path).content.decode()

    assert page.count('<fieldset class="hv-question"') == 6
    assert page.count('class="hv-part"') == 5
    assert page.count("<blockquote>") == 1
    assert page.count("hv-written") == 1
    assert [words for words in ("Giải thích chung", "Vì ", ">5656<") if words in page] == []


def test_right_answers_are_right(linh_browser, course, path):
    answer = linh_browser.post(
        path, {"submission_key": str(uuid.uuid4())} | school.filled_in(course.lessons[0].questions)
    )

    page = linh_browser.get(answer["Location"]).content.decode()
    assert "Đạt: đúng 6/6 câu" in page
    assert page.count("Giải thích chung.") == 5
    assert "Nên đọc lại" not in page


def test_wrong_answers_say_what_is_right_and_where_it_stands(linh_browser, quangnam, course, path):
    lesson = course.lessons[0]
    fields = school.filled_in(lesson.questions, wrong=True)

    answer = linh_browser.post(path, {"submission_key": str(uuid.uuid4())} | fields)

    page = linh_browser.get(answer["Location"]).content.decode()
    assert "Chưa đạt: đúng 0/6 câu" in page
    assert "Nên đọc lại" in page
    assert f'href="/courses/{course.slug}/lessons/{lesson.uid}/#buoc-1"' in page
    assert "Tra cứu – Cổng dịch vụ công" in page
    assert page.count("Ông/Bà xếp thứ: ") == 3
    with in_province(quangnam):
        kept = Attempt.objects.get().answers
    kinds = {one.kind: kept[str(one.uid)] for one in lesson.questions}
    assert kinds["short_answer"] == {"text": "?"}
    assert len(kinds["ordering"]) == 3
    assert set(kinds["matching"]) == {str(one.uid) for one in _of(lesson, "matching").options}


def _of(lesson, kind):
    return next(one for one in lesson.questions if one.kind == kind)


@pytest.mark.parametrize("kind", ["ordering", "matching", "short_answer"])
def test_half_an_answer_is_named_and_kept(linh_browser, quangnam, course, path, kind):
    lesson = course.lessons[0]
    question = _of(lesson, kind)
    fields = school.filled_in(lesson.questions)
    dropped = next(name for name in fields if name.startswith(f"q-{question.uid}"))
    del fields[dropped]

    answer = linh_browser.post(path, {"submission_key": str(uuid.uuid4())} | fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('href="#q-') == 1
    assert f'href="#{dropped}"' in page
    chosen = sum(name.count("-") > 5 for name in fields)
    assert page.count(" selected") == chosen
    with in_province(quangnam):
        assert not Attempt.objects.exists()


def test_a_place_chosen_twice_is_named_and_led_to(linh_browser, quangnam, course, path):
    lesson = course.lessons[0]
    fields = school.filled_in(lesson.questions)
    question = _of(lesson, "ordering")
    first, _second, third = (f"q-{question.uid}-{one.uid}" for one in question.options)
    fields[third] = fields[first]

    answer = linh_browser.post(path, {"submission_key": str(uuid.uuid4())} | fields)

    page, number = answer.content.decode(), lesson.questions.index(question) + 1
    (marked,) = re.findall(r'aria-invalid="true" id="([^"]+)"', page)
    assert answer.status_code == 422
    assert f'<a href="#{marked}">Câu {number}: thứ tự 1 được chọn hơn một lần</a>' in page
    assert "Thứ tự 1 được chọn hơn một lần. Mỗi thứ tự chỉ chọn một lần." in page
    assert marked in (first, third)
    assert f"Câu {number} chưa có câu trả lời" not in page
    with in_province(quangnam):
        assert not Attempt.objects.exists()


def test_a_line_without_a_choice_is_led_to(linh_browser, course, path):
    lesson = course.lessons[0]
    fields = school.filled_in(lesson.questions)
    question = _of(lesson, "matching")
    empty = f"q-{question.uid}-{question.options[1].uid}"
    del fields[empty]

    page = linh_browser.post(path, {"submission_key": str(uuid.uuid4())} | fields).content.decode()

    number = lesson.questions.index(question) + 1
    assert f'<a href="#{empty}">Câu {number} còn dòng chưa chọn</a>' in page


@pytest.mark.parametrize(
    "value", ["x", str(uuid.uuid4())], ids=["not an option", "an option of nobody"]
)
def test_a_partner_that_is_no_option_is_refused(linh_browser, quangnam, course, path, value):
    lesson = course.lessons[0]
    fields = school.filled_in(lesson.questions)
    name = next(one for one in fields if one.startswith(f"q-{_of(lesson, 'matching').uid}-"))

    answer = linh_browser.post(path, {"submission_key": str(uuid.uuid4())} | fields | {name: value})

    assert answer.status_code == 422
    with in_province(quangnam):
        assert not Attempt.objects.exists()
