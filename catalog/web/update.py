"""One new release and one course of the province: what it means, decisions, taking it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog import actions, documents, permissions, syncing
from catalog.actions import sync, taking
from catalog.library import queries as library_queries
from catalog.linter import Finding
from catalog.models import Course, Following, Sync
from catalog.syncing import Offered, Prepared, Standing
from catalog.updates import Filled, Update
from catalog.web.library import office_required
from tenants.people.permissions import person


@dataclass(frozen=True)
class Notice:
    """What went wrong with a form that was sent; nothing was changed then."""

    status: int
    code: str
    findings: list[Finding] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
@office_required
def update(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The newest release for one course: look at it, decide, take it."""
    course = permissions.course_for(request.user, uid)
    standing = standing_for(course)
    sent_release = request.POST.get("release", "")
    if done := taken_before(course, sent_release):
        return redirect(history_address(done))
    if standing.newest is None or not standing.is_behind or standing.is_detached:
        status = 409 if request.method == "POST" else 200
        context = {"course": course, "standing": standing}
        return render(request, "catalog/updates/nothing.html", context, status=status)
    return decide(request, course, standing.newest.uid)


def standing_for(course: Course) -> Standing:
    """Return how a course stands to the national one; Http404 for an own course."""
    try:
        return syncing.standing_of(course)
    except syncing.NothingToFollow as error:
        raise Http404 from error


def taken_before(course: Course, release: str) -> Sync | None:
    """Return the sync that brought this release in already: a button pressed twice."""
    try:
        uid = uuid.UUID(release)
    except ValueError:
        return None
    return course.syncs.filter(release_uid=uid, undone_at=None).first()


def history_address(done: Sync) -> str:
    """Return where a sync stands in its course's history."""
    return f"{reverse('office-update-history', args=[done.course.uid])}#s-{done.uid}"


def decide(
    request: HttpRequest,
    course: Course,
    release_uid: uuid.UUID,
    *,
    offered: Offered | None = None,
    keep_files: Callable[[], None] | None = None,
) -> HttpResponse:
    """Show what a release would do to a course; when it is confirmed, do it.

    A release out of a file is given as `offered`, with what keeps its files. Raises library
    ReleaseNotFound, syncing.NothingToFollow.
    """
    offered = offered or syncing.on_shelf(release_uid)
    prepared = syncing.prepare_offered(course, offered)
    if request.method != "POST":
        return update_page(request, course, Update.of(prepared))
    filled = Filled.of(request.POST.dict())
    update = Update.of(prepared, filled)
    if not is_what_was_seen(request, prepared):
        return update_page(request, course, update, Notice(409, "SYNC_PLAN_STALE"))
    if update.undecided:
        return update_page(request, course, update, Notice(422, "CONFLICTS_UNDECIDED"))
    try:
        done = taken(request, course, update, offered, keep_files)
    except sync.SyncPlanStale as error:
        again = Update.of(syncing.prepare_offered(course, offered), filled)
        return update_page(request, course, again, Notice(409, error.code))
    except actions.CourseHasErrors as error:
        found = own_findings(update, error.findings)
        return update_page(request, course, update, Notice(422, error.code, found))
    except documents.DocumentInvalid as error:
        return update_page(request, course, update, Notice(422, error.code))
    tell(request, done)
    return redirect(history_address(done))


def is_what_was_seen(request: HttpRequest, prepared: Prepared) -> bool:
    """Whether release and course are still those the form was made of."""
    seen = (request.POST.get("release"), request.POST.get("seen_sha256"))
    return seen == (str(prepared.release.uid), prepared.mine.sha256)


def taken(
    request: HttpRequest,
    course: Course,
    update: Update,
    offered: Offered,
    keep_files: Callable[[], None] | None,
) -> Sync:
    """Bring the release in as decided; whatever is raised, nothing has changed."""
    with transaction.atomic():
        if keep_files is not None:
            keep_files()
        return sync.apply_sync(
            course=course,
            release_uid=update.prepared.release.uid,
            seen_sha256=update.prepared.mine.sha256,
            decisions=update.decisions,
            publish=wants_publishing(request),
            by=person(request),
            offered=offered,
        )


def wants_publishing(request: HttpRequest) -> bool:
    """Whether learners should get the result at once."""
    return request.POST.get("publish") == "now" and request.POST.get("do") != "desk"


def own_findings(update: Update, findings: list[Finding]) -> list[Finding]:
    """Return the findings, those in parts that are not at the desk yet without a link there."""
    here = update.prepared.plan.mine.nodes
    return [one if one.uid in here else without_link(one) for one in findings]


def without_link(finding: Finding) -> Finding:
    """Return a finding that leads to the course's own page."""
    facts: dict[str, Any] = {**vars(finding), "subject": "course", "code": "NOT_AT_DESK"}
    return Finding(**facts)


def tell(request: HttpRequest, done: Sync) -> None:
    """Say what was done."""
    facts = {"version": done.to_version}
    if done.edition_after_id:
        words = _("Đã nhận bản %(version)s và xuất bản cho học viên.")
    else:
        words = _("Đã nhận bản %(version)s. Nội dung đang ở bàn biên soạn.")
    messages.success(request, words % facts)


def update_page(
    request: HttpRequest, course: Course, update: Update, notice: Notice | None = None
) -> HttpResponse:
    """Return the page of one update, with what was filled in and what went wrong."""
    prepared = update.prepared
    has_work = taking.has_unpublished_work(course, prepared.mine.sha256)
    sent = request.POST.get("publish") if request.method == "POST" else ""
    context = {
        "course": course,
        "update": update,
        "release": prepared.release,
        "between": library_queries.releases_between(
            course.uid, prepared.from_version, prepared.release.version
        ),
        "following": Following.objects.filter(course=course).first(),
        "today": timezone.localdate(),
        "has_work": has_work,
        "publishes": sent == "now" if sent else not has_work,
        "notice": notice,
        "errors": errors_of(update) if notice and notice.code == "CONFLICTS_UNDECIDED" else [],
    }
    status = notice.status if notice else 200
    return render(request, "catalog/updates/update.html", context, status=status)


def errors_of(update: Update) -> list[dict[str, str]]:
    """Return a line with a link for every place that is still open."""
    return [
        {
            "text": f"{place.where} – {place.label}: {place.error}",
            "href": f"#choice-{place.mark}-{place.options[0][0]}",
        }
        for place in update.undecided
    ]
