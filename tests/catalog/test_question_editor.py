"""Writing each kind of question without script: what the form shows, keeps, saves and refuses."""

import pytest

from catalog.models import Lesson, Option, Question
from tenants.context import in_province
from tests.catalog import library

KINDS = Question.Kind.values


@pytest.fixture
def lesson(quangnam):
    """The first lesson of a course of Quảng Nam, with a heading and three questions."""
    with in_province(quangnam):
        course = library.course_without_faults()
        return course.modules.get().lessons.order_by("position").first()


def page_of(lesson):
    return f"/desk/lessons/{lesson.uid}/questions/"


def form_of(kind, *rows, **more):
    """Return what a browser sends of a question's form."""
    form = {
        "kind": kind,
        "text": "Câu hỏi mới?",
        "options-TOTAL_FORMS": len(rows),
        "options-INITIAL_FORMS": 0,
        "do": "save",
    }
    for number, row in enumerate(rows):
        form |= {f"options-{number}-{name}": value for name, value in row.items()}
    return form | more


def saved(place):
    """Return the question just written, and its options as (text, match, right, why)."""
    with in_province(place):
        question = Question.objects.get(text="Câu hỏi mới?")
        names = ("text", "match", "is_correct", "explanation")
        return question, list(question.options.values_list(*names))


def test_new_question_begins_with_its_kind(minh, lesson):
    answer = minh.get(page_of(lesson))

    shown = answer.content.decode()
    links = [kind for kind in KINDS if f'href="{page_of(lesson)}?kind={kind}"' in shown]
    assert links == KINDS


@pytest.mark.parametrize(
    ("kind", "fields", "rows"),
    [
        ("single", {"keeps_order"}, {"text", "is_correct", "explanation"}),
        ("multiple", {"keeps_order"}, {"text", "is_correct", "explanation"}),
        ("true_false", {"truth"}, {"explanation"}),
        ("ordering", set(), {"text"}),
        ("matching", set(), {"text", "match"}),
        ("short_answer", set(), {"text"}),
        ("scenario", {"situation", "keeps_order"}, {"text", "is_correct", "explanation"}),
    ],
)
def test_form_asks_for_what_the_kind_needs(minh, lesson, kind, fields, rows):
    answer = minh.get(f"{page_of(lesson)}?kind={kind}")

    form, first = answer.context["form"], answer.context["options"].forms[0]
    always = {"text", "explanation", "passage"}
    names = {field.name for field in form.visible_fields() if not field.name.startswith("tags-")}
    assert names == always | fields
    assert {field.name for field in first.visible_fields()} == rows
    assert [field.name for field in form.tags] == [f"tags-{number}" for number in range(1, 7)]


def test_unknown_kind_asks_again(minh, lesson):
    answer = minh.get(f"{page_of(lesson)}?kind=essay")

    assert answer.status_code == 200
    assert "form" not in answer.context


def test_unknown_kind_is_not_saved(minh, lesson, quangnam):
    answer = minh.post(page_of(lesson), form_of("essay", {"text": "a"}, {"text": "b"}))

    assert answer.status_code == 422
    with in_province(quangnam):
        assert not Question.objects.filter(text="Câu hỏi mới?").exists()


def test_true_false_question_has_two_fixed_options(minh, lesson, quangnam):
    rows = ({"text": "Đúng", "explanation": "Chưa đúng."}, {"text": "Sai", "explanation": "Phải."})

    answer = minh.post(page_of(lesson), form_of("true_false", *rows, truth="false"))

    assert answer.status_code == 302
    question, options = saved(quangnam)
    assert question.kind == "true_false"
    assert options == [("Đúng", "", False, "Chưa đúng."), ("Sai", "", True, "Phải.")]
    form = minh.get(f"/desk/questions/{question.uid}/").context["form"]
    assert form["truth"].value() == "false"


def test_true_false_question_must_be_one_of_both(minh, lesson):
    rows = ({"text": "Đúng"}, {"text": "Sai"})

    answer = minh.post(page_of(lesson), form_of("true_false", *rows))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"truth"}


