"""What the journeys need and no page offers, by the demo's own actions. Runs in the product."""

import dataclasses
import json

from django.utils import timezone

from analytics import actions as analytics_actions
from catalog import actions as catalog_actions
from catalog import tasks as catalog_tasks
from catalog.library import queries as library_queries
from catalog.models import Course, Lesson
from config.demo import cast, country
from enrollment.models import Attempt, Learner, Unit
from tenants.context import in_ministry, in_province
from tenants.jobs import actions as jobs
from tenants.models import Province
from tests.learning import rich, school
from tests.pages import stage as pages

SMALL = {"officials": 12, "businesses": 2, "community": 2, "faults": 0, "seed": 19}


def open_thainguyen() -> None:
    """Thái Nguyên with a handful of people and Hoa, who can sign in."""
    demo = dataclasses.replace(cast.THAINGUYEN, roster=SMALL)
    place = country.ensure_open(demo)
    with in_province(place):
        office = cast.ensure_account(demo.office)
        uids = [one.uid for one in library_queries.latest_releases()]
        catalog_actions.adopt_releases(release_uids=uids, by=office)
    country.import_roster(demo, place, office)
    with in_province(place):
        country.set_targets(demo, office)
        country.assign_courses(office)
        cast.ensure_learner_account(demo.learner_email, by=office)


def write_short_course() -> None:
    """Thái Nguyên's own course of two lessons, the first with all a lesson can show; Hoa's task."""
    with in_ministry():
        place = Province.objects.get(schema_name="thainguyen").place
    with in_province(place):
        course = school.add_course("khoa-ngan", "Khóa ngắn", questions=2, is_open_to_guests=True)
        first, _second = Lesson.objects.filter(module__course_id=course.id).order_by("position")
        pages.furnish(first, with_video=True)
        row = Course.objects.get(pk=course.id)
        catalog_actions.publish_course(course=row, changelog="Thêm hình", by=None)
        hoa = Learner.objects.get(user__email=cast.THAINGUYEN.learner_email)
        school.enroll(hoa, course)


def appoint_son(slug: str) -> None:
    """Sơn follows two units of a province, appointed by the action behind the office's page."""
    with in_ministry():
        place = Province.objects.get(schema_name=slug).place
    son, names = cast.QUANGNAM.supervisor, cast.QUANGNAM.supervised_units
    assert son is not None
    with in_province(place):
        scopes = tuple(Unit.objects.filter(name__in=names).values_list("uid", flat=True))
        assert len(scopes) == len(names)
        cast.ensure_account(son, scopes=scopes)


def enrich_lesson(schema: str, slug: str) -> None:
    """Give the first lesson of a province's course sound, a story, files and practice."""
    with in_ministry():
        place = Province.objects.get(schema_name=schema).place
    with in_province(place):
        course = Course.objects.get(slug=slug)
        lesson = Lesson.objects.filter(module__course=course).order_by("module__position").first()
        assert lesson is not None
        lesson.audio = {"sha256": rich.store(rich.silence(), "audio/wav"), "duration_seconds": 20}
        paper = rich.store(b"%PDF-1.4 %%EOF", "application/pdf")
        lesson.files = [{"sha256": paper, "title": "Tờ ghi nhớ"}]
        lesson.scenario, lesson.practice = rich.story(), rich.PRACTICE
        lesson.save()
        rich.publish(course)


def pull_figures() -> None:
    """What beat does every ten minutes: bring every province's figures to the ministry."""
    analytics_actions.pull_all_provinces(at=timezone.now())


def report_and_foresee() -> None:
    """What beat does within minutes: provinces report, the ministry foresees."""
    catalog_tasks.report_holdings()
    jobs.dispatch_due()
    catalog_tasks.foresee_releases()


def change_on_both_sides(position: int) -> None:
    """The ministry and Thái Nguyên change the first lesson of a course: in different paragraphs,
    and both at its end."""
    with in_ministry():
        place = Province.objects.get(schema_name="thainguyen").place
        course = Course.objects.order_by("position")[position]
        _write(course, 0, "Bộ thêm câu này.", end="Bộ sửa câu này.")
        change = f"Cùng sửa khóa {position}"
        catalog_actions.release_course(course=course, changelog=change, is_minor=False, by=None)
    with in_province(place):
        course = Course.objects.get(uid=course.uid)
        _write(course, 1, "Tỉnh thêm câu này.", end="Tỉnh sửa câu này.")
        catalog_actions.publish_course(course=course, changelog="Tỉnh sửa", by=None)


def print_submission_keys(slug: str) -> None:
    """Print the keys of every attempt handed in at a province, oldest first, as JSON."""
    with in_ministry():
        place = Province.objects.get(schema_name=slug).place
    with in_province(place):
        keys = Attempt.objects.order_by("submitted_at").values_list("submission_key", flat=True)
        print(json.dumps([str(key) for key in keys]))


def _write(course: Course, paragraph: int, words: str, *, end: str) -> None:
    lessons = Lesson.objects.filter(module__course=course, archived_at=None)
    lesson = lessons.order_by("module__position", "position")[0]
    paragraphs = [*lesson.body.split("\n\n"), end]
    paragraphs[paragraph] += f" {words}"
    catalog_actions.change_lesson(lesson=lesson, body="\n\n".join(paragraphs), by=None)
