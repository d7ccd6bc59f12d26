"""Bringing a national release into a province's course, and taking that back.

One transaction each. Nothing changes before somebody confirms what they saw: the plan is made anew
and refused if the course is not the one that was looked at.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from catalog import documents, rewriting, rows, syncing
from catalog.actions import desk, publishing, reporting
from catalog.library.queries import ReleaseNotFound
from catalog.merging import results
from catalog.merging.results import Decision, Decisions
from catalog.models import AdoptedRelease, Course, Document, Edition, Following, Sync
from catalog.syncing import Offered, Prepared
from tenants.people.models import User

__all__ = ["ReleaseNotFound"]


class SyncPlanStale(Exception):
    """The course changed since the plan was looked at; nothing was done. Look again."""

    code = "SYNC_PLAN_STALE"


class CourseDetached(Exception):
    """The province goes its own way with this course; it must follow again first."""

    code = "COURSE_DETACHED"


class SyncNotUndoable(Exception):
    """The course was changed after this sync, or a later one stands on it. Facts: reason."""

    code = "SYNC_NOT_UNDOABLE"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReasonMissing(ValueError):
    """Putting an update off, or going one's own way, needs a reason."""

    code = "REASON_MISSING"


class DateInvalid(ValueError):
    """A date to come back to must lie ahead, within a year."""

    code = "DATE_INVALID"


def apply_sync(
    *,
    course: Course,
    release_uid: uuid.UUID,
    seen_sha256: str = "",
    decisions: Decisions,
    publish: bool,
    by: User | None,
    is_automatic: bool = False,
    keeps_given_up: bool = False,
    offered: Offered | None = None,
) -> Sync:
    """Merge a release into the course, and publish the result where asked.

    seen_sha256 names the desk's document that was looked at. The same release again is the first
    sync. keeps_given_up: the province's words that a decision leaves out become notes. offered: the
    release itself where it does not stand on the shelf; its files must be kept here already.
    Raises SyncPlanStale, CourseDetached, ReleaseNotFound, results.ConflictsUndecided,
    results.DecisionInvalid, documents.DocumentInvalid, publishing.CourseHasErrors.
    """
    course = desk.lock(course.pk)
    done = course.syncs.filter(release_uid=release_uid, undone_at=None).first()
    if done is not None:
        return done
    following = syncing.following_of(course)
    if following.detached_at is not None:
        raise CourseDetached
    prepared = syncing.prepare_offered(course, offered or syncing.on_shelf(release_uid))
    if seen_sha256 and seen_sha256 != prepared.mine.sha256:
        raise SyncPlanStale
    merged = results.merged(
        prepared.plan,
        prepared.base.content,
        prepared.theirs.content,
        prepared.mine.content,
        tidied(decisions),
    )
    document = with_displaced(merged.document, merged.all_displaced(keeps_given_up))
    return _write(
        _Application(course, prepared, document, decisions, publish, is_automatic, by, following)
    )


@dataclass(frozen=True)
class _Application:
    course: Course
    prepared: Prepared
    document: dict[str, Any]
    decisions: Decisions
    publish: bool
    is_automatic: bool
    by: User | None
    following: Following


def tidied(decisions: Decisions) -> dict[str, Decision]:
    """Return the decisions with texts as documents hold them."""
    return {
        place: Decision(one.choice, documents.tidy(one.text)) for place, one in decisions.items()
    }


