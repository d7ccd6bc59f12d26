"""The office's pages of new releases: look, decide, take, take back; and whom they refuse."""

import datetime
import itertools
import re

import pytest
from django.utils import timezone

from catalog import actions, documents, following, syncing
from catalog.actions import sync
from catalog.library.actions import Envelope
from catalog.models import Course, Edition, Following, Lesson, Question, Sync
from tenants.context import in_ministry, in_province
from tenants.jobs.models import OutboxEvent
from tenants.people.models import AuditEntry
from tests.catalog import library
from tests.merging import courses
from tests.syncing.national import lesson, replace, write

LIST = "/office/library/updates/"
NEW_WORDS = "Đoạn 2 do Bộ sửa."
OWN_WORDS = "Đoạn 2 do tỉnh sửa."
LESSON_11 = courses.uid("lesson", "1.1")


@pytest.fixture
def page(story):
    """The address of the course's update."""
    return f"{LIST}{story.document['uid']}/"


@pytest.fixture
def conflict(story):
    """Both sides changed the same paragraph; the ministry another lesson too."""
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    story.publish(replace("2.1", "Đoạn 1 của bài 2.1.", "Đoạn 1 mới."), note="Sửa bài 2.1")
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OWN_WORDS)
    return story


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def fields_of(answer):
    """Return what the page's own form would send: hidden fields and what is checked."""
    form = answer.content.decode().split('id="update-form"')[1]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    checked = re.findall(r'type="radio" name="([\w-]+)" value="(\w+)"[^>]* checked', form)
    return dict(hidden + checked)


def marks_of(answer):
    return re.findall(r'id="choice-([0-9a-f-]+)-national"', answer.content.decode())


def test_list_shows_every_course_from_the_library_and_how_it_stands(minh, story, page):
    assert "Đang ở bản mới nhất" in text_of(minh.get(LIST))
    story.publish(
        replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS),
        envelope=Envelope(applies_on_date=datetime.date(2100, 6, 1)),
        note="Thêm cảnh báo lừa đảo",
    )

    shown = text_of(minh.get(LIST))

    assert "1 khóa học có bản mới" in shown
    assert "Thêm cảnh báo lừa đảo" in shown
    assert "tự áp dụng từ ngày 01/06/2100" in shown
    assert f'href="{page}"' in shown


@pytest.mark.parametrize(
    ("wanted", "is_shown"),
    [("", True), ("waiting", True), ("current", False), ("detached", False), ("khac", True)],
)
def test_list_is_narrowed_by_its_address(minh, story, wanted, is_shown):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    shown = text_of(minh.get(f"{LIST}?state={wanted}"))

    assert (story.document["title"] + "</a></th>" in shown) is is_shown


def test_list_needs_the_same_statements_for_one_and_three(minh, story, quangnam):
    releases = library.release_starter_courses()
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    minh.get(LIST)
    one = library.statement_count(lambda: minh.get(LIST))
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[each.uid for each in releases[:2]], by=None)

    three = library.statement_count(lambda: minh.get(LIST))

    assert text_of(minh.get(LIST)).count('data-label="Khóa học"') == 3
    assert three == one


def test_office_is_told_on_its_pages(minh, story, page):
    desk = f"/desk/courses/{story.document['uid']}/"
    assert "Đang ở bản 1 của Bộ." in text_of(minh.get(desk))
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    assert "1 khóa học có bản mới của Bộ" in text_of(minh.get("/office/"))
    assert f'<a href="{page}">' in text_of(minh.get("/office/library/"))
    assert "Bộ có bản mới (2)" in text_of(minh.get(desk))
    assert "Có bản mới của Bộ" in text_of(minh.get("/desk/"))


def test_release_on_the_shelf_leads_to_its_update(minh, story, page):
    here = minh.get(f"/office/library/{story.release.uid}/")
    old = story.release
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    newer = minh.get(f"/office/library/{story.release.uid}/")
    older = minh.get(f"/office/library/{old.uid}/")

    assert ("Mở ở bàn biên soạn" in text_of(here), f'href="{page}"' in text_of(here)) == (
        True,
        False,
    )
    for answer in (newer, older):
        assert f'href="{page}"' in text_of(answer)
        assert "Xem thay đổi và nhận bản 2" in text_of(answer)


