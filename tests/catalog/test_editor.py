"""The editor of a lesson: saving by itself, who writes now, pasting, images, the note."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog import actions, pasting
from catalog.models import EditLock, Lesson, MediaFile
from tenants.context import in_ministry, in_province
from tenants.people.models import AuditEntry, Role
from tests.catalog import conftest, library

AT_14_05 = datetime(2026, 3, 2, 7, 5, tzinfo=UTC)


@pytest.fixture
def uid(quangnam):
    """The uid of a lesson of Quảng Nam."""
    with in_province(quangnam):
        return library.course_without_faults().modules.get().lessons.first().uid


@pytest.fixture
def lan(quangnam):
    """Lan's browser: she works in the same office as Minh."""
    from django.test import Client

    client = Client(HTTP_HOST="quangnam.localhost")
    user = conftest.member(quangnam, Role.PROVINCE_OFFICE, "lan")
    return conftest.signed_in(client, quangnam, user)


def address(uid, what=""):
    return f"/desk/lessons/{uid}/{what}"


def opened(browser, uid):
    """Return what the editor's form holds after opening it."""
    initial = browser.get(address(uid)).context["form"].initial
    return {name: value for name, value in initial.items() if value != ""}


def stored(quangnam, uid):
    with in_province(quangnam):
        return Lesson.objects.get(uid=uid)


def audit_count(quangnam, action):
    with in_province(quangnam):
        return AuditEntry.objects.filter(action=action).count()


def test_lesson_saves_by_itself(minh, quangnam, uid):
    with time_machine.travel(AT_14_05, tick=False):
        form = opened(minh, uid) | {"body": "Đang viết"}

        answer = minh.post(address(uid, "autosave/"), form)

    lesson = stored(quangnam, uid)
    assert answer.json() == {"saved_at": "14:05", "seen_at": lesson.updated_at.isoformat()}
    assert lesson.body == "Đang viết"


def test_saving_by_itself_goes_on_from_what_it_answered(minh, quangnam, uid):
    form = opened(minh, uid)
    for body in ("Một", "Một hai", "Một hai ba"):
        answer = minh.post(address(uid, "autosave/"), form | {"body": body})
        form["seen_at"] = answer.json()["seen_at"]

    assert stored(quangnam, uid).body == "Một hai ba"


def test_one_sitting_leaves_one_line_in_the_audit_trail(minh, quangnam, uid):
    before = audit_count(quangnam, "catalog.change_lesson")
    test_saving_by_itself_goes_on_from_what_it_answered(minh, quangnam, uid)

    assert audit_count(quangnam, "catalog.change_lesson") == before + 1


def test_saving_that_arrives_twice_is_taken_once(minh, quangnam, uid):
    form = opened(minh, uid) | {"body": "Đang viết"}
    first = minh.post(address(uid, "autosave/"), form)

    again = minh.post(address(uid, "autosave/"), form)

    assert again.json()["seen_at"] == first.json()["seen_at"]


def test_saving_by_itself_never_writes_over_another_saving(minh, quangnam, uid):
    form = opened(minh, uid)
    with in_province(quangnam):
        actions.change_lesson(lesson=Lesson.objects.get(uid=uid), body="Của Lan", by=None)

    answer = minh.post(address(uid, "autosave/"), form | {"body": "Của Minh"})

    assert (answer.status_code, answer.json()["code"]) == (409, "LESSON_CHANGED")
    assert stored(quangnam, uid).body == "Của Lan"


def test_saving_by_itself_says_which_field_is_wrong(minh, quangnam, uid):
    form = opened(minh, uid) | {"title": "", "body": "Đang viết"}

    answer = minh.post(address(uid, "autosave/"), form)

    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["field"]) == ("FORM_INVALID", "title")
    assert stored(quangnam, uid).body != "Đang viết"


def test_second_editor_sees_who_writes_and_cannot_write(minh, lan, quangnam, uid):
    with time_machine.travel(AT_14_05, tick=False):
        minh.get(address(uid))

        page = lan.get(address(uid))

    assert page.context["held_by"] == "Ông/Bà minh đang sửa bài này từ 14:05."
    assert "Tôi sửa tiếp" in page.content.decode()
    assert page.context["form"].fields["body"].widget.attrs["readonly"] is True
    assert 'value="save"' not in page.content.decode()


