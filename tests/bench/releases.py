"""The ministry's releases and their way into provinces: publish, foresee, plan, apply.

The course is one of the generated library: 12 chapters of 4 lessons, 240 questions, 960 options.
"""

import copy
import uuid
from typing import Any

from django.db import connection
from django.utils import timezone

from catalog import actions, documents, foresight, rows, syncing
from catalog.actions import desk, publishing, sync
from catalog.library.actions import NO_ENVELOPE
from catalog.library.models import Holding, Release
from catalog.merging import states
from catalog.models import Course, Document, Lesson
from tenants.context import Place, in_ministry, in_province
from tenants.models import Province
from tests.bench import library
from tests.bench.bulk import province
from tests.bench.measure import Measurement, best_of, stopwatch

NUMBER = 40
"""Number of the generated course, beside the fifteen of the library."""
PROVINCES = 63
RUNS = 5


def publish() -> list[Measurement]:
    """Seconds from the desk to the shelf; floor: the document stored twice by bare INSERTs."""
    course = national_course()
    spent = []
    for number in range(RUNS):
        content = changed(number)
        with stopwatch() as one, in_ministry():
            released(course, content)
        spent.append(one.seconds)
    return [Measurement("publish", min(spent), "s", best_of(RUNS, lambda: stored(changed(90))))]


def sync_plan() -> list[Measurement]:
    """Seconds to compare three documents of 48 lessons; floor: reading the three."""
    place, release = adopted_and_changed()

    def plan() -> None:
        with in_province(place):
            prepared = syncing.prepare(course_of(place), release.uid)
            assert len(prepared.plan.nodes) == 1 + 12 + 48 + 240 + 960, len(prepared.plan.nodes)

    return [Measurement("sync_plan", best_of(RUNS, plan), "s", best_of(RUNS, lambda: read(place)))]


def sync_apply() -> list[Measurement]:
    """Seconds to merge, rewrite the desk and publish; floor: the same documents and rows bare."""
    place, release = adopted_and_changed()
    spent = []
    for _run in range(RUNS):
        with stopwatch() as one, in_province(place):
            done = sync.apply_sync(
                course=course_of(place),
                release_uid=release.uid,
                decisions={},
                publish=True,
                by=None,
            )
        spent.append(one.seconds)
        with in_province(place):
            assert done.counts["taken"] == 12, done.counts
            sync.undo_sync(sync=done, by=None)
    return [Measurement("sync_apply", min(spent), "s", best_of(RUNS, lambda: rewritten(place)))]


