"""What is asked of whom, and each person's standing in it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.learners import Cohort, Learner, SubGroup


class Assignment(models.Model):
    """A course for a cohort or one of its sub-groups: mandatory by a date, or offered."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="assignments")
    sub_group = models.ForeignKey(
        SubGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    """Empty means the whole cohort."""
    is_mandatory = models.BooleanField(_("Bắt buộc"), default=False)
    due_date = models.DateField(_("Hạn hoàn thành"), null=True, blank=True)
    """Last day in Vietnam, to 23:59:59."""
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course", "cohort", "sub_group"],
                nulls_distinct=False,
                name="enrollment_assignment_once",
            ),
            models.CheckConstraint(
                condition=Q(is_mandatory=False) | ~Q(due_date=None),
                name="enrollment_mandatory_has_due_date",
            ),
        ]


class AssignmentRule(models.Model):
    """A standing wish: every national course for an audience is taken over and assigned here."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    audience = models.CharField(_("Đối tượng của khóa học"), max_length=16)
    """One of catalog.models.desk.Audience; new releases of courses for it follow by themselves."""
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="rules")
    sub_group = models.ForeignKey(
        SubGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="rules"
    )
    is_mandatory = models.BooleanField(_("Bắt buộc"), default=False)
    due_date = models.DateField(_("Hạn hoàn thành"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["audience", "cohort", "sub_group"],
                nulls_distinct=False,
                name="enrollment_rule_once",
            ),
            models.CheckConstraint(
                condition=Q(is_mandatory=False) | ~Q(due_date=None),
                name="enrollment_mandatory_rule_has_due_date",
            ),
        ]


class Enrollment(models.Model):
    """One learner in one course: what is asked, and how far they are."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="enrollments")
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    is_mandatory = models.BooleanField(default=False)
    due_date = models.DateField(null=True, blank=True)
    """What counts for this learner: the assignments' day, or their own later one (Extension)."""
    enrolled_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    done_lesson_count = models.PositiveSmallIntegerField(default=0)
    score_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    """Mean of the best score of each lesson's quiz, once all are done."""
    last_lesson_uid = models.UUIDField(null=True, blank=True)
    last_activity_at = models.DateTimeField(null=True, blank=True)
    extra_attempt_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Attempts at each quiz beyond the policy's, from the standing Extension."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "course"], name="enrollment_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            # figures per course: enrolled, started, completed
            models.Index(fields=["course", "completed_at"], name="enrollment_by_course")
        ]


class Extension(models.Model):
    """One learner's own last day in one course, or further attempts, and why.

    Hangs on learner and course, so that it outlives a withdrawn and renewed assignment. Never
    changed but for its end: another one replaces it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="extensions")
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True, blank=True)
    """Empty: the assignments' day."""
    extra_attempt_count = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300)
    """In the office's words; goes with the person and stands in no log and no audit entry."""
    replaced_due_date = models.DateField(null=True, blank=True)
    """The day before, for who is in the course without an assignment."""
    given_at = models.DateTimeField()
    given_by_uid = models.UUIDField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["learner", "course"],
                condition=Q(ended_at=None),
                name="enrollment_extension_once",
            ),
            models.CheckConstraint(
                condition=~Q(due_date=None) | Q(extra_attempt_count__gt=0),
                name="enrollment_extension_gives_something",
            ),
        ]