def test_second_editors_saving_is_refused_and_its_text_stays(minh, lan, quangnam, uid):
    form = opened(lan, uid) | {"body": "Của Lan"}
    minh.post(address(uid, "lock/"), {"do": "take-over"})

    by_itself = lan.post(address(uid, "autosave/"), form)
    by_hand = lan.post(address(uid), form | {"do": "save"})

    assert (by_itself.status_code, by_itself.json()["code"]) == (409, "LESSON_HELD")
    assert by_hand.status_code == 409
    assert "Của Lan" in by_hand.content.decode()
    assert 'data-saving="off"' in by_hand.content.decode()
    assert stored(quangnam, uid).body != "Của Lan"


def test_taking_over_is_told_to_the_first_and_written_down(minh, lan, quangnam, uid):
    minh.get(address(uid))

    answer = lan.post(address(uid, "lock/"), {"do": "take-over"})

    assert answer.status_code == 302
    told = minh.post(address(uid, "lock/"), {"do": "keep"})
    assert (told.status_code, told.json()["code"]) == (409, "LESSON_HELD")
    assert "Ông/Bà lan đang sửa bài này" in told.json()["message"]
    assert lan.post(address(uid, "lock/"), {"do": "keep"}).status_code == 200
    assert audit_count(quangnam, "catalog.take_over_lesson") == 1


def test_taking_over_without_a_script_saves_what_was_typed(minh, lan, quangnam, uid):
    form = opened(lan, uid) | {"body": "Của Lan"}
    minh.post(address(uid, "lock/"), {"do": "take-over"})

    answer = lan.post(address(uid), form | {"do": "take-over"})

    assert answer.status_code == 302
    assert stored(quangnam, uid).body == "Của Lan"


def test_silent_lock_is_nobodys(minh, lan, quangnam, uid):
    with time_machine.travel(AT_14_05, tick=False):
        minh.get(address(uid))
    with time_machine.travel(AT_14_05 + timedelta(minutes=2), tick=False):
        page = lan.get(address(uid))

    assert page.context["held_by"] == ""
    with in_province(quangnam):
        assert EditLock.objects.get().holder_name == "lan"
    assert audit_count(quangnam, "catalog.take_over_lesson") == 0


def test_sign_of_life_keeps_a_lock(minh, lan, uid):
    with time_machine.travel(AT_14_05, tick=False):
        minh.get(address(uid))
    with time_machine.travel(AT_14_05 + timedelta(seconds=110), tick=False):
        kept = minh.post(address(uid, "lock/"), {"do": "keep"})
    with time_machine.travel(AT_14_05 + timedelta(seconds=200), tick=False):
        page = lan.get(address(uid))

    assert kept.json() == {"taken_at": "14:05"}
    assert page.context["held_by"] == "Ông/Bà minh đang sửa bài này từ 14:05."


def test_leaving_gives_the_lesson_back_saved_or_not(minh, lan, quangnam, uid):
    form = opened(minh, uid) | {"body": "Câu cuối", "leaving": "1"}

    minh.post(address(uid, "autosave/"), form)

    assert lan.get(address(uid)).context["held_by"] == ""
    assert stored(quangnam, uid).body == "Câu cuối"
    assert lan.post(address(uid, "lock/"), {"do": "leave"}).status_code == 204
    with in_province(quangnam):
        assert EditLock.objects.count() == 0


def test_one_cannot_give_back_the_lock_of_another(minh, lan, quangnam, uid):
    minh.get(address(uid))

    lan.post(address(uid, "lock/"), {"do": "leave"})

    with in_province(quangnam):
        assert EditLock.objects.get().holder_name == "minh"


def test_province_writes_a_note_beside_a_lesson(minh, quangnam, uid):
    form = opened(minh, uid) | {"note": "Gọi 0235 000 000.", "do": "save"}

    minh.post(address(uid), form)

    assert stored(quangnam, uid).note == "Gọi 0235 000 000."
    assert "Gọi 0235 000 000." in minh.get(address(uid, "preview/")).content.decode()