def foresee_63() -> list[Measurement]:
    """Seconds to foresee a release in 63 provinces that all changed something else; floor: reading
    their holdings and the release."""
    place, _release = adopted_and_changed()
    with in_ministry():
        content = changed(7)
        hold_everywhere(place, uuid.UUID(content["uid"]))

    def foresee() -> None:
        with in_ministry():
            found = foresight.foresee(uuid.UUID(content["uid"]), content)
            assert len(found.provinces) == PROVINCES, len(found.provinces)

    def bare() -> None:
        with in_ministry(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM library_holding WHERE course_uid = %s", [content["uid"]])
            cursor.fetchall()
            cursor.execute("SELECT document FROM library_release WHERE version = 1")
            cursor.fetchall()

    value = best_of(3, foresee)
    with in_ministry():
        Holding.objects.all().delete()
        Province.objects.filter(schema_name__startswith="foreseen").delete()
    return [Measurement("foresee_63", value, "s", best_of(3, bare))]


def national_course() -> Course:
    """Return the ministry's course at its desk, released once."""
    content = library.course(NUMBER)
    with in_ministry():
        course = Course.objects.filter(uid=content["uid"]).first()
        if course is None:
            new = rows.NewCourse(
                documents.check(content), content["slug"], NUMBER, None, "", timezone.now()
            )
            [pk] = rows.insert_courses([new])
            course = Course.objects.get(pk=pk)
            released(course, content)
        return course


def released(course: Course, content: dict[str, Any]) -> Release:
    """Release a document of the course."""
    return publishing.release_document(
        course=desk.lock(course.pk),
        content=content,
        changelog="Sửa",
        is_minor=False,
        by=None,
        envelope=NO_ENVELOPE,
    )


def changed(number: int) -> dict[str, Any]:
    """Return the course with a paragraph changed in the first lesson of every chapter."""
    content = copy.deepcopy(library.course(NUMBER))
    for module in content["modules"]:
        module["lessons"][0]["body"] += f"\n\nThêm lần {number}: gọi số in trên thẻ."
    return content


def adopted_and_changed() -> tuple[Place, Release]:
    """Return a province that took release 1 and changed a lesson a chapter, and a later release."""
    course, place = national_course(), province("quangnam")
    with in_ministry():
        first = Release.objects.get(course_uid=course.uid, version=1)
        later = Release.objects.filter(course_uid=course.uid).order_by("-version").first()
        if later is None or later.version == 1:
            later = released(course, changed(1))
    with in_province(place):
        if not Course.objects.filter(uid=course.uid).exists():
            actions.adopt_releases(release_uids=[first.uid], by=None)
            for lesson in Lesson.objects.filter(module__course__uid=course.uid, position=1):
                actions.change_lesson(lesson=lesson, body=f"Của tỉnh.\n\n{lesson.body}", by=None)
            actions.publish_course(course=course_of(place), changelog="", by=None)
    return place, later


def course_of(place: Place) -> Course:
    """Return the province's course; inside its block."""
    return Course.objects.get(uid=library.uid("course", NUMBER))


def hold_everywhere(place: Place, course_uid: uuid.UUID) -> None:
    """Let 63 provinces hold the course, each with a change of its own."""
    base = library.course(NUMBER)
    known = states.of_document(base)
    for number in range(PROVINCES):
        mine = copy.deepcopy(base)
        for module in mine["modules"][: 1 + number % 12]:
            module["lessons"][2]["body"] = f"Của tỉnh {number}.\n\n{module['lessons'][2]['body']}"
        one = Province.objects.create(
            schema_name=f"foreseen{number}",
            name=f"Tỉnh {number}",
            title=f"Tỉnh {number}",
            operator="Sở",
            role_name=f"foreseen_{number}",
            issuer_number=5000 + number,
            status=Province.Status.ACTIVE,
        )
        Holding.objects.create(
            province=one,
            course_uid=course_uid,
            version=1,
            sha256=documents.sha256_of(mine),
            fingerprint=states.fingerprint(states.of_document(mine), known),
            reported_at=timezone.now(),
        )


def stored(content: dict[str, Any]) -> None:
    """Store a document twice by bare INSERTs, as publishing must, and forget it again."""
    text = documents.canonical_text(content)
    with in_ministry(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_documents (content jsonb) ON COMMIT DROP")
        for _time in range(2):
            cursor.execute("INSERT INTO bench_documents VALUES (%s)", [text])


def read(place: Place) -> None:
    """Read three documents of the course."""
    with in_province(place), connection.cursor() as cursor:
        cursor.execute("SELECT content FROM catalog_document ORDER BY id LIMIT 2")
        cursor.fetchall()
        cursor.execute("SELECT document FROM library_release WHERE version = 2")
        cursor.fetchall()


def rewritten(place: Place) -> None:
    """Store three documents and update twelve lessons by bare statements."""
    with in_province(place):
        text = documents.canonical_text(Document.objects.order_by("pk").first().content)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE bench_documents (content jsonb) ON COMMIT DROP")
            for _time in range(3):
                cursor.execute("INSERT INTO bench_documents VALUES (%s)", [text])
            cursor.execute("UPDATE catalog_lesson SET body = body || ' ' WHERE position = 0")
            cursor.execute("UPDATE catalog_lesson SET body = rtrim(body) WHERE position = 0")
