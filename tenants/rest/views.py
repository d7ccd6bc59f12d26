"""What all views of the API share; the one part of these doors that other apps build on."""

from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView


class ErrorSerializer(serializers.Serializer[Any]):
    """Every refusal."""

    code = serializers.CharField()
    message = serializers.CharField()
    details = serializers.DictField()


ERRORS = dict.fromkeys((401, 403, 404), ErrorSerializer)
"""Refusals that nearly every address knows."""


class PersonalView(APIView):
    """What is said to one caller is kept by nobody in between."""

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Mark every answer private, unless the view said more."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        return answer
