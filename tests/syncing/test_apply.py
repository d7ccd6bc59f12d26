"""Bringing a release in: what is taken, kept, decided; published or not; undone exactly."""

import copy
import datetime

import pytest

from catalog import documents, rewriting, syncing
from catalog.actions import sync
from catalog.library.actions import Envelope
from catalog.merging import results
from catalog.merging.results import Decision
from catalog.models import AdoptedRelease, Edition, Following, Lesson, Question, Sync
from tenants.context import in_province
from tenants.people.models import AuditEntry
from tests.catalog.library import statement_count
from tests.merging import courses
from tests.syncing.national import lesson, replace, write

NEW_WORDS = "Đoạn 2 do Bộ sửa."
OWN_WORDS = "Đoạn 4 do tỉnh sửa."


def apply(story, decisions=None, *, publish=True, **more):
    """Bring the newest release in; inside the province's block."""
    return sync.apply_sync(
        course=story.course(),
        release_uid=story.release.uid,
        decisions=decisions or {},
        publish=publish,
        by=None,
        **more,
    )


def test_sync_takes_the_ministrys_paragraph_and_keeps_the_provinces(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        write("1.1", "Đoạn 4 của bài 1.1.", OWN_WORDS)

        done = apply(story)

        body = lesson(story.mine(), "1.1")["body"]
        assert body == "\n\n".join(
            ["Đoạn 1 của bài 1.1.", NEW_WORDS, "Đoạn 3 của bài 1.1.", OWN_WORDS]
        )
        assert (done.from_version, done.to_version, done.counts["merged"]) == (1, 2, 1)
        assert done.edition_after.number == 2
        assert done.edition_after.release_version == 2
        assert story.course().current_edition_id == done.edition_after_id


def test_sync_of_an_untouched_course_gives_exactly_the_release(story):
    story.publish(replace("2.1", "Đoạn 1 của bài 2.1.", NEW_WORDS))
    with in_province(story.province):
        apply(story)

        assert documents.sha256_of(story.mine()) == story.release.sha256


def test_sync_with_an_open_conflict_changes_nothing(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OWN_WORDS)
        before = story.mine()

        with pytest.raises(results.ConflictsUndecided) as caught:
            apply(story)

        assert [one.field for one in caught.value.conflicts] == ["body"]
        assert story.mine() == before
        assert not Sync.objects.exists()


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision("national"), NEW_WORDS),
        (Decision("ours"), OWN_WORDS),
        (Decision("text", "Cả hai.  \r\n"), "Cả hai."),
    ],
)
def test_sync_does_as_decided_and_records_it(story, decision, words):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OWN_WORDS)
        place = f"{courses.uid('lesson', '1.1')}.body#0"

        done = apply(story, {place: decision})

        assert lesson(story.mine(), "1.1")["body"].split("\n\n")[1] == words
        assert done.decisions == {place: decision.as_json()}


def test_sync_refuses_a_decision_about_nothing(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province), pytest.raises(results.DecisionInvalid):
        apply(story, {"nowhere": Decision("ours")})


