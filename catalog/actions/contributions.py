"""What the ministry does with what provinces offered: adopt, decline, ask back.

Adopting writes to the ministry's desk only; provinces get it the normal way, by a release. The
province hears every decision through the ministry's outbox (catalog.effects).
"""

from typing import Any

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from catalog import contributions, documents, rewriting
from catalog.actions import desk
from catalog.actions.courses import free_name
from catalog.actions.sync import tidied
from catalog.contributions import CourseThere, Merging
from catalog.documents import CourseDocument
from catalog.effects import RECORD_REPLY
from catalog.library.models import Contribution
from catalog.merging import results
from catalog.merging.results import Decisions
from catalog.models import Course
from tenants.jobs import actions as job_actions
from tenants.people import actions as people_actions
from tenants.people.models import User

__all__ = ["CourseThere"]
REPLY_AT_MOST = 2000


class ReplyMissing(ValueError):
    """A province is told why, or what the ministry would like to know."""

    code = "REPLY_MISSING"


class ContributionClosed(Exception):
    """Somebody decided before, or the province withdrew. Facts: the contribution as it is."""

    code = "CONTRIBUTION_CLOSED"

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(f"{contribution.uid} {contribution.state}")
        self.contribution = contribution


class ContributionChanged(Exception):
    """The province sent something newer, or the desk changed, since it was looked at."""

    code = "CONTRIBUTION_CHANGED"


def adopt_contribution(
    *,
    contribution: Contribution,
    decisions: Decisions,
    seen_sha256: str = "",
    seen_desk_sha256: str | None = None,
    reply: str = "",
    by: User | None,
) -> Course:
    """Take what a province offered into the ministry's desk; nothing is published by this.

    A course of the province's own becomes a new one with the same uids; changes are merged three
    ways. The `seen` hashes name what was looked at. Raises ContributionClosed, ContributionChanged,
    CourseThere, results.ConflictsUndecided, results.DecisionInvalid, documents.DocumentInvalid.
    """
    contribution = _locked(contribution, seen_sha256)
    _lock_desk(contribution)
    found = contributions.merging(contribution)
    if seen_desk_sha256 is not None and seen_desk_sha256 != found.desk_sha256:
        raise ContributionChanged
    if found.course is None and decisions:
        raise results.DecisionInvalid(next(iter(decisions)))
    course = found.course or _new_course(found.theirs.parsed)
    rewriting.rewrite_course(course, _document(found, decisions))
    _credit(course, contribution)
    facts = {"contribution": str(contribution.uid), "decisions": len(decisions)}
    desk.note(course, action="adopt_contribution", by=by, subject="course", uid=course.uid, **facts)
    _decide(contribution, Contribution.State.ADOPTED, documents.tidy(reply), by)
    return course


def decline_contribution(
    *, contribution: Contribution, reason: str, seen_sha256: str = "", by: User | None
) -> Contribution:
    """Say no, with a reason the province reads.

    Raises ReplyMissing, ContributionClosed, ContributionChanged.
    """
    words = _required(reason)
    contribution = _locked(contribution, seen_sha256)
    return _decide(contribution, Contribution.State.DECLINED, words, by)


def ask_back(
    *, contribution: Contribution, question: str, seen_sha256: str = "", by: User | None
) -> Contribution:
    """Ask the province something; it answers with new words and the course as it stands then.

    Raises ReplyMissing, ContributionClosed, ContributionChanged.
    """
    words = _required(question)
    contribution = _locked(contribution, seen_sha256)
    return _decide(contribution, Contribution.State.ASKED_BACK, words, by)


def _required(text: str) -> str:
    words = documents.tidy(text)[:REPLY_AT_MOST]
    if not words:
        raise ReplyMissing
    return words


def _locked(contribution: Contribution, seen_sha256: str) -> Contribution:
    """Return the contribution as it stands now, for this transaction alone."""
    found = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("province")
        .get(pk=contribution.pk)
    )
    if found.state not in contributions.OPEN:
        raise ContributionClosed(found)
    if seen_sha256 and seen_sha256 != found.sha256:
        raise ContributionChanged
    return found


def _lock_desk(contribution: Contribution) -> None:
    """Wait for whoever writes the course, or makes it, and let others wait."""
    with connection.cursor() as cursor:
        key = f"catalog.contribution {contribution.course_uid}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
    course_id = Course.objects.filter(uid=contribution.course_uid).values_list("pk", flat=True)
    if found := course_id.first():
        desk.lock(found)


def _new_course(document: CourseDocument) -> Course:
    """Return an empty, unpublished course with the document's uid, last in the list."""
    last = Course.objects.aggregate(last=Max("position"))["last"]
    taken = set(Course.objects.values_list("slug", flat=True))
    return Course.objects.create(
        uid=document.uid,
        slug=free_name(document.slug, taken),
        title=document.title,
        audience=document.audience,
        position=(last or 0) + 1,
    )


def _document(found: Merging, decisions: Decisions) -> dict[str, Any]:
    """Return what the desk will read: the course itself, or the merge of both."""
    if found.plan is None or found.mine is None:
        return found.theirs.content
    merged = results.merged(
        found.plan, found.base, found.theirs.content, found.mine.content, tidied(decisions)
    ).document
    shown = documents.media_hashes(merged)
    return documents.with_media(merged, [one for one in merged["media"] if one["sha256"] in shown])


def _credit(course: Course, contribution: Contribution) -> None:
    """Name the province, once, with the day its work first came in."""
    name = contribution.province.name
    if any(one["province"] == name for one in course.credits):
        return
    today = timezone.localdate().isoformat()
    course.credits = [*course.credits, {"province": name, "date": today}]
    course.save(update_fields=["credits"])


def _decide(
    contribution: Contribution, state: Contribution.State, reply: str, by: User | None
) -> Contribution:
    contribution.state = state
    contribution.reply = reply
    contribution.replied_at = timezone.now()
    contribution.replied_by = by.full_name if by else ""
    contribution.save(update_fields=["state", "reply", "replied_at", "replied_by"])
    job_actions.emit(
        kind=RECORD_REPLY,
        payload={
            "province_id": str(contribution.province_id),
            "offer_uid": str(contribution.offer_uid),
            "state": state.value,
            "reply": reply,
            "sha256": contribution.sha256,
            "replied_at": contribution.replied_at.isoformat(),
        },
    )
    facts = {"course": str(contribution.course_uid), "sha256": contribution.sha256}
    people_actions.write_audit(
        action=f"catalog.{ACTIONS[state]}",
        by=by,
        subject="contribution",
        subject_uid=str(contribution.uid),
        facts=facts | {"province": contribution.province_id},
    )
    return contribution


ACTIONS = {
    Contribution.State.ADOPTED: "adopt_contribution",
    Contribution.State.DECLINED: "decline_contribution",
    Contribution.State.ASKED_BACK: "ask_back",
}
