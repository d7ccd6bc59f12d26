"""Releases that come by themselves: where the province chose so, and safety updates on their day.

Run by beat, province by province, one block a course. A merge with a conflict waits for people,
except a safety update: on its announced day the ministry's words stand, and the province's words
that had to give way are kept as notes beside the lessons.
"""

from dataclasses import dataclass
from datetime import date

import structlog
from django.utils.translation import gettext as _

from catalog import documents, syncing
from catalog.actions import desk, publishing, sync
from catalog.documents import DocumentInvalid
from catalog.library import queries as library_queries
from catalog.library.queries import ReleaseCard
from catalog.merging import plans, results, states
from catalog.merging.locks import Locks
from catalog.merging.results import ConflictsUndecided, Decision
from catalog.models import Course, Edition, Sync
from catalog.syncing import Standing
from tenants.context import Place, in_place
from tenants.people import actions as people_actions
from tenants.people import letters
from tenants.people.models import AuditEntry, Role, User

log = structlog.get_logger(__name__)

ANNOUNCED = "announce_safety_update"


@dataclass(frozen=True)
class Due:
    """A release that should come by itself now."""

    course_uid: str
    release: ReleaseCard
    is_safety: bool


def follow(place: Place, *, today: date) -> int:
    """Bring in everything that is due in one province; call it outside any block.

    Returns how many courses were brought forward. One that fails is marked and the others go on.
    """
    with in_place(place):
        standings = syncing.standings()
        due = [found for one in standings if (found := due_of(one, today=today))]
        for one in standings:
            announce(one, today=today)
    return sum(_brought(place, one, today=today) for one in due)


def announce(standing: Standing, *, today: date) -> None:
    """Tell the office once that a safety update will come by itself on its day."""
    release, day = standing.newest, standing.applies_on_date
    if release is None or day is None or day <= today:
        return
    course = desk.lock(standing.course.pk)
    told = AuditEntry.objects.filter(subject="course", subject_uid=str(course.uid))
    if told.filter(action=f"catalog.{ANNOUNCED}", facts__version=release.version).exists():
        return
    desk.audit(
        course, action=ANNOUNCED, by=None, subject="course", uid=course.uid, version=release.version
    )
    _mail_office(
        _("Bộ có bản an toàn tự áp dụng từ ngày %(date)s") % {"date": f"{day:%d/%m/%Y}"},
        _(
            "Khóa học “%(title)s” có bản an toàn %(version)s của Bộ, tự áp dụng từ ngày %(date)s. "
            "Đến ngày đó, chỗ nào chưa quyết định sẽ theo bản của Bộ; phần của tỉnh được giữ "
            "thành ghi chú bên bài. Ông/Bà có thể xem thay đổi và nhận trước tại:\n\n%(address)s"
        )
        % (_facts(course, release.version) | {"date": f"{day:%d/%m/%Y}"}),
    )


def due_of(standing: Standing, *, today: date) -> Due | None:
    """Return what should come by itself to one course now (a statement where it is behind)."""
    if not standing.is_behind or standing.newest is None or standing.is_detached:
        return None
    uid = str(standing.course.uid)
    safety = library_queries.safety_release(
        standing.course.uid, after_version=standing.version, today=today
    )
    if safety is not None:
        return Due(uid, safety, is_safety=True)
    following = standing.following
    if following is None or not following.is_automatic or standing.is_postponed(today):
        return None
    if following.failed_version == standing.newest.version:
        return None
    return Due(uid, standing.newest, is_safety=False)


def _brought(place: Place, due: Due, *, today: date) -> bool:
    try:
        with in_place(place):
            course = desk.lock(Course.objects.get(uid=due.course_uid).pk)
            if due_of(syncing.standing_of(course), today=today) != due:
                return False  # brought by another run meanwhile, or put aside by the office
            done = bring(course=course, release=due.release, is_safety=due.is_safety)
            _tell_office(course, done)
        return True
    except (ConflictsUndecided, publishing.CourseHasErrors, DocumentInvalid) as error:
        with in_place(place):
            mark_failed(due, code=error.code)
    except Exception:
        log.exception("release_not_followed", place=place.id, course=due.course_uid)
    return False


