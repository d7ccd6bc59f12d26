"""Course packages at the desk: export, upload, preview, import."""

import uuid
from typing import IO, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalog import documents, package_previews, permissions, uploads
from catalog.actions import packages as actions
from catalog.packages import downloads, layout, reading
from catalog.packages.reading import Package
from catalog.packages.safety import ZipSource
from catalog.web import file_words
from catalog.web.desk import desk_required
from catalog.web.file_forms import PackageForm, ReplaceForm, sent_form
from tenants.people.permissions import person

KIND = "packages"


@require_GET
@desk_required
def course_package(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """A course as it stands on the desk, as a file."""
    course = permissions.course_for(request.user, uid)
    try:
        return zip_answer(downloads.course_package(course), f"{course.slug}.zip")
    except (documents.DocumentInvalid, downloads.FileLost) as error:
        return file_words.not_to_export(request, error)


def zip_answer(content: IO[bytes], file_name: str) -> FileResponse:
    """Return a finished file; nothing is asked of the database while it is sent."""
    answer = FileResponse(content, as_attachment=True, filename=file_name)
    answer["Content-Type"] = "application/zip"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
@desk_required
def packages(request: HttpRequest) -> HttpResponse:
    """Upload a package; it is read from end to end before it is kept."""
    form = sent_form(PackageForm, request)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            reading.read(ZipSource(upload, layout.COURSE))
        except file_words.REFUSALS as error:
            form.add_error("file", file_words.words_of(error))
            status = file_words.status_of(error)
        else:
            sha256 = uploads.keep(upload, kind=KIND, person_uid=person(request).uid)
            return redirect("desk-package", sha256=sha256)
    return render(request, "catalog/files/packages.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@desk_required
def package(request: HttpRequest, sha256: str) -> HttpResponse:
    """What an uploaded package would do; and doing it."""
    with kept(request, KIND, sha256) as opened:
        found = reading.read(ZipSource(opened, layout.COURSE))
        preview = package_previews.preview(found, documents.check(found.document))
        sent = request.POST if request.method == "POST" else None
        form = ReplaceForm(sent, is_needed=preview.here is not None)
        if form.is_valid():
            return applied(request, found, form.cleaned_data["replace"])
    context: dict[str, Any] = {"preview": preview, "form": form}
    status = 409 if form.is_bound else 200
    return render(request, "catalog/files/package.html", context, status=status)


def kept(request: HttpRequest, kind: str, sha256: str) -> Any:
    """Return a file this person uploaded within the day; Http404."""
    try:
        return uploads.find(kind=kind, person_uid=person(request).uid, sha256=sha256)
    except FileNotFoundError as error:
        raise Http404 from error


def applied(request: HttpRequest, package: Package, replace: bool) -> HttpResponse:
    """Import a package and open its course."""
    try:
        course = actions.import_package(package=package, replace=replace, by=person(request))
    except (actions.CourseExists, actions.PartsElsewhere, actions.PartsLocked) as error:
        return file_words.conflict(request, error)
    text = _("Đã nhập “%(title)s” vào bàn biên soạn. Hãy xem lại rồi xuất bản.")
    messages.success(request, text % {"title": course.title})
    return redirect("desk-course", uid=course.uid)
