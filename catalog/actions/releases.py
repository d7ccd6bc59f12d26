"""Releases already on the shelf: brought back, not offered any more, offered again."""

from django.utils import timezone

from catalog import documents, locks
from catalog.actions import desk, publishing, reviews
from catalog.actions.publishing import ChangelogMissing
from catalog.library import actions as library_actions
from catalog.library.actions import Envelope
from catalog.library.models import Release
from catalog.models import Course
from tenants.people import actions as people_actions
from tenants.people.models import User


def restore_at_once(*, course: Course, version: int, changelog: str, by: User) -> Release:
    """Release the content of an older release without a second reader: an administrator's way.

    Raises ChangelogMissing, ReviewOpen, CourseHasErrors, NothingChanged, library ReleaseNotFound.
    """
    changelog = documents.tidy(changelog)
    if not changelog:
        raise ChangelogMissing
    course = desk.lock(course.pk)
    reviews.require_none_open(course)
    content = reviews.released_content(course, version)
    envelope = Envelope(
        locks=locks.frozen(course, content), credits=course.credits, restores_version=version
    )
    release = publishing.release_document(
        course=course, content=content, changelog=changelog, is_minor=False, by=by,
        envelope=envelope,
    )  # fmt: skip
    facts = {"restores": version, "version": release.version}
    desk.note(course, action="restore_at_once", by=by, subject="course", uid=course.uid, **facts)
    publishing.mark_desk_ahead(course, release)
    return release


def retire_release(*, course: Course, version: int, by: User | None) -> Release:
    """Offer a release no longer; provinces that hold it keep it. Raises ReleaseNotFound."""
    return _offer(course, version, by, is_offered=False)


def offer_release(*, course: Course, version: int, by: User | None) -> Release:
    """Offer a retired release again. Raises ReleaseNotFound."""
    return _offer(course, version, by, is_offered=True)


def _offer(course: Course, version: int, by: User | None, *, is_offered: bool) -> Release:
    course = desk.lock(course.pk)
    release = library_actions.retire_release(
        course_uid=course.uid, version=version, at=None if is_offered else timezone.now()
    )
    people_actions.write_audit(
        action="catalog.offer_release" if is_offered else "catalog.retire_release",
        by=by,
        subject="release",
        subject_uid=str(release.uid),
        facts={"course": str(course.uid), "version": version},
    )
    return release