@pytest.mark.parametrize("put_aside", ["", "postpone", "detach"])
def test_office_is_warned_of_a_safety_update(minh, story, page, put_aside):
    day = timezone.localdate() + datetime.timedelta(days=5)
    change = replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS)
    story.publish(change, envelope=Envelope(applies_on_date=day))
    until = timezone.localdate() + datetime.timedelta(days=10)
    sent = {"do": put_aside, "reason": "Đang thi", "until_date": until.isoformat()}
    if put_aside:
        minh.post(f"{page}following/", sent)

    shown = text_of(minh.get("/office/"))

    is_announced = put_aside != "detach"
    words = f"Bản an toàn: tự áp dụng từ ngày {day:%d/%m/%Y}"
    assert (words in shown, f'href="{page}"' in shown) == (is_announced, is_announced)


def test_page_says_what_changed_and_what_it_means_here(minh, conflict, page):
    answer = minh.get(page)

    shown = text_of(answer)
    assert answer.status_code == 200
    assert "Từ bản 1 lên bản 3 của Bộ" in shown
    assert "Sửa bài 2.1" in shown
    assert "1 chỗ cần Ông/Bà quyết định" in shown
    assert "Sửa 1 bài theo Bộ" in shown
    assert "Bài 3.1" not in shown
    assert len(marks_of(answer)) == 1
    assert fields_of(answer)["publish"] == "later"


def test_looking_changes_nothing(minh, conflict, page):
    with in_province(conflict.province):
        before = documents.sha256_of(conflict.mine())
        Following.objects.all().delete()

    for tab in ("", "following/", "history/"):
        assert minh.get(f"{page}{tab}").status_code == 200

    with in_province(conflict.province):
        assert documents.sha256_of(conflict.mine()) == before
        assert not Sync.objects.exists()
        assert not Following.objects.exists()


def test_undecided_places_are_listed_and_the_rest_stays_filled_in(minh, conflict, page):
    with in_province(conflict.province):
        write("2.1", "Đoạn 1 của bài 2.1.", "Đoạn 1 của tỉnh.")
    asked = minh.get(page)
    first, second = marks_of(asked)
    sent = fields_of(asked) | {f"choice-{first}": "text", f"text-{first}": "Tôi viết lại."}

    answer = minh.post(page, sent)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#choice-{second}-national"' in shown
    assert f'href="#choice-{first}-national"' not in shown
    assert "Tôi viết lại.</textarea>" in shown
    assert fields_of(answer)[f"choice-{first}"] == "text"
    with in_province(conflict.province):
        assert not Sync.objects.exists()


@pytest.mark.parametrize(
    ("choice", "words"),
    [("national", NEW_WORDS), ("ours", OWN_WORDS), ("text", "Cả hai cùng đúng.")],
)
def test_release_is_taken_as_decided_and_published(minh, conflict, page, choice, words):
    asked = minh.get(page)
    (mark,) = marks_of(asked)
    sent = fields_of(asked) | {
        f"choice-{mark}": choice,
        f"text-{mark}": "Cả hai cùng đúng.",
        "publish": "now",
    }

    answer = minh.post(page, sent)

    with in_province(conflict.province):
        done = Sync.objects.get()
        assert answer.url == f"{page}history/#s-{done.uid}"
        assert lesson(conflict.mine(), "1.1")["body"].split("\n\n")[1] == words
        assert done.edition_after.number == 2
    history = text_of(minh.get(f"{page}history/"))
    assert "Bài 1.1 – Nội dung: <strong>" in history
    assert "minh nhận lúc" in history


@pytest.mark.parametrize("typed", ["", "   "])
def test_writing_by_hand_needs_words(minh, conflict, page, typed):
    asked = minh.get(page)
    (mark,) = marks_of(asked)

    answer = minh.post(page, fields_of(asked) | {f"choice-{mark}": "text", f"text-{mark}": typed})

    assert answer.status_code == 422
    assert "Vui lòng viết nội dung" in text_of(answer)


def test_a_title_written_by_hand_is_one_line_and_not_too_long(minh, story, page):
    def rename(document):
        lesson(document, "1.1")["title"] = "Bài của Bộ"

    story.publish(rename)
    with in_province(story.province):
        row = Lesson.objects.get(uid=LESSON_11)
        actions.change_lesson(lesson=row, title="Bài của tỉnh", by=None)
    asked = minh.get(page)
    (mark,) = marks_of(asked)
    sent = fields_of(asked) | {f"choice-{mark}": "text"}

    too_long = minh.post(page, sent | {f"text-{mark}": "Dài " * 60})
    minh.post(page, sent | {f"text-{mark}": "Bài của\nBộ và tỉnh"})

    assert too_long.status_code == 422
    assert "Tối đa 200 ký tự" in text_of(too_long)
    with in_province(story.province):
        assert lesson(story.mine(), "1.1")["title"] == "Bài của Bộ và tỉnh"


