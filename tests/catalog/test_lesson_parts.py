"""Sound, files, practice and stories at the desk: taken, refused, and nobody else's."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog import actions, attachments, documents, lint_parts, linter, scenarios, sounds
from catalog.models import EditLock, Lesson, MediaFile
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.catalog import library, little_files, package_files

PDF = b"%PDF-1.7\nMot to roi\n%%EOF\n"


@pytest.fixture
def lesson(quangnam):
    with in_province(quangnam):
        return Lesson.objects.get(module__course=library.course_without_faults(), title="Bài một")


def sent(name, content):
    return SimpleUploadedFile(name, content)


def again(place, lesson):
    with in_province(place):
        return Lesson.objects.get(pk=lesson.pk)


def path(lesson, part):
    return f"/desk/lessons/{lesson.uid}/{part}/"


def text_of(answer):
    return answer.content.decode()


def test_sound_is_kept_listened_to_and_removed(minh, quangnam, lesson):
    minh.post(path(lesson, "audio"), {"sound": sent("doc.mp3", little_files.mp3(61))})

    kept = again(quangnam, lesson).audio
    page = text_of(minh.get(path(lesson, "audio")))
    assert kept == {
        "sha256": package_files.sha256(little_files.mp3(61)),
        "duration_seconds": 61,
    }
    assert f'<audio class="hv-audio" controls preload="none" src="/media/{kept["sha256"]}"' in page
    assert "1:01" in page

    minh.post(path(lesson, "audio/deletion"))

    assert again(quangnam, lesson).audio is None


def test_a_machines_voice_is_said_and_taken_back_without_the_file(minh, quangnam, lesson):
    sound = sent("doc.mp3", little_files.mp3(61))

    minh.post(path(lesson, "audio"), {"sound": sound, "is_machine_voice": "on"})
    spoken, page = again(quangnam, lesson).audio, text_of(minh.get(path(lesson, "audio")))
    minh.post(path(lesson, "audio"), {})
    human = again(quangnam, lesson).audio

    assert spoken == human | {"voice": "machine"}
    assert set(human) == {"sha256", "duration_seconds"}
    assert (page.count("Giọng đọc máy"), " checked" in page) == (2, True)


def test_a_voice_without_a_sound_is_refused(minh, quangnam, lesson):
    answer = minh.post(path(lesson, "audio"), {"is_machine_voice": "on"})

    assert (answer.status_code, "Chưa chọn tệp âm thanh." in text_of(answer)) == (422, True)
    with in_province(quangnam):
        assert actions.set_voice(lesson=lesson, is_machine_voice=True, by=None).audio is None


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, ""),
        (b"MZ\x90\0 not a sound", 415, "FILE_TYPE_MISMATCH"),
        (package_files.mp4(), 415, "FILE_TYPE_MISMATCH"),
    ],
)
def test_what_is_no_sound_is_refused(minh, quangnam, lesson, content, status, code):
    answer = minh.post(path(lesson, "audio"), {"sound": sent("doc.mp3", content)})

    assert answer.status_code == status
    assert code in text_of(answer)
    assert again(quangnam, lesson).audio is None


def test_large_sound_is_refused(minh, lesson, monkeypatch):
    monkeypatch.setattr(sounds, "BYTES_AT_MOST", 100)

    answer = minh.post(path(lesson, "audio"), {"sound": sent("a.mp3", little_files.mp3())})

    assert answer.status_code == 413
    assert "FILE_TOO_LARGE" in text_of(answer)


def add(browser, lesson, title="Tờ rơi", content=PDF, name="to-roi.pdf"):
    return browser.post(path(lesson, "files"), {"file": sent(name, content), "title": title})


def titles(place, lesson):
    return [one["title"] for one in again(place, lesson).files]


def test_files_are_added_renamed_moved_and_removed(minh, quangnam, lesson):
    add(minh, lesson, "Một")
    add(minh, lesson, "Hai", little_files.docx(), "mau.docx")
    first, second = again(quangnam, lesson).files

    minh.post(path(lesson, f"files/{first['sha256']}"), {"direction": "down"})
    assert titles(quangnam, lesson) == ["Hai", "Một"]
    minh.post(path(lesson, f"files/{first['sha256']}"), {"title": "Tờ rơi mới"})
    assert titles(quangnam, lesson) == ["Hai", "Tờ rơi mới"]
    minh.post(path(lesson, f"files/{second['sha256']}"), {"do": "remove"})
    assert titles(quangnam, lesson) == ["Tờ rơi mới"]
    with in_province(quangnam):
        done = AuditEntry.objects.filter(subject_uid=str(lesson.uid)).order_by("pk")
        assert [one.action for one in done][-5:] == [
            "catalog.add_file",
            "catalog.add_file",
            "catalog.move_file",
            "catalog.rename_file",
            "catalog.remove_file",
        ]


def test_same_file_again_is_one_file_with_the_new_title(minh, quangnam, lesson):
    add(minh, lesson, "Cũ")
    add(minh, lesson, "Mới")

    assert titles(quangnam, lesson) == ["Mới"]


def test_attached_file_is_saved_not_opened_and_under_a_safe_name(minh, quangnam, lesson):
    add(minh, lesson, name='tờ "rơi"\r\n<x>.exe.pdf')
    [file] = again(quangnam, lesson).files

    answer = minh.get(f"/media/{file['sha256']}")

    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert disposition.endswith((".pdf", '.pdf"'))
    assert not set('<>\r\n"') & set(disposition.removeprefix("attachment; ").replace('"', "", 2))
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"title": "Tên"}, 422, ""),
        ({"title": "", "file": PDF}, 422, ""),
        ({"title": "Tên", "file": b"MZ\x90\0"}, 415, "FILE_TYPE_MISMATCH"),
        ({"title": "Tên", "file": b"<svg onload=x/>"}, 415, "FILE_TYPE_MISMATCH"),
    ],
)
def test_what_cannot_be_taken_home_is_refused(minh, quangnam, lesson, fields, status, code):
    if "file" in fields:
        fields = fields | {"file": sent("to-roi.pdf", fields["file"])}

    answer = minh.post(path(lesson, "files"), fields)

    assert answer.status_code == status
    assert code in text_of(answer)
    assert titles(quangnam, lesson) == []


def test_too_large_and_too_many_files_are_refused(minh, quangnam, lesson, monkeypatch):
    with in_province(quangnam):
        files = [{"sha256": f"{number:064d}", "title": "x"} for number in range(10)]
        Lesson.objects.filter(pk=lesson.pk).update(files=files)

    many = add(minh, lesson)
    monkeypatch.setattr(attachments, "BYTES_AT_MOST", 5)
    large = add(minh, lesson)

    assert (many.status_code, large.status_code) == (422, 413)
    assert "TOO_MANY_FILES" in text_of(many)
    assert len(titles(quangnam, lesson)) == 10


def test_file_without_a_title_keeps_the_old_one(minh, quangnam, lesson):
    add(minh, lesson)
    [file] = again(quangnam, lesson).files

    answer = minh.post(path(lesson, f"files/{file['sha256']}"), {"title": " "})

    assert answer.status_code == 422
    assert "Vui lòng đặt tên cho tệp." in text_of(answer)
    assert titles(quangnam, lesson) == ["Tờ rơi"]


@pytest.mark.parametrize("fields", [{"do": "remove"}, {"direction": "up"}, {"title": "x"}, {}])
def test_file_that_is_not_the_lessons_is_not_found(minh, lesson, fields):
    assert minh.post(path(lesson, f"files/{'0' * 64}"), fields).status_code == 404


def test_practice_is_written_and_removed(minh, quangnam, lesson):
    minh.post(path(lesson, "practice"), {"text": " Mở trang. ", "url": "dichvucong.gov.vn"})

    assert again(quangnam, lesson).practice == {
        "text": "Mở trang.",
        "url": "https://dichvucong.gov.vn",
    }

    minh.post(path(lesson, "practice/deletion"))

    assert again(quangnam, lesson).practice is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.vn/x", "https://", "a b"])
def test_address_that_is_no_web_page_is_refused(minh, quangnam, lesson, url):
    answer = minh.post(path(lesson, "practice"), {"text": "Mở trang.", "url": url})

    assert answer.status_code == 422
    assert again(quangnam, lesson).practice is None


ONE, TWO, GONE = (str(uuid.UUID(int=number)) for number in (1, 2, 9))


def story(do="save", following=TWO, **changes):
    """Return what the form of two steps sends."""
    return {
        "do": do,
        "steps-count": 2,
        "steps-0-uid": ONE,
        "steps-0-text": "Có người gọi.",
        "steps-0-choices-count": 1,
        "steps-0-choices-0-uid": str(uuid.UUID(int=3)),
        "steps-0-choices-0-text": "Nghe tiếp",
        "steps-0-choices-0-consequence": "Họ hỏi mã.",
        "steps-0-choices-0-next": following,
        "steps-1-uid": TWO,
        "steps-1-text": "Họ hỏi mã OTP.",
        "steps-1-choices-count": 1,
        "steps-1-choices-0-uid": str(uuid.UUID(int=4)),
        "steps-1-choices-0-text": "Tắt máy",
        "steps-1-choices-0-consequence": "Không mất gì.",
        "steps-1-choices-0-next": "",
    } | changes


def test_story_is_saved_and_fits_the_format(minh, quangnam, lesson):
    answer = minh.post(path(lesson, "scenario"), story())

    kept = again(quangnam, lesson).scenario
    assert answer.status_code == 302
    assert [(one["uid"], one["choices"][0]["next"]) for one in kept["steps"]] == [
        (ONE, TWO),
        (TWO, None),
    ]
    with in_province(quangnam):
        documents.examine(documents.from_course(lesson.module.course))


def test_choice_into_a_step_that_is_gone_ends_the_story(minh, quangnam, lesson):
    minh.post(path(lesson, "scenario"), story(following=GONE))

    assert again(quangnam, lesson).scenario["steps"][0]["choices"][0]["next"] is None


@pytest.mark.parametrize(
    ("do", "step_count", "choice_counts"),
    [
        ("add-step", 3, ["1", "1", "2"]),
        ("remove-step:0", 1, ["1"]),
        ("add-choice:1", 2, ["1", "2"]),
        ("remove-choice:0.0", 2, ["0", "1"]),
        ("down:0", 2, ["1", "1"]),
        ("up:0", 2, ["1", "1"]),
        ("remove-step:99", 2, ["1", "1"]),
        ("nonsense", 2, ["1", "1"]),
    ],
)
def test_buttons_change_the_form_and_save_nothing(
    minh, quangnam, lesson, do, step_count, choice_counts
):
    page = text_of(minh.post(path(lesson, "scenario"), story(do)))

    assert f'name="steps-count" value="{step_count}"' in page
    for place, count in enumerate(choice_counts):
        assert f'name="steps-{place}-choices-count" value="{count}"' in page
    assert again(quangnam, lesson).scenario is None


def test_step_moved_down_takes_its_words_along(minh, lesson):
    page = text_of(minh.post(path(lesson, "scenario"), story("down:0")))

    assert page.index("Họ hỏi mã OTP.") < page.index("Có người gọi.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps-0-text": " "}, "Vui lòng viết tình huống của bước này."),
        ({"steps-0-choices-0-text": ""}, "Vui lòng viết cách xử lý, hoặc bỏ dòng này."),
        ({"steps-0-choices-0-consequence": ""}, "Vui lòng viết điều gì xảy ra"),
        ({"steps-1-choices-count": "0"}, "Vui lòng thêm ít nhất một cách xử lý"),
        ({"steps-count": "x"}, "Vui lòng viết tình huống của bước này."),
    ],
)
def test_story_with_gaps_is_refused_and_kept_on_the_page(minh, quangnam, lesson, change, words):
    answer = minh.post(path(lesson, "scenario"), story(**change))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert again(quangnam, lesson).scenario is None


def test_story_somebody_else_saved_meanwhile_is_not_written_over(minh, quangnam, lesson):
    with in_province(quangnam):
        from catalog.actions.lesson_parts import scenario_revision

        seen = scenario_revision(lesson)
        step = actions.StepDraft(uuid.uuid4(), "Chuyện khác", ())
        actions.set_scenario(lesson=lesson, steps=[step], by=None)

    answer = minh.post(path(lesson, "scenario"), story(seen=seen))

    assert answer.status_code == 409
    assert "Có người gọi." in text_of(answer)
    assert again(quangnam, lesson).scenario["steps"][0]["text"] == "Chuyện khác"


def test_story_is_played_from_the_desk(minh, lesson):
    minh.post(path(lesson, "scenario"), story())
    play = path(lesson, "scenario/play")

    begin = text_of(minh.get(play))
    chosen = text_of(minh.get(play, {"choice": str(uuid.UUID(int=3))}))
    end = text_of(minh.get(play, {"choice": str(uuid.UUID(int=4))}))

    assert "Có người gọi." in begin
    assert "Họ hỏi mã." not in begin
    assert f"?step={TWO}" in chosen
    assert "Câu chuyện kết thúc ở đây." in end
    assert minh.get(play, {"choice": GONE}).status_code == 404
    assert minh.get(play, {"step": GONE}).status_code == 404


def test_lesson_without_a_story_has_nothing_to_play(minh, lesson):
    assert minh.get(path(lesson, "scenario/play")).url == path(lesson, "scenario")


POSTS = {
    "audio": lambda: {"sound": sent("a.mp3", little_files.mp3())},
    "files": lambda: {"file": sent("a.pdf", PDF), "title": "x"},
    "practice": lambda: {"text": "Mở trang.", "url": ""},
    "scenario": story,
}


@pytest.mark.parametrize("part", sorted(POSTS))
def test_part_of_a_lesson_somebody_else_writes_is_refused(minh, quangnam, lesson, part):
    now = timezone.now()
    with in_province(quangnam):
        EditLock.objects.create(
            lesson=lesson, holder_uid=uuid.uuid4(), holder_name="Lan", taken_at=now, seen_at=now
        )
        before = Lesson.objects.filter(pk=lesson.pk).values().get()

    answer = minh.post(path(lesson, part), POSTS[part]())

    assert answer.status_code == 409
    assert "Lan" in text_of(answer)
    with in_province(quangnam):
        assert Lesson.objects.filter(pk=lesson.pk).values().get() == before
        EditLock.objects.update(seen_at=now - timedelta(minutes=5))
    assert minh.post(path(lesson, part), POSTS[part]()).status_code == 302


@pytest.mark.parametrize("part", sorted(POSTS))
def test_part_the_ministry_locked_is_only_read(minh, quangnam, ministry, part):
    def first(course):
        return Lesson.objects.filter(module__course=course).first()

    course = library.locked_course(quangnam, first)
    with in_province(quangnam):
        lesson = first(course)
        course.adoptions.update(
            locks=[course.adoptions.first().locks[0] | {"field": part, "reason": "Theo luật."}]
        )

    answer = minh.post(path(lesson, part), POSTS[part]())
    page = text_of(minh.get(path(lesson, part)))

    assert answer.status_code == 409
    assert "NODE_LOCKED" in text_of(answer)
    assert "Theo luật." in page


@pytest.mark.parametrize("part", sorted(POSTS))
def test_parts_of_another_provinces_lesson_look_like_none(hoa, lesson, part):
    absent = hoa.get(path(lesson, part).replace(str(lesson.uid), str(library.UNKNOWN_UID)))
    foreign = hoa.get(path(lesson, part))

    assert (absent.status_code, foreign.status_code) == (404, 404)
    assert foreign.content == absent.content
    assert hoa.post(path(lesson, part), POSTS[part]()).status_code == 404


def step(number, *following, text="x"):
    choices = [{"uid": "", "text": "a", "consequence": "b", "next": one} for one in following]
    return {"uid": f"{number}", "text": text, "choices": choices}


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ([step(1, "2", None), step(2, None)], []),
        ([step(1, None), step(2, None)], ["SCENARIO_UNREACHABLE"]),
        ([step(1, "2"), step(2, "1")], ["SCENARIO_NO_END", "SCENARIO_NO_END"]),
        ([step(1, "2", None), step(2, "3"), step(3, "2")], ["SCENARIO_NO_END"] * 2),
        ([step(1, "2", None), step(2, "1")], []),
        ([step(1, "9", None)], ["SCENARIO_NEXT"]),
        ([step(1)], ["SCENARIO_NO_CHOICE"]),
        ([step(1, None, text=" ")], ["SCENARIO_TEXT"]),
    ],
)
def test_story_one_gets_lost_in_is_found(steps, codes):
    found = lint_parts.scenario_findings({"steps": steps}, "u", "Bài")

    assert [one.code for one in found] == codes
    assert all(one.text and one.advice for one in found)


def test_no_story_is_no_fault():
    assert scenarios.without_end([]) == []
    assert scenarios.unreachable([]) == []


def findings(place, lesson, **lesson_values):
    with in_province(place):
        Lesson.objects.filter(pk=lesson.pk).update(**lesson_values)
        document = documents.from_course(lesson.module.course)
        return [(one.code, one.severity) for one in linter.findings(document)]


def test_heavy_pictures_and_sounds_are_named(quangnam, lesson):
    with in_province(quangnam):
        facts = {"content_type": "image/webp", "size_bytes": 90_000, "width": 900, "height": 90}
        MediaFile.objects.create(sha256="1" * 64, **facts)
        MediaFile.objects.create(sha256="2" * 64, content_type="audio/wav", size_bytes=9_000_000)
        MediaFile.objects.create(sha256="3" * 64, content_type="audio/mpeg", size_bytes=9_000_000)

    body = f"Chữ ![hình](media:{'1' * 64})"
    wav = {"sha256": "2" * 64, "duration_seconds": 60}
    mp3 = {"sha256": "3" * 64, "duration_seconds": 60}

    assert findings(quangnam, lesson, body=body, audio=wav) == [
        ("IMAGE_HEAVY", "warning"),
        ("AUDIO_TYPE", "warning"),
    ]
    assert findings(quangnam, lesson, body="Chữ", audio=mp3) == [("AUDIO_HEAVY", "warning")]


def test_lessons_for_everybody_are_better_read_aloud(quangnam, lesson):
    with in_province(quangnam):
        course = lesson.module.course
        course.audience = "community"
        found = linter.findings(
            documents.from_course(lesson.module.course) | {"audience": "community"}
        )

    assert [(one.code, one.severity) for one in found] == [("NO_READ_ALOUD", "hint")] * 3