def with_displaced(document: dict[str, Any], displaced: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the document with displaced words kept as the province's notes."""
    for module in document["modules"]:
        for lesson in module["lessons"]:
            words = [one for one in displaced.get(lesson["uid"], []) if one not in lesson["note"]]
            if words:
                lesson["note"] = "\n\n".join(part for part in (lesson["note"], *words) if part)
    media = documents.media_hashes(document)
    kept = [one for one in document["media"] if one["sha256"] in media]
    return documents.with_media(document, kept)


def _write(given: _Application) -> Sync:
    course, prepared, at = given.course, given.prepared, timezone.now()
    found = [prepared.base, prepared.theirs, prepared.mine, documents.examine(given.document)]
    ids = rows.keep_documents(found)
    rows.list_national_media([prepared.theirs.parsed])
    before = course.current_edition
    rewriting.rewrite_course(course, given.document, archives_all=True)
    _adopt(given, ids[prepared.theirs.sha256], at)
    sync = Sync.objects.create(
        course=course,
        from_version=prepared.from_version,
        to_version=prepared.release.version,
        release_uid=prepared.release.uid,
        **{
            f"{name}_id": ids[one.sha256]
            for name, one in zip(("base", "theirs", "mine", "result"), found, strict=True)
        },
        decisions={place: one.as_json() for place, one in given.decisions.items()},
        counts=prepared.plan.counts,
        is_automatic=given.is_automatic,
        edition_before=before,
        applied_at=at,
        applied_by_uid=given.by.uid if given.by else None,
    )
    facts = {"from": sync.from_version, "to": sync.to_version, "decisions": len(given.decisions)}
    desk.note(course, action="apply_sync", by=given.by, subject="course", uid=course.uid, **facts)
    _settle_following(given.following)
    _tell(course, sync.to_version, prepared.theirs.sha256, at)
    sync.edition_after = _published(given) if given.publish else None
    if sync.edition_after is None:
        reporting.report_holding(course, document=given.document)
    else:
        sync.save(update_fields=["edition_after"])
    return sync


def _adopt(given: _Application, document_id: int, at: datetime) -> None:
    release = given.prepared.release
    AdoptedRelease.objects.create(
        course=given.course,
        document_id=document_id,
        release_uid=release.uid,
        version=release.version,
        changelog=release.changelog,
        is_minor=release.is_minor,
        locks=release.locks,
        adopted_at=at,
        adopted_by_uid=given.by.uid if given.by else None,
    )


def _published(given: _Application) -> Edition | None:
    """Publish the merged course; None where learners read exactly this already."""
    release = given.prepared.release
    try:
        return publishing.publish_document(
            course=given.course,
            content=given.document,
            changelog=release.changelog,
            is_minor=release.is_minor,
            by=given.by,
        )
    except publishing.NothingChanged:
        return None


def _end_postponement(following: Following) -> None:
    following.postponed_version = following.postponed_until_date = None
    following.postponed_reason = ""


def _settle_following(following: Following) -> None:
    _end_postponement(following)
    following.failed_version, following.failed_code = None, ""
    names = ("postponed_version", "postponed_until_date", "postponed_reason")
    following.save(update_fields=[*names, "failed_version", "failed_code"])


def undo_sync(*, sync: Sync, by: User | None) -> Sync:
    """Write back exactly what stood at the desk before, and to learners what they read before.

    Raises SyncNotUndoable where somebody changed the course since.
    """
    course = desk.lock(sync.course_id)
    sync = Sync.objects.select_related("base", "mine", "result", "edition_before").get(pk=sync.pk)
    if sync.undone_at is not None:
        return sync
    if course.syncs.filter(applied_at__gt=sync.applied_at, undone_at=None).exists():
        raise SyncNotUndoable("later_sync")
    if documents.sha256_of(documents.from_course(course)) != sync.result.sha256:
        raise SyncNotUndoable("changed_since")
    rewriting.rewrite_course(course, sync.mine.content)
    AdoptedRelease.objects.filter(course=course, release_uid=sync.release_uid).delete()
    if sync.edition_after_id and course.current_edition_id == sync.edition_after_id:
        _publish_again(course, sync, by)
    sync.undone_at = timezone.now()
    sync.undone_by_uid = by.uid if by else None
    sync.save(update_fields=["undone_at", "undone_by_uid"])
    facts = {"from": sync.to_version, "to": sync.from_version}
    desk.note(course, action="undo_sync", by=by, subject="course", uid=course.uid, **facts)
    _hold_automatic(course)
    _tell(course, sync.from_version, sync.base.sha256, sync.undone_at)
    reporting.report_holding(course, document=sync.mine.content)
    return sync


def _tell(course: Course, version: int, sha256: str, at: datetime) -> None:
    """Let the ministry know which release the course stands on from now on."""
    if version:
        reporting.report_adoption(course_uid=course.uid, version=version, sha256=sha256, at=at)


def _publish_again(course: Course, sync: Sync, by: User | None) -> None:
    """Give learners back the document they read before, as a new edition."""
    before = sync.edition_before
    if before is None:
        return
    document = Document.objects.get(pk=before.document_id)
    edition = publishing.publish_document(
        course=course, content=document.content, changelog=before.changelog, by=by
    )
    # What learners finished before is again what stands there: nothing is new to them.
    edition.lesson_editions = before.lesson_editions
    edition.save(update_fields=["lesson_editions"])


def _hold_automatic(course: Course) -> None:
    """What was just undone must not come back by itself a minute later."""
    following = syncing.following_of(course)
    if following.is_automatic:
        following.is_automatic = False
        following.save(update_fields=["is_automatic"])


def postpone_sync(
    *, course: Course, version: int, until_date: date, reason: str, today: date, by: User | None
) -> Following:
    """Put a release off until a day, with a reason the ministry sees. Raises ReasonMissing,
    DateInvalid."""
    reason = _reason(reason)
    if not 0 < (until_date - today).days <= 366:
        raise DateInvalid
    course = desk.lock(course.pk)
    following = syncing.following_of(course)
    following.postponed_version = version
    following.postponed_until_date = until_date
    following.postponed_reason = reason
    following.save()
    facts = {"version": version, "until": until_date.isoformat()}
    _noted(course, "postpone_sync", by, **facts)
    return following


def resume_sync(*, course: Course, by: User | None) -> Following:
    """Take back that a release was put off: it is offered again at once."""
    course = desk.lock(course.pk)
    following = syncing.following_of(course)
    if following.postponed_version is None:
        return following
    _end_postponement(following)
    following.save()
    _noted(course, "resume_sync", by)
    return following


def detach_course(*, course: Course, reason: str, by: User | None) -> Following:
    """Go one's own way: new releases are not offered any more. Raises ReasonMissing."""
    reason = _reason(reason)
    course = desk.lock(course.pk)
    following = syncing.following_of(course)
    following.detached_at = following.detached_at or timezone.now()
    following.detached_reason = reason
    following.is_automatic = False
    _end_postponement(following)
    following.save()
    _noted(course, "detach_course", by)
    return following


def follow_again(*, course: Course, by: User | None) -> Following:
    """Follow the ministry's course again from the release it stood on."""
    course = desk.lock(course.pk)
    following = syncing.following_of(course)
    following.detached_at, following.detached_reason = None, ""
    following.save()
    _noted(course, "follow_again", by)
    return following


def choose_automatic(*, course: Course, is_automatic: bool, by: User | None) -> Following:
    """Let releases that merge without a conflict come by themselves, or not."""
    course = desk.lock(course.pk)
    following = syncing.following_of(course)
    following.is_automatic = is_automatic and following.detached_at is None
    following.save()
    _noted(course, "choose_automatic", by, is_automatic=following.is_automatic)
    return following


def _reason(text: str) -> str:
    reason = " ".join(documents.tidy(text).split())[:300]
    if not reason:
        raise ReasonMissing
    return reason


def _noted(course: Course, action: str, by: User | None, **facts: Any) -> None:
    """Write who did it and tell the ministry; the course itself did not change."""
    reporting.report_holding(course)
    desk.audit(course, action=action, by=by, subject="course", uid=course.uid, **facts)
