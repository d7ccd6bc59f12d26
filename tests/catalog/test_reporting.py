"""How the ministry learns what a province holds: hashes, newest report wins, nothing told twice."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalog import actions, documents, tasks
from catalog.actions import reporting, sync
from catalog.library.effects import RECORD_HOLDING, record_holding
from catalog.library.models import Adoption, Holding
from catalog.models import Course, Following, Lesson
from tenants.context import in_ministry, in_province
from tenants.jobs import actions as job_actions
from tenants.jobs.models import OutboxEvent
from tests.catalog import library


@pytest.fixture
def release(ministry, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with in_ministry():
        course = library.course_without_faults()
        return actions.release_course(course=course, changelog="Lần đầu", by=None)


@pytest.fixture
def course(quangnam, release):
    """The release as Quảng Nam's own course, reported at once."""
    with in_province(quangnam):
        [course] = actions.adopt_releases(release_uids=[release.uid], by=None)
    return course


def deliver(place):
    """Carry out what waits in a place's outbox."""
    while (event := job_actions.next_event(place)) is not None:
        assert job_actions.run_effect(place, event) == 1


def holding():
    with in_ministry():
        return Holding.objects.get()


def rewrite_first_lesson(course):
    lesson = Lesson.objects.filter(module__course=course).first()
    actions.change_lesson(lesson=lesson, body=f"{lesson.body}\n\nThêm của tỉnh.", by=None)
    return lesson


def report_count():
    return OutboxEvent.objects.filter(kind=RECORD_HOLDING).count()


def test_taking_over_reports_a_course_as_released(quangnam, release, course):
    deliver(quangnam)

    held = holding()
    assert (held.province_id, held.course_uid) == (int(quangnam.id), release.course_uid)
    assert (held.version, held.sha256) == (1, release.sha256)
    assert (held.fingerprint, held.changed_lesson_count, held.is_detached) == ({}, 0, False)


def test_nothing_is_told_again_while_nothing_changed(quangnam, course):
    assert reporting.report_changed(quangnam) == 0
    with in_province(quangnam):
        assert report_count() == 1


def test_change_at_the_desk_is_reported_once_in_hashes(quangnam, course):
    with in_province(quangnam):
        lesson = rewrite_first_lesson(course)
        sha256 = documents.sha256_of(documents.from_course(course))

    counts = [reporting.report_changed(quangnam) for _ in range(2)]
    deliver(quangnam)

    held = holding()
    assert counts == [1, 0]
    assert (held.sha256, held.changed_lesson_count) == (sha256, 1)
    assert set(held.fingerprint["nodes"]) == {str(lesson.uid)}
    assert "Thêm" not in str(held.fingerprint)


def test_change_taken_back_is_compared_but_not_told(quangnam, course):
    with in_province(quangnam):
        lesson = Lesson.objects.filter(module__course=course).first()
        actions.change_lesson(lesson=lesson, body=f"{lesson.body}\n\nThêm.", by=None)
        actions.change_lesson(lesson=lesson, body=lesson.body.removesuffix("\n\nThêm."), by=None)

    assert reporting.report_changed(quangnam) == 0
    with in_province(quangnam):
        assert report_count() == 1
        assert Following.objects.get().reported_at == Course.objects.get().updated_at


def test_course_taken_over_before_there_were_reports_is_reported(quangnam, course):
    with in_province(quangnam):
        Following.objects.all().delete()

    assert [reporting.report_changed(quangnam) for _ in range(2)] == [1, 0]
    with in_province(quangnam):
        assert Following.objects.get().reported_sha256


def test_publishing_reports_at_once(quangnam, course):
    with in_province(quangnam):
        rewrite_first_lesson(course)
        actions.publish_course(course=course, changelog="Thêm", by=None)

        assert report_count() == 2
    assert reporting.report_changed(quangnam) == 0


def test_own_course_is_nobodys_business(in_quangnam):
    own = library.course_without_faults("Riêng của tỉnh")

    actions.publish_course(course=own, changelog="Lần đầu", by=None)

    assert not OutboxEvent.objects.exists()
    assert not Following.objects.exists()
    assert reporting.report_changed(in_quangnam) == 0


