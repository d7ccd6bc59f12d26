"""The national library: open to everyone there, taken over by offices in provinces."""

import pytest

from catalog import actions, queries
from catalog.models import Course, Lesson, Review
from tenants.context import in_ministry, in_province
from tenants.people.models import Role
from tests.catalog import library
from tests.catalog.conftest import member


@pytest.fixture
def releases(ministry):
    return library.release_starter_courses()


def test_shelf_is_open_to_everyone(national_client, releases, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        answer = national_client.get("/library/")

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert all(release.title in shown for release in releases)
    assert "Đang biên soạn" in shown


def test_shelf_says_when_it_is_empty(national_client, ministry):
    assert "Thư viện chưa có khóa học nào" in national_client.get("/library/").content.decode()


def test_course_outline_is_open_to_everyone(national_client, releases):
    answer = national_client.get(f"/library/{releases[5].slug}/")

    modules = releases[5].document["modules"]
    titles = [lesson["title"] for module in modules for lesson in module["lessons"]]
    assert len(titles) >= 6
    assert all(title in answer.content.decode() for title in titles)


def test_course_outline_that_is_not_there(national_client, releases):
    assert national_client.get("/library/khong-co/").status_code == 404


def test_shelf_is_not_on_a_province_site(quangnam_client, releases):
    assert quangnam_client.get("/library/").status_code == 404


@pytest.mark.parametrize("page", ["", "results/", "{uid}/"])
def test_office_library_is_for_the_office(page, minh, linh, quangnam_client, releases):
    address = f"/office/library/{page.format(uid=releases[0].uid)}"

    assert minh.get(address).status_code == 200
    assert linh.get(address).status_code == 403


@pytest.mark.parametrize("page", ["", "results/", "{uid}/"])
def test_office_library_sends_a_stranger_to_sign_in(page, thainguyen_client, releases):
    address = f"/office/library/{page.format(uid=releases[0].uid)}"

    assert thainguyen_client.get(address).url.startswith("/sign-in/")


def test_office_library_is_not_on_the_national_site(an, releases):
    assert an.get("/office/library/").status_code == 404


def test_office_library_needs_the_same_statements_full_and_empty(minh, quangnam, releases):
    page = "/office/library/"
    assert minh.get(page).content.decode().count("Chưa có<") == 15
    empty = library.statement_count(lambda: minh.get(page))
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[one.uid for one in releases], by=None)

    full = library.statement_count(lambda: minh.get(page))

    assert minh.get(page).content.decode().count("Đã có<") == 15
    assert full == empty <= 8


def test_three_courses_are_taken_over_at_once(minh, quangnam, thainguyen, releases):
    chosen = releases[:3]

    answer = minh.post("/office/library/", {"release": [str(one.uid) for one in chosen]})

    result = minh.get(answer.url)
    assert all(one.title in result.content.decode() for one in chosen)
    with in_province(quangnam):
        assert {card.uid for card in queries.published_courses()} == {
            one.course_uid for one in chosen
        }
    with in_province(thainguyen):
        assert Course.objects.count() == 0


def test_fifteen_courses_are_taken_over_by_a_job(minh, quangnam, releases):
    select_all = minh.get("/office/library/?select=all").content.decode()
    assert select_all.count(" checked>") == 15

    answer = minh.post("/office/library/", {"release": [str(one.uid) for one in releases]})

    assert answer.url.startswith("/jobs/")


@pytest.mark.parametrize("sent", [[], ["not-a-uid"], [str(library.UNKNOWN_UID)]])
def test_take_over_refuses_what_is_not_on_the_shelf(minh, quangnam, releases, sent):
    answer = minh.post("/office/library/", {"release": sent})

    assert answer.status_code == 422
    with in_province(quangnam):
        assert Course.objects.count() == 0


def test_results_refuse_a_broken_address(minh, releases):
    assert minh.get("/office/library/results/?release=x").status_code == 404


def test_release_that_is_not_there(minh, releases):
    assert minh.get(f"/office/library/{library.UNKNOWN_UID}/").status_code == 404


def test_province_sees_that_a_newer_release_is_there(minh, an, quangnam, ministry, releases):
    with in_province(quangnam):
        actions.adopt_releases(release_uids=[releases[5].uid], by=None)
    with in_ministry():
        course = Course.objects.get(uid=releases[5].course_uid)
        lesson = Lesson.objects.filter(module__course=course).first()
    body = lesson.body + "\n\nThêm."
    form = {"title": lesson.title, "duration_minutes": 12, "body": body, "do": "save"}
    assert an.post(f"/desk/lessons/{lesson.uid}/", form).status_code == 302

    asked = an.post(f"/desk/courses/{course.uid}/publication/", {"changelog": "Thêm một đoạn."})
    with in_ministry():
        ha = member(ministry, Role.MINISTRY_ADMINISTRATOR, "ha")
        review = Review.objects.get()
        actions.approve_review(review=review, by=ha)
        actions.publish_review(review=review, by=ha)

    assert asked.status_code == 302
    assert "Có bản mới (2)" in minh.get("/office/library/").content.decode()
    with in_province(quangnam):
        assert "Thêm." not in queries.published_course(releases[5].slug).lessons[0].body
