"""Courses out of packages, and releases out of files, written into this place."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from catalog import documents, media, rewriting, rows
from catalog.actions import adoption, desk
from catalog.actions.courses import free_name
from catalog.documents import CourseDocument
from catalog.models import Course, Lesson, MediaFile, Module, Option, Question
from catalog.packages.reading import Package
from catalog.packages.release_files import ReleaseFile
from tenants.context import current_place
from tenants.people.models import User


class CourseExists(Exception):
    """The course is here already. Facts: the course."""

    code = "COURSE_EXISTS"

    def __init__(self, course: Course) -> None:
        super().__init__(str(course.uid))
        self.course = course


class PartsLocked(Exception):
    """A package would change what the ministry locked. Facts: reasons of the locks."""

    code = "PARTS_LOCKED"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(str(len(reasons)))
        self.reasons = reasons


class PartsElsewhere(Exception):
    """Parts of a package belong to other courses of this place. Facts: titles of those courses."""

    code = "PARTS_ELSEWHERE"

    def __init__(self, titles: list[str]) -> None:
        super().__init__(str(len(titles)))
        self.titles = titles


def import_package(*, package: Package, replace: bool = False, by: User | None) -> Course:
    """Make a new, unpublished course of a package, or write it over the desk of the one here.

    Learners go on reading the edition they read. Raises CourseExists (without `replace`),
    PartsLocked, PartsElsewhere.
    """
    adoption.one_at_a_time()
    document = documents.check(package.document)
    here = Course.objects.filter(uid=document.uid).first()
    if here is not None and not replace:
        raise CourseExists(here)
    titles = titles_elsewhere(document)
    if titles:
        raise PartsElsewhere(titles)
    if here is None:
        keep_media(package.document["media"], package.media_content)
        [course_id] = rows.insert_courses([_new_course(document, timezone.now())])
        course = Course.objects.get(pk=course_id)
    else:
        course = _replaced(desk.lock(here.pk), package)
    facts = {"sha256": package.sha256, "replaced": here is not None}
    desk.note(course, action="import_package", by=by, subject="course", uid=course.uid, **facts)
    return course


def _replaced(course: Course, package: Package) -> Course:
    reasons = reasons_against(course, package.document)
    if reasons:
        raise PartsLocked(reasons)
    keep_media(package.document["media"], package.media_content)
    return rewriting.rewrite_course(course, package.document)


def reasons_against(course: Course, document: dict[str, Any]) -> list[str]:
    """Return why the ministry locked parts of the course here that this document changes."""
    adopted = course.adoptions.order_by("-version").values_list("locks", flat=True).first()
    if not adopted:
        return []
    before, after = _nodes(documents.from_course(course)), _nodes(document)
    return sorted(
        {
            lock["reason"]
            for lock in adopted
            if _part(before, lock) is not None and _part(before, lock) != _part(after, lock)
        }
    )


def _nodes(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return course and lessons by uid, without the province's own notes."""
    nodes = {document["uid"]: document}
    for module in document["modules"]:
        nodes |= {lesson["uid"]: lesson | {"note": ""} for lesson in module["lessons"]}
    course = {key: value for key, value in document.items() if key not in ("media", "slug")}
    modules = [
        module | {"lessons": [nodes[lesson["uid"]] for lesson in module["lessons"]]}
        for module in document["modules"]
    ]
    return nodes | {document["uid"]: course | {"modules": modules}}


def _part(nodes: dict[str, dict[str, Any]], lock: dict[str, Any]) -> Any:
    """Return what a lock covers."""
    node = nodes.get(lock["node_uid"])
    return node.get(lock["field"]) if node is not None and lock["field"] else node


def titles_elsewhere(document: CourseDocument) -> list[str]:
    """Return titles of other courses here that hold chapters, lessons or questions of this one."""
    lessons = list(document.lessons)
    questions = [question for lesson in lessons for question in lesson.questions]
    options = [option for question in questions for option in question.options]
    asked: list[tuple[Any, str, list[str]]] = [
        (Module, "course__title", [module.uid for module in document.modules]),
        (Lesson, "module__course__title", [lesson.uid for lesson in lessons]),
        (Question, "lesson__module__course__title", [one.uid for one in questions]),
        (Option, "question__lesson__module__course__title", [one.uid for one in options]),
    ]
    titles: set[str] = set()
    for model, title, uids in asked:
        course = title.replace("title", "uid")
        found = model.objects.filter(uid__in=uids).exclude(**{course: document.uid})
        titles |= set(found.values_list(title, flat=True).distinct())
    return sorted(titles)


def _new_course(document: CourseDocument, at: datetime) -> rows.NewCourse:
    taken = set(Course.objects.values_list("slug", flat=True))
    last = Course.objects.aggregate(last=Max("position"))["last"] or 0
    return rows.NewCourse(
        document=document,
        slug=free_name(document.slug, taken),
        position=last + 1,
        document_id=None,
        changelog="",
        at=at,
    )


def keep_media(nodes: Iterable[dict[str, Any]], content_of: Callable[[str], bytes]) -> None:
    """Keep files in this place's own store, unless it shows them from the national one already."""
    home = MediaFile.Store.NATIONAL if current_place().is_ministry else MediaFile.Store.OWN
    nodes = list(nodes)
    hashes = [node["sha256"] for node in nodes]
    known = MediaFile.objects.filter(sha256__in=hashes, store=MediaFile.Store.NATIONAL)
    shown = (
        set() if home == MediaFile.Store.NATIONAL else set(known.values_list("sha256", flat=True))
    )
    for sha256 in set(hashes) - shown:
        media.put(sha256, home, content_of(sha256))
    MediaFile.objects.bulk_create(
        [MediaFile(**node, store=home) for node in nodes], ignore_conflicts=True
    )


def adopt_release_file(*, release: ReleaseFile, by: User | None) -> Course:
    """Take over a release out of a file, published as edition 1; its files become this place's.

    The same road as adopt_releases. Raises CourseExists, documents.DocumentInvalid.
    """
    adoption.one_at_a_time()
    here = Course.objects.filter(uid=release.course_uid).first()
    if here is not None:
        raise CourseExists(here)
    titles = titles_elsewhere(release.examined.parsed)
    if titles:
        raise PartsElsewhere(titles)
    keep_release_files(release)
    adoption.write_releases([release], timezone.now(), by)
    return Course.objects.get(uid=release.course_uid)


def keep_release_files(release: ReleaseFile) -> None:
    """Keep the files of a release out of a file as this place's own, shown to everybody."""
    keep_media(release.document["media"], release.media_content)
    hashes = [node["sha256"] for node in release.document["media"]]
    MediaFile.objects.filter(sha256__in=hashes).update(is_public=True)


def course_here(uid: uuid.UUID | str) -> Course | None:
    """Return the course of this place with this uid, None if it is not here."""
    return Course.objects.filter(uid=uid).first()
