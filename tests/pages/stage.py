"""A small Quảng Nam in which every learner's page has something to show."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from catalog import actions as catalog_actions
from catalog.actions import media
from catalog.models import Course, Lesson
from catalog.published import PublishedCourse
from catalog.starter import FOLDER
from enrollment.certificates import actions as certificate_actions
from enrollment.learning import actions as learning
from enrollment.models import Cohort, Learner, LessonProgress, SubGroup
from enrollment.web import assisted
from tenants.context import Place, in_province
from tenants.people.models import User
from tests.learning import rich, school
from tests.pages import texts
from tests.pages.table import Page

HOST = "quangnam.localhost"


@dataclass
class Stage:
    """People at their browsers, and what stands in addresses by name."""

    place: Place
    browsers: dict[str, Client]
    things: dict[str, Any] = field(default_factory=dict)

    def path(self, page: Page) -> str:
        """Return a page's address."""
        return page.path.format(**self.things)

    def answer(self, page: Page, *, language: str = "vi") -> HttpResponse:
        """Ask for a page as its reader does, or send its form."""
        client, path = self.browsers[page.by], self.path(page).partition("#")[0]
        client.cookies["language"] = language
        if page.post is None:
            return client.get(path)
        typed = self.things[page.post] if isinstance(page.post, str) else page.post
        return client.post(path, {**hidden_fields(client.get(path).content), **typed})


def build(place: Place) -> Stage:
    """Linh in the middle of her courses, bà Tư as a guest, Bảy whose group is not open yet."""
    stage = Stage(place, {"nobody": Client(HTTP_HOST=HOST)})
    with in_province(place):
        main, free, done, old = _courses()
        _people(stage, main, done, old)
    stage.things |= {
        "main": main.slug, "free": free.slug, "done": done.slug, "old": old.slug,
        "video": main.lessons[0].uid, "quiz": main.lessons[1].uid, "text": main.lessons[2].uid,
        "rich": main.lessons[3].uid,
        "free_lesson": free.lessons[0].uid,
    }  # fmt: skip
    stage.things["failed"] = _hand_in(stage, "linh", main, 1, wrong=2)
    with in_province(place):
        kinds = school.add_course_of_every_kind()
        school.enroll(Learner.objects.get(user__email="linh@quangnam.example"), kinds)
    stage.things |= {"kinds": kinds.slug, "kinds_lesson": kinds.lessons[0].uid}
    stage.things["kinds_result"] = _fill_in(stage, kinds)
    stage.things["guest_result"] = _hand_in(stage, "tu", free, 0)
    _hand_in(stage, "linh", old, 1)
    _hand_in(stage, "citizen", free, 0, wrong=2)
    stage.things["passed"] = _hand_in(stage, "linh", main, 0)
    with in_province(place):
        gone = Lesson.objects.get(uid=old.lessons[1].uid)
        catalog_actions.delete_lesson(lesson=gone, by=None)
        row = Course.objects.get(slug=old.slug)
        catalog_actions.publish_course(course=row, changelog="Bớt một bài", by=None)
    return stage


def _courses() -> tuple[PublishedCourse, PublishedCourse, PublishedCourse, PublishedCourse]:
    main = school.add_course("an-toan-thong-tin", texts.LONG_TITLE)
    furnish(Lesson.objects.get(uid=main.lessons[0].uid), with_video=True)
    furnish(Lesson.objects.get(uid=main.lessons[1].uid))
    Course.objects.filter(slug=main.slug).update(is_drafting=True, outline=texts.OUTLINE)
    school.add_lesson_without_quiz(main.slug)
    row = Course.objects.get(slug=main.slug)
    rich.add_rich_lesson(row)
    main = rich.publish(row)
    free = school.add_course(
        "tren-mang", "Bảo vệ mình trên mạng", audience="community", is_open_to_guests=True
    )
    done = school.add_course("cong-dan-so", "Công dân số", lessons=1)
    old = school.add_course("ky-nang-cu", "Kỹ năng văn phòng", lessons=2)
    return main, free, done, old


def furnish(lesson: Lesson, *, with_video: bool = False) -> None:
    """Give a lesson everything that Markdown can say, a picture and a video."""
    if with_video:
        kept = {"video": "mp4", "captions": "vtt", "poster": "webp"}
        files = {name: _file(f"bank-sms.{kind}") for name, kind in kept.items()}
        lesson = media.set_video(lesson=lesson, transcript=texts.TRANSCRIPT, by=None, **files)
    picture = media.image_for_text(
        upload=_file("fake-address.webp"), alternative_text="Địa chỉ giả khác một chữ"
    )
    body = texts.BODY.format(picture=picture)
    catalog_actions.change_lesson(lesson=lesson, body=body, note="Tỉnh nhắc thêm.", by=None)


