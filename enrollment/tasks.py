"""Background work of enrollment, registered by name (tenants.jobs)."""

from django.utils.translation import gettext_lazy as _

from enrollment import slips
from enrollment.learning import settling
from enrollment.roster import applying, reading
from tenants.jobs.work import job_kind

job_kind("enrollment.read_roster", title=_("Đọc danh sách"), unit=_("dòng"))(reading.read)
job_kind("enrollment.apply_roster", title=_("Đưa vào danh sách học viên"), unit=_("dòng"))(
    applying.apply
)
job_kind(slips.KIND, title=_("Mời kích hoạt tài khoản"), unit=_("người"))(slips.invite)
job_kind(settling.SETTLE, title=_("Tính lại kết quả của khóa học"), unit=_("người"))(
    settling.settle
)
