"""My goal for the week, for a program of my own; nobody else's business (decision 0068)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment import queries
from enrollment.learning import actions, goals
from enrollment.models import Learner, LearningGoal
from tenants.people.permissions import person
from tenants.rest.views import ERRORS, ErrorSerializer, PersonalView


class GoalSerializer(serializers.Serializer[Any]):
    """What I set myself, and where I stand this week (Monday to Sunday in Vietnam)."""

    lessons_per_week = serializers.IntegerField(allow_null=True, help_text="null: no goal is set.")
    is_paused = serializers.BooleanField()
    done_count = serializers.IntegerField(help_text="Lessons finished this week.")
    is_reached = serializers.BooleanField()
    week_count = serializers.IntegerField(help_text="Weeks running in which it was reached.")


class SetGoalSerializer(serializers.Serializer[Any]):
    """What I want to set myself. Without `is_paused` a pause goes on as it is."""

    lessons_per_week = serializers.ChoiceField(
        choices=LearningGoal.LESSONS, allow_null=True, help_text="null: forget it."
    )
    is_paused = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse to pause what is not set."""
        if attrs["lessons_per_week"] is None and attrs.get("is_paused"):
            raise serializers.ValidationError(
                {"is_paused": _("Vui lòng đặt mục tiêu trước, rồi mới tạm nghỉ hoặc học tiếp.")}
            )
        return attrs


class MyGoal(PersonalView):
    """My goal for the week."""

    @extend_schema(responses={200: GoalSerializer, 401: ERRORS[401]}, operation_id="read_my_goal")
    def get(self, request: Request) -> Response:
        """Read what I set myself and where I stand this week."""
        return told(queries.learner_of(person(request._request)))

    @extend_schema(
        request=SetGoalSerializer,
        responses={200: GoalSerializer, 401: ERRORS[401], 403: ERRORS[403], 422: ErrorSerializer},
        operation_id="set_my_goal",
    )
    def put(self, request: Request) -> Response:
        """Set, pause, take up again or forget it; the same twice is once."""
        body = SetGoalSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return told(set_as_said(request, body.validated_data))


def set_as_said(request: Request, said: dict[str, Any]) -> Learner | None:
    """Do what was sent; the learner, or None where there is none and no goal is wanted."""
    by, today = person(request._request), timezone.localdate()
    learner, lessons = queries.learner_of(by), said["lessons_per_week"]
    if lessons is None:
        if learner is not None:
            actions.drop_goal(learner=learner)
        return learner
    learner = learner or actions.ensure_learner(user=by)
    actions.set_goal(learner=learner, lessons_per_week=lessons, today=today)
    if "is_paused" in said:
        rest = actions.pause_goal if said["is_paused"] else actions.resume_goal
        rest(learner=learner, today=today)
    return learner


def told(learner: Learner | None) -> Response:
    """Answer with the learner's goal; with none where none is set."""
    goal = goals.goal_of(learner, today=timezone.localdate()) if learner else None
    facts = goal or {
        "lessons_per_week": None,
        "is_paused": False,
        "done_count": 0,
        "is_reached": False,
        "week_count": 0,
    }
    return Response(GoalSerializer(facts).data)
