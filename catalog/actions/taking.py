"""Taking every new release that needs nobody: a job over the courses that wait for one."""

import hashlib
import uuid
from collections.abc import Sequence

from django.db import transaction

from catalog import documents, syncing
from catalog.actions import publishing, sync
from catalog.documents import DocumentInvalid
from catalog.library import queries as library_queries
from catalog.merging import results
from catalog.models import Course
from tenants.jobs import actions as job_actions
from tenants.jobs.models import Job
from tenants.people.models import User

TAKE_CLEAN = "catalog.take_clean"
TAKEN, AT_DESK = "taken", "at_desk"
NOTHING_NEW = "NOTHING_NEW"
"""Besides these, take_clean answers the code of what stood in the way."""
IN_THE_WAY = (
    results.ConflictsUndecided,
    publishing.CourseHasErrors,
    sync.CourseDetached,
    sync.SyncPlanStale,
    syncing.NothingToFollow,
    library_queries.ReleaseNotFound,
    DocumentInvalid,
)


def start_taking(*, course_uids: Sequence[uuid.UUID], by: User | None) -> Job:
    """Take what is clean in the background, a block a course; return the job to watch.

    The same courses again, while it still runs, is the same job.
    """
    uids = sorted(map(str, course_uids))
    return job_actions.start_job(
        kind=TAKE_CLEAN,
        params={"course_uids": uids},
        subject_uid=hashlib.sha256(" ".join(uids).encode()).hexdigest(),
        total_count=len(uids),
        by=by,
    )


def take_clean(*, course_uid: uuid.UUID, by: User | None) -> str:
    """Bring the newest release into one course if nobody has to decide anything.

    Learners get it at once unless the desk holds work of its own that is not published yet. Returns
    "taken", "at_desk", or the code of what stood in the way; then nothing was changed.
    """
    course = Course.objects.filter(uid=course_uid, archived_at=None).first()
    if course is None:
        return NOTHING_NEW
    try:
        standing = syncing.standing_of(course)
        if standing.newest is None or not standing.is_behind:
            return NOTHING_NEW
        desk_sha256 = documents.sha256_of(documents.from_course(course))
        publish = not has_unpublished_work(course, desk_sha256)
        with transaction.atomic():
            sync.apply_sync(
                course=course,
                release_uid=standing.newest.uid,
                seen_sha256=desk_sha256,
                decisions={},
                publish=publish,
                by=by,
            )
    except IN_THE_WAY as error:
        return str(error.code)
    return TAKEN if publish else AT_DESK


def has_unpublished_work(course: Course, sha256: str) -> bool:
    """Whether the desk, whose document has this hash, differs from what learners read."""
    read = Course.objects.filter(pk=course.pk).values_list("current_edition__document__sha256")
    return read.get()[0] != sha256
