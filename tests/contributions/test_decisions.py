"""The ministry decides: adopted into its desk, declined, asked back; and the province hears it."""

import datetime

import pytest
from django.utils import timezone

from catalog import actions, documents, queries, syncing
from catalog.actions import contributions as decisions
from catalog.actions import offers, sync
from catalog.library import queries as library_queries
from catalog.library.models import Contribution, ReleaseMedia
from catalog.merging import results
from catalog.merging.results import Decision
from catalog.models import AdoptedRelease, Course, Document, Lesson, MediaFile
from tenants.context import in_ministry, in_province
from tenants.jobs.models import OutboxEvent
from tenants.people.models import AuditEntry, Message, User
from tests.contributions import roads
from tests.merging import courses
from tests.syncing.national import lesson, write

OWN_WORDS = "Đoạn 2 do Quảng Nam viết."
NEW_WORDS = "Đoạn 2 do Bộ sửa."
PARAGRAPH = "Đoạn 2 của bài 1.1."


@pytest.fixture
def changes(story):
    """Quảng Nam's change of a paragraph, offered; the ministry knows of it."""
    with in_ministry():
        roads.bring_desk_up_to(story.document)
    with in_province(story.province):
        write("1.1", PARAGRAPH, OWN_WORDS)
        course = story.course()
    return roads.offer(story.province, course)


def national_desk(story):
    """Return the ministry's desk as a document; in its block."""
    return documents.from_course(Course.objects.get(uid=story.document["uid"]))


def test_own_course_becomes_a_new_unpublished_one_with_credit(ministry, quangnam, course):
    roads.offer(quangnam, course)

    adopted = roads.adopt(ministry)

    with in_ministry():
        adopted.refresh_from_db()
        assert (adopted.uid, adopted.current_edition_id) == (course.uid, None)
        today = timezone.localdate().isoformat()
        assert adopted.credits == [{"province": "Quảng Nam", "date": today}]
        assert documents.sha256_of(documents.from_course(adopted)) == roads.contribution().sha256
        assert library_queries.last_version(course.uid) == 0
        assert {"catalog.adopt_contribution"} <= set(
            AuditEntry.objects.values_list("action", flat=True)
        )


def test_an_address_that_is_taken_gets_a_number(ministry, quangnam, course):
    with in_ministry():
        other = actions.create_course(title="Khác", audience="officials", by=None)
        Course.objects.filter(pk=other.pk).update(slug=course.slug)
    roads.offer(quangnam, course)

    assert roads.adopt(ministry).slug == f"{course.slug}-2"


def test_changes_are_merged_with_what_the_ministry_wrote_meanwhile(ministry, story, changes):
    with in_ministry():
        write("1.1", "Đoạn 4 của bài 1.1.", "Đoạn 4 do Bộ sửa.")

    roads.adopt(ministry)

    with in_ministry():
        body = lesson(national_desk(story), "1.1")["body"].split("\n\n")
        assert body[1] == OWN_WORDS
        assert body[3] == "Đoạn 4 do Bộ sửa."
        [credit] = Course.objects.get(uid=story.document["uid"]).credits
        assert credit["province"] == "Quảng Nam"


def test_an_open_conflict_changes_nothing(ministry, story, changes):
    with in_ministry():
        write("1.1", PARAGRAPH, NEW_WORDS)
        before = national_desk(story)

        with pytest.raises(results.ConflictsUndecided):
            decisions.adopt_contribution(contribution=roads.contribution(), decisions={}, by=None)

        assert national_desk(story) == before
        assert roads.contribution().state == "waiting"


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision("national"), OWN_WORDS),  # what comes: here the province's
        (Decision("ours"), NEW_WORDS),
        (Decision("text", "Cả hai. "), "Cả hai."),
    ],
)
def test_conflicts_end_as_decided(ministry, story, changes, decision, words):
    with in_ministry():
        write("1.1", PARAGRAPH, NEW_WORDS)
    place = f"{courses.uid('lesson', '1.1')}.body#0"

    roads.adopt(ministry, decisions={place: decision})

    with in_ministry():
        assert lesson(national_desk(story), "1.1")["body"].split("\n\n")[1] == words


def test_locks_do_not_stop_the_ministry(ministry, story, changes):
    from catalog.models import NodeLock

    with in_ministry():
        course = Course.objects.get(uid=story.document["uid"])
        NodeLock.objects.create(
            course=course, node_uid=course.uid, reason="Thử", locked_at=timezone.now()
        )

    roads.adopt(ministry)

    with in_ministry():
        assert OWN_WORDS in lesson(national_desk(story), "1.1")["body"]


def test_adopting_twice_is_refused_and_changes_nothing(ministry, quangnam, course):
    roads.offer(quangnam, course)
    roads.adopt(ministry)

    with in_ministry(), pytest.raises(decisions.ContributionClosed):
        decisions.adopt_contribution(contribution=roads.contribution(), decisions={}, by=None)

    with in_ministry():
        assert Course.objects.count() == 1
        assert OutboxEvent.objects.count() == 1


