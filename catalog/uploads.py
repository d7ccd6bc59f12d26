"""Files between their preview and their use: kept by the hash of their bytes, for one person.

They stand in this place's store under uploads/<kind>/<person>/ and are deleted after a day.
"""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

FOLDER = "uploads"
KINDS = ("packages", "releases", "questions")
KEPT = timedelta(days=1)


def sha256_of(upload: UploadedFile) -> str:
    """Return the hash of an upload's bytes."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def keep(upload: UploadedFile, *, kind: str, person_uid: uuid.UUID) -> str:
    """Keep a checked upload; return the hash it is found under. Twice is once."""
    sha256 = sha256_of(upload)
    path = _path(kind, person_uid, sha256)
    if not default_storage.exists(path):
        upload.seek(0)
        default_storage.save(path, upload)
    return sha256


def find(*, kind: str, person_uid: uuid.UUID, sha256: str) -> "IO[bytes] | File[Any]":
    """Return a kept file of this person, open for reading; raises FileNotFoundError."""
    path = _path(kind, person_uid, sha256)
    if not default_storage.exists(path) or default_storage.get_modified_time(path) < _oldest():
        raise FileNotFoundError(sha256)
    return default_storage.open(path, "rb")


def delete_old() -> int:
    """Delete this place's files older than a day; return how many."""
    deleted = 0
    for kind in KINDS:
        for person in _folders(f"{FOLDER}/{kind}"):
            folder = f"{FOLDER}/{kind}/{person}"
            for name in default_storage.listdir(folder)[1]:
                if default_storage.get_modified_time(f"{folder}/{name}") < _oldest():
                    default_storage.delete(f"{folder}/{name}")
                    deleted += 1
    return deleted


def _folders(path: str) -> list[str]:
    return default_storage.listdir(path)[0] if default_storage.exists(path) else []


def _path(kind: str, person_uid: uuid.UUID, sha256: str) -> str:
    return f"{FOLDER}/{kind}/{person_uid}/{sha256}"


def _oldest() -> datetime:
    return timezone.now() - KEPT
