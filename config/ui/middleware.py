"""The language of the cookie for one request, and a page where the address takes forms only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

from config.ui import errors, preferences


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


class CompressionMiddleware(GZipMiddleware):
    """Pages and answers of the API go out compressed; files stay as they are, with their ranges.

    Tokens in pages are masked anew each time and the length varies at random, so that the length
    of a compressed page tells nothing of what stands in it (BREACH).
    """

    TEXT = ("text/", "application/json", "application/manifest+json")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress an answer that is text and there as a whole."""
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(self.TEXT):
            return response
        return super().process_response(request, response)


class MethodMiddleware:
    """A page in words in place of the browser's own for an address that only takes forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Gives an empty 405 its page; what an API answers stays as it is."""
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.content:
            return response
        page = errors.error_page(request, 405)
        page.headers["Allow"] = response.headers["Allow"]
        return page
