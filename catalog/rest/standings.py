"""The courses of a province beside the national library."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import syncing
from catalog.library.matrix import state_of
from catalog.permissions import OFFICE
from catalog.rest import serializers
from catalog.syncing import Standing
from tenants.rest.views import ErrorSerializer, PersonalView


class LibraryStandings(PersonalView):
    """My courses and the library."""

    required_roles = OFFICE
    required_scopes = {"GET": "courses:read"}

    @extend_schema(
        responses={
            200: serializers.StandingSerializer(many=True),
            401: ErrorSerializer,
            403: ErrorSerializer,
        },
        operation_id="list_library_standings",
        tags=["library"],
    )
    def get(self, request: Request) -> Response:
        """List this province's national courses: the release each stands on, and the newest."""
        today = timezone.localdate()
        found = [_shown(standing, today) for standing in syncing.standings()]
        return Response(serializers.StandingSerializer(found, many=True).data)


def _shown(standing: Standing, today: date) -> dict[str, Any]:
    course, newest, following = standing.course, standing.newest, standing.following
    is_postponed = standing.is_postponed(today)
    until = following.postponed_until_date if following and is_postponed else None
    return {
        "uid": course.uid,
        "slug": course.slug,
        "title": course.title,
        "state": state_of(
            version=standing.version,
            newest_version=newest.version if newest else standing.version,
            is_detached=standing.is_detached,
            postponed_until_date=until,
            conflict_count=None,
            today=today,
        ),
        "adopted_version": standing.version,
        "newest_version": newest.version if newest else None,
        "newest_release_uid": newest.uid if newest else None,
        "is_automatic": bool(following and following.is_automatic),
        "postponed_until_date": until,
        "updated_at": course.updated_at,
    }