def test_steps_are_saved_in_their_order_and_all_right(minh, lesson, quangnam):
    rows = ({"text": "Đăng nhập"}, {"text": "Điền tờ khai"}, {"text": ""}, {"text": "Nộp"})

    minh.post(page_of(lesson), form_of("ordering", *rows, explanation="Theo thủ tục."))

    question, options = saved(quangnam)
    assert (question.kind, question.explanation) == ("ordering", "Theo thủ tục.")
    assert [(text, right) for text, _match, right, _why in options] == [
        ("Đăng nhập", True),
        ("Điền tờ khai", True),
        ("Nộp", True),
    ]


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up-1", ["hai", "một", "ba"]),
        ("down-1", ["một", "ba", "hai"]),
        ("up-0", ["một", "hai", "ba"]),
        ("down-2", ["một", "hai", "ba"]),
        ("remove-1", ["một", "ba"]),
        ("up-9", ["một", "hai", "ba"]),
        ("up-x", ["một", "hai", "ba"]),
    ],
)
def test_steps_move_with_buttons(minh, lesson, do, order):
    form = form_of("ordering", {"text": "một"}, {"text": "hai"}, {"text": "ba"})

    answer = minh.post(page_of(lesson), form | {"do": do})

    assert [one.initial["text"] for one in answer.context["options"].forms] == order


def test_moved_steps_keep_their_uids(minh, lesson, quangnam):
    minh.post(page_of(lesson), form_of("ordering", {"text": "một"}, {"text": "hai"}))
    question, _options = saved(quangnam)
    with in_province(quangnam):
        first, second = question.options.values_list("uid", flat=True)
    rows = ({"uid": second, "text": "hai"}, {"uid": first, "text": "một"})

    minh.post(f"/desk/questions/{question.uid}/", form_of("ordering", *rows))

    with in_province(quangnam):
        after = Option.objects.filter(question__uid=question.uid).order_by("position")
        assert list(after.values_list("uid", flat=True)) == [second, first]


def test_pairs_are_saved_with_both_sides(minh, lesson, quangnam):
    rows = ({"text": "113", "match": "Công an"}, {"text": "156", "match": "Báo rác"}, {})

    minh.post(page_of(lesson), form_of("matching", *rows))

    question, options = saved(quangnam)
    assert question.kind == "matching"
    assert options == [("113", "Công an", True, ""), ("156", "Báo rác", True, "")]


def test_half_a_pair_is_refused_and_named(minh, lesson):
    rows = ({"text": "113", "match": "Công an"}, {"text": "156", "match": ""})

    answer = minh.post(page_of(lesson), form_of("matching", *rows))

    assert answer.status_code == 422
    assert [one["href"] for one in answer.context["row_errors"]] == ["#id_options-1-match"]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("single", [{"text": "một"}]),
        ("ordering", [{"text": "một"}]),
        ("matching", [{"text": "một", "match": "hai"}]),
        ("scenario", [{"text": "một"}]),
        ("short_answer", [{"text": "sai", "is_correct": "False"}]),
    ],
)
def test_too_few_rows_are_refused(minh, lesson, kind, rows):
    answer = minh.post(page_of(lesson), form_of(kind, *rows, situation="Tin nhắn."))

    assert answer.status_code == 422
    assert len(answer.context["row_errors"]) == 1


def test_short_answer_keeps_accepted_and_wrong_forms(minh, lesson, quangnam):
    rows = (
        {"text": "156", "is_correct": "True"},
        {"text": "số 156", "is_correct": "True"},
        {"text": "113", "is_correct": "False", "explanation": "Đó là công an."},
    )

    minh.post(page_of(lesson), form_of("short_answer", *rows))

    _question, options = saved(quangnam)
    assert options == [
        ("156", "", True, ""),
        ("số 156", "", True, ""),
        ("113", "", False, "Đó là công an."),
    ]