def test_an_unknown_choice_counts_as_none(minh, conflict, page):
    asked = minh.get(page)
    (mark,) = marks_of(asked)

    answer = minh.post(page, fields_of(asked) | {f"choice-{mark}": "khac"})

    assert answer.status_code == 422
    assert "Vui lòng chọn một cách." in text_of(answer)


def test_a_stale_plan_is_shown_anew_with_the_decisions_that_still_apply(minh, conflict, page):
    asked = minh.get(page)
    (mark,) = marks_of(asked)
    sent = fields_of(asked) | {f"choice-{mark}": "ours"}
    with in_province(conflict.province):
        write("1.2", "Đoạn 1 của bài 1.2.", "Người khác vừa sửa.")

    answer = minh.post(page, sent)

    assert answer.status_code == 409
    assert "vừa thay đổi" in text_of(answer)
    assert fields_of(answer)[f"choice-{mark}"] == "ours"
    again = minh.post(page, fields_of(answer))
    assert again.status_code == 302
    with in_province(conflict.province):
        assert "Người khác vừa sửa." in lesson(conflict.mine(), "1.2")["body"]


def test_words_written_for_a_place_that_changed_are_shown_again(minh, conflict, page):
    asked = minh.get(page)
    (mark,) = marks_of(asked)
    sent = fields_of(asked) | {f"choice-{mark}": "text", f"text-{mark}": "Công của tôi."}
    with in_province(conflict.province):
        write("1.1", OWN_WORDS, "Đoạn 2, tỉnh sửa lần nữa.")

    answer = minh.post(page, sent)

    assert answer.status_code == 409
    assert "Công của tôi." in text_of(answer)
    assert mark not in marks_of(answer)


def test_a_newer_release_meanwhile_makes_the_plan_stale(minh, conflict, page):
    asked = minh.get(page)
    (mark,) = marks_of(asked)
    conflict.publish(replace("3.1", "Đoạn 1 của bài 3.1.", "Đoạn 1 mới nữa."))

    answer = minh.post(page, fields_of(asked) | {f"choice-{mark}": "ours"})

    assert answer.status_code == 409
    assert "Từ bản 1 lên bản 4 của Bộ" in text_of(answer)
    with in_province(conflict.province):
        assert not Sync.objects.exists()


