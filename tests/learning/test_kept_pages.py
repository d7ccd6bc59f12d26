"""Pages put together from kept parts are what they would be drawn afresh, whoever asked before."""

import datetime
import re
import uuid

import pytest
from django.utils import timezone

from catalog.queries import published_course
from config.ui import kept
from enrollment.learning import opened
from enrollment.models import Enrollment, Learner
from tenants import registry
from tenants.context import in_ministry, in_province
from tenants.models import Province
from tests.learning import school
from tests.learning.conftest import browser

TOKENS = re.compile(r'(?:csrfmiddlewaretoken|submission_key)" value="[^"]*"')


@pytest.fixture
def huy_browser(thainguyen):
    """Huy of Thái Nguyên, in a course of the same name and address as Linh's."""
    with in_province(thainguyen):
        course = school.add_course("an-toan-thong-tin", "An toàn thông tin")
        user = school.person("Trần Văn Huy", email="huy@thainguyen.example")
        school.enroll(school.learner(user, "Trần Văn Huy"), course)
    return browser(thainguyen, "thainguyen.localhost", user)


@pytest.fixture
def readers(linh_browser, huy_browser, guest_browser, minh_browser, open_course):
    return {
        "Linh": linh_browser,
        "Huy": huy_browser,
        "a guest": guest_browser,
        "Minh": minh_browser,
    }


def addresses(place, slug):
    with in_province(place):
        lesson = f"/courses/{slug}/lessons/{published_course(slug).lessons[0].uid}/"
    return ["/", "/courses/", f"/courses/{slug}/", lesson, f"{lesson}quiz/"]


def page(reader, path):
    answer = reader.get(path)
    return answer.status_code, TOKENS.sub("", answer.content.decode())


def settings_of(reader, size, language):
    reader.cookies["text_size"] = size
    reader.cookies["language"] = language


def test_pages_from_memory_are_the_pages_drawn_afresh(
    readers, quangnam, thainguyen, security, monkeypatch
):
    # who is not known yet gets a quiz with a key of chance, and an order of options with it
    monkeypatch.setattr(opened.uuid, "uuid4", lambda: uuid.UUID(int=7))
    paths = [*addresses(quangnam, security.slug), *addresses(quangnam, "tren-mang")]
    paths += addresses(thainguyen, security.slug)
    asked = [
        (name, size, language, path)
        for size in ("100", "150")
        for language in ("vi", "en")
        for path in dict.fromkeys(paths)
        for name in readers
    ]

    def look(name, size, language, path):
        settings_of(readers[name], size, language)
        return page(readers[name], path)

    for one in asked:
        look(*one)  # the first opening of a lesson changes where a learner stands
    fresh = {}
    for one in asked:
        kept.parts.clear()
        fresh[one] = look(*one)
    for one in asked:
        look(*one)
    remembered = {one: look(*one) for one in asked}

    assert remembered == fresh
    assert {status for status, _page in fresh.values()} == {200, 302, 404}
    assert len(kept.parts) > 50


def test_forms_carry_the_readers_own_token_and_address(linh_browser, guest_browser, open_course):
    for reader, path in ((linh_browser, "/courses/"), (guest_browser, "/courses/tren-mang/")):
        for _time in range(2):
            html = reader.get(path).content.decode()
            tokens = set(re.findall(r'csrfmiddlewaretoken" value="([^"]{64})"', html))
            assert len(tokens) == 1
            assert set(re.findall(r'name="next" value="([^"]*)"', html)) == {path}


def test_nobody_meets_the_name_of_another(readers):
    seen = [readers[name].get("/").content.decode() for name in ("Linh", "Huy", "a guest", "Linh")]

    linh, huy, guest, again = (
        {name for name in ("Nguyễn Thị Linh", "Trần Văn Huy") if name in html} for html in seen
    )
    assert (linh, huy, guest, again) == (
        {"Nguyễn Thị Linh"}, {"Trần Văn Huy"}, set(), {"Nguyễn Thị Linh"},
    )  # fmt: skip


def test_what_is_done_shows_at_once(linh_browser, quangnam, security):
    path = f"/courses/{security.slug}/"
    lesson = f"{path}lessons/{security.lessons[0].uid}/"
    for one in ("/", path, lesson):
        linh_browser.get(one)

    answers = school.form(school.right(security.lessons[0]))
    linh_browser.post(f"{lesson}quiz/", answers)

    assert "Đang học 1/2" in linh_browser.get("/").content.decode()
    assert "Đã xong 1 trên 2 bài." in linh_browser.get(path).content.decode()
    assert "điểm cao nhất 100" in linh_browser.get(lesson).content.decode()


def test_the_day_after_the_due_date_shows(linh_browser, quangnam):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    with in_province(quangnam):
        Enrollment.objects.update(due_date=tomorrow)
    assert "Còn 1 ngày" in linh_browser.get("/").content.decode()

    with in_province(quangnam):
        Enrollment.objects.update(due_date=tomorrow - datetime.timedelta(days=2))

    assert "đã qua hạn" in linh_browser.get("/").content.decode()


def test_a_new_edition_shows_at_once(linh_browser, quangnam, security):
    path = f"/courses/{security.slug}/"
    before = linh_browser.get(path).content.decode()
    with in_province(quangnam):
        school.add_lesson_without_quiz(security.slug)

    after = linh_browser.get(path).content.decode()

    assert "Bài chỉ đọc" not in before
    assert "Bài chỉ đọc" in after


def test_a_new_hotline_shows_as_soon_as_the_place_is_read_again(guest_browser, quangnam):
    guest_browser.get("/courses/")
    with in_ministry():
        Province.objects.filter(schema_name="quangnam").update(hotline="0235 999 888")
    registry.forget()

    try:
        assert "0235 999 888" in guest_browser.get("/courses/").content.decode()
    finally:
        registry.forget()


def test_a_course_of_48_lessons_and_its_lessons_are_small(quangnam, security, linh):
    with in_province(quangnam):
        course = school.add_course("khoa-dai", "Khóa học dài", lessons=48, questions=1)
        school.enroll(Learner.objects.get(user=linh), course)
    reader = browser(quangnam, "quangnam.localhost", linh)

    sizes = {path: len(reader.get(path).content) for path in addresses(quangnam, "khoa-dai")}

    assert {path: size for path, size in sizes.items() if size > 40 * 1024} == {}
