"""Asked for, read by a second editor, published: what was read is what provinces get."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from catalog import actions, documents
from catalog.library import queries as library_queries
from catalog.library.models import Release
from catalog.models import Course, Lesson, NodeLock, Option, Review
from tenants.people.models import AuditEntry, Message, Role
from tests.catalog import library
from tests.catalog.conftest import member

pytestmark = pytest.mark.usefixtures("in_the_ministry")


@pytest.fixture
def an(ministry):
    return member(ministry, Role.MINISTRY_EDITOR, "an")


@pytest.fixture
def ha(ministry):
    return member(ministry, Role.MINISTRY_ADMINISTRATOR, "ha")


@pytest.fixture
def course(ministry):
    return library.course_without_faults()


def change(course, words="Thêm một câu."):
    lesson = Lesson.objects.filter(module__course=course).first()
    actions.change_lesson(lesson=lesson, body=f"{lesson.body}\n\n{words}", by=None)


def ask(course, by, **more):
    return actions.request_review(course=course, changelog="Thêm một câu.", by=by, **more)


def publish(course, an, ha, **more):
    review = ask(course, an, **more)
    actions.approve_review(review=review, by=ha)
    return actions.publish_review(review=review, by=an)


def test_review_freezes_the_draft_and_publishes_exactly_that(course, an, ha):
    course.credits = [{"province": "Quảng Nam", "date": "2026-11-25"}]
    course.save()
    actions.lock_node(course=course, node_uid=course.uid, field="title", reason="Tên chung", by=an)
    review = ask(course, an, is_minor=True)
    read = documents.from_course(course)
    change(course, "Viết sau khi xin duyệt.")

    actions.approve_review(review=review, note="Tốt.", by=ha)
    release = actions.publish_review(review=review, by=an)

    assert (release.version, release.sha256) == (1, documents.sha256_of(read))
    assert release.document == read
    assert (release.published_by, release.reviewed_by) == ("an", "ha")
    assert (release.is_minor, release.changelog) == (True, "Thêm một câu.")
    assert release.credits == course.credits
    assert [(one["field"], one["reason"]) for one in release.locks] == [("title", "Tên chung")]
    review.refresh_from_db()
    assert (review.state, review.published_version) == ("published", 1)
    course.refresh_from_db()
    assert course.updated_at > release.published_at


def test_desk_that_did_not_go_on_has_nothing_to_publish(course, an, ha):
    publish(course, an, ha)

    course.refresh_from_db()
    assert course.updated_at == course.current_edition.published_at
    with pytest.raises(actions.NothingChanged):
        ask(course, an)


def test_every_step_is_written_down(course, an, ha):
    review = ask(course, an)
    actions.return_review(review=review, note="Sửa câu hai.", by=ha)
    actions.withdraw_review(review=ask(course, an), by=an)
    publish(course, an, ha)

    steps = AuditEntry.objects.filter(subject="review").order_by("pk")
    assert list(steps.values_list("action", "actor_uid")) == [
        ("catalog.request_review", an.uid),
        ("catalog.return_review", ha.uid),
        ("catalog.request_review", an.uid),
        ("catalog.withdraw_review", an.uid),
        ("catalog.request_review", an.uid),
        ("catalog.approve_review", ha.uid),
    ]
    assert AuditEntry.objects.filter(action="catalog.release_course", actor_uid=an.uid).count() == 1


@pytest.mark.parametrize("changelog", ["", "  \n "])
def test_request_needs_a_changelog(course, an, changelog):
    with pytest.raises(actions.ChangelogMissing):
        actions.request_review(course=course, changelog=changelog, by=an)


def test_request_is_stopped_by_errors(course, an):
    Option.objects.update(is_correct=False)

    with pytest.raises(actions.CourseHasErrors):
        ask(course, an)
    assert Review.objects.count() == 0


def test_one_open_review_a_course(course, an, ha):
    first = ask(course, an)

    with pytest.raises(actions.ReviewOpen) as waiting:
        ask(course, ha)
    actions.approve_review(review=first, by=ha)
    with pytest.raises(actions.ReviewOpen):
        ask(course, ha)
    assert waiting.value.review == first


def test_nobody_approves_or_returns_the_own_request(course, ha):
    review = ask(course, ha)

    with pytest.raises(actions.OwnReview):
        actions.approve_review(review=review, by=ha)
    with pytest.raises(actions.OwnReview):
        actions.return_review(review=review, note="Không", by=ha)


def test_return_needs_words(course, an, ha):
    with pytest.raises(actions.NoteMissing):
        actions.return_review(review=ask(course, an), note=" ", by=ha)


def test_only_the_requester_or_an_administrator_withdraws(course, ministry, an, ha):
    review = ask(course, an)
    other = member(ministry, Role.MINISTRY_EDITOR, "binh")

    with pytest.raises(actions.NotRequester):
        actions.withdraw_review(review=review, by=other)
    assert actions.withdraw_review(review=review, by=ha).state == "withdrawn"


def test_what_was_decided_is_not_decided_again(course, an, ha):
    review = ask(course, an)
    actions.return_review(review=review, note="Sửa câu hai.", by=ha)

    for do in (
        lambda: actions.approve_review(review=review, by=ha),
        lambda: actions.return_review(review=review, note="Nữa", by=ha),
        lambda: actions.withdraw_review(review=review, by=an),
        lambda: actions.publish_review(review=review, by=an),
    ):
        with pytest.raises(actions.ReviewClosed) as closed:
            do()
        assert closed.value.review.state == "returned"


def test_unapproved_draft_is_not_published(course, an, ha):
    with pytest.raises(actions.ReviewClosed):
        actions.publish_review(review=ask(course, an), by=ha)
    assert Release.objects.count() == 0


def test_letters_go_to_the_others_at_the_desk(course, ministry, an, ha):
    member(ministry, Role.MINISTRY_ANALYST, "phuc")
    member(ministry, Role.MINISTRY_EDITOR, "binh")

    review = ask(course, an)
    asked = list(Message.objects.order_by("recipient").values_list("recipient", "subject"))
    Message.objects.all().delete()
    actions.approve_review(review=review, note="Tốt.", by=ha)

    assert asked == [
        ("binh@example.vn", "Mời duyệt bản mới – Mật khẩu"),
        ("ha@example.vn", "Mời duyệt bản mới – Mật khẩu"),
    ]
    told = Message.objects.order_by("recipient")
    assert [one.recipient for one in told] == ["an@example.vn", "binh@example.vn"]
    assert f"/desk/reviews/{review.uid}/" in told[0].body
    assert "Tốt." in told[0].body


def test_safety_update_is_announced_three_days_ahead(course, an, ha):
    today = timezone.localdate()
    with pytest.raises(actions.DateTooSoon) as soon:
        ask(course, an, applies_on_date=today + datetime.timedelta(days=2))

    day = today + datetime.timedelta(days=3)
    release = publish(course, an, ha, applies_on_date=day)

    assert soon.value.earliest == day
    assert release.applies_on_date == day


def test_safety_update_that_waited_too_long_is_not_published(course, an, ha):
    review = ask(course, an, applies_on_date=timezone.localdate() + datetime.timedelta(days=3))
    actions.approve_review(review=review, by=ha)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        with pytest.raises(actions.DateTooSoon):
            actions.publish_review(review=review, by=ha)


def test_locks_alone_are_something_to_publish(course, an, ha):
    publish(course, an, ha)
    lesson = Lesson.objects.first()
    lock = actions.lock_node(course=course, node_uid=lesson.uid, reason="Theo luật", by=an)

    second = publish(course, an, ha)
    with pytest.raises(actions.NothingChanged):
        ask(course, an)
    actions.unlock_node(lock=lock, by=an)
    third = publish(course, an, ha)

    assert (second.version, third.version) == (2, 3)
    assert (second.sha256, len(second.locks), third.locks) == (third.sha256, 1, [])


def test_restoration_brings_back_exactly_the_old_content(course, an, ha):
    first = publish(course, an, ha)
    change(course)
    second = publish(course, an, ha)

    review = actions.request_restoration(course=course, version=1, changelog="Câu sai.", by=an)
    actions.approve_review(review=review, by=ha)
    third = actions.publish_review(review=review, by=an)

    assert (third.version, third.restores_version) == (3, 1)
    assert (third.sha256, third.sha256 == second.sha256) == (first.sha256, False)
    course.refresh_from_db()
    assert documents.sha256_of(documents.from_course(course)) == second.sha256
    assert course.updated_at > third.published_at


def test_restoring_what_is_there_changes_nothing(course, an, ha):
    publish(course, an, ha)

    with pytest.raises(actions.NothingChanged):
        actions.request_restoration(course=course, version=1, changelog="Lại.", by=an)


def test_administrator_restores_at_once_with_a_reason(course, an, ha):
    first = publish(course, an, ha)
    change(course)
    publish(course, an, ha)

    with pytest.raises(actions.ChangelogMissing):
        actions.restore_at_once(course=course, version=1, changelog=" ", by=ha)
    third = actions.restore_at_once(course=course, version=1, changelog="Câu sai.", by=ha)

    assert (third.sha256, third.restores_version, third.reviewed_by) == (first.sha256, 1, "")
    entry = AuditEntry.objects.get(action="catalog.restore_at_once")
    assert (entry.actor_uid, entry.facts["restores"], entry.facts["version"]) == (ha.uid, 1, 3)


def test_unknown_version_is_not_restored(course, an):
    with pytest.raises(library_queries.ReleaseNotFound):
        actions.request_restoration(course=course, version=7, changelog="Lại.", by=an)


def test_retired_release_gives_way_to_the_one_before(course, an, ha):
    first = publish(course, an, ha)
    change(course)
    second = publish(course, an, ha)

    actions.retire_release(course=course, version=2, by=ha)
    assert [card.uid for card in library_queries.latest_releases()] == [first.uid]
    assert library_queries.newest_release_card(course.slug).version == 1
    actions.retire_release(course=course, version=1, by=ha)
    assert library_queries.latest_releases() == []
    actions.offer_release(course=course, version=2, by=ha)

    assert [card.uid for card in library_queries.latest_releases()] == [second.uid]
    assert library_queries.any_release_card(first.uid).retired_at is not None
    assert library_queries.last_version(course.uid) == 2
    assert list(
        AuditEntry.objects.filter(subject="release").order_by("pk").values_list("action", flat=True)
    ) == ["catalog.retire_release", "catalog.retire_release", "catalog.offer_release"]


def test_lock_of_what_is_not_there_is_refused(course, an):
    lesson = Lesson.objects.first()
    for node_uid, field in (
        (library.UNKNOWN_UID, ""),
        (lesson.uid, "audience"),
        (course.uid, "body"),
    ):
        with pytest.raises(actions.NotLockable):
            actions.lock_node(course=course, node_uid=node_uid, field=field, reason="Vì", by=an)
    with pytest.raises(actions.ReasonMissing):
        actions.lock_node(course=course, node_uid=lesson.uid, reason=" ", by=an)


def test_same_lock_again_gets_the_new_words(course, an):
    lesson = Lesson.objects.first()
    for reason in ("Một", "Hai"):
        actions.lock_node(course=course, node_uid=lesson.uid, field="body", reason=reason, by=an)

    assert list(NodeLock.objects.values_list("field", "reason")) == [("body", "Hai")]


def test_lock_on_a_lesson_taken_out_does_not_travel(course, an, ha):
    lesson = Lesson.objects.first()
    actions.lock_node(course=course, node_uid=lesson.uid, reason="Vì", by=an)
    actions.delete_lesson(lesson=lesson, by=an)

    assert publish(course, an, ha).locks == []
    assert Course.objects.get().locks.count() == 1
