"""The ministry's administrators read applications and decide."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tenants import applications, queries
from tenants.forms import RefusalForm
from tenants.models import ProvinceApplication
from tenants.people import permissions
from tenants.people import queries as people_queries
from tenants.people.models import Role
from tenants.web import steps

PAGE_SIZE = 30
FILTERS = ("", *ProvinceApplication.Status.values)


@never_cache
@require_GET
@permissions.role_required(Role.MINISTRY_ADMINISTRATOR)
def application_list(request: HttpRequest) -> HttpResponse:
    """Every application, newest first, or those of one status."""
    status = request.GET.get("status", "")
    status = status if status in FILTERS else ""
    rows = Paginator(queries.applications(status=status), PAGE_SIZE)
    context = {
        "page": rows.get_page(request.GET.get("page")),
        "status": status,
        "statuses": ProvinceApplication.Status.choices,
    }
    return render(request, "tenants/application_list.html", context)


@never_cache
@require_GET
@permissions.role_required(Role.MINISTRY_ADMINISTRATOR)
def application_detail(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One application with what can be decided about it."""
    return detail_page(request, application_for(uid), RefusalForm())


@require_POST
@permissions.role_required(Role.MINISTRY_ADMINISTRATOR)
def approval(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say yes; the site is opened by the worker."""
    application_for(uid)
    try:
        applications.approve(
            application_uuid=uid, by=permissions.person(request), at=timezone.now()
        )
    except applications.AlreadyDecided:
        messages.warning(request, _("Hồ sơ này đã được quyết định trước đó."))
    else:
        messages.success(request, _("Đã duyệt. Trang của tỉnh đang được dựng."))
    return HttpResponseRedirect(reverse("ministry-application", args=[uid]))


@require_POST
@permissions.role_required(Role.MINISTRY_ADMINISTRATOR)
def refusal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say no, with a reason that is mailed."""
    found, form = application_for(uid), RefusalForm(request.POST)
    if not form.is_valid():
        return detail_page(request, found, form, status=422)
    try:
        applications.refuse(
            application_uuid=uid,
            reason=form.cleaned_data["reason"],
            by=permissions.person(request),
            at=timezone.now(),
        )
    except applications.AlreadyDecided:
        messages.warning(request, _("Hồ sơ này đã được quyết định trước đó."))
    else:
        messages.success(request, _("Đã từ chối và gửi lý do cho người nộp."))
    return HttpResponseRedirect(reverse("ministry-application", args=[uid]))


@require_POST
@permissions.role_required(Role.MINISTRY_ADMINISTRATOR)
def reopening(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Try an opening again that failed."""
    application_for(uid)
    try:
        applications.open_again(application_uuid=uid, by=permissions.person(request))
    except applications.NothingToOpen:
        messages.warning(request, _("Hồ sơ này không còn gì phải dựng lại."))
    else:
        messages.success(request, _("Đang dựng lại."))
    return HttpResponseRedirect(reverse("ministry-application", args=[uid]))


def application_for(uid: uuid.UUID) -> ProvinceApplication:
    """Return the application; raises Http404."""
    found: ProvinceApplication | None = queries.applications().filter(uuid=uid).first()
    if found is None:
        raise Http404
    return found


def detail_page(
    request: HttpRequest,
    found: ProvinceApplication,
    form: RefusalForm,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The page of one application; htmx asks for its steps only."""
    decided_by = people_queries.user_with_uid(str(found.decided_by)) if found.decided_by else None
    context = {
        "application": found,
        "form": form,
        "steps": steps.worded(queries.opening_steps(found)),
        "is_settled": queries.is_settled(found) or found.status == found.Status.SUBMITTED,
        "path": reverse("ministry-application", args=[found.uuid]),
        "decided_by": decided_by,
        "site": applications.province_address(found.slug),
        "others": queries.provinces_of_unit(found.unit),
    }
    partial = bool(request.headers.get("HX-Request"))
    template = "tenants/_steps.html" if partial else "tenants/application_detail.html"
    return render(request, template, context, status=status)