def bring(*, course: Course, release: ReleaseCard, is_safety: bool) -> Sync:
    """Merge a release into a locked course without anybody watching, and give it to learners.

    A safety update decides every conflict for the ministry and keeps the province's words as
    notes. Raises ConflictsUndecided (not for a safety update), CourseHasErrors, DocumentInvalid.
    """
    before = course.current_edition
    edition = before.document.content if before is not None else None
    prepared = syncing.prepare(course, release.uid)
    read = documents.sha256_of(edition) if edition is not None else prepared.mine.sha256
    has_work_under_way = read != prepared.mine.sha256
    decisions = decided_for_the_ministry(prepared.plan) if is_safety else {}
    done = sync.apply_sync(
        course=course,
        release_uid=release.uid,
        decisions=decisions,
        keeps_given_up=is_safety,
        publish=edition is not None and not has_work_under_way,
        by=None,
        is_automatic=True,
    )
    if edition is not None and has_work_under_way:
        done.edition_after = _published_beside(course, edition, prepared, release, is_safety)
        done.save(update_fields=["edition_after"])
    return done


def decided_for_the_ministry(plan: plans.Plan) -> dict[str, Decision]:
    """Return a decision for the ministry in every conflict."""
    return {one.place: Decision("national") for one in plan.conflicts}


def _published_beside(
    course: Course,
    edition: dict[str, object],
    prepared: syncing.Prepared,
    release: ReleaseCard,
    is_safety: bool,
) -> Edition | None:
    """Merge the release into what learners read, without the desk's unfinished work."""
    read = states.of_document(edition)
    locks = Locks.of(release.locks)
    plan = plans.compare(prepared.plan.base, prepared.plan.theirs, read, locks)
    decisions = decided_for_the_ministry(plan) if is_safety else {}
    merged = results.merged(
        plan, prepared.base.content, prepared.theirs.content, edition, decisions
    )
    content = sync.with_displaced(merged.document, merged.all_displaced(is_safety))
    try:
        return publishing.publish_document(
            course=course,
            content=content,
            changelog=release.changelog,
            is_minor=release.is_minor,
            by=None,
            is_desk=False,
        )
    except publishing.NothingChanged:
        return None


def mark_failed(due: Due, *, code: str) -> None:
    """Note that people must look, and tell the office once."""
    course = desk.lock(Course.objects.get(uid=due.course_uid).pk)
    following = syncing.following_of(course)
    if following.failed_version == due.release.version and following.failed_code == code:
        return
    following.failed_version, following.failed_code = due.release.version, code
    following.save(update_fields=["failed_version", "failed_code"])
    _mail_office(
        _("Khóa học có bản mới cần Ông/Bà quyết định"),
        _(
            "Khóa học “%(title)s” có bản %(version)s của Bộ, nhưng không tự nhận được vì có chỗ "
            "cần Ông/Bà quyết định. Xin mở trang dưới đây để xem từng chỗ:\n\n%(address)s"
        )
        % _facts(course, due.release.version),
    )


def _tell_office(course: Course, done: Sync) -> None:
    _mail_office(
        _("Khóa học đã tự nhận bản mới của Bộ"),
        _(
            "Khóa học “%(title)s” đã tự nhận bản %(version)s của Bộ. Phần tỉnh đã sửa vẫn được "
            "giữ. Xem những gì đã đổi và hoàn tác nếu cần:\n\n%(address)s"
        )
        % _facts(course, done.to_version),
    )


def _facts(course: Course, version: int) -> dict[str, object]:
    path = f"/office/library/updates/{course.uid}/"
    address = letters.site_address(path)
    return {"title": course.title, "version": version, "address": address}


def _mail_office(subject: str, body: str) -> None:
    office = User.objects.filter(grants__role=Role.PROVINCE_OFFICE, is_active=True)
    for user in office.exclude(email=None).distinct().order_by("pk"):
        greeting = _("Kính gửi Ông/Bà %(name)s,") % {"name": user.full_name}
        people_actions.send_mail(
            to=user.email or "", subject=subject, body=f"{greeting}\n\n{body}\n\nHọc Vụ Số"
        )
