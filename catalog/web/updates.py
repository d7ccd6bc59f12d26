"""New national releases for this province's courses: the list, and taking all clean ones."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from catalog import syncing
from catalog.actions import taking
from catalog.models import Course
from catalog.syncing import Standing
from catalog.web.library import office_required
from tenants.jobs import permissions as job_permissions
from tenants.people.permissions import person

STATES = {
    "waiting": gettext_lazy("Có bản mới"),
    "postponed": gettext_lazy("Đang hoãn"),
    "current": gettext_lazy("Đang ở bản mới nhất"),
    "detached": gettext_lazy("Tỉnh đã tách ra"),
    "retired": gettext_lazy("Bộ không còn cung cấp"),
}
MARKS = {
    "automatic": gettext_lazy("Tự nhận bản mới"),
    "failed": gettext_lazy("Chưa tự nhận được"),
}
FAILURES = {
    "CONFLICTS_UNDECIDED": gettext_lazy("Có chỗ cần Ông/Bà quyết định."),
    "COURSE_HAS_ERRORS": gettext_lazy("Khóa học sau khi gộp có lỗi phải sửa trước khi xuất bản."),
    "DOCUMENT_INVALID": gettext_lazy("Khóa học sau khi gộp không đúng khuôn dạng."),
    "COURSE_DETACHED": gettext_lazy("Tỉnh đã tách khóa học này khỏi bản của Bộ."),
    "SYNC_PLAN_STALE": gettext_lazy("Có người vừa sửa khóa học."),
    taking.NOTHING_NEW: gettext_lazy("Không còn bản mới nào để nhận."),
}


class FilterForm(forms.Form):
    """What the list is narrowed to; lives in the address."""

    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *STATES.items(), *MARKS.items()],
    )


@dataclass(frozen=True)
class Row:
    """One course that came from the library, as the list shows it."""

    standing: Standing
    today: date

    @property
    def state(self) -> str:
        """One of STATES."""
        one = self.standing
        if one.is_detached:
            return "detached"
        if one.newest is None:
            return "retired"
        if not one.is_behind:
            return "current"
        return "postponed" if one.is_postponed(self.today) else "waiting"

    @property
    def label(self) -> Any:
        """The state in words."""
        return STATES[self.state]

    @property
    def is_automatic(self) -> bool:
        """Whether releases without a conflict come by themselves."""
        return bool(self.standing.following and self.standing.following.is_automatic)

    @property
    def has_failed(self) -> bool:
        """Whether the newest release could not be taken by itself."""
        following, newest = self.standing.following, self.standing.newest
        if following is None or newest is None or not self.standing.is_behind:
            return False
        return following.failed_version == newest.version

    @property
    def failure(self) -> str:
        """Why it could not, in a sentence."""
        following = self.standing.following
        return failure_words(following.failed_code if following else "")

    def matches(self, wanted: str) -> bool:
        """Whether the row belongs into a filtered list."""
        marks = {"automatic": self.is_automatic, "failed": self.has_failed}
        return not wanted or wanted == self.state or marks.get(wanted, False)


def failure_words(code: str) -> str:
    """Return what stood in the way, in a sentence."""
    return str(FAILURES.get(code) or _("Chưa nhận được; vui lòng mở khóa học để xem."))


@require_GET
@office_required
def updates(request: HttpRequest) -> HttpResponse:
    """All courses that came from the library, and how they stand to the newest release."""
    form = FilterForm(request.GET)
    wanted = form.cleaned_data["state"] if form.is_valid() else ""
    today = timezone.localdate()
    rows = [Row(one, today) for one in syncing.standings()]
    waiting_count = sum(row.state == "waiting" for row in rows)
    rows.sort(key=lambda row: list(STATES).index(row.state))
    context = {
        "form": form,
        "wanted": wanted,
        "rows": [row for row in rows if row.matches(wanted)],
        "count": len(rows),
        "waiting_count": waiting_count,
    }
    return render(request, "catalog/updates/list.html", context)


@require_POST
@office_required
def taking_all(request: HttpRequest) -> HttpResponse:
    """Take every waiting release that nobody has to decide on, in the background."""
    today = timezone.localdate()
    uids = [one.course.uid for one in syncing.standings() if one.is_waiting(today)]
    if not uids:
        messages.info(request, _("Không có bản mới nào đang chờ."))
        return redirect("office-updates")
    job = taking.start_taking(course_uids=uids, by=person(request))
    return redirect(f"/jobs/{job.uid}/")


@dataclass(frozen=True)
class TakingResult:
    """What became of one course of a job that takes all clean releases."""

    course: Course
    outcome: str

    @property
    def is_taken(self) -> bool:
        """Whether the release is in the course now."""
        return self.outcome in (taking.TAKEN, taking.AT_DESK)

    @property
    def is_at_desk(self) -> bool:
        """Whether learners do not read it yet."""
        return self.outcome == taking.AT_DESK

    @property
    def words(self) -> str:
        """What stood in the way."""
        return failure_words(self.outcome)


@require_GET
@office_required
def taken_all(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What such a job took, and what waits for a decision."""
    job = job_permissions.job_for(person(request), uid)
    if job.kind != taking.TAKE_CLEAN:
        raise Http404
    outcomes = job.checkpoint.get("outcomes", {})
    courses = Course.objects.filter(uid__in=list(outcomes)).order_by("position", "pk")
    results = [TakingResult(course, outcomes[str(course.uid)]) for course in courses]
    context = {
        "job": job,
        "taken": [one for one in results if one.is_taken],
        "left": [one for one in results if not one.is_taken],
    }
    return render(request, "catalog/updates/taken.html", context)
