"""The national library as files: packages and release files out, release files in."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalog.actions import packages as actions
from catalog.library import queries as library_queries
from catalog.library.models import Release
from catalog.models import Course
from catalog.packages import downloads, layout, release_files
from catalog.packages.release_files import ReleaseFile
from catalog.packages.safety import ZipSource
from catalog.syncing import Offered
from catalog.web import file_words
from catalog.web.file_forms import ReleaseFileForm, sent_form
from catalog.web.kept_files import keep, kept
from catalog.web.library import hash_groups, office_required
from catalog.web.packages import zip_answer
from catalog.web.update import decide, history_address, standing_for, taken_before
from tenants.people.permissions import person

KIND = "releases"


@require_GET
def course_package(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest release of a national course as a package; open to everyone."""
    try:
        card = library_queries.newest_release_card(slug)
    except library_queries.ReleaseNotFound as error:
        raise Http404 from error
    return package_answer(request, card.uid, f"{card.slug}-{card.version}.zip")


@require_GET
@office_required
def office_package(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """A release as a package, for a province's office."""
    try:
        card = library_queries.release_card(uid)
    except library_queries.ReleaseNotFound as error:
        raise Http404 from error
    return package_answer(request, card.uid, f"{card.slug}-{card.version}.zip")


def package_answer(request: HttpRequest, uid: uuid.UUID, file_name: str) -> HttpResponseBase:
    """Return the package of a release."""
    try:
        return zip_answer(downloads.release_package(library_queries.document_of(uid)), file_name)
    except downloads.FileLost as error:
        return file_words.not_to_export(request, error)


@require_GET
def release_file(request: HttpRequest, slug: str, version: int) -> HttpResponseBase:
    """One release with its envelope as a file, for sites without network; open to everyone."""
    release = Release.objects.filter(slug=slug, version=version, retired_at=None).first()
    if release is None:
        raise Http404
    try:
        content = downloads.release_file(release)
    except downloads.FileLost as error:
        return file_words.not_to_export(request, error)
    return zip_answer(content, f"ban-phat-hanh-{slug}-{version}.zip")


@require_http_methods(["GET", "POST"])
@office_required
def upload(request: HttpRequest) -> HttpResponse:
    """Upload a release file; it is checked from end to end before it is kept."""
    form = sent_form(ReleaseFileForm, request)
    sha256, status = keep(
        request, form, kind=KIND,
        read=lambda file: release_files.read(ZipSource(file, layout.RELEASE)),
    )  # fmt: skip
    if sha256:
        return redirect("office-library-file-preview", sha256=sha256)
    return render(request, "catalog/files/release_upload.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@office_required
def uploaded(request: HttpRequest, sha256: str) -> HttpResponse:
    """Version, changelog and hash of an uploaded release; and taking it over."""
    with kept(request, KIND, sha256) as opened:
        release = release_files.read(ZipSource(opened, layout.RELEASE))
        if request.method == "POST":
            return taken_over(request, release)
    here = actions.course_here(release.course_uid)
    context: dict[str, Any] = {
        "release": release,
        "document": release.examined.parsed,
        "hash_groups": hash_groups(release.envelope.check_code),
        "here": here,
        "version_here": version_here(here),
        "upload_sha256": sha256,
    }
    return render(request, "catalog/files/release_preview.html", context)


@require_http_methods(["GET", "POST"])
@office_required
def update(request: HttpRequest, sha256: str) -> HttpResponse:
    """What a newer release out of a file would do to the course here; decide, and take it."""
    with kept(request, KIND, sha256) as opened:
        release = release_files.read(ZipSource(opened, layout.RELEASE))
        course = actions.course_here(release.course_uid)
        if course is None:
            return redirect("office-library-file-preview", sha256=sha256)
        if done := taken_before(course, str(release.uid)):
            return redirect(history_address(done))
        standing = standing_for(course)
        if standing.is_detached or standing.version >= release.version:
            context = {"course": course, "standing": standing}
            status = 409 if request.method == "POST" else 200
            return render(request, "catalog/updates/nothing.html", context, status=status)
        return decide(
            request,
            course,
            release.uid,
            offered=Offered(release.card, release.examined),
            keep_files=lambda: actions.keep_release_files(release),
        )


def taken_over(request: HttpRequest, release: ReleaseFile) -> HttpResponse:
    """Take a release over from its file."""
    try:
        course = actions.adopt_release_file(release=release, by=person(request))
    except (actions.CourseExists, actions.PartsElsewhere, actions.PartsLocked) as error:
        return file_words.conflict(request, error)
    text = _("Đã đưa “%(title)s” vào danh mục của tỉnh từ tệp.")
    messages.success(request, text % {"title": course.title})
    return redirect("desk-course", uid=course.uid)


def version_here(course: Course | None) -> int | None:
    """Return the release the course of this province stands on, None if on none."""
    versions = course.adoptions.order_by("-version") if course else None
    return versions.values_list("version", flat=True).first() if versions is not None else None