def test_what_was_looked_at_must_still_be_there(ministry, story, changes):
    with in_ministry():
        found = roads.contribution()
        desk_sha256 = documents.sha256_of(national_desk(story))
        write("1.2", "Đoạn 1 của bài 1.2.", "Mới")

        for seen in ({"seen_sha256": "0" * 64}, {"seen_desk_sha256": desk_sha256}):
            with pytest.raises(decisions.ContributionChanged):
                decisions.adopt_contribution(contribution=found, decisions={}, by=None, **seen)


def test_a_course_of_the_same_uid_is_not_written_over(ministry, quangnam, thainguyen, course):
    """An own course that came to a second province as a package, offered after the first."""
    from catalog import rewriting

    roads.offer(quangnam, course)
    roads.adopt(ministry)
    with in_province(quangnam):
        document = documents.from_course(course) | {"media": []}
    for one in courses.lessons_of(document):
        one["body"] = "Của Thái Nguyên"
    with in_province(thainguyen):
        copied = Course.objects.create(uid=course.uid, slug="cho-so", title="Chợ số")
        rewriting.rewrite_course(copied, document)
    roads.offer(thainguyen, copied)

    with in_ministry(), pytest.raises(decisions.CourseThere):
        decisions.adopt_contribution(contribution=roads.contribution(), decisions={}, by=None)


def test_parts_of_another_national_course_are_refused(ministry, story):
    """A course of its own that was made by hand from parts of a national one."""
    with in_province(story.province):
        Course.objects.filter(uid=story.document["uid"]).update(uid=courses.uid("other"))
        AdoptedRelease.objects.all().delete()
        copied = Course.objects.get()
    roads.offer(story.province, copied)

    with in_ministry():
        with pytest.raises(documents.DocumentInvalid):
            decisions.adopt_contribution(contribution=roads.contribution(), decisions={}, by=None)


def test_declining_and_asking_need_words(ministry, quangnam, course):
    roads.offer(quangnam, course)

    with in_ministry():
        for do, name in (
            (decisions.decline_contribution, "reason"),
            (decisions.ask_back, "question"),
        ):
            with pytest.raises(decisions.ReplyMissing):
                do(contribution=roads.contribution(), by=None, **{name: " "})


@pytest.mark.parametrize(
    ("do", "name", "state", "subject"),
    [
        (decisions.decline_contribution, "reason", "declined", "Bộ chưa nhận đóng góp – {}"),
        (decisions.ask_back, "question", "asked_back", "Bộ hỏi lại về đóng góp – {}"),
    ],
)
def test_the_province_hears_words_once(ministry, quangnam, course, minh, do, name, state, subject):
    with in_province(quangnam):
        by = User.objects.get(full_name="minh")
    made = roads.offer(quangnam, course, by=by)
    with in_ministry():
        do(contribution=roads.contribution(), by=None, **{name: "Xin ghi rõ nguồn số liệu."})
    roads.deliver(ministry, times=2)

    told = roads.offer_as_it_is(quangnam, made)
    assert (told.state, told.reply) == (state, "Xin ghi rõ nguồn số liệu.")
    with in_province(quangnam):
        [mail] = Message.objects.all()
        assert mail.recipient == "minh@example.vn"
        assert mail.subject == subject.format(course.title)
        assert "Xin ghi rõ nguồn số liệu." in mail.body
        assert f"/desk/courses/{course.uid}/offer/" in mail.body
        assert AuditEntry.objects.filter(action="catalog.record_reply").count() == 1


def test_replies_out_of_order_leave_the_last_word(ministry, quangnam, course):
    made = roads.offer(quangnam, course)
    with in_ministry():
        decisions.ask_back(contribution=roads.contribution(), question="Nguồn?", by=None)
        decisions.adopt_contribution(contribution=roads.contribution(), decisions={}, by=None)
        later, earlier = OutboxEvent.objects.order_by("-pk")
        OutboxEvent.objects.filter(pk=earlier.pk).update(id=later.pk + 1)

    roads.deliver(ministry)

    assert roads.offer_as_it_is(quangnam, made).state == "adopted"


def test_adopting_beats_a_withdrawal_on_its_way(ministry, quangnam, course):
    made = roads.offer(quangnam, course)
    with in_province(quangnam):
        offers.withdraw_offer(offer=made, by=None)
    roads.adopt(ministry)
    roads.deliver(quangnam)

    assert roads.offer_as_it_is(quangnam, made).state == "adopted"
    with in_ministry():
        assert roads.contribution().state == "adopted"


def test_declining_a_withdrawn_offer_says_nothing(ministry, quangnam, course, minh):
    made = roads.offer(quangnam, course)
    with in_province(quangnam):
        offers.withdraw_offer(offer=made, by=None)
    with in_ministry():
        decisions.decline_contribution(contribution=roads.contribution(), reason="Trùng", by=None)
    roads.deliver(ministry)
    roads.deliver(quangnam)

    assert roads.offer_as_it_is(quangnam, made).state == "withdrawn"
    with in_province(quangnam):
        assert not Message.objects.exists()


