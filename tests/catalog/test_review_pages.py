"""Pages of reviews, releases and locks: the road of two editors, and what stops them."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from catalog import actions
from catalog.library.models import Holding, Release
from catalog.models import Lesson, NodeLock, Review
from tenants.context import in_ministry
from tenants.models import Province
from tenants.people.models import Role
from tests.catalog import library
from tests.catalog.conftest import member, signed_in


@pytest.fixture
def ha(ministry):
    """Hà's browser: an administrator of the ministry."""
    client = Client(HTTP_HOST="localhost")
    return signed_in(client, ministry, member(ministry, Role.MINISTRY_ADMINISTRATOR, "ha"))


@pytest.fixture
def course(ministry):
    with in_ministry():
        return library.course_without_faults()


def change(course, words):
    with in_ministry():
        lesson = Lesson.objects.filter(module__course=course).order_by("pk").first()
        body = f"## Bài một\n\nNội dung của bài. {words}"
        actions.change_lesson(lesson=lesson, body=body, by=None)


def ask(an, course, **more):
    """An asks through the page; the address of the review."""
    sent = {"changelog": "Thêm một câu."} | more
    answer = an.post(f"/desk/courses/{course.uid}/publication/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def publish(an, ha, course):
    assert ha.post(f"{ask(an, course)}decision/", {"do": "publish"}).status_code == 302


def text_of(answer):
    return answer.content.decode()


def test_an_asks_and_ha_publishes(an, ha, course):
    page = f"/desk/courses/{course.uid}/publication/"
    assert "ha" in text_of(an.get(page))

    address = ask(an, course)
    queue, waiting = ha.get("/desk/reviews/"), an.get(page)
    shown = ha.get(address)
    published = ha.post(f"{address}decision/", {"do": "publish", "note": "Tốt."}, follow=True)

    assert address in text_of(queue)
    assert "Bản nháp đang chờ duyệt" in text_of(waiting)
    assert "Gửi xin duyệt" not in text_of(waiting)
    assert "Duyệt và phát hành" in text_of(shown)
    assert "Đã phát hành “Mật khẩu”, bản 1" in text_of(published)
    with in_ministry():
        release = Release.objects.get()
        assert (release.published_by, release.reviewed_by) == ("an", "ha")


def test_navigation_counts_what_waits_for_others(an, ha, course):
    ask(an, course)

    assert '<span class="hv-count">1<' in text_of(ha.get("/desk/"))
    assert "hv-count" not in text_of(an.get("/desk/"))


def test_review_shows_words_that_changed(an, ha, course):
    publish(an, ha, course)
    change(course, "Thêm câu này.")

    shown = text_of(ha.get(ask(an, course)))

    assert "Thêm câu này." in shown
    assert (shown.count("<ins>"), shown.count("<del>")) == (1, 0)
    assert "2 bài không đổi trong chương này." in shown


def test_review_reads_as_learners_will(an, ha, course):
    address = ask(an, course)
    change(course, "Viết sau.")
    with in_ministry():
        lesson = Lesson.objects.filter(module__course=course).order_by("pk").first()

    outline, shown = ha.get(f"{address}preview/"), ha.get(f"{address}lessons/{lesson.uid}/")

    assert f"{address}lessons/{lesson.uid}/" in text_of(outline)
    assert "Nội dung của bài." in text_of(shown)
    assert "Viết sau." not in text_of(shown)
    assert ha.get(f"{address}lessons/{library.UNKNOWN_UID}/").status_code == 404


def test_requester_is_told_that_somebody_else_decides(an, course):
    address = ask(an, course)

    shown, refused = an.get(address), an.post(f"{address}decision/", {"do": "approve"})

    assert "một biên tập viên khác sẽ đọc" in text_of(shown)
    assert (refused.status_code, "OWN_REVIEW" in text_of(refused)) == (403, True)


def test_returned_review_says_what_to_mend(an, ha, course):
    address = ask(an, course)

    empty = ha.post(f"{address}decision/", {"do": "return", "note": " "})
    nothing = ha.post(f"{address}decision/", {})
    returned = ha.post(f"{address}decision/", {"do": "return", "note": "Sửa câu hai."})

    assert (empty.status_code, nothing.status_code, returned.status_code) == (422, 422, 302)
    assert "Hãy ghi rõ cần sửa gì." in text_of(empty)
    assert "Sửa câu hai." in text_of(an.get(address))
    assert ask(an, course) != address


def test_approved_review_is_published_by_the_requester(an, ha, course):
    address = ask(an, course)

    early = an.post(f"{address}release/")
    ha.post(f"{address}decision/", {"do": "approve"})
    published = an.post(f"{address}release/", follow=True)
    again = an.post(f"{address}release/")

    assert (early.status_code, again.status_code) == (409, 409)
    assert "REVIEW_CLOSED" in text_of(again)
    assert "Đã phát hành" in text_of(published)


def test_withdrawn_review_makes_room(an, course):
    address = ask(an, course)

    second = an.post(f"/desk/courses/{course.uid}/publication/", {"changelog": "Nữa"})
    withdrawn = an.post(f"{address}withdrawal/")

    assert (second.status_code, "REVIEW_OPEN" in text_of(second)) == (409, True)
    assert withdrawn.status_code == 302
    assert ask(an, course) != address


def test_another_editor_cannot_withdraw(an, ministry, course):
    address = ask(an, course)
    binh = Client(HTTP_HOST="localhost")
    signed_in(binh, ministry, member(ministry, Role.MINISTRY_EDITOR, "binh"))

    refused = binh.post(f"{address}withdrawal/")

    assert (refused.status_code, "NOT_REQUESTER" in text_of(refused)) == (403, True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"changelog": " "}, "Nội dung thay đổi"),
        ({"changelog": "Có", "applies_on_date": "hôm nay"}, "applies_on_date"),
        ({"changelog": "Có", "applies_on_date": "2020-01-01"}, "ít nhất 3 ngày"),
    ],
)
def test_request_says_what_is_missing(an, course, sent, words):
    answer = an.post(f"/desk/courses/{course.uid}/publication/", sent)

    assert (answer.status_code, words in text_of(answer)) == (422, True)
    with in_ministry():
        assert Review.objects.count() == 0


