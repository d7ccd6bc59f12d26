"""What the ministry and an office do in the tests of killed jobs. Runs inside the product."""

import copy
import uuid
from typing import Any

from django.utils import timezone

from catalog import actions, documents
from catalog.actions import adoption, desk, publishing, sync, taking
from catalog.library.models import Release
from catalog.models import Course, Lesson
from catalog.tasks import follow_releases
from enrollment.actions.cohorts import ensure_cohorts
from tenants import applications, provisioning
from tenants.context import in_ministry, in_province
from tenants.models import AdministrativeUnit
from tenants.people import actions as people
from tenants.people.models import Role, User
from tests.faults.stage import place_of

TITLE_OF_ITS_OWN = "Tên bài do tỉnh đặt"


def approve(slugs: list[str]) -> None:
    """Let offices apply for these sites, one after the other, and the ministry say yes to each."""
    with in_ministry():
        units = AdministrativeUnit.objects.filter(valid_to=None).order_by("code")
        known = User.objects.filter(email="ministry@faults.example").first()
        by = known or people.create_user(full_name="Hà", email="ministry@faults.example")
        for number, slug in enumerate(slugs):
            applied, _secret = applications.apply(
                slug=slug,
                unit=units[number],
                office_name=f"Sở của {slug}",
                contact_name="Lê Văn Minh",
                contact_email=f"minh@{slug}.example",
                contact_phone="0235 3000 111",
            )
            applications.approve(application_uuid=applied.uuid, by=by, at=timezone.now())


def reopen_silent() -> int:
    """Do what beat does every minute for the openings that were forgotten; how many."""
    with in_ministry():
        return applications.reopen_silent(at=timezone.now())


def open_provinces(slugs: list[str], *, take_all: bool) -> None:
    """Open these provinces with an office each; with every course of the shelf, or with none."""
    for slug in slugs:
        provisioning.open_province(
            slug=slug, name=slug, title=f"Tỉnh {slug}", operator=f"Sở của {slug}"
        )
        with in_province(place_of(slug)):
            ensure_cohorts()
            office = people.create_user(full_name="Minh", email=f"minh@{slug}.example")
            people.grant_role(user=office, role=Role.PROVINCE_OFFICE, by=None)
            if take_all:
                adoption.adopt_releases(release_uids=on_the_shelf(), by=office)


def on_the_shelf() -> list[uuid.UUID]:
    """The first release of every course."""
    return list(
        Release.objects.filter(version=1).order_by("position").values_list("uid", flat=True)
    )


def start_adoption(slug: str) -> None:
    """Let an office take over everything from the shelf, by a job."""
    with in_province(place_of(slug)):
        adoption.start_adoption(release_uids=on_the_shelf(), by=User.objects.get())


def change_at_the_desk(slugs: list[str]) -> None:
    """Let each province change a lesson of every course, and in the first one a title besides."""
    for slug in slugs:
        with in_province(place_of(slug)):
            for number, course in enumerate(Course.objects.order_by("position")):
                lessons = list(
                    Lesson.objects.filter(module__course=course).order_by(
                        "module__position", "position"
                    )
                )
                actions.change_lesson(lesson=lessons[-1], summary="Tỉnh đã sửa.", by=None)
                if number == 0:
                    actions.change_lesson(lesson=lessons[0], title=TITLE_OF_ITS_OWN, by=None)
                actions.publish_course(course=course, changelog="", by=None)


def release_anew() -> int:
    """Release every course with a paragraph more, the first one with another title; how many."""
    with in_ministry():
        courses = list(Course.objects.order_by("position"))
        for number, course in enumerate(courses):
            newest = Release.objects.filter(course_uid=course.uid).latest("version")
            publishing.release_document(
                course=desk.lock(course.pk),
                content=changed(newest.document, newest.version, has_new_title=number == 0),
                changelog="Thêm một đoạn",
                is_minor=False,
                by=None,
            )
        return len(courses)


def changed(document: dict[str, Any], number: int, *, has_new_title: bool) -> dict[str, Any]:
    content = copy.deepcopy(document)
    lesson = content["modules"][0]["lessons"][0]
    lesson["body"] += f"\n\nBộ thêm đoạn {number}."
    if has_new_title:
        lesson["title"] = f"Tên bài do Bộ đặt, lần {number}"
    return content


def start_taking(slug: str) -> None:
    """Let an office take every new release that needs nobody, by a job."""
    with in_province(place_of(slug)):
        uids = list(Course.objects.order_by("position").values_list("uid", flat=True))
        taking.start_taking(course_uids=uids, by=User.objects.get())


def choose_automatic(slug: str) -> None:
    """Let new releases come to every course of the province by themselves, from this minute on."""
    with in_province(place_of(slug)):
        for course in Course.objects.order_by("position"):
            sync.choose_automatic(course=course, is_automatic=True, by=None)
    follow()


def follow() -> None:
    """Hand the worker what beat hands it every minute: bring in what comes by itself."""
    follow_releases.apply_async(headers={"place": "ministry"})


def desks(slugs: list[str]) -> list[dict[str, str]]:
    """The hash of every course as it stands at each province's desk, by its uid."""
    found = []
    for slug in slugs:
        with in_province(place_of(slug)):
            found.append(
                {
                    str(course.uid): documents.sha256_of(documents.from_course(course))
                    for course in Course.objects.order_by("position")
                }
            )
    return found
