"""The courses of a province beside the national library."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import standings
from catalog.permissions import OFFICE
from catalog.rest import serializers
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
        """List this province's courses: which release each stands on and which is the newest."""
        found = standings.course_standings(today=timezone.localdate())
        return Response(serializers.StandingSerializer(found, many=True).data)
