"""What a new edition means for those who learn: lessons taken out count no longer.

Nobody loses anything: what was completed stays completed, results stay where they are. Whoever has
done all that is left has completed the course; a job finds these people, some of them a block.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils import timezone

from catalog import queries as catalog_queries
from catalog.models import Course, Edition
from catalog.published import PublishedCourse
from enrollment.certificates import actions as certificate_actions
from enrollment.learning import counting
from enrollment.models import Certificate, Enrollment, Learner, LessonProgress
from tenants.jobs import actions as job_actions
from tenants.jobs.work import JobRun
from tenants.people import actions as people_actions

SETTLE = "enrollment.settle_course"
BATCH = 200
RECOUNT = """
    UPDATE enrollment_enrollment own SET done_lesson_count = counted.done
    FROM (
        SELECT enrollment.id, count(progress.id) AS done
        FROM enrollment_enrollment enrollment
        LEFT JOIN enrollment_lessonprogress progress
            ON progress.learner_id = enrollment.learner_id AND progress.done_at IS NOT NULL
           AND progress.lesson_uid = ANY(%(lessons)s::uuid[])
        WHERE enrollment.course_id = %(course_id)s AND enrollment.done_lesson_count > 0
        GROUP BY enrollment.id
    ) AS counted
    WHERE own.id = counted.id AND own.done_lesson_count <> counted.done
"""
OWED = """
    SELECT enrollment.id FROM enrollment_enrollment enrollment
    JOIN enrollment_learner learner ON learner.id = enrollment.learner_id
    WHERE enrollment.course_id = %(course_id)s AND enrollment.id > %(after)s
      AND enrollment.done_lesson_count = %(lesson_count)s
      AND (enrollment.completed_at IS NULL OR NOT %(is_drafting)s
           AND learner.guest_expires_at IS NULL AND NOT EXISTS (
               SELECT 1 FROM enrollment_certificate certificate
               WHERE certificate.learner_id = learner.id
                 AND certificate.course_uid = %(course_uid)s)
           AND NOT EXISTS (
               SELECT 1 FROM enrollment_lessonprogress checked
               WHERE checked.learner_id = learner.id AND checked.course_uid = %(course_uid)s
                 AND checked.done_at IS NOT NULL AND checked.passed_at IS NULL))
    ORDER BY enrollment.id LIMIT %(most)s
"""


def follow_edition(*, course: Course, edition: Edition) -> None:
    """Count again what a new edition takes out, and settle what is owed after it.

    One statement for an edition that takes nothing out.
    """
    before = (
        Edition.objects.filter(course=course, number__lt=edition.number)
        .order_by("-number")
        .values_list("lesson_editions", "document__is_drafting")
        .first()
    )
    if before is None:
        return
    lessons, was_drafting = before
    is_shorter = bool(set(lessons) - set(edition.lesson_editions))
    if is_shorter:
        _recount(course.pk, list(edition.lesson_editions))
    is_drafting = edition.document.is_drafting
    if not is_shorter and is_drafting >= was_drafting:
        return
    if _owed(_published(course.uid), most=1):
        job_actions.start_job(
            kind=SETTLE,
            params={"course_uid": str(course.uid)},
            subject_uid=f"{course.uid}/{edition.number}",
            by=None,
        )


def _recount(course_id: int, lessons: Collection[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, {"course_id": course_id, "lessons": list(lessons)})


def settle(run: JobRun) -> None:
    """Complete a course for those who have done all that is in it now; a job."""
    while True:
        with run.block() as job:
            last = job.checkpoint.get("last_id", 0)
            course = _published(run.params["course_uid"])
            ids = _owed(course, after=last)
            if not ids or course is None:
                run.finish(job)
                return
            count = _settle_batch(course, ids)
            done_count = job.done_count + count
            run.progress(job, done_count=done_count, checkpoint={"last_id": ids[-1]})


def _published(course_uid: Any) -> PublishedCourse | None:
    try:
        return catalog_queries.published_course_by_uid(course_uid)
    except catalog_queries.CourseNotFound:
        return None


def _owed(course: PublishedCourse | None, *, after: int = 0, most: int = BATCH) -> list[int]:
    """Enrollments whose course is done by now, without completion or certificate."""
    if course is None or not course.lesson_count:
        return []
    facts: dict[str, Any] = {
        "course_id": course.id,
        "course_uid": course.uid,
        "lesson_count": course.lesson_count,
        "is_drafting": course.is_drafting,
        "after": after,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(OWED, facts)
        return [row[0] for row in cursor.fetchall()]


def _settle_batch(course: PublishedCourse, ids: list[int]) -> int:
    enrollments = list(
        Enrollment.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .select_related("learner__unit")
        .order_by("pk")
    )
    progress: dict[int, list[LessonProgress]] = {}
    people = [enrollment.learner_id for enrollment in enrollments]
    for row in LessonProgress.objects.filter(learner_id__in=people, course_uid=course.uid):
        progress.setdefault(row.learner_id, []).append(row)
    at = timezone.now()
    for enrollment in enrollments:
        counted = counting.tally(course, progress.get(enrollment.learner_id, []))
        counting.apply_tally(enrollment, counted, at=at)
        enrollment.save()
        certificate = None
        if counted.earns_certificate and enrollment.learner.guest_expires_at is None:
            certificate = certificate_actions.issue_certificate(
                learner=enrollment.learner,
                course=course,
                score_percent=counted.score_percent,
                by=None,
                at=at,
            )
        _audit(enrollment.learner, course, certificate)
    return len(enrollments)


def _audit(learner: Learner, course: PublishedCourse, certificate: Certificate | None) -> None:
    facts: dict[str, Any] = {"course_uid": str(course.uid), "edition": course.edition_number}
    if certificate is not None:
        facts["certificate"] = certificate.code
    people_actions.write_audit(
        action="enrollment.settle_course",
        by=None,
        subject="learner",
        subject_uid=str(learner.uid),
        facts=facts,
    )