def test_short_answer_gets_rows_of_both_kinds_accepted_first(minh, lesson):
    rows = ({"text": "156", "is_correct": "True"}, {"text": "113", "is_correct": "False"})
    form = form_of("short_answer", *rows)

    answer = minh.post(page_of(lesson), form | {"do": "add-accepted"})
    again = minh.post(page_of(lesson), form | {"do": "add"})

    assert [one.is_accepted for one in answer.context["options"].forms] == [True, True, False]
    assert [one.is_accepted for one in again.context["options"].forms] == [True, False, False]


def test_scenario_needs_its_situation(minh, lesson, quangnam):
    rows = ({"text": "Bấm vào", "explanation": "Mất tiền."}, {"text": "Gọi", "is_correct": "on"})

    refused = minh.post(page_of(lesson), form_of("scenario", *rows))
    answer = minh.post(page_of(lesson), form_of("scenario", *rows, situation="> Tin nhắn lạ"))

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert set(refused.context["form"].errors) == {"situation"}
    question, options = saved(quangnam)
    assert question.situation == "> Tin nhắn lạ"
    assert options == [("Bấm vào", "", False, "Mất tiền."), ("Gọi", "", True, "")]


def test_situation_is_shown_as_it_looks(minh, lesson):
    form = form_of("scenario", {}, {}, situation="> **Ngân hàng**")

    by_button = minh.post(page_of(lesson), form | {"do": "preview"}).content.decode()
    by_script = minh.post("/desk/text-preview/", {"situation": "> **Ngân hàng**"})

    html = "<blockquote>\n<p><strong>Ngân hàng</strong></p>\n</blockquote>"
    assert html in by_button
    assert html in by_script.content.decode()


def test_passage_is_a_heading_of_the_lesson(minh, lesson, quangnam):
    rows = ({"text": "một", "is_correct": "on"}, {"text": "hai"})
    choices = minh.get(f"{page_of(lesson)}?kind=single").context["form"].fields["passage"].choices

    refused = minh.post(page_of(lesson), form_of("single", *rows, passage="Không có"))
    answer = minh.post(page_of(lesson), form_of("single", *rows, passage="Bài một"))

    assert [value for value, _label in choices] == ["", "Bài một"]
    assert (refused.status_code, answer.status_code) == (422, 302)
    question, _options = saved(quangnam)
    assert question.passage == "Bài một"


def test_passage_that_is_gone_stays_until_it_is_changed(minh, lesson, quangnam):
    question = a_question(lesson, quangnam, passage="Tiêu đề cũ")

    shown = minh.get(f"/desk/questions/{question.uid}/").context["form"]
    rows = ({"text": "một", "is_correct": "on"}, {"text": "hai"})
    minh.post(f"/desk/questions/{question.uid}/", form_of("single", *rows, passage="Tiêu đề cũ"))

    assert shown["passage"].value() == "Tiêu đề cũ"
    again, _options = saved(quangnam)
    assert again.passage == "Tiêu đề cũ"


def a_question(lesson, place, **changes):
    """Return a question of the lesson with these columns."""
    with in_province(place):
        question = library.add_question(lesson)
        Question.objects.filter(pk=question.pk).update(**changes)
        return question


def test_skills_are_chosen_by_their_words(minh, lesson, quangnam):
    rows = ({"text": "một", "is_correct": "on"}, {"text": "hai"})
    more = {"tags-4": ["nls-2025/4.2", "nls-2025/4.1"], "tags-1": "nls-2025/1.2"}

    shown = minh.get(f"{page_of(lesson)}?kind=single").content.decode()
    minh.post(page_of(lesson), form_of("single", *rows, **more))

    assert "4.2. Bảo vệ dữ liệu cá nhân và quyền riêng tư" in shown
    question, _options = saved(quangnam)
    assert question.tags == ["nls-2025/1.2", "nls-2025/4.2", "nls-2025/4.1"]
    assert minh.get(f"/desk/questions/{question.uid}/").context["form"].tag_count == 3


