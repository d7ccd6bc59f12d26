"""A province offers: what is frozen, what stops it, what the ministry gets to see."""

import hashlib

import pytest
from django.test import Client

from catalog import actions, documents, media, offering
from catalog.actions import contributions as decisions
from catalog.actions import offers
from catalog.library.models import Contribution, ReleaseMedia
from catalog.models import Course, Lesson, MediaFile, Offer, Question
from tenants.context import in_ministry, in_province
from tenants.jobs.models import OutboxEvent
from tenants.people.models import AuditEntry
from tests.catalog.library import course_without_faults
from tests.contributions import roads
from tests.syncing.national import write

SHA256 = hashlib.sha256(roads.PICTURE).hexdigest()


def test_own_course_is_frozen_and_told_to_the_ministry(quangnam, course):
    with in_province(quangnam):
        made = offers.offer_course(course=course, note=f"  {roads.NOTE}\r\n", by=None)

        assert (made.state, made.note, made.base_version) == ("waiting", roads.NOTE, None)
        assert made.document.sha256 == documents.sha256_of(documents.from_course(course))
        [event] = OutboxEvent.objects.all()
        assert (event.kind, event.payload) == (
            "library.record_contribution",
            {"offer_uid": str(made.uid)},
        )
        assert AuditEntry.objects.get(action="catalog.offer_course").subject_uid == str(made.uid)


def test_changes_to_a_national_course_name_the_release_they_change(story):
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", "Đoạn 2 của Quảng Nam.")

        made = offers.offer_course(course=story.course(), note=roads.NOTE, by=None)

        assert made.base_version == 1
        found = offering.offering(story.course())
        assert [one.title for one in found.diff.lessons if one.has_changes] == ["Bài 1.1"]


def test_notes_beside_lessons_stay_at_home(story):
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", "Đoạn 2 của Quảng Nam.")
        Lesson.objects.filter(title="Bài 1.2").update(note="Gọi anh Bảy, 0905 000 111")

        made = offers.offer_course(course=story.course(), note=roads.NOTE, by=None)

        assert offering.offering(story.course()).note_count == 1
        assert "anh Bảy" not in documents.canonical_text(made.document.content)


def test_only_a_note_is_nothing_to_offer(story):
    with in_province(story.province):
        Lesson.objects.filter(title="Bài 1.2").update(note="Của tỉnh")

        with pytest.raises(actions.NothingChanged):
            offers.offer_course(course=story.course(), note=roads.NOTE, by=None)


def test_offering_needs_a_note(quangnam, course):
    with in_province(quangnam), pytest.raises(offers.NoteMissing):
        offers.offer_course(course=course, note=" \n ", by=None)


def test_offering_stops_at_errors(quangnam, course):
    with in_province(quangnam):
        Question.objects.filter(lesson__module__course=course).update(text="")

        with pytest.raises(actions.CourseHasErrors):
            offers.offer_course(course=course, note=roads.NOTE, by=None)

        assert not Offer.objects.exists()


def test_offering_stops_at_too_many_megabytes_of_own_files(quangnam, course):
    with in_province(quangnam):
        MediaFile.objects.update(size_bytes=offering.MEDIA_BYTES_AT_MOST + 1)

        with pytest.raises(offers.OfferTooLarge) as caught:
            offers.offer_course(course=course, note=roads.NOTE, by=None)

        assert caught.value.size_bytes == offering.MEDIA_BYTES_AT_MOST + 1
        MediaFile.objects.update(store=MediaFile.Store.NATIONAL)
        offers.offer_course(course=course, note=roads.NOTE, by=None)


def test_a_course_is_offered_once_at_a_time(quangnam, course):
    with in_province(quangnam):
        first = offers.offer_course(course=course, note=roads.NOTE, by=None)

        with pytest.raises(offers.OfferOpen) as caught:
            offers.offer_course(course=course, note=roads.NOTE, by=None)

        assert caught.value.offer == first
        offers.withdraw_offer(offer=first, by=None)
        offers.offer_course(course=course, note=roads.NOTE, by=None)
        assert sorted(Offer.objects.values_list("state", flat=True)) == ["waiting", "withdrawn"]


def test_the_ministry_gets_the_document_and_the_files_which_nobody_else_sees(
    ministry, quangnam, course, an
):
    made = roads.offer(quangnam, course)

    with in_ministry():
        found = roads.contribution()
        assert (found.offer_uid, found.course_uid) == (made.uid, course.uid)
        assert (found.title, found.note, found.state) == (course.title, roads.NOTE, "waiting")
        assert documents.examine(found.document).sha256 == found.sha256
        file = MediaFile.objects.get(sha256=SHA256)
        assert (file.store, file.is_public, file.file_name) == ("national", False, "")
        assert not ReleaseMedia.objects.filter(sha256=SHA256).exists()
        assert not Course.objects.exists()
    answer = an.get(f"/media/{SHA256}")
    assert b"".join(answer.streaming_content) == roads.PICTURE
    nobody = Client(HTTP_HOST="localhost")
    assert nobody.get(f"/media/{SHA256}").url.startswith("/sign-in/")


def test_the_effect_twice_is_one_contribution(ministry, quangnam, course):
    with in_province(quangnam):
        offers.offer_course(course=course, note=roads.NOTE, by=None)
    roads.deliver(quangnam, times=3)

    with in_ministry():
        assert Contribution.objects.count() == 1
        assert MediaFile.objects.filter(sha256=SHA256).count() == 1


