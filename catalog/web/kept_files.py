"""A file somebody uploads: read from end to end, then kept a day until they confirm."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest

from catalog import uploads
from catalog.web import file_words
from tenants.people.permissions import person


def keep(
    request: HttpRequest, form: forms.Form, *, kind: str, read: Callable[[UploadedFile], object]
) -> tuple[str, int]:
    """Keep the form's `file` once `read` took it; its SHA-256, or "" and the status of the page.

    What was wrong with the file stands in the form then: 413 too large, 415 another type than it
    says, else 422; 200 where nothing was sent.
    """
    if not form.is_valid():
        return "", 422 if form.is_bound else 200
    file = form.cleaned_data["file"]
    try:
        read(file)
    except file_words.REFUSALS as error:
        form.add_error("file", file_words.words_of(error))
        return "", file_words.status_of(error)
    return uploads.keep(file, kind=kind, person_uid=person(request).uid), 200


def kept(request: HttpRequest, kind: str, sha256: str) -> Any:
    """Return a file this person uploaded within the day; Http404."""
    try:
        return uploads.find(kind=kind, person_uid=person(request).uid, sha256=sha256)
    except FileNotFoundError as error:
        raise Http404 from error