def test_skill_of_an_unknown_framework_is_shown_and_kept(minh, lesson, quangnam):
    question = a_question(lesson, quangnam, tags=["nls-2019/7.1"])
    rows = ({"text": "một", "is_correct": "on"}, {"text": "hai"})
    page = f"/desk/questions/{question.uid}/"

    form = minh.get(page).context["form"]
    minh.post(page, form_of("single", *rows, **{"tags-other": "nls-2019/7.1"}))

    assert form.fields["tags-other"].choices == [("nls-2019/7.1", "nls-2019/7.1")]
    assert form["tags-other"].value() == ["nls-2019/7.1"]
    again, _options = saved(quangnam)
    assert again.tags == ["nls-2019/7.1"]


def test_skill_that_no_framework_has_is_refused(minh, lesson):
    rows = ({"text": "một", "is_correct": "on"}, {"text": "hai"})

    answer = minh.post(page_of(lesson), form_of("single", *rows, **{"tags-4": "x/1"}))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"tags-4"}


def test_kind_is_changed_keeping_what_was_typed(minh, lesson):
    rows = ({"text": "một", "is_correct": "on"}, {"text": "hai"}, {"text": "ba"})
    typed = form_of("single", *rows, explanation="Vì thế.", do="kind", **{"tags-4": "nls-2025/4.1"})

    steps = minh.post(page_of(lesson), typed | {"new_kind": "ordering"})
    truth = minh.post(page_of(lesson), typed | {"new_kind": "true_false"})
    strange = minh.post(page_of(lesson), typed | {"new_kind": "essay"})

    texts = [[one.initial["text"] for one in page.context["options"].forms] for page in
             (steps, truth, strange)]  # fmt: skip
    assert texts == [["một", "hai", "ba"], ["Đúng", "Sai"], ["một", "hai", "ba"]]
    assert [page.context["kind"] for page in (steps, truth, strange)] == [
        "ordering",
        "true_false",
        "single",
    ]
    assert steps.context["form"]["explanation"].value() == "Vì thế."
    assert steps.context["form"].tag_count == 1


def test_situation_of_another_kind_is_never_lost(minh, lesson, quangnam):
    question = a_question(lesson, quangnam, situation="> Tin nhắn")
    page = f"/desk/questions/{question.uid}/"
    rows = ({"text": "một", "is_correct": "on"}, {"text": "hai"})

    form = minh.get(page).context["form"]
    minh.post(page, form_of("single", *rows, situation="> Tin nhắn"))

    assert form["situation"].value() == "> Tin nhắn"
    again, _options = saved(quangnam)
    assert again.situation == "> Tin nhắn"


def test_locked_questions_are_shown_without_buttons(minh, quangnam):
    course = library.locked_course(quangnam, lambda made: first_lesson(made))
    with in_province(quangnam):
        lesson = first_lesson(course)
        question = lesson.questions.first()

    kinds = minh.get(page_of(lesson)).content.decode()
    shown = minh.get(f"/desk/questions/{question.uid}/").content.decode()
    refused = minh.post(page_of(lesson), form_of("ordering", {"text": "a"}, {"text": "b"}))

    assert "?kind=" not in kinds
    assert 'name="do"' not in shown
    assert refused.status_code == 409


def first_lesson(course):
    return Lesson.objects.filter(module__course=course).order_by("position").first()


def test_lesson_page_names_the_kind_and_shows_pairs(minh, lesson, quangnam):
    minh.post(page_of(lesson), form_of("matching", {"text": "113", "match": "Công an"},
              {"text": "156", "match": "Báo rác"}))  # fmt: skip

    shown = minh.get(f"/desk/lessons/{lesson.uid}/").content.decode()
    preview = minh.get(f"/desk/lessons/{lesson.uid}/preview/").content.decode()

    assert "Câu 4 · Ghép cặp" in shown
    assert "113 – Công an" in shown
    assert "<li>113 – <strong>Công an</strong></li>" in preview