def test_nothing_changed_is_nothing_to_ask(an, ha, course):
    publish(an, ha, course)

    answer = an.post(f"/desk/courses/{course.uid}/publication/", {"changelog": "Không"})

    assert answer.status_code == 422
    assert "Khóa học chưa có gì thay đổi" in text_of(answer)


def test_safety_update_is_announced(an, ha, course):
    day = timezone.localdate() + datetime.timedelta(days=4)

    address = ask(an, course, applies_on_date=day.isoformat())

    assert f"Bản an toàn, tự áp dụng từ {day:%d/%m/%Y}" in text_of(ha.get(address))


def test_history_compares_restores_and_retires(an, ha, course):
    publish(an, ha, course)
    change(course, "Bản hai.")
    publish(an, ha, course)
    page = f"/desk/courses/{course.uid}/releases/"

    history, comparison = text_of(an.get(page)), text_of(an.get(f"{page}comparison/"))
    backwards = text_of(an.get(f"{page}comparison/?before=2&after=1"))
    asked = an.post(f"{page}1/restoration/", {"changelog": "Câu sai.", "do": "request"})

    assert history.index("Bản 2") < history.index("Bản 1")
    assert ("Đang cung cấp" in history, "ha" in history) == (True, True)
    assert (comparison.count("<ins>"), backwards.count("<del>")) == (1, 1)
    assert "Khôi phục bản 1" in text_of(ha.get(asked.url))
    ha.post(f"{asked.url}decision/", {"do": "publish"})
    with in_ministry():
        assert Release.objects.get(version=3).restores_version == 1


@pytest.mark.parametrize(
    "query", ["?before=9&after=1", "?before=x&after=1", "?after=99999999999999999999"]
)
def test_comparison_with_what_is_not_there(an, ha, course, query):
    publish(an, ha, course)
    change(course, "Bản hai.")
    publish(an, ha, course)

    assert an.get(f"/desk/courses/{course.uid}/releases/comparison/{query}").status_code == 404


@pytest.mark.parametrize("version", [9, 99999999999999999999])
def test_version_that_is_not_there(an, ha, course, version):
    publish(an, ha, course)
    page = f"/desk/courses/{course.uid}/releases/{version}"

    assert an.get(f"{page}/restoration/").status_code == 404
    assert an.post(f"{page}/retirement/").status_code == 404


