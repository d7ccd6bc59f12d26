"""Background work of enrollment: jobs by name (tenants.jobs), and what runs by the clock."""

import structlog
from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enrollment import actions, slips
from enrollment.learning import settling
from enrollment.roster import applying, files, reading
from tenants.context import each_place, in_place
from tenants.jobs.work import job_kind

log = structlog.get_logger(__name__)
UNREADABLE = _("Không đọc được tệp này. Danh sách học viên không thay đổi.")

job_kind(
    "enrollment.read_roster",
    title=_("Đọc danh sách"),
    unit=_("dòng"),
    errors={refusal.code: UNREADABLE for refusal in files.FileRefused.__subclasses__()},
)(reading.read)
job_kind("enrollment.apply_roster", title=_("Đưa vào danh sách học viên"), unit=_("dòng"))(
    applying.apply
)
job_kind(slips.KIND, title=_("Mời kích hoạt tài khoản"), unit=_("người"))(slips.invite)
job_kind(settling.SETTLE, title=_("Tính lại kết quả của khóa học"), unit=_("người"))(
    settling.settle
)


@shared_task(checkpoints=True)  # type: ignore[call-overload]
def follow_rules() -> None:
    """Take over and assign what the rules of each province ask for; called by beat every 45 s.

    A province that fails does not stop the others.
    """
    for place in each_place():
        if place.is_ministry:
            continue
        try:
            with in_place(place):
                job = actions.follow_rules(at=timezone.now())
        except Exception:
            log.exception("rules_not_followed", place=place.id)
            continue
        if job is not None:
            log.info("rules_followed", place=place.id, course_count=job.total_count)
