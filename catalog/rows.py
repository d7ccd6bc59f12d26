"""Writes course documents as desk rows, many courses at once.

COPY with ids taken beforehand: 15 courses of 48 lessons are 19,000 rows.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from catalog import documents
from catalog.documents import CourseDocument, Examined, LessonNode, ModuleNode
from catalog.models import Course, Document, Edition, Lesson, MediaFile, Module, Option, Question

type Row = tuple[Any, ...]

COLUMNS: dict[type[Any], tuple[str, ...]] = {
    Course: (
        *("id", "uid", "slug", "title", "summary", "audience", "is_drafting", "outline"),
        *("is_open_to_guests", "pass_mark_percent", "position", "created_at", "updated_at"),
        "current_edition_id",
    ),
    Edition: (
        *("id", "uid", "course_id", "number", "document_id", "changelog", "published_at"),
        *("release_version", "lesson_editions"),
    ),
    Module: ("id", "uid", "course_id", "title", "position"),
    Lesson: (
        *("id", "uid", "module_id", "title", "summary", "body", "duration_minutes", "video"),
        *("note", "audio", "files", "practice", "scenario", "draws", "position", "updated_at"),
    ),
    Question: (
        *("id", "uid", "lesson_id", "kind", "text", "situation", "explanation", "passage"),
        *("tags", "keeps_order", "position"),
    ),
    Option: ("id", "uid", "question_id", "text", "is_correct", "explanation", "match", "position"),
}


@dataclass(frozen=True)
class NewCourse:
    """One checked document that becomes a course of this place."""

    document: CourseDocument
    slug: str
    position: int
    document_id: int | None
    """Published at once as edition 1 with this Document; None leaves it unpublished."""
    changelog: str
    at: datetime
    release_version: int | None = None
    """The national release edition 1 stands on."""


def insert_courses(courses: Sequence[NewCourse]) -> list[int]:
    """Write courses that are not here yet with all their parts; return their ids in order."""
    if not courses:
        return []
    tables = _Tables()
    course_ids = tables.ids(Course, len(courses))
    tables.reserve([new.document for new in courses], sum(1 for new in courses if new.document_id))
    for course_id, new in zip(course_ids, courses, strict=True):
        tables.add_course(course_id, new)
    tables.copy()
    return course_ids


class _Tables:
    """Rows of the six tables as they are collected, with ids taken beforehand."""

    def __init__(self) -> None:
        self.rows: dict[type[Any], list[Row]] = {model: [] for model in COLUMNS}
        self._free: dict[type[Any], Iterator[int]] = {}

    def ids(self, model: type[Any], count: int) -> list[int]:
        """Take numbers from a table's own sequence."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [row[0] for row in cursor.fetchall()]

    def reserve(self, found: Sequence[CourseDocument], edition_count: int) -> None:
        """Take all numbers these documents need, one statement a table."""
        lessons = [lesson for document in found for lesson in document.lessons]
        questions = [question for lesson in lessons for question in lesson.questions]
        counts = {
            Edition: edition_count,
            Module: sum(len(document.modules) for document in found),
            Lesson: len(lessons),
            Question: len(questions),
            Option: sum(len(question.options) for question in questions),
        }
        self._free = {model: iter(self.ids(model, count)) for model, count in counts.items()}

    def add_course(self, course_id: int, new: NewCourse) -> None:
        """Collect a course and everything in it."""
        document, at = new.document, new.at
        outline = [node.model_dump() for node in document.outline]
        edition_id = next(self._free[Edition]) if new.document_id else None
        self.rows[Course].append(
            (
                *(course_id, document.uid, new.slug, document.title, document.summary),
                *(document.audience, document.is_drafting, _json(outline)),
                *(document.is_open_to_guests, document.pass_mark_percent, new.position, at, at),
                edition_id,
            )
        )
        if edition_id:
            edition = (edition_id, uuid.uuid4(), course_id, 1, new.document_id, new.changelog, at)
            lesson_editions = _json({lesson.uid: 1 for lesson in document.lessons})
            self.rows[Edition].append((*edition, new.release_version, lesson_editions))
        for position, module in enumerate(document.modules):
            self._add_module(course_id, position, module, at)

    def _add_module(self, course_id: int, position: int, module: ModuleNode, at: datetime) -> None:
        module_id = next(self._free[Module])
        self.rows[Module].append((module_id, module.uid, course_id, module.title, position))
        for index, lesson in enumerate(module.lessons):
            self._add_lesson(module_id, index, lesson, at)

    def _add_lesson(self, module_id: int, position: int, lesson: LessonNode, at: datetime) -> None:
        lesson_id = next(self._free[Lesson])
        values = documents.lesson_values(lesson)
        structured = [None if one is None else _json(one) for one in values.values()]
        self.rows[Lesson].append(
            (
                *(lesson_id, lesson.uid, module_id, lesson.title, lesson.summary, lesson.body),
                *(lesson.duration_minutes, structured[0], lesson.note, *structured[1:]),
                *(position, at),
            )
        )
        options, free = self.rows[Option], self._free[Option]
        for index, question in enumerate(lesson.questions):
            question_id = next(self._free[Question])
            self.rows[Question].append(
                (
                    *(question_id, question.uid, lesson_id, question.kind, question.text),
                    *(question.situation, question.explanation, question.passage),
                    *(_json(question.tags), question.keeps_order, index),
                )
            )
            options += [
                (
                    *(next(free), one.uid, question_id, one.text, one.is_correct),
                    *(one.explanation, one.match, place),
                )
                for place, one in enumerate(question.options)
            ]

    def copy(self) -> None:
        """Write everything, one COPY a table."""
        for model, rows in self.rows.items():
            if rows:
                copy_rows(model._meta.db_table, COLUMNS[model], rows)


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows through COPY in this transaction; table and columns are our own names."""
    statement = f'COPY "{table}" ({", ".join(columns)}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


DOCUMENT_COLUMNS = (
    *("sha256", "content", "title", "summary", "audience", "is_drafting", "is_open_to_guests"),
    *("lesson_count", "duration_minutes"),
)
INSERT_DOCUMENT = (
    f"INSERT INTO catalog_document ({', '.join(DOCUMENT_COLUMNS)}) "
    f"VALUES ({', '.join(['%s'] * len(DOCUMENT_COLUMNS))}) ON CONFLICT (sha256) DO NOTHING"
)


def keep_documents(found: Sequence[Examined]) -> dict[str, int]:
    """Keep documents; return ids by hash. Those here already stay.

    Not bulk_create: it would write all documents as one array, quoting megabytes letter by letter.
    """
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_DOCUMENT, [_document_row(one) for one in found])
    hashes = [one.sha256 for one in found]
    return dict(Document.objects.filter(sha256__in=hashes).values_list("sha256", "id"))


def _document_row(one: Examined) -> Row:
    document = one.parsed
    return (
        *(one.sha256, one.text, document.title, document.summary, document.audience),
        *(document.is_drafting, document.is_open_to_guests),
        *(document.lesson_count, document.duration_minutes),
    )


def list_national_media(found: Iterable[CourseDocument]) -> None:
    """Let this place show the files of these documents from the national store."""
    media = {one.sha256: one for document in found for one in document.media}
    MediaFile.objects.bulk_create(
        [
            MediaFile(**one.model_dump(), store=MediaFile.Store.NATIONAL, is_public=True)
            for one in media.values()
        ],
        ignore_conflicts=True,
    )