def test_only_an_administrator_publishes_without_a_second_editor(an, ha, course):
    publish(an, ha, course)
    change(course, "Bản hai.")
    publish(an, ha, course)
    page = f"/desk/courses/{course.uid}/releases/1/restoration/"
    sent = {"changelog": "Câu sai.", "do": "publish"}

    assert "không chờ duyệt" not in text_of(an.get(page))
    assert an.post(page, sent).status_code == 403
    assert ha.post(page, {"changelog": " ", "do": "publish"}).status_code == 422
    assert ha.post(page, sent).status_code == 302
    with in_ministry():
        assert Release.objects.get(version=3).restores_version == 1


def test_retired_course_leaves_the_library_and_comes_back(an, ha, course):
    publish(an, ha, course)
    page = f"/desk/courses/{course.uid}/releases/"

    an.post(f"{page}1/retirement/", {"do": "retire"})
    gone, told = an.get(f"/library/{course.slug}/"), text_of(an.get(page))
    an.post(f"{page}1/retirement/", {"do": "offer"})

    assert gone.status_code == 404
    assert "Khóa học không còn được cung cấp" in told
    assert an.get(f"/library/{course.slug}/").status_code == 200


def test_locks_are_set_changed_and_taken_away(an, ha, course):
    publish(an, ha, course)
    page = f"/desk/courses/{course.uid}/locks/"
    with in_ministry():
        lesson = Lesson.objects.filter(module__course=course).first()
    sent = {
        "node_uid": str(lesson.uid), "field": "body", "reason": "Số điện thoại khẩn cấp.",
        "legal_basis": "Nghị định 13/2023/NĐ-CP",
    }  # fmt: skip

    assert an.post(page, sent).status_code == 302
    shown, state = text_of(an.get(page)), text_of(an.get(f"/desk/courses/{course.uid}/"))
    address = ask(an, course)
    review = text_of(ha.get(address))
    with in_ministry():
        lock = NodeLock.objects.get()
    removed = an.post(f"/desk/locks/{lock.uid}/removal/")

    assert ("Số điện thoại khẩn cấp." in shown, lesson.title in shown) == (True, True)
    assert "Có thay đổi chưa phát hành" in state
    assert ("Khóa mới" in review, "Nghị định 13/2023/NĐ-CP" in review) == (True, True)
    assert removed.status_code == 302
    with in_ministry():
        assert NodeLock.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"legal_basis": " "},
        {"node_uid": str(library.UNKNOWN_UID)},
        {"node_uid": "x"},
        {"field": "slug"},
        {"field": "body"},
    ],
)
def test_lock_that_makes_no_sense_is_refused(an, course, wrong):
    sent = {"node_uid": str(course.uid), "field": "title", "reason": "Vì vậy."}
    sent |= {"legal_basis": "Luật 91"} | wrong

    answer = an.post(f"/desk/courses/{course.uid}/locks/", sent)

    assert answer.status_code == 422
    with in_ministry():
        assert NodeLock.objects.count() == 0


def test_queue_needs_the_same_statements_for_one_and_three(an, ha, ministry, course):
    ask(an, course)
    one = library.statement_count(lambda: ha.get("/desk/reviews/"))
    for title in ("Hai", "Ba"):
        with in_ministry():
            more = library.course_without_faults(title)
        ask(an, more)

    three = library.statement_count(lambda: ha.get("/desk/reviews/"))

    assert text_of(ha.get("/desk/reviews/")).count("hv-task__title") == 3
    assert one == three <= 8


def test_history_needs_the_same_statements_for_one_and_three(an, ha, course):
    page = f"/desk/courses/{course.uid}/releases/"
    publish(an, ha, course)
    one = library.statement_count(lambda: an.get(page))
    for words in ("Hai.", "Ba."):
        change(course, words)
        publish(an, ha, course)

    three = library.statement_count(lambda: an.get(page))

    assert one == three <= 8


def test_review_page_needs_few_statements(an, ha, course):
    publish(an, ha, course)
    change(course, "Hai.")
    address = ask(an, course)

    assert library.statement_count(lambda: ha.get(address)) <= 12


def test_review_tells_what_it_would_meet_in_the_provinces(an, ha, ministry, quangnam, course):
    publish(an, ha, course)
    change(course, "Hai.")
    address = ask(an, course)
    with in_ministry():
        release = Release.objects.get()
        Holding.objects.create(
            province=Province.objects.get(schema_name="quangnam"), course_uid=course.uid,
            version=1, sha256=release.sha256, reported_at=timezone.now(),
        )  # fmt: skip

    assert "1 trên 1 tỉnh nhận được ngay, không phải sửa gì." in text_of(ha.get(address))