def test_killed_between_the_blocks_a_rerun_ends_the_same(
    ministry, quangnam, course, monkeypatch, settings
):
    with in_province(quangnam):
        made = offers.offer_course(course=course, note=roads.NOTE, by=None)
        [event] = OutboxEvent.objects.all()

    from catalog import effects

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(effects, "_write", killed)
        with pytest.raises(KeyboardInterrupt):
            effects.record_contribution(quangnam, event.uid, event.payload)
    with in_ministry():
        assert not Contribution.objects.exists()
    # half a file, as a machine that lost power leaves it
    half = settings.MEDIA_ROOT / "national" / media.path_of(SHA256)
    half.write_bytes(roads.PICTURE[:5])

    effects.record_contribution(quangnam, event.uid, event.payload)

    with in_ministry():
        assert Contribution.objects.get().offer_uid == made.uid
    assert half.read_bytes() == roads.PICTURE


def test_a_file_that_is_not_what_its_name_says_does_not_travel(ministry, quangnam, course):
    from catalog import effects
    from tenants.context import current_place

    with in_province(quangnam):
        offers.offer_course(course=course, note=roads.NOTE, by=None)
        store = media.keeper_of(MediaFile.Store.OWN)
        assert current_place() == quangnam
        with open(store.path(media.path_of(SHA256)), "wb") as file:
            file.write(b"something else")

    with pytest.raises(effects.FileChanged):
        roads.deliver(quangnam)

    with in_ministry():
        assert not Contribution.objects.exists()


def test_a_withdrawn_offer_leaves_no_words_at_the_ministry(ministry, quangnam, course):
    made = roads.offer(quangnam, course)
    with in_province(quangnam):
        offers.withdraw_offer(offer=made, by=None)
    roads.deliver(quangnam, times=2)

    with in_ministry():
        found = roads.contribution()
        assert (found.state, found.note, found.document, found.sha256) == ("withdrawn", "", {}, "")
        assert not MediaFile.objects.exists()
        with pytest.raises(decisions.ContributionClosed):
            decisions.adopt_contribution(contribution=found, decisions={}, by=None)
    with pytest.raises(FileNotFoundError):
        media.keeper_of(MediaFile.Store.NATIONAL).open(media.path_of(SHA256))


def test_a_file_that_something_else_shows_stays(ministry, quangnam, thainguyen, course):
    made = roads.offer(quangnam, course)
    roads.offer(thainguyen, roads.own_course(thainguyen))
    with in_province(quangnam):
        offers.withdraw_offer(offer=made, by=None)
    roads.deliver(quangnam)

    with in_ministry():
        assert [one.sha256 for one in MediaFile.objects.all()] == [SHA256]
        assert media.open_file(MediaFile.objects.get()).read() == roads.PICTURE


@pytest.mark.parametrize("name", ["sha256", "captions_sha256", "poster_sha256"])
def test_a_file_in_a_video_of_the_ministry_stays(ministry, quangnam, course, name):
    made = roads.offer(quangnam, course)
    with in_ministry():
        own = course_without_faults("Của Bộ")
        Lesson.objects.filter(module__course=own).update(video={name: SHA256})
    with in_province(quangnam):
        offers.withdraw_offer(offer=made, by=None)
    roads.deliver(quangnam)

    with in_ministry():
        assert MediaFile.objects.count() == 1


def test_a_picture_left_out_of_the_answer_is_gone(ministry, quangnam, course):
    made = roads.offer(quangnam, course)
    with in_ministry():
        decisions.ask_back(contribution=roads.contribution(), question="Ai trong hình?", by=None)
    roads.deliver(ministry)
    with in_province(quangnam):
        Lesson.objects.filter(title="Bài một").update(body="Không còn hình.")
        offers.answer_question(offer=made, note="Đã bỏ hình.", by=None)
    roads.deliver(quangnam)

    with in_ministry():
        assert not MediaFile.objects.exists()


def test_events_out_of_order_never_bring_a_withdrawn_offer_back(ministry, quangnam, course):
    from catalog import effects

    with in_province(quangnam):
        made = offers.offer_course(course=course, note=roads.NOTE, by=None)
        stale = effects._read(made.uid)
        offers.withdraw_offer(offer=made, by=None)
    roads.deliver(quangnam)
    with in_ministry():
        effects._write(quangnam, made.uid, stale)

        assert roads.contribution().state == "withdrawn"


def test_an_older_report_never_replaces_a_newer_answer(ministry, quangnam, course):
    from catalog import effects

    made = roads.offer(quangnam, course)
    with in_province(quangnam):
        stale = effects._read(made.uid)
    with in_ministry():
        decisions.ask_back(contribution=roads.contribution(), question="Nguồn?", by=None)
    roads.deliver(ministry)
    with in_province(quangnam):
        offers.answer_question(offer=made, note="Nguồn: Sở Công Thương.", by=None)
    roads.deliver(quangnam)
    with in_ministry():
        effects._write(quangnam, made.uid, stale)

        found = roads.contribution()
        assert (found.state, found.note) == ("waiting", "Nguồn: Sở Công Thương.")
        assert Contribution.objects.count() == 1


def test_only_an_open_question_is_answered(quangnam, course):
    with in_province(quangnam):
        made = offers.offer_course(course=course, note=roads.NOTE, by=None)

        with pytest.raises(offers.OfferClosed):
            offers.answer_question(offer=made, note="Thêm", by=None)


def test_a_provinces_role_cannot_read_contributions(ministry, quangnam, course):
    from django.db import ProgrammingError

    roads.offer(quangnam, course)

    with pytest.raises(ProgrammingError, match="permission denied"), in_province(quangnam):
        Contribution.objects.count()


def test_lists_need_the_same_statements_for_one_and_three(
    quangnam, course, django_assert_num_queries
):
    with in_province(quangnam):
        for _number in range(3):
            made = offers.offer_course(course=course, note=roads.NOTE, by=None)
            with django_assert_num_queries(1):
                assert offering.offers()[0].title == course.title
            offers.withdraw_offer(offer=made, by=None)
