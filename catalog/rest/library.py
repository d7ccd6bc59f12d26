"""The national library: courses, releases, documents and what changed between two of them."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import diffs, documents
from catalog.diffs import NodeDiff
from catalog.library import queries
from catalog.library.queries import ReleaseCard
from catalog.permissions import MINISTRY, OFFICE
from catalog.rest import serializers
from tenants.rest.views import ERRORS, ErrorSerializer, PersonalView

IMMUTABLE = "private, max-age=31536000, immutable"
"""A document never changes; private, for it holds the right answers of every question."""
CHANGES = OpenApiExample(
    "Một câu được sửa trong bài 3",
    value={
        "from_version": 1,
        "to_version": 2,
        "lesson_counts": {"added": 0, "removed": 0, "changed": 1, "moved": 0},
        "nodes": [
            {
                "uid": "0b6e8c3e-5a52-4c12-9d0a-5f1f4b1f7a10",
                "kind": "lesson",
                "title": "Bài 3: Mật khẩu mạnh",
                "change": "changed",
                "is_moved": False,
                "moved_from": "",
                "fields": [
                    {
                        "name": "body",
                        "label": "Nội dung",
                        "blocks": [
                            {
                                "change": "changed",
                                "segments": [
                                    {"kind": "same", "text": "Mật khẩu dài ít nhất "},
                                    {"kind": "removed", "text": "8"},
                                    {"kind": "added", "text": "12"},
                                    {"kind": "same", "text": " ký tự."},
                                ],
                            }
                        ],
                    }
                ],
            }
        ],
    },
    response_only=True,
)


class LibraryView(PersonalView):
    """What the ministry's people and provincial offices may read."""

    required_roles = (*MINISTRY, *OFFICE)
    required_scopes = {"GET": "library:read"}


class LibraryCourses(LibraryView):
    """Every national course at its newest release."""

    @extend_schema(
        parameters=[serializers.LibraryQuerySerializer],
        responses={
            200: serializers.ReleaseSerializer(many=True),
            401: ErrorSerializer,
            403: ErrorSerializer,
            422: ErrorSerializer,
        },
        operation_id="list_library_courses",
        tags=["library"],
    )
    def get(self, request: Request) -> Response:
        """List the national courses, each at its newest release, in the library's order."""
        query = serializers.LibraryQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        cards = [
            card
            for card in queries.latest_releases()
            if wanted.get("audience", card.audience) == card.audience
            and wanted["is_drafting"] in (None, card.is_drafting)
        ]
        return Response(serializers.ReleaseSerializer(cards, many=True).data)


class CourseReleases(LibraryView):
    """All releases of one course."""

    @extend_schema(
        responses={200: serializers.ReleaseSerializer(many=True), **ERRORS},
        operation_id="list_releases",
        tags=["library"],
    )
    def get(self, request: Request, slug: str) -> Response:
        """List the releases of a national course, newest first; retired ones too."""
        cards = queries.releases_of(_course(slug).course_uid)
        return Response(serializers.ReleaseSerializer(cards, many=True).data)


class CourseDiff(LibraryView):
    """What changed between two releases."""

    @extend_schema(
        parameters=[serializers.DiffQuerySerializer],
        responses={200: serializers.DiffSerializer, **ERRORS, 422: ErrorSerializer},
        examples=[CHANGES],
        operation_id="diff_releases",
        tags=["library"],
    )
    def get(self, request: Request, slug: str) -> Response:
        """Compare two releases of a course, node by node and word by word."""
        query = serializers.DiffQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        card = _course(slug)
        to_version = query.validated_data.get("to_version", card.version)
        from_version = query.validated_data.get("from_version", to_version - 1)
        before, after = (
            _document(card.course_uid, version) if version else None
            for version in (from_version, to_version)
        )
        if after is None:
            raise Http404
        found = diffs.compare(before, after)
        shown = {
            "from_version": from_version,
            "to_version": to_version,
            "lesson_counts": found.lesson_counts,
            "nodes": list(_changed(found.course)),
        }
        return Response(serializers.DiffSerializer(shown).data)


class ReleaseDetail(LibraryView):
    """One release."""

    @extend_schema(
        responses={200: serializers.ReleaseSerializer, **ERRORS},
        operation_id="read_release",
        tags=["library"],
    )
    def get(self, request: Request, uid: uuid.UUID) -> Response:
        """Read the envelope of a release: version, changelog, locks, credits, dates, hash."""
        return Response(serializers.ReleaseSerializer(_release(uid)).data)


class ReleaseDocument(LibraryView):
    """The content of one release."""

    @extend_schema(
        responses={
            200: OpenApiResponse(
                OpenApiTypes.OBJECT,
                "The canonical bytes: their sha256 is the ETag. Format: course-document.",
            ),
            304: OpenApiResponse(None, "If-None-Match names this hash."),
            **ERRORS,
        },
        operation_id="read_release_document",
        tags=["library"],
    )
    def get(self, request: Request, uid: uuid.UUID) -> HttpResponseBase:
        """Read the course document of a release, byte for byte as its hash covers it."""
        card = _release(uid)
        etag = quote_etag(card.sha256)
        answer = get_conditional_response(request._request, etag=etag)
        if answer is None:
            content = documents.canonical_bytes(queries.document_of(uid))
            answer = HttpResponse(content, content_type="application/json")
        answer["ETag"], answer["Cache-Control"] = etag, IMMUTABLE
        return answer


def _course(slug: str) -> ReleaseCard:
    try:
        return queries.newest_release_card(slug)
    except queries.ReleaseNotFound as error:
        raise Http404 from error


def _release(uid: uuid.UUID) -> ReleaseCard:
    try:
        return queries.envelope_of(uid)
    except queries.ReleaseNotFound as error:
        raise Http404 from error


def _document(course_uid: uuid.UUID, version: int) -> dict[str, Any]:
    try:
        release = queries.release_of_version(course_uid, version)
    except queries.ReleaseNotFound as error:
        raise Http404 from error
    return dict(release.document)


def _changed(node: NodeDiff) -> Iterator[NodeDiff]:
    """Yield a node and those below it in which something differs of their own, in order."""
    if node.change != "same" or node.is_moved:
        yield replace(node, children=())
    for child in node.changed_children:
        yield from _changed(child)
