"""Releases that come by themselves: chosen so, or for safety on their day."""

import datetime

import pytest

from catalog import documents, following, syncing
from catalog.actions import sync
from catalog.library.actions import Envelope
from catalog.models import Following, Sync
from tenants.context import in_province
from tenants.people.models import AuditEntry, Message
from tests.catalog.library import statement_count
from tests.merging import courses
from tests.syncing.national import lesson, replace, write

TODAY = datetime.date(2026, 11, 25)
NEW_WORDS = "Đoạn 2 do Bộ sửa."
OWN_WORDS = "Đoạn 2 do tỉnh sửa."


def automatic(story):
    with in_province(story.province):
        sync.choose_automatic(course=story.course(), is_automatic=True, by=None)


def safety(day):
    return Envelope(applies_on_date=day)


def test_nothing_comes_by_itself_unless_chosen(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    assert following.follow(story.province, today=TODAY) == 0

    with in_province(story.province):
        assert not Sync.objects.exists()


def test_a_clean_release_comes_by_itself_once_and_reaches_learners(story, minh):
    automatic(story)
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    assert following.follow(story.province, today=TODAY) == 1
    assert following.follow(story.province, today=TODAY) == 0

    with in_province(story.province):
        assert story.course().current_edition.number == 2
        assert Sync.objects.get().is_automatic is True
        [mail] = Message.objects.all()
        assert mail.recipient == "minh@example.vn"
        assert str(story.course().uid) in mail.body


@pytest.mark.parametrize("meanwhile", ["another run", "the office"])
def test_what_was_due_is_looked_at_again_before_it_comes(story, minh, monkeypatch, meanwhile):
    automatic(story)
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    original = following.announce

    def announce_late(standing, *, today):
        """Stand between looking and doing, where a second run of beat's task may be."""
        monkeypatch.setattr(following, "announce", original)
        original(standing, today=today)
        if meanwhile == "the office":
            sync.choose_automatic(course=story.course(), is_automatic=False, by=None)
        else:
            following.follow(story.province, today=TODAY)

    monkeypatch.setattr(following, "announce", announce_late)

    assert following.follow(story.province, today=TODAY) == 0

    with in_province(story.province):
        taken = 1 if meanwhile == "another run" else 0
        assert (Sync.objects.count(), Message.objects.count()) == (taken, taken)


def test_a_conflict_waits_for_people_and_is_told_once(story, minh):
    automatic(story)
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OWN_WORDS)
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    assert following.follow(story.province, today=TODAY) == 0
    assert following.follow(story.province, today=TODAY) == 0

    with in_province(story.province):
        assert not Sync.objects.exists()
        row = Following.objects.get()
        assert (row.failed_version, row.failed_code) == (2, "CONFLICTS_UNDECIDED")
        assert Message.objects.count() == 1


def test_unfinished_work_at_the_desk_is_merged_but_not_published(story):
    automatic(story)
    with in_province(story.province):
        write("1.2", "Đoạn 1 của bài 1.2.", "Đang viết dở.")
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    assert following.follow(story.province, today=TODAY) == 1

    with in_province(story.province):
        desk, read = story.mine(), story.course().current_edition.document.content
        assert "Đang viết dở." in lesson(desk, "1.2")["body"]
        assert NEW_WORDS in lesson(desk, "1.1")["body"]
        assert "Đang viết dở." not in lesson(read, "1.2")["body"]
        assert NEW_WORDS in lesson(read, "1.1")["body"]


def test_a_safety_update_waits_for_its_day(story):
    day = TODAY + datetime.timedelta(days=3)
    change = replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS)
    story.publish(change, envelope=safety(day))

    assert following.follow(story.province, today=day - datetime.timedelta(days=1)) == 0
    assert following.follow(story.province, today=day) == 1


def test_a_safety_update_is_announced_to_the_office_once(story, minh):
    day = TODAY + datetime.timedelta(days=3)
    change = replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS)
    story.publish(change, envelope=safety(day))

    for _time in range(2):
        following.follow(story.province, today=TODAY)

    with in_province(story.province):
        [mail] = Message.objects.all()
        assert mail.recipient == "minh@example.vn"
        assert "28/11/2026" in mail.subject
        assert f"/office/library/updates/{story.course().uid}/" in mail.body
        assert AuditEntry.objects.filter(action="catalog.announce_safety_update").count() == 1


def test_a_detached_course_gets_no_announcement(story, minh):
    with in_province(story.province):
        sync.detach_course(course=story.course(), reason="Tự biên soạn", by=None)
    change = replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS)
    story.publish(change, envelope=safety(TODAY + datetime.timedelta(days=3)))

    following.follow(story.province, today=TODAY)

    with in_province(story.province):
        assert not Message.objects.exists()


def test_a_safety_update_stands_and_keeps_our_words_as_a_note(story):
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OWN_WORDS)
    change = replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS)
    story.publish(change, envelope=safety(TODAY))

    assert following.follow(story.province, today=TODAY) == 1

    with in_province(story.province):
        one = lesson(story.mine(), "1.1")
        assert one["body"] == lesson(story.document, "1.1")["body"]
        assert one["note"] == OWN_WORDS
        place = f"{courses.uid('lesson', '1.1')}.body#0"
        assert Sync.objects.get().decisions == {place: {"choice": "national"}}


def test_only_the_safety_update_is_forced_not_what_came_after(story):
    change = replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS)
    story.publish(change, envelope=safety(TODAY))
    story.publish(replace("2.1", "Đoạn 1 của bài 2.1.", "Thêm sau."))

    following.follow(story.province, today=TODAY)

    with in_province(story.province):
        assert syncing.standing_of(story.course()).version == 2


@pytest.mark.parametrize("does", ["detach", "postpone"])
def test_what_the_province_put_aside_is_left_alone(story, does):
    automatic(story)
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        if does == "detach":
            sync.detach_course(course=story.course(), reason="Tự biên soạn", by=None)
        else:
            until = TODAY + datetime.timedelta(days=5)
            sync.postpone_sync(
                course=story.course(),
                version=2,
                until_date=until,
                reason="Đang thi",
                today=TODAY,
                by=None,
            )

    assert following.follow(story.province, today=TODAY) == 0


def test_one_failing_course_does_not_stop_the_others(story, monkeypatch):
    automatic(story)
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    monkeypatch.setattr(sync, "apply_sync", lambda **_given: 1 / 0)

    assert following.follow(story.province, today=TODAY) == 0

    with in_province(story.province):
        assert documents.sha256_of(story.mine()) != story.release.sha256


def test_looking_costs_two_statements_when_nothing_is_due(story):
    assert statement_count(lambda: following.follow(story.province, today=TODAY)) == 2
