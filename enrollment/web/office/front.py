"""The office's front page: where the province stands, and the one thing to do next."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from catalog import queries as catalog_queries
from enrollment import figures, queries
from enrollment.queries import OfficeStanding
from tenants.jobs.models import Job
from tenants.people.models import Role
from tenants.people.permissions import role_required


@dataclass(frozen=True, slots=True)
class Step:
    """One step of going on line: where it is done, whether it is done, and in words how far."""

    title: str
    url: str
    button: str
    is_done: bool
    status: str
    hint: str = ""


@require_safe
@role_required(Role.PROVINCE_OFFICE)
def office(request: HttpRequest) -> HttpResponse:
    """The steps of going on line, the cohorts in numbers, what runs in the background."""
    steps = steps_of(queries.office_standing(), len(catalog_queries.published_courses()))
    running = Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return render(
        request,
        "enrollment/office/front.html",
        {
            "steps": steps,
            "done_count": sum(step.is_done for step in steps),
            "next_step": next((step for step in steps if not step.is_done), None),
            "figures": queries.cohort_figures(),
            "jobs": list(running.order_by("created_at")[:5]),
            "new_releases": catalog_queries.new_releases(timezone.localdate()),
            "now": timezone.now(),
        },
    )


def steps_of(standing: OfficeStanding, course_count: int) -> list[Step]:
    """Return the seven steps with their true state."""
    return [
        Step(
            _("Đưa khóa học quốc gia vào danh mục của tỉnh"),
            "/office/library/",
            _("Mở thư viện quốc gia"),
            course_count > 0,
            _counted(ngettext("%(n)s khóa", "%(n)s khóa", course_count), course_count),
            _("Chọn các khóa cần dùng rồi đưa vào một lần."),
        ),
        Step(
            _("Khai báo đơn vị và nhập danh sách học viên"),
            reverse("office-roster"),
            _("Nhập danh sách"),
            standing.roster_count > 0,
            _counted(
                ngettext("%(n)s người", "%(n)s người", standing.roster_count), standing.roster_count
            ),
            _("Một tệp Excel cho cả đơn vị và người học; xem trước rồi mới áp dụng."),
        ),
        Step(
            _("Kiểm tra cây đơn vị và người hỗ trợ"),
            reverse("office-units"),
            _("Xem đơn vị"),
            standing.unit_count > 0,
            _counted(
                ngettext("%(n)s đơn vị", "%(n)s đơn vị", standing.unit_count), standing.unit_count
            ),
        ),
        Step(
            _("Đặt chỉ tiêu cho ba khối"),
            reverse("office-targets"),
            _("Đặt chỉ tiêu"),
            standing.has_targets,
            _("Đã đặt") if standing.has_targets else _("Chưa đặt"),
        ),
        Step(
            _("Phân công khóa học: bắt buộc hay tự chọn, hạn nào"),
            reverse("office-assignments"),
            _("Phân công học"),
            standing.assignment_count > 0,
            _counted(
                ngettext("%(n)s phân công", "%(n)s phân công", standing.assignment_count),
                standing.assignment_count,
            ),
        ),
        Step(
            _("Mời kích hoạt tài khoản"),
            reverse("office-invitations"),
            _("Gửi lời mời"),
            standing.account_count > 0,
            _counted(
                ngettext("%(n)s tài khoản", "%(n)s tài khoản", standing.account_count),
                standing.account_count,
            ),
            _("Gửi thư cho người có địa chỉ, in phiếu cho người còn lại."),
        ),
        Step(
            _("Có người học đầu tiên"),
            f"{reverse('office-people')}?state=active",
            _("Xem ai đang học"),
            standing.active_count > 0,
            _counted(
                ngettext("%(n)s người đang học", "%(n)s người đang học", standing.active_count),
                standing.active_count,
            ),
            _("Có thể tự thử bằng phiếu của một người trong danh sách."),
        ),
    ]


def _counted(words: str, count: int) -> str:
    return words % {"n": figures.grouped(count)} if count else _("Chưa làm")