def test_the_base_is_what_was_adopted_not_what_was_sent_after(ministry, quangnam, course):
    """The ministry asks, the province answers with more; the ministry had adopted meanwhile."""
    made = roads.offer(quangnam, course)
    adopted_sha256 = roads.offer_as_it_is(quangnam, made).document.sha256
    with in_ministry():
        decisions.ask_back(contribution=roads.contribution(), question="Nguồn?", by=None)
    roads.deliver(ministry)
    with in_province(quangnam):
        Lesson.objects.filter(title="Bài hai").update(body="Viết thêm.")
        offers.answer_question(offer=made, note="Thêm", by=None)
    roads.adopt(ministry)
    roads.deliver(quangnam)

    told = roads.offer_as_it_is(quangnam, made)
    assert (told.state, told.document.sha256) == ("adopted", adopted_sha256)


def released(course, changelog="Bản đầu tiên"):
    """Release a course of the ministry's desk; in its block."""
    return actions.release_course(course=course, changelog=changelog, by=None)


def test_the_whole_way_of_an_own_course(ministry, quangnam, thainguyen, course, minh):
    today = datetime.date(2026, 11, 25)
    roads.offer(quangnam, course)
    adopted = roads.adopt(ministry)
    with in_ministry():
        first = Lesson.objects.filter(module__course=adopted).order_by("position").first()
        actions.change_lesson(lesson=first, title="Bài một của Bộ", by=None)
        release = released(adopted)
        assert release.credits == adopted.credits
        assert set(ReleaseMedia.objects.values_list("sha256", flat=True)) == set(
            MediaFile.objects.filter(is_public=True).values_list("sha256", flat=True)
        )
    with in_province(quangnam):
        [row] = queries.shelf()
        assert (row.state, row.adopted_version) == ("newer", 0)
        [standing] = syncing.standings()
        assert (standing.version, standing.is_waiting(today)) == (0, True)
        assert syncing.standing_of(course).version == 0
        # taking over leaves the province's course as it is
        actions.adopt_releases(release_uids=[release.uid], by=None)
        assert not AdoptedRelease.objects.exists()
        second = Lesson.objects.filter(module__course=course).order_by("position")[1]
        actions.change_lesson(lesson=second, summary="Của Quảng Nam.", by=None)

        done = sync.apply_sync(
            course=course, release_uid=release.uid, decisions={}, publish=True, by=None
        )

        assert (done.from_version, done.to_version) == (0, 1)
        titles = Lesson.objects.filter(module__course=course).order_by("position")
        assert [one.title for one in titles] == ["Bài một của Bộ", "Bài hai", "Bài ba"]
        second.refresh_from_db()
        assert second.summary == "Của Quảng Nam."
        assert [one.version for one in syncing.standings()] == [1]
        assert [one.state for one in queries.shelf()] == ["here"]
        sync.undo_sync(sync=done, by=None)
        assert syncing.standing_of(course).version == 0
    with in_province(thainguyen):
        [taken] = actions.adopt_releases(release_uids=[release.uid], by=None)
        assert taken.uid == course.uid


def test_changes_that_came_back_by_a_release_merge_clean(ministry, story, changes):
    roads.adopt(ministry)
    with in_ministry():
        release = released(Course.objects.get(uid=story.document["uid"]), "Nhận từ Quảng Nam")
        assert [one["province"] for one in release.credits] == ["Quảng Nam"]
    with in_province(story.province):
        course = story.course()
        prepared = syncing.prepare(course, release.uid)

        assert prepared.plan.is_clean
        assert prepared.plan.changes_nothing
        sync.apply_sync(
            course=course, release_uid=release.uid, decisions={}, publish=False, by=None
        )
        assert OWN_WORDS in lesson(story.mine(), "1.1")["body"]


def test_a_second_offer_of_an_adopted_course_stands_on_the_first(ministry, quangnam, course):
    roads.offer(quangnam, course)
    adopted = roads.adopt(ministry)
    with in_ministry():
        one = Lesson.objects.filter(module__course=adopted).order_by("position").first()
        actions.change_lesson(lesson=one, summary="Của Bộ.", by=None)
    with in_province(quangnam):
        second = Lesson.objects.filter(module__course=course).order_by("position")[1]
        actions.change_lesson(lesson=second, summary="Của Quảng Nam.", by=None)
    again = roads.offer(quangnam, course)

    assert again.base_version == 0
    roads.adopt(ministry)
    with in_ministry():
        found = Lesson.objects.filter(module__course=adopted).order_by("position")
        assert [one.summary for one in found][:2] == ["Của Bộ.", "Của Quảng Nam."]
        assert len(Course.objects.get().credits) == 1
        assert Contribution.objects.filter(state="adopted").count() == 2


def test_documents_of_offers_are_kept_in_the_province_only(ministry, quangnam, thainguyen, course):
    roads.offer(quangnam, course)

    with in_ministry():
        assert not Document.objects.exists()
    with in_province(thainguyen):
        assert not Document.objects.exists()