def test_ministry_has_no_field_for_a_note(an):
    with in_ministry():
        uid = library.course_without_faults().modules.get().lessons.first().uid

    an.post(address(uid), {"title": "Bài", "duration_minutes": 9, "note": "Không", "do": "save"})

    assert "note" not in an.get(address(uid)).context["form"].fields
    with in_ministry():
        assert Lesson.objects.get(uid=uid).note == ""


def test_pasted_text_becomes_markdown(minh):
    html = "<h1>Đầu</h1><p><b>Đậm</b> <img src='file:///a.png'></p>"

    answer = minh.post("/desk/pasted-text/", {"html": html})

    assert answer.json() == {"markdown": "## Đầu\n\n**Đậm**", "image_count": 1}


@pytest.mark.parametrize(
    ("html", "status", "code"),
    [
        ("a" * (pasting.BYTES_AT_MOST + 1), 413, "FILE_TOO_LARGE"),
        ("<b>" * 500, 422, "PASTE_UNREADABLE"),
    ],
)
def test_pasted_text_that_cannot_be_read_is_refused(minh, html, status, code):
    answer = minh.post("/desk/pasted-text/", {"html": html})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def png():
    out = io.BytesIO()
    Image.new("RGB", (1440, 900), "#0a5c5a").save(out, "PNG")
    return SimpleUploadedFile("hinh.png", out.getvalue(), "image/png")


def test_image_answers_with_the_markdown_that_shows_it(minh, quangnam, uid):
    before = stored(quangnam, uid).body
    form = {"image": png(), "alternative_text": "Màn hình [đăng nhập]"}

    answer = minh.post(address(uid, "images/"), form)

    with in_province(quangnam):
        sha256 = MediaFile.objects.get().sha256
    assert answer.status_code == 201
    assert answer.json() == {"markdown": f"![Màn hình (đăng nhập)](media:{sha256})"}
    assert stored(quangnam, uid).body == before


def test_image_needs_words_and_a_file(minh, uid):
    without_words = minh.post(address(uid, "images/"), {"image": png()})
    without_file = minh.post(address(uid, "images/"), {"alternative_text": "Hình"})

    assert (without_words.status_code, without_words.json()["field"]) == (422, "alternative_text")
    assert (without_file.status_code, without_file.json()["field"]) == (422, "image")


def test_image_that_is_none_is_refused_in_the_dialog(minh, quangnam, uid):
    fake = SimpleUploadedFile("hinh.png", b"%PDF-1.7 not an image", "image/png")

    answer = minh.post(address(uid, "images/"), {"image": fake, "alternative_text": "Hình"})

    assert (answer.status_code, answer.json()["code"]) == (415, "FILE_TYPE_MISMATCH")
    with in_province(quangnam):
        assert MediaFile.objects.count() == 0


def test_image_over_the_limit_is_refused_in_the_dialog(minh, uid, monkeypatch):
    monkeypatch.setattr("catalog.media.IMAGE_BYTES_AT_MOST", 1000)

    answer = minh.post(address(uid, "images/"), {"image": png(), "alternative_text": "Hình"})

    assert (answer.status_code, answer.json()["code"]) == (413, "FILE_TOO_LARGE")


def first_lesson(course):
    return Lesson.objects.filter(module__course=course).first()


def test_locked_lesson_takes_the_provinces_note_but_no_other_word(minh, quangnam, ministry):
    course = library.locked_course(quangnam, first_lesson)
    with in_province(quangnam):
        uid = first_lesson(course).uid
    form = opened(minh, uid)

    note = minh.post(address(uid, "autosave/"), form | {"note": "Gọi Sở."})
    form["seen_at"] = note.json()["seen_at"]
    body = minh.post(address(uid, "autosave/"), form | {"note": "Gọi Sở.", "body": "Khác"})

    assert (note.status_code, body.status_code) == (200, 409)
    assert body.json()["code"] == "NODE_LOCKED"
    assert "Nghị định 13" in body.json()["message"]
    assert stored(quangnam, uid).note == "Gọi Sở."
    assert stored(quangnam, uid).body != "Khác"
