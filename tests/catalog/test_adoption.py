"""Taking releases over: the province's own rows, once, and the ministry hears of it."""

import pytest

from catalog import actions, documents, queries, starter
from catalog.library import queries as library_queries
from catalog.library.models import Adoption, Release
from catalog.models import (
    AdoptedRelease,
    Course,
    Document,
    Edition,
    Lesson,
    MediaFile,
    Option,
    Question,
)
from tenants.context import in_ministry, in_province
from tenants.jobs import actions as job_actions
from tenants.jobs.models import Job, OutboxEvent
from tenants.people.models import AuditEntry
from tests.catalog import library


@pytest.fixture
def releases(ministry, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return library.release_starter_courses()


def test_starter_courses_are_released_once(ministry, releases):
    with in_ministry():
        again = starter.load_packages()
        cards = library_queries.latest_releases()

    assert len(releases) == 15
    assert again == []
    assert [card.position for card in cards] == list(range(1, 16))
    assert {card.version for card in cards} == {1}
    assert sorted(card.is_drafting for card in cards) == [False] * 3 + [True] * 12


def test_adopted_courses_read_as_released(quangnam, releases):
    with in_province(quangnam):
        courses = actions.adopt_releases(release_uids=[one.uid for one in releases], by=None)
        rewritten = [documents.from_course(course) for course in courses]
        cards = queries.published_courses()

    assert [documents.sha256_of(one) for one in rewritten] == [one.sha256 for one in releases]
    assert [card.title for card in cards] == [one.title for one in releases]
    assert {card.edition_number for card in cards} == {1}
    assert [card.lesson_count for card in cards] == [one.lesson_count for one in releases]


def test_adopting_twice_is_once(quangnam, releases):
    models = (Course, Lesson, Question, Option, Document, Edition, AdoptedRelease, MediaFile)
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[one.uid for one in releases], by=None)
        first = [model.objects.count() for model in models]
        events = OutboxEvent.objects.count()
        again = actions.adopt_releases(release_uids=[one.uid for one in releases], by=None)

        assert [model.objects.count() for model in models] == first
        assert OutboxEvent.objects.count() == events == 30
        assert len(again) == 15
        assert AuditEntry.objects.filter(action="catalog.adopt_releases").count() == 1


def test_adopting_keeps_what_the_province_changed(quangnam, releases):
    with in_province(quangnam):
        [course] = actions.adopt_releases(release_uids=[releases[5].uid], by=None)
        lesson = Lesson.objects.filter(module__course=course).first()
        actions.change_lesson(lesson=lesson, body="Của Quảng Nam", by=None)

        actions.adopt_releases(release_uids=[releases[5].uid], by=None)

        assert Lesson.objects.get(pk=lesson.pk).body == "Của Quảng Nam"


def test_adopting_finds_another_address_when_one_is_taken(quangnam, releases):
    with in_province(quangnam):
        own = actions.create_course(title="Riêng", audience="officials", by=None)
        Course.objects.filter(pk=own.pk).update(slug=releases[5].slug)

        [course] = actions.adopt_releases(release_uids=[releases[5].uid], by=None)

        assert course.slug == f"{releases[5].slug}-2"


def test_adopting_refuses_an_unknown_release(quangnam, releases):
    with in_province(quangnam), pytest.raises(library_queries.ReleaseNotFound):
        actions.adopt_releases(release_uids=[library.UNKNOWN_UID], by=None)


def test_adopting_refuses_a_document_that_does_not_have_its_hash(quangnam, releases):
    with in_ministry():
        Release.objects.filter(pk=releases[0].pk).update(sha256="0" * 64)

    with in_province(quangnam), pytest.raises(documents.DocumentInvalid):
        actions.adopt_releases(release_uids=[releases[0].uid], by=None)


def test_adopting_stays_in_its_province(quangnam, thainguyen, releases):
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[releases[0].uid], by=None)

    with in_province(thainguyen):
        assert Course.objects.count() == 0
        assert queries.published_courses() == []


def test_adopting_needs_the_same_statements_for_one_and_three(
    quangnam, releases, django_assert_num_queries
):
    with in_province(quangnam):
        with django_assert_num_queries(27):
            actions.adopt_releases(release_uids=[releases[0].uid], by=None)
        with django_assert_num_queries(27):
            actions.adopt_releases(release_uids=[one.uid for one in releases[1:4]], by=None)


@pytest.mark.committed
def test_adoption_job_takes_all_and_the_ministry_records_them(quangnam, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    releases = library.release_starter_courses()
    with in_province(quangnam):
        job = actions.start_adoption(release_uids=[one.uid for one in releases], by=None)
        again = actions.start_adoption(release_uids=[one.uid for one in releases], by=None)

    job_actions.dispatch_due()
    job_actions.dispatch_due()

    with in_province(quangnam):
        done = Job.objects.get(uid=job.uid)
        assert again.pk == job.pk
        assert (done.state, done.done_count, done.error_code) == ("done", 15, "")
        assert done.result["url"].startswith("/office/library/results/?release=")
        assert Course.objects.count() == 15
        assert OutboxEvent.objects.filter(done_at=None).count() == 0
    with in_ministry():
        recorded = set(Adoption.objects.values_list("province_id", "course_uid", "version"))
        assert recorded == {(int(quangnam.id), one.course_uid, 1) for one in releases}
