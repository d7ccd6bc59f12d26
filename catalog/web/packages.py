"""Course packages at the desk: export, upload, preview, import."""

import uuid
from typing import IO, Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalog import documents, package_previews, permissions
from catalog.actions import packages as actions
from catalog.packages import downloads, layout, reading
from catalog.packages.reading import Package
from catalog.packages.safety import ZipSource
from catalog.web import file_words
from catalog.web.desk import desk_required
from catalog.web.file_forms import PackageForm, ReplaceForm, sent_form
from catalog.web.kept_files import keep, kept
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
    sha256, status = keep(
        request, form, kind=KIND, read=lambda file: reading.read(ZipSource(file, layout.COURSE))
    )
    if sha256:
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


def applied(request: HttpRequest, package: Package, replace: bool) -> HttpResponse:
    """Import a package and open its course."""
    try:
        course = actions.import_package(package=package, replace=replace, by=person(request))
    except (actions.CourseExists, actions.PartsElsewhere, actions.PartsLocked) as error:
        return file_words.conflict(request, error)
    text = _("Đã nhập “%(title)s” vào bàn biên soạn. Hãy xem lại rồi xuất bản.")
    messages.success(request, text % {"title": course.title})
    return redirect("desk-course", uid=course.uid)
