"""Packages to the ministry's desk, and from there to the shelf."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import documents, media, rows
from catalog.actions import publishing
from catalog.library.models import Release
from catalog.models import Course, MediaFile
from catalog.starter import Package


def load(packages: Sequence[Package]) -> list[Release]:
    """Make courses of packages that are not here yet, and release each; return the releases."""
    uids = [package.document["uid"] for package in packages]
    here = {str(uid) for uid in Course.objects.filter(uid__in=uids).values_list("uid", flat=True)}
    new = [package for package in packages if package.document["uid"] not in here]
    for package in new:
        _keep_files(package)
    now = timezone.now()
    course_ids = rows.insert_courses(
        [
            rows.NewCourse(
                document=documents.check(package.document),
                slug=package.document["slug"],
                position=package.position,
                document_id=None,
                changelog="",
                at=now,
            )
            for package in new
        ]
    )
    courses = Course.objects.in_bulk(course_ids)
    return [
        publishing.release_document(
            course=courses[course_id],
            content=package.document,
            changelog=_("Bản phát hành đầu tiên."),
            is_minor=False,
            by=None,
        )
        for course_id, package in zip(course_ids, new, strict=True)
    ]


def _keep_files(package: Package) -> None:
    nodes = package.document["media"]
    for node in nodes:
        content = package.content.media_content(node["sha256"])
        media.put(node["sha256"], MediaFile.Store.NATIONAL, content)
    MediaFile.objects.bulk_create(
        [MediaFile(**node, store=MediaFile.Store.NATIONAL, is_public=True) for node in nodes],
        ignore_conflicts=True,
    )
