"""Questions to what was published here before: editions and their documents."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max

from catalog import published
from catalog.models import Document, Edition
from catalog.published import PublishedContent
from tenants.context import current_place

LAST_TITLES = """
    SELECT asked.lesson_uid, (
        SELECT jsonb_path_query_first(
            document.content, '$.modules[*].lessons[*] ? (@.uid == $uid).title',
            jsonb_build_object('uid', asked.lesson_uid::text)
        ) #>> '{}'
        FROM catalog_course course
        JOIN catalog_edition edition ON edition.course_id = course.id
        JOIN catalog_document document ON document.id = edition.document_id
        WHERE course.uid = asked.course_uid
          AND jsonb_exists(edition.lesson_editions, asked.lesson_uid::text)
        ORDER BY edition.number DESC LIMIT 1
    )
    FROM unnest(%s::uuid[], %s::uuid[]) AS asked (lesson_uid, course_uid)
"""


@dataclass(frozen=True)
class EditionRead:
    """One published edition of a course."""

    number: int
    document_sha256: str
    published_at: datetime


def editions_of(course_id: int) -> list[EditionRead]:
    """Return all editions of a course, oldest first (one statement)."""
    rows = Edition.objects.filter(course_id=course_id).order_by("number")
    fields = rows.values_list("number", "document__sha256", "published_at")
    return [EditionRead(*row) for row in fields]


def edition_number_of(course_id: int, document_sha256: str) -> int | None:
    """Return the newest edition of a course with this document, None if it has none."""
    editions = Edition.objects.filter(course_id=course_id, document__sha256=document_sha256)
    number: int | None = editions.aggregate(last=Max("number"))["last"]
    return number


def published_documents(hashes: Collection[str]) -> dict[str, PublishedContent]:
    """Return documents published here, by hash; unknown ones are left out (at most one statement).

    What this process has not read before is parsed for this answer only: figures look at many old
    documents, and those must not push out what learners read now.
    """
    place_uuid = current_place().uuid
    known = {sha256: published.contents.get(place_uuid, sha256) for sha256 in hashes}
    found = {sha256: content for sha256, content in known.items() if content is not None}
    missing = [sha256 for sha256 in hashes if sha256 not in found]
    if missing:
        rows = Document.objects.filter(sha256__in=missing).values_list("sha256", "content")
        found |= {sha256: published.parse(content) for sha256, content in rows}
    return found


def last_lesson_titles(lessons: Mapping[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the titles under which lessons were published last, by uid (one statement).

    lessons: the uid of its course by the uid of each. One that was in no edition has no title.
    """
    with connection.cursor() as cursor:
        cursor.execute(LAST_TITLES, [list(lessons), list(lessons.values())])
        return {uid: title for uid, title in cursor.fetchall() if title}