def test_a_button_pressed_twice_takes_once(minh, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    sent = fields_of(minh.get(page))

    first, second = minh.post(page, sent), minh.post(page, sent)

    assert first.url == second.url
    with in_province(story.province):
        assert Sync.objects.count() == 1


def test_an_empty_form_changes_nothing(minh, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    assert minh.post(page).status_code == 409
    with in_province(story.province):
        assert not Sync.objects.exists()


def test_publishing_is_offered_first_where_the_desk_holds_nothing_unpublished(minh, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    answer = minh.get(page)

    assert fields_of(answer)["publish"] == "now"
    minh.post(page, fields_of(answer) | {"publish": "later"})
    with in_province(story.province):
        assert Sync.objects.get().edition_after is None
        assert Edition.objects.count() == 1


def test_errors_of_the_merged_course_are_shown_and_the_desk_is_offered(minh, story, page):
    with in_province(story.province):
        Lesson.objects.filter(uid=LESSON_11).update(body="")
    story.publish(replace("2.1", "Đoạn 1 của bài 2.1.", "Đoạn 1 mới."))
    sent = fields_of(minh.get(page))

    answer = minh.post(page, sent | {"publish": "now"})

    shown = text_of(answer)
    assert answer.status_code == 422
    assert "Bài chưa có nội dung." in shown
    assert f"/desk/lessons/{LESSON_11}/" in shown
    assert 'name="do" value="desk"' in shown
    with in_province(story.province):
        assert not Sync.objects.exists()
    assert minh.post(page, sent | {"publish": "now", "do": "desk"}).status_code == 302
    with in_province(story.province):
        assert Sync.objects.get().edition_after is None


def test_a_lesson_the_ministry_removed_but_the_province_changed_is_asked_about(minh, story, page):
    story.publish(lambda document: document["modules"][0]["lessons"].pop(0))
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OWN_WORDS)
    asked = minh.get(page)
    (mark,) = marks_of(asked)

    shown = text_of(asked)
    minh.post(page, fields_of(asked) | {f"choice-{mark}": "ours"})

    assert "Bộ đã bỏ bài này, nhưng tỉnh đã sửa bài." in shown
    assert f'id="text-{mark}"' not in shown
    with in_province(story.province):
        assert OWN_WORDS in lesson(story.mine(), "1.1")["body"]


def test_a_lesson_removed_here_but_changed_by_the_ministry_is_asked_about(minh, story, page):
    with in_province(story.province):
        actions.delete_lesson(lesson=Lesson.objects.get(uid=LESSON_11), by=None)
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    asked = minh.get(page)
    (mark,) = marks_of(asked)

    minh.post(page, fields_of(asked) | {f"choice-{mark}": "national"})

    assert "Tỉnh đã bỏ bài này, nhưng Bộ vừa sửa bài." in text_of(asked)
    with in_province(story.province):
        assert NEW_WORDS in lesson(story.mine(), "1.1")["body"]


def test_locks_are_shown_with_reason_and_our_words_are_kept_as_a_note(minh, story, page):
    locks = [
        {"node_uid": LESSON_11, "field": "body", "reason": "An toàn", "legal_basis": "Luật 91"}
    ]
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OWN_WORDS)
    story.publish(replace("1.1", "Đoạn 3 của bài 1.1.", NEW_WORDS), envelope=Envelope(locks=locks))

    asked = minh.get(page)
    minh.post(page, fields_of(asked))

    shown = text_of(asked)
    assert "An toàn" in shown
    assert "Căn cứ: Luật 91." in shown
    assert "1 chỗ Bộ khóa" in shown
    history = text_of(minh.get(f"{page}history/"))
    assert "Lời của tỉnh được giữ thành ghi chú" in history
    assert OWN_WORDS in history


def test_added_removed_and_moved_lessons_are_counted(minh, story, page):
    def change(document):
        first, second, _third = document["modules"]
        first["lessons"].pop(0)
        second["lessons"].append(courses.lesson("mới"))
        second["lessons"].insert(0, first["lessons"].pop(0))

    story.publish(change)

    shown = text_of(minh.get(page))

    assert "Thêm 1 bài" in shown
    assert "Bỏ 1 bài" in shown
    assert "Chuyển chỗ 1 bài" in shown
    assert "Chuyển sang “Chương 2”." in shown


def test_headings_of_a_removed_lesson_leave_no_level_out(minh, story, page):
    story.publish(lambda document: document["modules"][0]["lessons"].pop(0))

    shown = minh.get(page).content.decode()

    assert "Đọc phần bị bỏ" in shown
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", shown)]
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_page_without_a_new_release_says_so(minh, story, page):
    assert "đang ở bản mới nhất (bản 1)" in text_of(minh.get(page))
    assert minh.post(page).status_code == 409


@pytest.mark.parametrize("tab", ["", "history/", "following/"])
def test_own_courses_have_no_updates(minh, quangnam, story, tab):
    with in_province(quangnam):
        own = actions.create_course(title="Riêng", audience="officials", by=None)

    assert minh.get(f"{LIST}{own.uid}/{tab}").status_code == 404


def test_undo_restores_the_course_in_one_step(minh, story, page):
    with in_province(story.province):
        before = documents.sha256_of(story.mine())
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    minh.post(page, fields_of(minh.get(page)))
    with in_province(story.province):
        done = Sync.objects.get()

    answer = minh.post(f"{page}history/{done.uid}/undo/")

    assert answer.status_code == 302
    assert "Đã hoàn tác" in text_of(minh.get(f"{page}history/"))
    with in_province(story.province):
        assert documents.sha256_of(story.mine()) == before


def test_undo_says_why_it_cannot(minh, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    minh.post(page, fields_of(minh.get(page)))
    story.publish(replace("2.1", "Đoạn 1 của bài 2.1.", "Đoạn 1 mới."))
    minh.post(page, fields_of(minh.get(page)))
    with in_province(story.province):
        first, second = Sync.objects.order_by("applied_at")
        write("1.2", "Đoạn 1 của bài 1.2.", "Tỉnh sửa tiếp.")

    later = minh.post(f"{page}history/{first.uid}/undo/")
    changed = minh.post(f"{page}history/{second.uid}/undo/")

    assert (later.status_code, changed.status_code) == (409, 409)
    assert "đã nhận một bản mới hơn" in text_of(later)
    assert "đã được sửa tiếp" in text_of(changed)
    with in_province(story.province):
        assert not Sync.objects.exclude(undone_at=None).exists()


def test_history_counts_what_was_decided_and_what_is_locked(minh, conflict, page):
    with in_province(conflict.province):
        course = conflict.course()
        prepared = syncing.prepare(course, conflict.release.uid)
        decided = following.decided_for_the_ministry(prepared.plan)
        sync.apply_sync(
            course=course,
            release_uid=conflict.release.uid,
            decisions=decided,
            publish=False,
            by=None,
        )
        assert Sync.objects.get().counts["conflict"] == 1

    shown = text_of(minh.get(f"{page}history/"))

    assert "phải quyết định 1, Bộ khóa 0" in shown


def test_history_needs_the_same_statements_for_one_and_three(minh, story, page):
    counts = []
    for number in (1, 2, 3):
        words = f"Đoạn {number} của bài 1.1."
        story.publish(replace("1.1", words, f"Bộ sửa {number}."))
        minh.post(page, fields_of(minh.get(page)))
        minh.get(f"{page}history/")
        counts.append(library.statement_count(lambda: minh.get(f"{page}history/")))

    assert counts[0] == counts[2]


def test_update_page_needs_few_statements(minh, conflict, page):
    minh.get(page)

    assert library.statement_count(lambda: minh.get(page)) <= 25


def test_a_release_is_put_off_with_reason_and_date(minh, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    until = timezone.localdate() + datetime.timedelta(days=10)
    sent = {"do": "postpone", "reason": "Đang thi", "until_date": until.isoformat()}

    answer = minh.post(f"{page}following/", sent)

    assert answer.status_code == 302
    shown = text_of(minh.get(LIST))
    assert "Đang hoãn" in shown
    assert f"Đến ngày {until:%d/%m/%Y}: Đang thi" in shown
    assert "đang hoãn đến ngày" in text_of(minh.get(page))


def test_putting_off_is_ended_by_hand(minh, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    until = timezone.localdate() + datetime.timedelta(days=10)
    sent = {"do": "postpone", "reason": "Đang thi", "until_date": until.isoformat()}
    assert "Thôi hoãn" not in text_of(minh.get(f"{page}following/"))
    minh.post(f"{page}following/", sent)
    assert "Thôi hoãn" in text_of(minh.get(f"{page}following/"))

    answers = [minh.post(f"{page}following/", {"do": "resume"}) for _time in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert "Đang hoãn đến" not in text_of(minh.get(f"{page}following/"))
    with in_province(story.province):
        assert syncing.new_releases(timezone.localdate()).waiting_count == 1
        assert AuditEntry.objects.filter(action="catalog.resume_sync").count() == 1
        reports = OutboxEvent.objects.filter(kind="library.record_holding").order_by("pk")
        assert reports.last().payload["postponed_until_date"] is None


def test_going_ones_own_way_ends_putting_off(minh, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    until = timezone.localdate() + datetime.timedelta(days=10)
    sent = {"do": "postpone", "reason": "Đang thi", "until_date": until.isoformat()}
    minh.post(f"{page}following/", sent)

    minh.post(f"{page}following/", {"do": "detach", "reason": "Tự biên soạn"})

    with in_province(story.province):
        one = Following.objects.get()
        assert (one.postponed_version, one.postponed_until_date, one.postponed_reason) == (
            None,
            None,
            "",
        )


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"do": "postpone", "reason": "", "until_date": "2100-01-01"}, "Vui lòng điền mục này."),
        ({"do": "postpone", "reason": "Thi", "until_date": "2100-01-01"}, "xa nhất là một năm"),
        ({"do": "postpone", "reason": "Thi", "until_date": "mai"}, "ngày"),
        ({"do": "detach", "reason": " "}, "Vui lòng điền mục này."),
        ({}, "Cách nhận bản mới"),
    ],
)
def test_following_refuses_what_it_cannot_do(minh, story, page, sent, words):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    answer = minh.post(f"{page}following/", sent)

    assert answer.status_code == 422
    assert words in text_of(answer)
    with in_province(story.province):
        one = syncing.following_of(story.course())
        assert (one.detached_at, one.postponed_until_date) == (None, None)


def test_a_course_goes_its_own_way_and_follows_again(minh, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    sent = fields_of(minh.get(page))

    minh.post(f"{page}following/", {"do": "detach", "reason": "Tỉnh tự biên soạn"})

    assert "Tỉnh tự biên soạn" in text_of(minh.get(LIST))
    assert minh.post(page, sent).status_code == 409
    minh.post(f"{page}following/", {"do": "follow"})
    assert minh.post(page, fields_of(minh.get(page))).status_code == 302


def test_automatic_is_turned_on_and_off(minh, story, page):
    minh.post(f"{page}following/", {"do": "automatic"})
    assert "Tự nhận" in text_of(minh.get(f"{LIST}?state=automatic"))
    with in_province(story.province):
        assert Following.objects.get().is_automatic

    minh.post(f"{page}following/", {"do": "by-hand"})

    with in_province(story.province):
        assert not Following.objects.get().is_automatic


def test_list_says_what_could_not_be_taken_by_itself(minh, conflict):
    with in_province(conflict.province):
        following = syncing.following_of(conflict.course())
        following.failed_version, following.failed_code = 3, "CONFLICTS_UNDECIDED"
        following.save()

    shown = text_of(minh.get(f"{LIST}?state=failed"))

    assert "Chưa tự nhận được. Có chỗ cần Ông/Bà quyết định." in shown


PAGES = ["", "{uid}/", "{uid}/history/", "{uid}/following/"]


@pytest.mark.parametrize("tab", PAGES)
def test_pages_are_for_the_office_of_the_province(
    tab, minh, hoa, linh, thainguyen_client, an, story
):
    address = LIST + tab.format(uid=story.document["uid"])

    assert minh.get(address).status_code == 200
    assert linh.get(address).status_code == 403
    assert an.get(address).status_code == 404
    if tab:
        assert hoa.get(address).status_code == 404


@pytest.mark.parametrize("tab", ["{uid}/", "{uid}/following/", "taking/"])
def test_doing_is_for_the_office_of_the_province(tab, linh, hoa, story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    address = LIST + tab.format(uid=story.document["uid"])

    assert linh.post(address, {"do": "automatic"}).status_code == 403
    assert hoa.post(address, {"do": "automatic"}).status_code in (302, 404)
    with in_province(story.province):
        assert not Following.objects.filter(is_automatic=True).exists()


def test_undo_is_for_the_office_of_the_province(linh, hoa, story, page):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        done = sync.apply_sync(
            course=story.course(),
            release_uid=story.release.uid,
            decisions={},
            publish=True,
            by=None,
        )

    assert linh.post(f"{page}history/{done.uid}/undo/").status_code == 403
    assert hoa.post(f"{page}history/{done.uid}/undo/").status_code == 404
    with in_province(story.province):
        assert Sync.objects.get().undone_at is None


def test_national_site_has_no_updates(an, story):
    assert an.get(LIST).status_code == 404
    with in_ministry():
        assert Course.objects.filter(uid=story.document["uid"]).exists()


def put_in_order(*keys):
    """Return a change: the first question of lesson 1.1 asks for the order of these steps."""

    def change(document):
        question = lesson(document, "1.1")["questions"][0]
        question["kind"] = "ordering"
        question["options"] = [courses.option(key, right=True) for key in keys]

    return change


def test_orders_of_both_sides_stand_beside_each_other_with_numbers(minh, story, page):
    story.publish(put_in_order("một", "hai", "ba"))
    with in_province(story.province):
        course = story.course()
        sync.apply_sync(
            course=course, release_uid=story.release.uid, decisions={}, publish=False, by=None
        )
        question = Question.objects.get(uid=courses.uid("question", "1.1.1"))
        drafts = [
            actions.OptionDraft(one.uid, one.text, is_correct=True, explanation=one.explanation)
            for one in question.options.order_by("-position")
        ]
        actions.save_question(
            lesson=question.lesson, question=question, kind=question.kind, text=question.text,
            options=drafts, by=None,
        )  # fmt: skip
    story.publish(put_in_order("hai", "một", "ba"))

    answer = minh.get(page)
    sent = minh.post(page, fields_of(answer) | {f"choice-{marks_of(answer)[0]}": "national"})

    [place] = answer.context["update"].undecided
    assert place.theirs == "1. Phương án hai\n\n2. Phương án một\n\n3. Phương án ba"
    assert place.mine == "1. Phương án ba\n\n2. Phương án hai\n\n3. Phương án một"
    assert sent.status_code == 302
    with in_province(story.province):
        options = question.options.order_by("position")
        assert list(options.values_list("text", "is_correct")) == [
            ("Phương án hai", True),
            ("Phương án một", True),
            ("Phương án ba", True),
        ]
