"""One learner's own date in one course, and further attempts: given by the office, taken back.

The cohort's date stays what it is; what counts for the learner stands on the enrollment, where
every page, rule and figure reads it (decision 0067).
"""

import datetime
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment import letters, queries
from enrollment.actions.assignments import asked_due_date, enroll_assigned
from enrollment.models import Enrollment, Extension
from tenants.people import actions as people_actions
from tenants.people.models import User

LONGEST = timedelta(days=366)
"""Behind today, or behind the cohort's date where that is later."""
MOST_ATTEMPTS = 10


class ExtensionRefused(Exception):
    """The office's wish cannot be kept; `field` says which part of it."""

    status = 422

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(code)
        self.code, self.field, self.message = code, field, message


@dataclass(frozen=True)
class ExtensionChoice:
    """What the office's form says."""

    due_date: datetime.date | None
    """The learner's own last day; None leaves the cohort's."""
    extra_attempt_count: int
    reason: str


def extend_enrollment(
    *, learner_uid: uuid.UUID, course_uid: uuid.UUID, choice: ExtensionChoice, by: User
) -> Extension:
    """Give one learner an own date or further attempts in one course, instead of earlier ones.

    Raises Enrollment.DoesNotExist where the learner is not in the course, and ExtensionRefused.
    """
    enrollment = queries.enrollment_of(learner_uid, course_uid, is_locked=True)
    earlier = standing_extension(enrollment)
    common = common_due_date(enrollment, earlier)
    _check(choice, common)
    if earlier is not None:
        _end(earlier, enrollment, common, by)
    made = Extension.objects.create(
        learner_id=enrollment.learner_id,
        course_id=enrollment.course_id,
        due_date=choice.due_date,
        extra_attempt_count=choice.extra_attempt_count,
        reason=choice.reason,
        replaced_due_date=common,
        given_at=timezone.now(),
        given_by_uid=by.uid,
    )
    _apply(enrollment, choice.due_date or common, choice.extra_attempt_count)
    _audit("enrollment.extend_enrollment", enrollment, made, by)
    letters.send_extension(made, enrollment=enrollment)
    return made


def take_extension_back(*, learner_uid: uuid.UUID, course_uid: uuid.UUID, by: User) -> None:
    """Let the cohort's date hold again; twice is once. Raises Enrollment.DoesNotExist."""
    enrollment = queries.enrollment_of(learner_uid, course_uid, is_locked=True)
    standing = standing_extension(enrollment)
    if standing is None:
        return
    _end(standing, enrollment, common_due_date(enrollment, standing), by)
    _audit("enrollment.take_extension_back", enrollment, standing, by)
    enrollment.refresh_from_db(fields=["due_date"])
    letters.send_extension_ended(enrollment)


def standing_extension(enrollment: Enrollment) -> Extension | None:
    """Return what holds for a learner in a course, None where nothing does (one statement)."""
    return Extension.objects.filter(
        learner_id=enrollment.learner_id, course_id=enrollment.course_id, ended_at=None
    ).first()


def common_due_date(enrollment: Enrollment, standing: Extension | None) -> datetime.date | None:
    """Return the last day without an own one: what is asked now, else what it replaced."""
    asked = asked_due_date(enrollment.learner_id, enrollment.course_id)
    is_own = bool(standing and standing.due_date and enrollment.due_date == standing.due_date)
    if asked is None and standing is not None and is_own:
        return standing.replaced_due_date
    return asked or enrollment.due_date


def _check(choice: ExtensionChoice, common: datetime.date | None) -> None:
    day, today = choice.due_date, timezone.localdate()
    if day is None:
        if not choice.extra_attempt_count:
            raise ExtensionRefused(
                "NOTHING_CHOSEN", "due_date", _("Vui lòng chọn hạn riêng hoặc số lượt làm thêm.")
            )
        return
    if common is None:
        raise ExtensionRefused(
            "NOTHING_DUE", "due_date", _("Khóa này không có hạn nên không cần hạn riêng.")
        )
    if day < today:
        raise ExtensionRefused(
            "DATE_OVER", "due_date", _("Hạn này đã qua. Chọn một ngày từ hôm nay trở đi.")
        )
    if day <= common:
        raise ExtensionRefused(
            "DATE_NOT_LATER", "due_date", _("Hạn riêng phải sau hạn chung của khóa.")
        )
    if day > max(today, common) + LONGEST:
        raise ExtensionRefused(
            "DATE_TOO_FAR", "due_date", _("Hạn riêng dài nhất là một năm. Chọn một ngày gần hơn.")
        )


def _end(
    standing: Extension, enrollment: Enrollment, common: datetime.date | None, by: User
) -> None:
    standing.ended_at, standing.ended_by_uid = timezone.now(), by.uid
    standing.save(update_fields=["ended_at", "ended_by_uid"])
    _apply(enrollment, common, 0)
    enroll_assigned(course_ids=[enrollment.course_id], learner_ids=[enrollment.learner_id])


def _apply(enrollment: Enrollment, day: datetime.date | None, attempts: int) -> None:
    enrollment.due_date, enrollment.extra_attempt_count = day, attempts
    enrollment.save(update_fields=["due_date", "extra_attempt_count"])


def _audit(action: str, enrollment: Enrollment, extension: Extension, by: User) -> None:
    """Write who gave or took what; the reason may tell of health and stays on the row alone."""
    day = extension.due_date
    people_actions.write_audit(
        action=action,
        by=by,
        subject="learner",
        subject_uid=str(enrollment.learner.uid),
        facts={
            "course_uid": str(enrollment.course.uid),
            "due_date": day.isoformat() if day else None,
            "extra_attempt_count": extension.extra_attempt_count,
            "extension": str(extension.uid),
        },
    )