def test_the_same_release_twice_is_one_sync(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        first = apply(story)
        again = apply(story)

        assert again == first
        assert Sync.objects.count() == 1
        assert Edition.objects.count() == 2
        assert AdoptedRelease.objects.count() == 2


def test_sync_refuses_a_plan_that_is_no_longer_true(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        seen = documents.sha256_of(story.mine())
        write("1.2", "Đoạn 1 của bài 1.2.", OWN_WORDS)

        with pytest.raises(sync.SyncPlanStale):
            apply(story, seen_sha256=seen)


def test_sync_can_leave_the_result_at_the_desk(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        done = apply(story, publish=False)

        assert done.edition_after is None
        assert story.course().current_edition.number == 1
        assert NEW_WORDS in lesson(story.mine(), "1.1")["body"]


def test_undo_restores_the_exact_document_and_what_learners_read(story):
    with in_province(story.province):
        write("1.1", "Đoạn 4 của bài 1.1.", OWN_WORDS)
        before = documents.sha256_of(story.mine())
    story.publish(lambda document: document["modules"].pop(1))
    with in_province(story.province):
        published_before = story.course().current_edition.document_id
        done = apply(story)

        undone = sync.undo_sync(sync=done, by=None)

        assert documents.sha256_of(story.mine()) == before
        assert undone.undone_at is not None
        edition = story.course().current_edition
        assert (edition.number, edition.document_id) == (3, published_before)
        assert edition.lesson_editions == Edition.objects.get(number=1).lesson_editions
        assert list(AdoptedRelease.objects.values_list("version", flat=True)) == [1]


def test_undone_sync_can_be_applied_again(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        first = apply(story)
        sync.undo_sync(sync=first, by=None)

        second = apply(story)

        assert second != first
        assert NEW_WORDS in lesson(story.mine(), "1.1")["body"]


def test_undo_refuses_after_further_work(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        done = apply(story)
        write("1.2", "Đoạn 1 của bài 1.2.", OWN_WORDS)

        with pytest.raises(sync.SyncNotUndoable) as caught:
            sync.undo_sync(sync=done, by=None)

        assert caught.value.reason == "changed_since"
        assert OWN_WORDS in lesson(story.mine(), "1.2")["body"]


def test_removed_lessons_are_archived_and_come_back_with_undo(story):
    story.publish(lambda document: document["modules"][0]["lessons"].pop(0))
    with in_province(story.province):
        done = apply(story)

        gone = Lesson.objects.get(uid=courses.uid("lesson", "1.1"))
        assert gone.archived_at is not None
        assert gone.questions.count() == 2
        sync.undo_sync(sync=done, by=None)
        gone.refresh_from_db()
        assert gone.archived_at is None


def test_a_lock_takes_the_ministrys_words_and_keeps_ours_as_a_note(story):
    uid = courses.uid("lesson", "1.1")
    locks = [{"node_uid": uid, "field": "body", "reason": "An toàn", "legal_basis": "Luật 91"}]
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", OWN_WORDS)
    story.publish(replace("1.1", "Đoạn 3 của bài 1.1.", NEW_WORDS), envelope=Envelope(locks=locks))
    with in_province(story.province):
        apply(story)

        one = lesson(story.mine(), "1.1")
        assert one["body"] == lesson(story.document, "1.1")["body"]
        assert one["note"] == OWN_WORDS
        assert AdoptedRelease.objects.get(version=2).locks == locks


def test_sync_refuses_a_release_of_another_course(story, quangnam):
    other = story.release.uid
    with in_province(quangnam):
        own = syncing.adopted_of(story.course())
        assert own is not None
        assert own.release_uid == other
        from catalog import actions

        mine = actions.create_course(title="Riêng", audience="officials", by=None)
        with pytest.raises(sync.ReleaseNotFound):
            sync.apply_sync(course=mine, release_uid=other, decisions={}, publish=False, by=None)


def test_detached_course_is_left_alone_until_it_follows_again(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    today = datetime.date(2026, 11, 25)
    with in_province(story.province):
        assert syncing.new_releases(today).waiting_count == 1
        sync.detach_course(course=story.course(), reason="Tỉnh tự biên soạn", by=None)
        assert syncing.new_releases(today).waiting_count == 0
        with pytest.raises(sync.CourseDetached):
            apply(story)
        sync.follow_again(course=story.course(), by=None)

        apply(story)

        assert syncing.new_releases(today).waiting_count == 0


def test_postponing_needs_a_reason_and_a_day_ahead(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    today = datetime.date(2026, 11, 25)
    day = datetime.timedelta(days=1)
    with in_province(story.province):
        put_off = {"course": story.course(), "version": 2, "today": today, "by": None}
        with pytest.raises(sync.ReasonMissing):
            sync.postpone_sync(until_date=today + day, reason=" ", **put_off)
        for wrong in (today, today + 400 * day):
            with pytest.raises(sync.DateInvalid):
                sync.postpone_sync(until_date=wrong, reason="Đang thi", **put_off)

        sync.postpone_sync(until_date=today + 7 * day, reason="Đang thi", **put_off)

        assert syncing.new_releases(today).waiting_count == 0
        assert syncing.new_releases(today + 7 * day).waiting_count == 1
        assert AuditEntry.objects.filter(action="catalog.postpone_sync").count() == 1


def test_undo_of_an_automatic_sync_ends_the_automatism(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        sync.choose_automatic(course=story.course(), is_automatic=True, by=None)
        done = apply(story, is_automatic=True)

        sync.undo_sync(sync=done, by=None)

        assert Following.objects.get().is_automatic is False


def test_standings_need_the_same_statements_for_one_and_three(story):
    def standings():
        return syncing.standings()

    with in_province(story.province):
        assert [one.version for one in standings()] == [1]
        assert statement_count(standings) == 2


def test_rewriting_needs_few_statements_whatever_changed(story):
    changed = copy.deepcopy(story.document)
    for one in courses.lessons_of(changed):
        one["body"] += "\n\nThêm."
        one["questions"][0]["text"] = "Khác?"
        one["questions"].pop()
    with in_province(story.province):
        count = statement_count(lambda: rewriting.rewrite_course(story.course(), changed))

        assert count <= 20
        assert documents.sha256_of(story.mine()) == documents.sha256_of(changed)
        assert Question.objects.filter(lesson__archived_at=None).count() == 5


def test_rewriting_refuses_parts_of_another_course(story):
    with in_province(story.province):
        from catalog import actions

        other = actions.create_course(title="Khác", audience="officials", by=None)
        document = story.mine() | {"uid": str(other.uid), "slug": other.slug}

        with pytest.raises(documents.DocumentInvalid):
            rewriting.rewrite_course(other, document)