def _file(name: str) -> SimpleUploadedFile:
    kinds = {"mp4": "video/mp4", "vtt": "text/vtt", "webp": "image/webp"}
    content = (FOLDER / "media" / name).read_bytes()
    return SimpleUploadedFile(name, content, kinds[name.rsplit(".", 1)[1]])


def _people(
    stage: Stage, main: PublishedCourse, done: PublishedCourse, old: PublishedCourse
) -> None:
    long_ago, now = datetime.date(2020, 6, 30), timezone.now()
    linh = school.person(phone="+84905000111", email="linh@quangnam.example")
    learner = school.learner(linh)
    school.enroll(learner, main)
    school.enroll(learner, old, due_date=long_ago)
    school.enroll(learner, done, started_at=now, completed_at=now)
    certificate = certificate_actions.issue_certificate(
        learner=learner, course=done, score_percent=90, by=linh, at=now
    )
    stage.things["code"] = certificate.code
    Cohort.objects.filter(key="businesses").update(opens_date=datetime.date(2100, 1, 1))
    waiting = school.person("Trần Văn Bảy", email="bay@quangnam.example")
    businesses = Cohort.objects.get(key="businesses")
    school.enroll(school.learner(waiting, "Trần Văn Bảy", cohort=businesses), main)
    newcomer = school.person("Lê Thị Mới", email="moi@quangnam.example")
    helper = school.person("Võ Thuận", email="thuan@quangnam.example")
    team = SubGroup.objects.get(key="team_members")
    school.learner(helper, "Võ Thuận", sub_group=team, cohort=team.cohort)
    citizen = school.person("Phạm Thị Lựu", email="luu@quangnam.example")
    citizens = SubGroup.objects.get(key="citizens")
    school.learner(citizen, "Phạm Thị Lựu", sub_group=citizens, cohort=citizens.cohort)
    people = {"linh": linh, "waiting": waiting, "newcomer": newcomer, "helper": helper}
    people["citizen"] = citizen
    people |= _with_goals(main)
    for name, user in people.items():
        stage.browsers[name] = Client(HTTP_HOST=HOST)
        stage.browsers[name].force_login(user)
    stage.browsers["tu"] = Client(HTTP_HOST=HOST)
    session = stage.browsers["helper"].session
    session[assisted.SLIP_KEY] = {"phone": "••• ••• 444", "is_new": True}
    session.save()


def _with_goals(main: PublishedCourse) -> dict[str, User]:
    """Two who set themselves a goal five weeks ago and reached it; one of them rests by now."""
    now = timezone.now()
    found = {}
    for name in ("striving", "resting"):
        found[name] = school.person("Phạm Văn Chín", email=f"{name}@quangnam.example")
        learner = school.learner(found[name], "Phạm Văn Chín")
        school.enroll(learner, main)
        for weeks in range(5):
            at = now - datetime.timedelta(weeks=weeks)
            learning.set_goal(learner=learner, lessons_per_week=2, today=timezone.localdate(at))
            LessonProgress.objects.bulk_create(
                LessonProgress(
                    learner=learner, course_uid=main.uid, lesson_uid=uuid.uuid4(), opened_at=at,
                    done_at=at,
                )
                for _lesson in range(2 if weeks else 1)
            )  # fmt: skip
    learning.pause_goal(learner=learner, today=timezone.localdate(now))
    return found


def _hand_in(stage: Stage, who: str, course: PublishedCourse, at: int, *, wrong: int = 0) -> str:
    """Answer a quiz on its page; return the address of the result.

    `used` becomes the form as it was sent, with two answers changed.
    """
    client, lesson = stage.browsers[who], course.lessons[at]
    path = f"/courses/{course.slug}/lessons/{lesson.uid}/quiz/"
    hidden = hidden_fields(client.get(path).content)
    answer = client.post(path, {**school.form(school.wrong(lesson, wrong)), **hidden})
    assert answer.status_code == 302, answer.content.decode()
    stage.things["used"] = {**school.form(school.wrong(lesson, 2)), **hidden}
    return str(answer["Location"])


def _fill_in(stage: Stage, course: PublishedCourse) -> str:
    """Answer a quiz of every kind wrongly; return the address of the result."""
    client, lesson = stage.browsers["linh"], course.lessons[0]
    path = f"/courses/{course.slug}/lessons/{lesson.uid}/quiz/"
    hidden = hidden_fields(client.get(path).content)
    fields = school.filled_in(lesson.questions, wrong=True)
    return str(client.post(path, {**fields, **hidden})["Location"])


def hidden_fields(page: bytes) -> Mapping[str, str]:
    """Return what the page's own form sends without being typed."""
    found = BeautifulSoup(page, "html.parser").select("main form input[type=hidden]")
    return {str(one["name"]): str(one.get("value", "")) for one in found}
