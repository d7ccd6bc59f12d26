"""Overload: ordinary requests are sent away early, so that handing in and saving find a thread."""

import random
import threading
import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from config.ui import errors, preferences

CODE = "SERVICE_BUSY"
RETRY_AFTER_SECONDS = range(5, 16)
"""Drawn anew for each answer, so that those sent away do not come back all at once."""
BURST_SECONDS = 0.25
"""So long the process may be full before it is called overloaded."""
LULL_SECONDS = 0.02
"""Room that is taken again sooner than this does not count: one request followed the other."""
CALM_SECONDS = 1.0
"""So long nobody must have been sent away before a request may wait again."""
KEEPS_WORK = frozenset(
    [
        ("POST", "quiz"),
        ("POST", "quiz-saved"),
        ("GET", "quiz-result"),
        ("POST", "lesson-reading"),
        ("POST", "api-attempts"),
        ("PATCH", "api-open-attempt"),
        ("GET", "device-session"),
    ]
)
"""Method and route of what is never sent away: a learner's work and the receipt for it; and the
fresh token with which a device hands in what it kept."""
PROBES = "/healthz/"


class Gate:
    """Lets so many in at once. A burst waits its turn; where it stays full, nobody waits."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._changed = threading.Condition()
        self._inside = 0
        self._waiting = 0
        self._full_since = 0.0
        self._room_since = -LULL_SECONDS
        self._crowded_until = 0.0

    def try_enter(self) -> bool:
        """Whether there was room; leave() must follow."""
        with self._changed:
            return self._take()

    def wait(self) -> bool:
        """Whether there was room soon enough; leave() must follow."""
        with self._changed:
            entered = self._take() or self._wait_for_room()
            if not entered:
                self._crowded_until = self._clock() + CALM_SECONDS
            return entered

    def leave(self) -> None:
        """Make room for the next."""
        with self._changed:
            if self._inside == self._limit:
                self._room_since = self._clock()
            self._inside -= 1
            self._changed.notify()

    def patience_seconds(self) -> float:
        """Return how long a request that finds no room may wait: 0 where it is overloaded."""
        now = self._clock()
        if now < self._crowded_until:
            return 0.0
        return max(0.0, self._full_since + BURST_SECONDS - now)

    def _take(self) -> bool:
        if self._inside >= self._limit:
            return False
        self._inside += 1
        if self._inside == self._limit:
            self._note_full()
        return True

    def _note_full(self) -> None:
        now = self._clock()
        if now - self._room_since >= LULL_SECONDS:
            self._full_since = now

    def _wait_for_room(self) -> bool:
        patience = self.patience_seconds()
        if not patience:
            return False
        self._waiting += 1
        try:
            return self._changed.wait_for(self._take, patience)
        finally:
            self._waiting -= 1


class OverloadMiddleware:
    """At most HVS.ordinary_limit of this process's threads work on ordinary requests at once.

    What is more is answered at once, without the database: 503, SERVICE_BUSY, Retry-After.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.gate = Gate(settings.HVS.ordinary_limit)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say that others are being answered."""
        if not self.gate.try_enter():
            if keeps_work(request):
                return self.get_response(request)
            if not self.gate.wait():
                return busy(request)
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response = None
        try:
            response = self.get_response(request)
        finally:
            if response is None or not response.streaming:
                self.gate.leave()
        if response.streaming:  # its thread is busy until the last byte is sent
            response._resource_closers.append(self.gate.leave)  # type: ignore[attr-defined]
        return response


def keeps_work(request: HttpRequest) -> bool:
    """Whether this request hands in or saves what a learner did, or asks whether we live."""
    if request.path_info.startswith(PROBES):
        return True
    try:
        name = resolve(request.path_info, settings.PROVINCE_URLCONF).view_name
    except Resolver404:
        return False
    return (request.method, name) in KEEPS_WORK


def busy(request: HttpRequest) -> HttpResponse:
    """Say kindly that the reader should come back in some seconds."""
    language = preferences.language(request)
    seconds = random.choice(RETRY_AFTER_SECONDS)
    with translation.override(language):
        if request.path_info.startswith("/api/"):
            message = f"{_title()}. {_advice()}"
            details = {"retry_after_seconds": seconds}
            body = {"code": CODE, "message": message, "details": details}
            response: HttpResponse = JsonResponse(body, status=503)
        else:
            response = HttpResponse(_page(language), status=503)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = language
    return response


@cache
def _page(language: str) -> bytes:
    return errors.error_page(None, 503, CODE, _title(), _advice()).content


def _title() -> str:
    return _("Hiện có rất nhiều người đang truy cập")


def _advice() -> str:
    return _(
        "Vui lòng đợi vài giây rồi tải lại trang. Bài đã nộp và kết quả đã lưu vẫn còn nguyên."
    )
