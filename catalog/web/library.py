"""The national library: everyone may look on the national site, offices take over on theirs."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalog import actions, queries
from catalog.library import queries as library_queries
from catalog.models.desk import Audience
from catalog.packages import release_files
from catalog.web.forms import TakeOverForm
from tenants.people.models import Role
from tenants.people.permissions import person, role_required

AT_ONCE_AT_MOST = 3
"""More courses than this are taken over in the background."""

office_required = role_required(Role.PROVINCE_OFFICE)


@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    """All national courses, by audience; open to everyone."""
    cards = library_queries.latest_releases()
    groups = [
        (audience.label, [card for card in cards if card.audience == audience])
        for audience in Audience
    ]
    context = {"groups": [group for group in groups if group[1]], "count": len(cards)}
    return render(request, "catalog/library/shelf.html", context)


@require_GET
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """The outline of one national course; open to everyone."""
    try:
        release = library_queries.newest_release_card(slug)
    except library_queries.ReleaseNotFound as error:
        raise Http404 from error
    context = {
        "release": release,
        "shown": queries.released(release),
        "hash_groups": hash_groups(release_files.check_code(release)),
    }
    return render(request, "catalog/library/course.html", context)


def hash_groups(sha256: str) -> list[str]:
    """Return a hash in groups that can be read out."""
    return [sha256[place : place + 8] for place in range(0, len(sha256), 8)]


@require_http_methods(["GET", "POST"])
@office_required
def take_over(request: HttpRequest) -> HttpResponse:
    """Choose national courses and make them the province's own."""
    rows = queries.shelf()
    absent = [row.release.uid for row in rows if not row.is_here]
    sent = request.POST if request.method == "POST" else None
    form = TakeOverForm(sent, release_uids=[row.release.uid for row in rows])
    if form.is_valid():
        return taken_over(request, form.cleaned_data["release"])
    chosen = absent if request.GET.get("select") == "all" else []
    context = {"rows": rows, "form": form, "chosen": set(chosen), "absent_count": len(absent)}
    status = 422 if form.is_bound else 200
    return render(request, "catalog/library/take_over.html", context, status=status)


def taken_over(request: HttpRequest, uids: list[uuid.UUID]) -> HttpResponse:
    """Take a few courses at once, more of them in a job."""
    if len(uids) > AT_ONCE_AT_MOST:
        job = actions.start_adoption(release_uids=uids, by=person(request))
        return redirect(f"/jobs/{job.uid}/")
    courses = actions.adopt_releases(release_uids=uids, by=person(request))
    text = _("Đã đưa %(count)s khóa học vào danh mục của tỉnh.") % {"count": len(courses)}
    messages.success(request, text)
    query = urlencode([("release", str(uid)) for uid in uids])
    return redirect(f"{reverse('office-library-results')}?{query}")


@require_GET
@office_required
def results(request: HttpRequest) -> HttpResponse:
    """What was taken over, and what to do next."""
    try:
        uids = [uuid.UUID(one) for one in request.GET.getlist("release")[:200]]
    except ValueError as error:
        raise Http404 from error
    context = {"courses": queries.adopted_courses(uids)}
    return render(request, "catalog/library/results.html", context)


@require_GET
@office_required
def release(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A release as it reads, before it is taken over."""
    try:
        card = queries.readable_release(uid)
    except library_queries.ReleaseNotFound as error:
        raise Http404 from error
    rows = queries.shelf()
    row = next((row for row in rows if row.release.course_uid == card.course_uid), None)
    context = {"release": card, "shown": queries.released(card), "row": row}
    return render(request, "catalog/library/release.html", context)
