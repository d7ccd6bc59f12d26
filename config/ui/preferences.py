"""A reader's own settings, carried in cookies: the text size and the language."""

from django.conf import settings
from django.http import HttpRequest

TEXT_SIZE_COOKIE = "text_size"
TEXT_SIZES = ("100", "125", "150")
COOKIE_AGE_SECONDS = 365 * 24 * 60 * 60


def text_size(request: HttpRequest) -> str:
    """The text size in percent; "100" when none or a wrong one is set."""
    chosen = request.COOKIES.get(TEXT_SIZE_COOKIE, "")
    return chosen if chosen in TEXT_SIZES else TEXT_SIZES[0]


def language(request: HttpRequest) -> str:
    """The language chosen by cookie, else Vietnamese; what the browser asks for is ignored."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def smaller(size: str) -> str:
    """The next smaller text size, or the smallest."""
    return TEXT_SIZES[max(0, TEXT_SIZES.index(size) - 1)]


def larger(size: str) -> str:
    """The next larger text size, or the largest."""
    return TEXT_SIZES[min(len(TEXT_SIZES) - 1, TEXT_SIZES.index(size) + 1)]
