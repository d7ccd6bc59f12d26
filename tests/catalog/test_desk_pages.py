"""The desk's pages: success, wrong role, foreign province, bad input."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog import actions, queries
from catalog.models import Course, Lesson, MediaFile, Module, Option, Question
from tenants.context import in_ministry, in_province
from tests.catalog import library
from tests.learning import rich

GET_PAGES = [
    "/desk/",
    "/desk/courses/new/",
    "/desk/courses/{course}/",
    "/desk/courses/{course}/settings/",
    "/desk/courses/{course}/preview/",
    "/desk/courses/{course}/publication/",
    "/desk/modules/{module}/",
    "/desk/lessons/{lesson}/",
    "/desk/lessons/{lesson}/preview/",
    "/desk/lessons/{lesson}/video/",
    "/desk/lessons/{lesson}/questions/",
    "/desk/lessons/{lesson}/draws/",
    "/desk/questions/{question}/",
]
POST_PAGES = [
    "/desk/text-preview/",
    "/desk/pasted-text/",
    "/desk/courses/{course}/order/",
    "/desk/modules/{module}/restoration/",
    "/desk/lessons/{lesson}/autosave/",
    "/desk/lessons/{lesson}/lock/",
    "/desk/lessons/{lesson}/images/",
    "/desk/lessons/{lesson}/order/",
    "/desk/lessons/{lesson}/restoration/",
    "/desk/courses/new/",
    "/desk/courses/{course}/archive/",
    "/desk/courses/{course}/settings/",
    "/desk/courses/{course}/deletion/",
    "/desk/courses/{course}/modules/",
    "/desk/courses/{course}/publication/",
    "/desk/modules/{module}/",
    "/desk/modules/{module}/position/",
    "/desk/modules/{module}/deletion/",
    "/desk/modules/{module}/lessons/",
    "/desk/lessons/{lesson}/",
    "/desk/lessons/{lesson}/position/",
    "/desk/lessons/{lesson}/deletion/",
    "/desk/lessons/{lesson}/video/",
    "/desk/lessons/{lesson}/video/deletion/",
    "/desk/lessons/{lesson}/questions/",
    "/desk/lessons/{lesson}/draws/",
    "/desk/questions/{question}/",
    "/desk/questions/{question}/position/",
    "/desk/questions/{question}/deletion/",
]


@pytest.fixture
def uids(quangnam):
    """Uids of a faultless course of Quảng Nam and its first parts."""
    with in_province(quangnam):
        course = library.course_without_faults()
        return first_uids(course)


def first_uids(course):
    module = course.modules.order_by("position").first()
    lesson = module.lessons.order_by("position").first()
    return {
        "course": course.uid,
        "module": module.uid,
        "lesson": lesson.uid,
        "question": lesson.questions.first().uid,
    }


@pytest.mark.parametrize("page", GET_PAGES)
def test_desk_pages_open_for_the_office(minh, uids, page):
    answer = minh.get(page.format(**uids))

    assert answer.status_code == 200


@pytest.mark.parametrize("page", GET_PAGES)
def test_desk_pages_send_a_stranger_to_sign_in(quangnam_client, uids, page):
    answer = quangnam_client.get(page.format(**uids))

    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/?next=")


@pytest.mark.parametrize("page", [*GET_PAGES, *POST_PAGES])
def test_desk_pages_refuse_a_learner(linh, uids, page):
    send = linh.get if page in GET_PAGES else linh.post

    assert send(page.format(**uids)).status_code == 403


@pytest.mark.parametrize("page", [page for page in GET_PAGES + POST_PAGES if "{" in page])
def test_desk_pages_hide_another_province(hoa, uids, page):
    absent = page.format(**dict.fromkeys(uids, library.UNKNOWN_UID))
    send = hoa.get if page in GET_PAGES else hoa.post

    foreign, nothing = send(page.format(**uids)), send(absent)

    assert (foreign.status_code, nothing.status_code) == (404, 404)
    assert foreign.content == nothing.content


def test_desk_list_needs_the_same_statements_for_one_and_three(minh, quangnam, uids):
    assert "Mật khẩu" in minh.get("/desk/").content.decode()
    one = library.statement_count(lambda: minh.get("/desk/"))
    with in_province(quangnam):
        for title in ("Hai", "Ba"):
            library.course_without_faults(title)

    three = library.statement_count(lambda: minh.get("/desk/"))

    assert one == three <= 8


def test_course_page_needs_few_statements(minh, uids):
    assert library.statement_count(lambda: minh.get(f"/desk/courses/{uids['course']}/")) <= 18


def test_ministry_edits_at_the_same_desk(an, ministry):
    with in_ministry():
        uids = first_uids(library.course_without_faults())

    statuses = [an.get(page.format(**uids)).status_code for page in GET_PAGES]

    assert statuses == [200] * len(GET_PAGES)


def test_new_course_is_made_with_a_readable_address(minh, quangnam):
    form = {"title": "Đổi mới ở xã", "audience": "officials", "summary": ""}

    answer = minh.post("/desk/courses/new/", form)

    with in_province(quangnam):
        course = Course.objects.get()
        assert (course.title, course.slug) == ("Đổi mới ở xã", "doi-moi-o-xa")
        assert answer.url == f"/desk/courses/{course.uid}/"


def test_new_course_tells_every_fault_at_once(minh, quangnam):
    answer = minh.post("/desk/courses/new/", {"title": "", "audience": "everyone"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "audience"}


def test_settings_refuse_a_pass_mark_of_120(minh, uids):
    form = {"title": "A", "audience": "officials", "pass_mark_percent": 120}

    answer = minh.post(f"/desk/courses/{uids['course']}/settings/", form)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"pass_mark_percent"}


def test_settings_change_the_course(minh, quangnam, uids):
    form = {"title": "Tên mới", "audience": "community", "pass_mark_percent": 70}

    answer = minh.post(
        f"/desk/courses/{uids['course']}/settings/", form | {"is_open_to_guests": "on"}
    )

    assert answer.status_code == 302
    with in_province(quangnam):
        course = Course.objects.get(uid=uids["course"])
        assert (course.title, course.audience, course.pass_mark_percent) == (
            "Tên mới",
            "community",
            70,
        )
        assert (course.is_open_to_guests, course.slug) == (True, "mat-khau")


def test_lesson_is_saved_in_one_form_of_unicode(minh, quangnam, uids):
    form = {"title": "Bài", "summary": "S", "duration_minutes": 12, "body": "Hoa\u0300\r\nnhé  "}

    answer = minh.post(f"/desk/lessons/{uids['lesson']}/", form | {"do": "save"})

    assert answer.status_code == 302
    with in_province(quangnam):
        lesson = Lesson.objects.get(uid=uids["lesson"])
        assert (lesson.title, lesson.duration_minutes, lesson.body) == ("Bài", 12, "Hoà\nnhé")


def test_lesson_saved_by_two_loses_nobodys_text(minh, quangnam, uids):
    page = f"/desk/lessons/{uids['lesson']}/"
    seen_at = minh.get(page).context["form"].initial["seen_at"]
    form = {"title": "Bài", "duration_minutes": 12, "seen_at": seen_at, "do": "save"}
    minh.post(page, form | {"body": "Của người thứ nhất"})

    answer = minh.post(page, form | {"body": "Của người thứ hai"})

    assert answer.status_code == 409
    assert "Của người thứ hai" in answer.content.decode()
    with in_province(quangnam):
        assert Lesson.objects.get(uid=uids["lesson"]).body == "Của người thứ nhất"
    again = form | {"seen_at": answer.context["form"].data["seen_at"], "body": "Gộp cả hai"}
    assert minh.post(page, again).status_code == 302


def png(width=1440, height=900):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#0a5c5a").save(out, "PNG")
    return SimpleUploadedFile("hinh.png", out.getvalue(), "image/png")


def lesson_form(**more):
    return {"title": "Bài", "duration_minutes": 12, "body": "Chữ đang gõ", "do": "image", **more}


def test_image_is_added_small_with_its_words(minh, quangnam, uids):
    form = lesson_form(image=png(), alternative_text="Màn hình [đăng nhập]")

    answer = minh.post(f"/desk/lessons/{uids['lesson']}/", form)

    assert answer.status_code == 302
    with in_province(quangnam):
        file = MediaFile.objects.get()
        lesson = Lesson.objects.get(uid=uids["lesson"])
        assert (file.content_type, file.width, file.height) == ("image/webp", 720, 450)
        assert (file.store, file.is_public) == ("own", False)
        assert lesson.body == f"Chữ đang gõ\n\n![Màn hình (đăng nhập)](media:{file.sha256})"
    shown = minh.get(f"/desk/lessons/{uids['lesson']}/preview/").content.decode()
    assert f'<img src="/media/{file.sha256}"' in shown
    assert 'width="720" height="450"' in shown or 'height="450"' in shown


def test_preview_shows_every_part_of_a_lesson(minh, quangnam, uids):
    with in_province(quangnam):
        course = Lesson.objects.get(uid=uids["lesson"]).module.course
        lesson = rich.add_rich_lesson(course)

    shown = BeautifulSoup(minh.get(f"/desk/lessons/{lesson.uid}/preview/").content, "html.parser")

    assert shown.select_one(f"audio source[src='/media/{lesson.audio['sha256']}']")
    text = " ".join(shown.select_one("main").get_text(" ").split())
    places = [text.index(f"Bước {number}/4") for number in range(1, 5)]
    assert places == sorted(places)
    assert "Kẻ gian không lấy được gì. Câu chuyện kết thúc ở đây." in text
    assert "Người lạ đã vào được tài khoản. Tiếp theo: tình huống 2" in text
    assert shown.select_one("a[download='Tờ ghi nhớ.pdf']")
    assert shown.select_one(f"a[href='{rich.PRACTICE['url']}']")


def test_image_without_words_is_asked_for(minh, quangnam, uids):
    answer = minh.post(f"/desk/lessons/{uids['lesson']}/", lesson_form(image=png()))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"alternative_text"}
    assert "Chữ đang gõ" in answer.content.decode()


def test_image_that_is_none_is_refused(minh, quangnam, uids):
    fake = SimpleUploadedFile("hinh.png", b"%PDF-1.7 not an image", "image/png")

    answer = minh.post(
        f"/desk/lessons/{uids['lesson']}/", lesson_form(image=fake, alternative_text="Hình")
    )

    assert answer.status_code == 415
    assert "FILE_TYPE_MISMATCH" in answer.content.decode()
    assert "PDF" in answer.content.decode()
    with in_province(quangnam):
        assert MediaFile.objects.count() == 0
        assert Lesson.objects.get(uid=uids["lesson"]).body != "Chữ đang gõ"


def test_image_over_the_limit_is_refused(minh, uids, monkeypatch):
    monkeypatch.setattr("catalog.media.IMAGE_BYTES_AT_MOST", 1000)

    answer = minh.post(
        f"/desk/lessons/{uids['lesson']}/", lesson_form(image=png(), alternative_text="Hình")
    )

    assert answer.status_code == 413
    assert "FILE_TOO_LARGE" in answer.content.decode()


def test_text_preview_shows_what_learners_get(minh, uids):
    body = "# Đầu\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))"

    answer = minh.post("/desk/text-preview/", {"body": body})

    assert "<h2>Đầu</h2>" in answer.content.decode()
    assert "<script" not in answer.content.decode()
    assert "href" not in answer.content.decode()


def starter_file(name, content_type):
    from catalog.starter import FOLDER

    return SimpleUploadedFile(name, (FOLDER / "media" / name).read_bytes(), content_type)


def test_video_is_kept_with_captions_poster_and_words(minh, quangnam, uids):
    form = {
        "video": starter_file("bank-sms.mp4", "video/mp4"),
        "captions": starter_file("bank-sms.vtt", "text/vtt"),
        "poster": starter_file("bank-sms.webp", "image/webp"),
        "transcript": "Lời trong video.",
    }

    answer = minh.post(f"/desk/lessons/{uids['lesson']}/video/", form)

    assert answer.status_code == 302
    with in_province(quangnam):
        video = Lesson.objects.get(uid=uids["lesson"]).video
        assert video["duration_seconds"] > 10
        assert video["transcript"] == "Lời trong video."
        assert (
            MediaFile.objects.filter(
                sha256__in=[video["sha256"], video["captions_sha256"], video["poster_sha256"]]
            ).count()
            == 3
        )
    shown = minh.get(f"/desk/lessons/{uids['lesson']}/preview/").content.decode()
    assert f"/media/{video['sha256']}" in shown
    assert "Lời trong video." in shown
    minh.post(f"/desk/lessons/{uids['lesson']}/video/deletion/")
    with in_province(quangnam):
        assert Lesson.objects.get(uid=uids["lesson"]).video is None


def test_video_that_is_none_is_refused(minh, uids):
    fake = SimpleUploadedFile("a.mp4", b"MZ not a video at all", "video/mp4")

    answer = minh.post(f"/desk/lessons/{uids['lesson']}/video/", {"video": fake})

    assert answer.status_code == 415


def question_form(*options, **more):
    form = {
        "text": "Ai gửi thư này?",
        "kind": "single",
        "options-TOTAL_FORMS": len(options),
        "options-INITIAL_FORMS": 0,
        "do": "save",
    }
    for row, (text, right) in enumerate(options):
        form |= {f"options-{row}-text": text, f"options-{row}-explanation": "Vì thế."}
        form |= {f"options-{row}-is_correct": "on"} if right else {}
    return form | more


def test_question_is_written_without_its_empty_rows(minh, quangnam, uids):
    form = question_form(("Kẻ gian", True), ("Ngân hàng", False), ("", False))

    answer = minh.post(f"/desk/lessons/{uids['lesson']}/questions/", form)

    assert answer.status_code == 302
    with in_province(quangnam):
        question = Question.objects.get(text="Ai gửi thư này?")
        options = list(question.options.values_list("text", "is_correct"))
        assert options == [("Kẻ gian", True), ("Ngân hàng", False)]


def test_question_keeps_the_uids_of_options_that_stay(minh, quangnam, uids):
    with in_province(quangnam):
        before = list(Option.objects.filter(question__uid=uids["question"]))
    form = question_form((before[0].text, True), ("Thêm", False))
    form["options-0-uid"] = str(before[0].uid)

    minh.post(f"/desk/questions/{uids['question']}/", form)

    with in_province(quangnam):
        after = list(Option.objects.filter(question__uid=uids["question"]))
        assert [one.uid == before[0].uid for one in after] == [True, False]


def test_question_rows_are_added_and_removed_keeping_what_was_typed(minh, quangnam, uids):
    page = f"/desk/lessons/{uids['lesson']}/questions/"
    typed = question_form(("Một", True), ("Hai", False))

    more = minh.post(page, typed | {"do": "add"})
    fewer = minh.post(page, typed | {"do": "remove-0"})

    texts = [one.initial.get("text") for one in more.context["options"].forms]
    assert texts == ["Một", "Hai", None]
    assert [one.initial["text"] for one in fewer.context["options"].forms] == ["Hai"]
    with in_province(quangnam):
        assert not Question.objects.filter(text="Ai gửi thư này?").exists()


def test_question_with_one_option_is_refused(minh, uids):
    form = question_form(("Một", True))

    answer = minh.post(f"/desk/lessons/{uids['lesson']}/questions/", form)

    assert answer.status_code == 422


def test_buttons_move_chapters_lessons_and_questions(minh, quangnam, uids):
    with in_province(quangnam):
        course = Course.objects.get(uid=uids["course"])
        second = actions.add_module(course=course, title="Chương hai", by=None)

    minh.post(f"/desk/modules/{second.uid}/position/", {"direction": "up"})
    minh.post(f"/desk/lessons/{uids['lesson']}/position/", {"direction": "down"})
    minh.post(f"/desk/questions/{uids['question']}/position/", {"direction": "down"})

    with in_province(quangnam):
        assert list(course.modules.values_list("title", flat=True)) == ["Chương hai", "Chương một"]
        lessons = Lesson.objects.filter(module__uid=uids["module"])
        assert list(lessons.values_list("title", flat=True)) == ["Bài hai", "Bài một", "Bài ba"]
        questions = Question.objects.filter(lesson__uid=uids["lesson"])
        assert list(questions.values_list("text", flat=True)) == ["Câu 1?", "Câu 0?", "Câu 2?"]


def test_lesson_moves_over_the_end_of_its_chapter(minh, quangnam, uids):
    with in_province(quangnam):
        course = Course.objects.get(uid=uids["course"])
        second = actions.add_module(course=course, title="Chương hai", by=None)
        last = Lesson.objects.get(title="Bài ba")

    minh.post(f"/desk/lessons/{last.uid}/position/", {"direction": "down"})

    with in_province(quangnam):
        assert Lesson.objects.get(pk=last.pk).module_id == second.pk


def test_parts_are_deleted(minh, quangnam, uids):
    for page in ("questions/{question}", "lessons/{lesson}", "modules/{module}"):
        assert minh.post(f"/desk/{page.format(**uids)}/deletion/").status_code == 302

    with in_province(quangnam):
        assert (Module.objects.count(), Lesson.objects.count(), Option.objects.count()) == (0, 0, 0)


def test_unpublished_course_is_deleted_and_a_published_one_kept(minh, quangnam, uids):
    with in_province(quangnam):
        other = library.course_without_faults("Khác")
        actions.publish_course(course=other, changelog="", by=None)

    deleted = minh.post(f"/desk/courses/{uids['course']}/deletion/")
    kept = minh.post(f"/desk/courses/{other.uid}/deletion/")

    assert (deleted.status_code, kept.status_code) == (302, 409)
    assert "HAS_RESULTS" in kept.content.decode()
    with in_province(quangnam):
        assert list(Course.objects.values_list("title", flat=True)) == ["Khác"]


def test_unpublished_course_is_deleted_in_the_ministry(an, ministry):
    with in_ministry():
        course = library.course_without_faults()

    assert an.post(f"/desk/courses/{course.uid}/deletion/").status_code == 302
    with in_ministry():
        assert Course.objects.count() == 0


def test_archived_course_leaves_the_catalogue_and_comes_back(minh, quangnam, uids):
    with in_province(quangnam):
        actions.publish_course(course=Course.objects.get(uid=uids["course"]), changelog="", by=None)
    page = f"/desk/courses/{uids['course']}/archive/"

    minh.post(page, {"do": "archive"})
    with in_province(quangnam):
        assert queries.published_courses() == []
    minh.post(page, {"do": "restore"})
    with in_province(quangnam):
        assert [card.uid for card in queries.published_courses()] == [uids["course"]]


def test_province_publishes_an_edition(minh, quangnam, uids):
    page = f"/desk/courses/{uids['course']}/publication/"

    answer = minh.post(page, {"changelog": "Bản đầu"})
    again = minh.post(page, {"changelog": "Không có gì"})

    assert answer.status_code == 302
    assert again.status_code == 422
    with in_province(quangnam):
        course = queries.published_course("mat-khau")
        assert (course.edition_number, course.lesson_count) == (1, 3)


def test_course_with_faults_is_not_published(minh, quangnam, uids):
    with in_province(quangnam):
        Option.objects.filter(question__uid=uids["question"]).update(is_correct=False)

    answer = minh.post(f"/desk/courses/{uids['course']}/publication/", {"changelog": "Thử"})

    assert answer.status_code == 422
    assert "Chưa có phương án nào đúng." in answer.content.decode()
    with in_province(quangnam):
        assert queries.published_courses() == []


def test_minor_edition_of_a_province_renews_no_lesson(minh, quangnam, uids):
    page = f"/desk/courses/{uids['course']}/publication/"
    minh.post(page, {"changelog": "Bản đầu"})
    with in_province(quangnam):
        lesson = Lesson.objects.get(uid=uids["lesson"])
        actions.change_lesson(lesson=lesson, body=f"{lesson.body} Sửa.", by=None)

    answer = minh.post(page, {"changelog": "Sửa chữ", "is_minor": "on"})

    assert answer.status_code == 302
    with in_province(quangnam):
        edition = Course.objects.get(uid=uids["course"]).current_edition
        assert (edition.number, edition.is_minor) == (2, True)
        assert set(edition.lesson_editions.values()) == {1}
