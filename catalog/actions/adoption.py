"""Taking national releases over: document, check, write into this schema."""

import gc
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from catalog import documents, events, rows
from catalog.actions import reporting
from catalog.actions.courses import free_name
from catalog.documents import CourseDocument
from catalog.library import queries as library_queries
from catalog.library.taken import TakenRelease
from catalog.models import AdoptedRelease, Course
from tenants.jobs import actions as job_actions
from tenants.jobs.models import Job
from tenants.people import actions as people_actions
from tenants.people.models import User

ADOPT = "catalog.adopt"


def adopt_releases(*, release_uids: Sequence[uuid.UUID], by: User | None) -> list[Course]:
    """Make these releases courses of this province, published as edition 1.

    A course that is here already stays as it is, so twice is once. Returns the courses of all
    releases, by position. Raises library ReleaseNotFound and documents.DocumentInvalid.
    """
    one_at_a_time()
    with _collector_at_rest():
        course_uids = _adopt(release_uids, by)
    return list(Course.objects.filter(uid__in=course_uids).order_by("position", "title"))


def _adopt(release_uids: Sequence[uuid.UUID], by: User | None) -> list[uuid.UUID]:
    """Write what is not here yet; return the uids of the courses of all releases."""
    releases = library_queries.releases(release_uids)
    if len(releases) < len(set(release_uids)):
        raise library_queries.ReleaseNotFound
    course_uids = [release.course_uid for release in releases]
    here = set(Course.objects.filter(uid__in=course_uids).values_list("uid", flat=True))
    new = [release for release in releases if release.course_uid not in here]
    if new:
        rows.list_national_media(write_releases(new, timezone.now(), by))
    return course_uids


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Leave out garbage collection: twenty thousand rows are built and all of them live.

    The collector would walk them again and again, a quarter of the time (tests/bench clone_15).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def one_at_a_time() -> None:
    """Wait for another take-over of this province to end, and let none begin before this does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || %s))", [ADOPT])


def write_releases(
    releases: Sequence[TakenRelease], at: datetime, by: User | None
) -> list[CourseDocument]:
    """Make courses of releases that are not here yet; return their documents.

    The files they show are the caller's to list. Raises documents.DocumentInvalid.
    """
    examined = [documents.examine(release.document, release.sha256) for release in releases]
    parsed = [one.parsed for one in examined]
    document_ids = rows.keep_documents(examined)
    course_ids = rows.insert_courses(_new_courses(releases, parsed, document_ids, at))
    AdoptedRelease.objects.bulk_create(
        [
            AdoptedRelease(
                course_id=course_id,
                document_id=document_ids[release.sha256],
                release_uid=release.uid,
                version=release.version,
                changelog=release.changelog,
                is_minor=release.is_minor,
                locks=release.locks,
                adopted_at=at,
                adopted_by_uid=by.uid if by else None,
            )
            for course_id, release in zip(course_ids, releases, strict=True)
        ]
    )
    _tell(releases, course_ids, at, by)
    courses = list(Course.objects.filter(pk__in=course_ids).order_by("position", "pk"))
    events.courses_adopted.send(Course, courses=courses)
    return parsed


def _new_courses(
    releases: Sequence[TakenRelease],
    parsed: Sequence[CourseDocument],
    document_ids: dict[str, int],
    at: datetime,
) -> list[rows.NewCourse]:
    taken = set(Course.objects.values_list("slug", flat=True))
    last = Course.objects.aggregate(last=Max("position"))["last"] or 0
    courses = []
    for number, (release, document) in enumerate(zip(releases, parsed, strict=True), last + 1):
        slug = free_name(document.slug, taken)
        taken.add(slug)
        courses.append(
            rows.NewCourse(
                document=document,
                slug=slug,
                position=number,
                document_id=document_ids[release.sha256],
                changelog=release.changelog,
                at=at,
                release_version=release.version,
            )
        )
    return courses


def _tell(
    releases: Sequence[TakenRelease], course_ids: Sequence[int], at: datetime, by: User | None
) -> None:
    """Let the ministry know, after the commit, and write who did it."""
    reporting.report_adopted(releases=releases, course_ids=course_ids, at=at)
    facts = {str(release.course_uid): release.version for release in releases}
    people_actions.write_audit(
        action="catalog.adopt_releases", by=by, subject="catalog", facts={"versions": facts}
    )


def start_adoption(*, release_uids: Sequence[uuid.UUID], by: User | None) -> Job:
    """Take releases over in the background, one block a course; return the job to watch.

    The same selection again, while it still runs, is the same job.
    """
    return job_actions.start_job(
        kind=ADOPT,
        params={"release_uids": [str(uid) for uid in release_uids]},
        subject_uid=_subject(release_uids),
        total_count=len(release_uids),
        by=by,
    )


def adoption_stopped_since(*, release_uids: Sequence[uuid.UUID], moment: datetime) -> bool:
    """Return whether a job for just this selection failed or was cancelled after a moment."""
    stopped = [Job.State.FAILED, Job.State.CANCELLED]
    jobs = Job.objects.filter(kind=ADOPT, subject_uid=_subject(release_uids), state__in=stopped)
    return jobs.filter(finished_at__gt=moment).exists()


def _subject(release_uids: Sequence[uuid.UUID]) -> str:
    """Return a name of a selection, the same in every order."""
    return hashlib.sha256(" ".join(sorted(map(str, release_uids))).encode()).hexdigest()
