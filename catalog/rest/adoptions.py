"""Which province holds which national course, for the ministry."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.library.matrix import Matrix, adoption_matrix
from catalog.permissions import MINISTRY
from catalog.rest import serializers
from tenants.rest.views import ERRORS, ErrorSerializer, PersonalView

PAGE_SIZE = 200
EXAMPLE = OpenApiExample(
    "Quảng Nam chậm một bản",
    value={
        "count": 1,
        "page": 1,
        "page_count": 1,
        "results": [
            {
                "province": "quangnam",
                "province_title": "Tỉnh Quảng Nam",
                "course_uid": "7d3c0a52-3a05-4c30-9a13-0d8e2f6f2f11",
                "course_slug": "an-toan-thong-tin",
                "course_title": "An toàn thông tin",
                "state": "behind",
                "version": 1,
                "newest_version": 2,
                "behind_count": 1,
                "changed_lesson_count": 2,
                "conflict_count": None,
                "is_automatic": False,
                "postponed_until_date": None,
                "reported_at": "2026-11-25T08:00:00+07:00",
            }
        ],
    },
    response_only=True,
)


class Adoptions(PersonalView):
    """What provinces took over."""

    required_roles = MINISTRY
    required_scopes = {"GET": "adoptions:read"}

    @extend_schema(
        parameters=[serializers.AdoptionQuerySerializer],
        responses={200: serializers.AdoptionPageSerializer, **ERRORS, 422: ErrorSerializer},
        examples=[EXAMPLE],
        operation_id="list_adoptions",
        tags=["adoptions"],
    )
    def get(self, request: Request) -> Response:
        """List what each province took over, by province and course, 200 a page."""
        query = serializers.AdoptionQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        matrix = adoption_matrix(today=timezone.localdate())
        pages = Paginator(list(_entries(matrix, wanted)), PAGE_SIZE)
        if wanted["page"] > pages.num_pages:
            raise Http404
        shown = {
            "count": pages.count,
            "page": wanted["page"],
            "page_count": pages.num_pages,
            "results": pages.page(wanted["page"]).object_list,
        }
        return Response(serializers.AdoptionPageSerializer(shown).data)


def _entries(matrix: Matrix, wanted: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the cells asked for, in the order of provinces and courses."""
    shown = matrix.only(
        audience=wanted.get("audience", ""),
        provinces=[wanted["province"]] if "province" in wanted else [],
        courses=[wanted["course"]] if "course" in wanted else [],
    )
    for row in shown.rows:
        for course in shown.courses:
            cell = row.cell(course.course_uid)
            if cell.state == "absent" or wanted.get("state", cell.state) != cell.state:
                continue
            yield {
                "province": row.slug,
                "province_title": row.title,
                "course_uid": course.course_uid,
                "course_slug": course.slug,
                "course_title": course.title,
                "newest_version": course.version,
                "cell": cell,
            }
