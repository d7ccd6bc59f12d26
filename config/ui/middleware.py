"""Activates the language of the cookie for one request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from config.ui import preferences


class LanguageMiddleware:
    """Pages are Vietnamese unless the person switched; Accept-Language is ignored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers in the reader's language and says so in Content-Language."""
        language = preferences.language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
