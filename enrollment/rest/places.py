"""Where I stand in a lesson, and the tick under its practice, for other devices."""

import uuid

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.learning import actions, places
from enrollment.rest import serializers
from enrollment.rest.views import course_or_404, lesson_or_404, standing_at_lessons
from tenants.people.permissions import person
from tenants.rest.views import ERRORS, ErrorSerializer, PersonalView

ANSWERS = {204: None, 422: ErrorSerializer, **ERRORS}


class MyPosition(PersonalView):
    """Where I stand in one lesson."""

    @extend_schema(
        request=serializers.PositionSerializer, responses=ANSWERS, operation_id="keep_position"
    )
    def put(self, request: Request, slug: str, uid: uuid.UUID) -> Response:
        """Keep screen and second, which the lesson gives again as its place."""
        course, at = course_or_404(slug), timezone.now()
        standing = standing_at_lessons(request, course)
        lesson = lesson_or_404(course, uid)
        body = serializers.PositionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        if standing.learner is not None:
            places.keep_position(
                learner=standing.learner,
                course=course,
                lesson=lesson,
                step=said.get("step"),
                seconds=said.get("seconds"),
                is_enrolled=standing.enrollment is not None,
                by=person(request._request),
                at=places.moment_of(
                    taken_at=said.get("taken_at"), sent_at=said.get("sent_at"), arrived_at=at
                ),
            )
        return Response(status=204)


class MyPractice(PersonalView):
    """My tick under the practice of one lesson."""

    @extend_schema(
        request=serializers.PracticeTickSerializer, responses=ANSWERS, operation_id="mark_practiced"
    )
    def put(self, request: Request, slug: str, uid: uuid.UUID) -> Response:
        """Say that I did the practice, or take that back; 404 where the lesson has none."""
        course, by = course_or_404(slug), person(request._request)
        standing = standing_at_lessons(request, course)
        lesson = lesson_or_404(course, uid)
        if lesson.practice is None:
            raise Http404
        body = serializers.PracticeTickSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        places.mark_practiced(
            learner=standing.learner or actions.ensure_learner(user=by),
            course=course,
            lesson=lesson,
            is_done=body.validated_data["is_done"],
            by=by,
            at=timezone.now(),
        )
        return Response(status=204)
