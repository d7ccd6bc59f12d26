"""What a guest did becomes a person's: the best result wins, nothing is lost."""

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from catalog import queries as catalog_queries
from catalog.published import PublishedCourse
from enrollment.actions import cohorts
from enrollment.certificates import actions as certificate_actions
from enrollment.learning import counting
from enrollment.models import (
    Attempt,
    Cohort,
    Enrollment,
    Learner,
    LearningGoal,
    LessonProgress,
    OpenAttempt,
    SubGroup,
)
from tenants.people import names
from tenants.people.models import User

CITIZENS = "citizens"


def new_learner(*, user: User) -> Learner:
    """Make the learner of a person who is on no roster: a citizen of the community."""
    learner = Learner(user=user)
    _fill(learner, user)
    learner.save()
    return learner


def become_learner(*, guest: Learner, user: User) -> Learner:
    """Turn a guest into the learner of a person; everything done stays where it is."""
    guest.user = user
    guest.guest_expires_at = None
    _fill(guest, user)
    guest.save()
    return guest


def _fill(learner: Learner, user: User) -> None:
    taken = Learner.objects.filter(phone=user.phone).exclude(pk=learner.pk).exists()
    learner.full_name = user.full_name
    learner.folded_name = names.folded(user.full_name)
    learner.phone = None if taken else user.phone
    learner.email = user.email or ""
    cohorts.ensure_cohorts()
    learner.cohort = Cohort.objects.filter(key=Cohort.Key.COMMUNITY).first()
    learner.sub_group = SubGroup.objects.filter(key=CITIZENS).first()


def merge_guest(*, guest: Learner, into: Learner) -> None:
    """Move what a guest did to a learner and delete the guest; the best result wins."""
    _merge_progress(guest, into)
    _move_attempts(guest, into)
    _merge_enrollments(guest, into)
    _move_goal(guest, into)
    if guest.active_since and (not into.active_since or guest.active_since < into.active_since):
        into.active_since = guest.active_since
        into.save(update_fields=["active_since"])
    guest.delete()


def _merge_progress(guest: Learner, into: Learner) -> None:
    own = {one.lesson_uid: one for one in LessonProgress.objects.filter(learner=into)}
    for theirs in LessonProgress.objects.filter(learner=guest).order_by("pk"):
        mine = own.get(theirs.lesson_uid)
        if mine is None:
            theirs.learner = into
            theirs.save(update_fields=["learner"])
            continue
        mine.opened_at = min(mine.opened_at, theirs.opened_at)
        mine.done_at = min((at for at in (mine.done_at, theirs.done_at) if at), default=None)
        mine.passed_at = min((at for at in (mine.passed_at, theirs.passed_at) if at), default=None)
        mine.practiced_at = mine.practiced_at or theirs.practiced_at
        _take_later_position(mine, theirs)
        editions = [mine.done_edition_number, theirs.done_edition_number]
        mine.done_edition_number = max((one for one in editions if one), default=None)
        scores = [mine.best_score_percent, theirs.best_score_percent]
        mine.best_score_percent = max((one for one in scores if one is not None), default=None)
        mine.attempt_count += theirs.attempt_count
        mine.save()


def _take_later_position(mine: LessonProgress, theirs: LessonProgress) -> None:
    if theirs.positioned_at is None or (
        mine.positioned_at and mine.positioned_at >= theirs.positioned_at
    ):
        return
    for name in ("positioned_at", "position_step", "position_seconds"):
        setattr(mine, name, getattr(theirs, name))


def _move_attempts(guest: Learner, into: Learner) -> None:
    keys = Attempt.objects.filter(learner=into).values("submission_key")
    Attempt.objects.filter(learner=guest).exclude(submission_key__in=keys).update(learner=into)
    begun = OpenAttempt.objects.filter(learner=into).values("lesson_uid")
    OpenAttempt.objects.filter(learner=guest).exclude(lesson_uid__in=begun).update(learner=into)


def _merge_enrollments(guest: Learner, into: Learner) -> None:
    own = {one.course_id: one for one in Enrollment.objects.filter(learner=into)}
    for theirs in Enrollment.objects.filter(learner=guest).order_by("pk"):
        mine = own.get(theirs.course_id)
        if mine is None:
            theirs.learner = into
            theirs.save(update_fields=["learner"])
            continue
        starts = [at for at in (mine.started_at, theirs.started_at) if at]
        mine.started_at = min(starts, default=None)
        if theirs.last_activity_at and (
            not mine.last_activity_at or theirs.last_activity_at > mine.last_activity_at
        ):
            mine.last_activity_at = theirs.last_activity_at
            mine.last_lesson_uid = theirs.last_lesson_uid
        mine.save()


def _move_goal(guest: Learner, into: Learner) -> None:
    """A goal that stands at the learner's holds; guests are offered none."""
    if not LearningGoal.objects.filter(learner=into).exists():
        LearningGoal.objects.filter(learner=guest).update(learner=into)


def settle(*, learner: Learner, by: User | None, at: datetime | None = None) -> None:
    """Count every course of a learner again, complete it and issue what was earned."""
    at = at or timezone.now()
    progress: dict[object, list[LessonProgress]] = defaultdict(list)
    for row in LessonProgress.objects.filter(learner=learner):
        progress[row.course_uid].append(row)
    for enrollment in Enrollment.objects.filter(learner=learner).select_related("course"):
        course = _published(enrollment)
        if course is None or course.uid not in progress:
            continue
        tally = counting.tally(course, progress[course.uid])
        counting.apply_tally(enrollment, tally, at=at)
        enrollment.save()
        if tally.earns_certificate:
            certificate_actions.issue_certificate(
                learner=learner, course=course, score_percent=tally.score_percent, by=by, at=at
            )


def _published(enrollment: Enrollment) -> PublishedCourse | None:
    try:
        return catalog_queries.published_course_by_uid(enrollment.course.uid)
    except catalog_queries.CourseNotFound:
        return None