def test_the_way_a_province_goes_on_is_told(quangnam, course):
    with in_province(quangnam):
        Following.objects.update(
            is_automatic=True,
            detached_at=timezone.now(),
            postponed_until_date=date(2027, 1, 15),
            postponed_reason="Đang thi.",
        )
        actions.report_holding(course)
    deliver(quangnam)

    held = holding()
    assert (held.is_automatic, held.is_detached) == (True, True)
    assert (held.postponed_until_date, held.postponed_reason) == (date(2027, 1, 15), "Đang thi.")


def payload(**changed):
    return {
        "course_uid": str(library.UNKNOWN_UID),
        "version": 1,
        "sha256": "a" * 64,
        "fingerprint": {},
        "changed_lesson_count": 0,
        "is_automatic": False,
        "is_detached": False,
        "postponed_until_date": None,
        "postponed_reason": "",
        "reported_at": timezone.now().isoformat(),
    } | changed


def test_older_report_never_replaces_a_newer_one(quangnam):
    now = timezone.now()
    earlier = (now - timedelta(minutes=1)).isoformat()

    record_holding(quangnam, uuid.uuid4(), payload(version=2, reported_at=now.isoformat()))
    record_holding(quangnam, uuid.uuid4(), payload(version=1, reported_at=earlier))

    assert (holding().version, holding().reported_at) == (2, now)


def test_report_is_stored_once_however_often_it_arrives(quangnam):
    told = payload()

    for _ in range(2):
        record_holding(quangnam, uuid.uuid4(), told)

    assert holding().sha256 == "a" * 64


def test_new_content_makes_what_was_foreseen_void(quangnam):
    record_holding(quangnam, uuid.uuid4(), payload())
    with in_ministry():
        Holding.objects.update(foreseen_version=3, conflict_count=2, conflict_lessons=["Bài một"])

    record_holding(quangnam, uuid.uuid4(), payload(is_automatic=True))
    same = holding()
    record_holding(quangnam, uuid.uuid4(), payload(sha256="b" * 64))
    other = holding()

    assert (same.is_automatic, same.foreseen_version, same.conflict_count) == (True, 3, 2)
    assert (other.foreseen_version, other.conflict_count, other.conflict_lessons) == (None, 0, [])


@pytest.mark.committed
def test_the_clock_walks_every_province(quangnam, thainguyen, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    with in_ministry():
        national = library.course_without_faults()
        release = actions.release_course(course=national, changelog="Lần đầu", by=None)
    for place in (quangnam, thainguyen):
        with in_province(place):
            [course] = actions.adopt_releases(release_uids=[release.uid], by=None)
            rewrite_first_lesson(course)
    honest = reporting.report_changed

    def broken_in_quangnam(place):
        if place.id == quangnam.id:
            raise RuntimeError("broken")
        return honest(place)

    monkeypatch.setattr(reporting, "report_changed", broken_in_quangnam)
    tasks.report_holdings()

    counts = {}
    for place in (quangnam, thainguyen):
        with in_province(place):
            counts[place.schema] = report_count()
    assert counts == {"quangnam": 1, "thainguyen": 2}


def test_syncs_and_their_undoing_are_told(quangnam, ministry, release, course):
    with in_ministry():
        national = Course.objects.get(uid=release.course_uid)
        rewrite_first_lesson(national)
        newer = actions.release_course(course=national, changelog="Thêm", by=None)
    deliver(quangnam)

    with in_province(quangnam):
        done = sync.apply_sync(
            course=course, release_uid=newer.uid, decisions={}, publish=True, by=None
        )
    deliver(quangnam)
    after = holding()
    with in_province(quangnam):
        sync.undo_sync(sync=done, by=None)
    deliver(quangnam)

    assert (after.version, after.sha256, after.fingerprint) == (2, newer.sha256, {})
    assert (holding().version, holding().sha256) == (1, release.sha256)
    with in_ministry():
        adoptions = Adoption.objects.order_by("adopted_at").values_list("version", "sha256")
        assert list(adoptions) == [
            (1, release.sha256),
            (2, newer.sha256),
            (1, release.sha256),
        ]


def test_leaving_and_coming_back_are_told_at_once(quangnam, course):
    told = []
    with in_province(quangnam):
        sync.detach_course(course=course, reason="Khác hẳn.", by=None)
    deliver(quangnam)
    told.append(holding().is_detached)
    with in_province(quangnam):
        sync.follow_again(course=course, by=None)
    deliver(quangnam)
    told.append(holding().is_detached)

    assert told == [True, False]
