"""New releases and a course of the province: look, decide, take, take back."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import permissions, syncing
from catalog.actions import sync
from catalog.models import Course, Sync
from catalog.permissions import OFFICE
from catalog.rest import sync_serializers as serializers
from catalog.rest.refusals import EXPECTED, Refused
from catalog.syncing import Standing
from tenants.people.permissions import person
from tenants.rest.views import ERRORS, ErrorSerializer, PersonalView

REFUSALS = {**ERRORS, 409: ErrorSerializer, 422: ErrorSerializer}
DECIDED = OpenApiExample(
    "Một chỗ lấy bản của Bộ, một chỗ tự viết",
    value={
        "release_uid": "2a0c6a86-3b8e-4c2b-8c2f-0f3f8a2f6d10",
        "seen_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "decisions": {
            "0b6e8c3e-5a52-4c12-9d0a-5f1f4b1f7a10.title": {"choice": "national"},
            "0b6e8c3e-5a52-4c12-9d0a-5f1f4b1f7a10.body#0": {
                "choice": "text",
                "text": "Mật khẩu dài ít nhất 12 ký tự.",
            },
        },
        "publish": True,
    },
    request_only=True,
)


@contextmanager
def refusals() -> Iterator[None]:
    """Word what the actions refuse; everything the request wrote is rolled back."""
    try:
        yield
    except EXPECTED as error:
        raise Refused(error) from error


class SyncView(PersonalView):
    """What the office, and its programs, may do with new releases."""

    required_roles = OFFICE
    required_scopes = {"GET": "sync:read", "POST": "sync:write"}


class CourseSyncPlan(SyncView):
    """The newest release beside the province's course."""

    @extend_schema(
        responses={200: serializers.SyncPlanSerializer, **ERRORS},
        operation_id="read_sync_plan",
        tags=["sync"],
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read what the newest release would do to a course. Nothing is changed."""
        with refusals():
            standing = syncing.standing_of(permissions.course_at(slug))
            shown = serializers.head_of(standing)
            if shown["has_newer"]:
                prepared = syncing.prepare(standing.course, shown["release_uid"])
                shown = serializers.plan_of(standing, prepared)
        return Response(serializers.SyncPlanSerializer(shown).data)


class CourseSyncs(SyncView):
    """Releases brought into a course."""

    @extend_schema(
        responses={200: serializers.SyncSerializer(many=True), **ERRORS},
        operation_id="list_syncs",
        tags=["sync"],
    )
    def get(self, request: Request, slug: str) -> Response:
        """List what was brought into a course, newest first; undone ones too."""
        found = _syncs(permissions.course_at(slug)).order_by("-applied_at", "-pk")
        return Response(serializers.SyncSerializer(found, many=True).data)

    @extend_schema(
        request=serializers.NewSyncSerializer,
        responses={200: serializers.SyncSerializer, 201: serializers.SyncSerializer, **REFUSALS},
        examples=[DECIDED],
        operation_id="apply_sync",
        tags=["sync"],
    )
    def post(self, request: Request, slug: str) -> Response:
        """Take the newest release as decided: 201, or 200 if it was taken before."""
        course = permissions.course_at(slug)
        body = serializers.NewSyncSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        before = _taken(course, wanted["release_uid"])
        if before is not None:
            return Response(serializers.SyncSerializer(before).data)
        with refusals():
            _check_newest(syncing.standing_of(course), wanted["release_uid"])
            done = sync.apply_sync(course=course, by=person(request._request), **wanted)
        return Response(serializers.SyncSerializer(done).data, status=201)


class SyncUndo(SyncView):
    """Taking one back."""

    @extend_schema(
        request=None,
        responses={200: serializers.SyncSerializer, **ERRORS, 409: ErrorSerializer},
        operation_id="undo_sync",
        tags=["sync"],
    )
    def post(self, request: Request, slug: str, uid: uuid.UUID) -> Response:
        """Put the course back exactly as it was before; again changes nothing."""
        found = _syncs(permissions.course_at(slug)).filter(uid=uid).first()
        if found is None:
            raise Http404
        with refusals():
            undone = sync.undo_sync(sync=found, by=person(request._request))
        return Response(serializers.SyncSerializer(undone).data)


def _syncs(course: Course) -> QuerySet[Sync]:
    return course.syncs.select_related("edition_after")


def _taken(course: Course, release_uid: uuid.UUID) -> Sync | None:
    """Return the sync that brought this release in already."""
    return _syncs(course).filter(release_uid=release_uid, undone_at=None).first()


def _check_newest(standing: Standing, release_uid: uuid.UUID) -> None:
    """Raise SyncPlanStale unless this is the newest release and newer than what stands here."""
    if standing.is_detached:
        raise sync.CourseDetached
    is_newest = standing.newest is not None and standing.newest.uid == release_uid
    if not is_newest or not standing.is_behind:
        raise sync.SyncPlanStale
