"""Taking every new release that needs nobody, by a job."""

import pytest

from catalog import actions
from catalog.actions import taking
from catalog.models import Course, Option, Sync
from tenants.context import in_ministry, in_province
from tenants.jobs import actions as job_actions
from tenants.jobs.models import Job
from tests.catalog import library
from tests.merging import courses
from tests.syncing import national
from tests.syncing.national import lesson, replace, write

LIST = "/office/library/updates/"
NEW_WORDS = "Đoạn 2 do Bộ sửa."


def take(story):
    with in_province(story.province):
        return taking.take_clean(course_uid=story.course().uid, by=None)


def test_a_clean_release_is_taken_and_published(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))

    assert take(story) == "taken"

    with in_province(story.province):
        assert NEW_WORDS in lesson(story.mine(), "1.1")["body"]
        assert Sync.objects.get().edition_after.number == 2


def test_unpublished_work_keeps_the_result_at_the_desk(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        write("1.2", "Đoạn 1 của bài 1.2.", "Đang viết dở.")

    assert take(story) == "at_desk"

    with in_province(story.province):
        assert Sync.objects.get().edition_after is None


def test_a_conflict_is_left_for_people(story):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_province(story.province):
        write("1.1", "Đoạn 2 của bài 1.1.", "Tỉnh sửa.")
        before = story.mine()

    assert take(story) == "CONFLICTS_UNDECIDED"

    with in_province(story.province):
        assert story.mine() == before


def test_errors_are_left_for_people(story):
    extra = courses.option("thêm")

    def first_options(document):
        return lesson(document, "1.1")["questions"][0]["options"]

    story.publish(lambda document: first_options(document).append(extra))
    take(story)
    with in_province(story.province):
        Option.objects.get(uid=courses.uid("option", "1.1.1.b")).delete()
        actions.publish_course(course=story.course(), changelog="", by=None)
    story.publish(lambda document: first_options(document).pop())

    assert take(story) == "COURSE_HAS_ERRORS"

    with in_province(story.province):
        assert Sync.objects.count() == 1


def test_nothing_new_is_nothing(story):
    assert take(story) == "NOTHING_NEW"
    with in_province(story.province):
        assert taking.take_clean(course_uid=library.UNKNOWN_UID, by=None) == "NOTHING_NEW"


def test_button_without_anything_waiting_says_so(minh, story):
    answer = minh.post(f"{LIST}taking/", follow=True)

    assert answer.redirect_chain == [(LIST, 302)]
    assert "Không có bản mới nào đang chờ." in answer.content.decode()


def test_results_are_of_such_a_job_only(minh, hoa, linh, story, quangnam):
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    job_address = minh.post(f"{LIST}taking/").url
    uid = job_address.split("/")[2]
    with in_province(quangnam):
        other = Job.objects.create(kind="catalog.adopt")

    assert minh.get(f"{LIST}taking/{uid}/").status_code == 200
    assert minh.get(f"{LIST}taking/{other.uid}/").status_code == 404
    assert hoa.get(f"{LIST}taking/{uid}/").status_code == 404
    assert linh.get(f"{LIST}taking/{uid}/").status_code == 403
    assert minh.post(f"{LIST}taking/").url == job_address


@pytest.mark.committed
def test_job_takes_the_clean_ones_and_lists_the_others(minh, ministry, quangnam):
    story = national.Story.begin(ministry, quangnam)
    with in_ministry():
        other = library.course_without_faults("Khóa khác")
        release = actions.release_course(course=other, changelog="Một", is_minor=False, by=None)
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[release.uid], by=None)
    story.publish(replace("1.1", "Đoạn 2 của bài 1.1.", NEW_WORDS))
    with in_ministry():
        other = Course.objects.get(pk=other.pk)
        actions.change_course(course=other, title="Khóa khác, tên mới", by=None)
        actions.release_course(course=other, changelog="Hai", is_minor=False, by=None)
    with in_province(quangnam):
        write("1.1", "Đoạn 2 của bài 1.1.", "Tỉnh sửa.")

    address = minh.post(f"{LIST}taking/").url
    job_actions.dispatch_due()

    with in_province(quangnam):
        job = Job.objects.get(uid=address.split("/")[2])
        assert (job.state, job.done_count) == ("done", 2)
        assert Sync.objects.get().course.uid == other.uid
    shown = minh.get(job.result["url"]).content.decode()
    assert "Đã nhận: 1 khóa học" in shown
    assert "Có chỗ cần Ông/Bà quyết định." in shown
    assert courses.uid("course") in shown
