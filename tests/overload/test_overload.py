"""A full process sends ordinary requests away at once, and never what a learner hands in."""

import json
import threading
import time

import pytest
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver

from config import overload
from config.environment import Environment
from config.overload import Gate, OverloadMiddleware

LESSON = "/courses/an-toan/lessons/6f1c2c1e-3b57-4a0e-8d0d-0d8f4f1c9a11/"
RESULT = f"{LESSON}quiz/0a4a1c9e-94ff-4d0f-b9f1-5d5f27a6f0c2/"


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def full():
    """The middleware of a process whose one ordinary place has been taken for a while."""
    middleware = OverloadMiddleware(lambda request: HttpResponse(b"done"))
    clock = Clock()
    middleware.gate = Gate(1, clock)
    assert middleware.gate.try_enter()
    clock.now += overload.BURST_SECONDS
    return middleware


@pytest.mark.parametrize(
    ("threads", "asked", "limit"), [(1, 0, 1), (2, 0, 1), (4, 0, 3), (8, 0, 6), (8, 2, 2)]
)
def test_one_thread_in_four_is_kept_free_unless_set_otherwise(threads, asked, limit):
    environment = Environment(web_threads=threads, ordinary_threads=asked)

    assert environment.ordinary_limit == limit


def test_an_ordinary_page_of_a_full_process_says_come_back_in_the_readers_language(full):
    full.get_response = None  # nothing further in is asked

    answer = full(RequestFactory().get("/courses/"))
    english = full(RequestFactory().get("/courses/", HTTP_COOKIE="language=en"))

    page = answer.content.decode()
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) in overload.RETRY_AFTER_SECONDS
    assert (answer["Cache-Control"], answer["Content-Language"]) == ("no-store", "vi")
    assert "Hiện có rất nhiều người đang truy cập" in page
    assert "<code>SERVICE_BUSY</code>" in page
    assert "Very many people are using the site right now" in english.content.decode()
    assert english["Content-Language"] == "en"


def test_the_api_of_a_full_process_answers_with_a_code(full):
    answer = full(RequestFactory().get("/api/v1/courses/"))

    body = json.loads(answer.content)
    assert answer.status_code == 503
    assert body["code"] == "SERVICE_BUSY"
    assert body["details"] == {"retry_after_seconds": int(answer["Retry-After"])}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{LESSON}quiz/"),
        ("GET", RESULT),
        ("POST", f"{LESSON}reading/"),
        ("POST", f"{LESSON}quiz/saved-answers/"),
        ("POST", f"/api/v1{LESSON}attempts/"),
        ("PATCH", f"/api/v1{LESSON}open-attempt/"),
        ("GET", "/device/session/"),
        ("GET", "/healthz/ready"),
    ],
)
def test_what_keeps_work_is_never_sent_away(full, method, path):
    assert full(RequestFactory().generic(method, path)).content == b"done"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", LESSON),
        ("GET", f"{LESSON}quiz/"),
        ("POST", RESULT),
        ("POST", "/sign-in/"),
        ("GET", f"/api/v1{LESSON}"),
        ("GET", "/nowhere"),
    ],
)
def test_everything_else_is_sent_away(full, method, path):
    assert full(RequestFactory().generic(method, path)).status_code == 503


def test_every_route_that_keeps_work_exists():
    names = set(get_resolver(settings.PROVINCE_URLCONF).reverse_dict)

    assert {name for _method, name in overload.KEEPS_WORK} - names == set()


def test_the_database_is_not_asked_before_a_reader_is_sent_away(monkeypatch):
    monkeypatch.setattr("tenants.registry.place_at", None)  # asking would fail
    monkeypatch.setattr(Gate, "try_enter", lambda gate: False)
    monkeypatch.setattr(Gate, "wait", lambda gate: False)

    answer = Client(HTTP_HOST="quangnam.localhost").get("/")

    assert answer.status_code == 503
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_a_place_is_free_again_after_an_answer_and_after_an_error():
    def answer(request):
        if request.path == "/error":
            raise ValueError
        return HttpResponse()

    middleware = OverloadMiddleware(answer)
    middleware.gate = Gate(1)
    middleware(RequestFactory().get("/"))
    with pytest.raises(ValueError):  # noqa: PT011
        middleware(RequestFactory().get("/error"))

    assert middleware.gate.try_enter()


def test_a_file_on_its_way_keeps_its_place_until_it_is_sent():
    middleware = OverloadMiddleware(lambda request: StreamingHttpResponse([b"long"]))
    middleware.gate = Gate(1)

    answer = middleware(RequestFactory().get("/media/film.mp4"))
    during = middleware.gate.try_enter()
    for close in answer._resource_closers:  # what close() does, without the signal
        close()

    assert (during, middleware.gate.try_enter()) == (False, True)


def test_a_burst_waits_its_turn(monkeypatch):
    monkeypatch.setattr(overload, "BURST_SECONDS", 60.0)
    gate = Gate(1, Clock())
    gate.try_enter()
    entered = []
    waiting = threading.Thread(target=lambda: entered.append(gate.wait()))
    waiting.start()
    while not gate._waiting:
        time.sleep(0.01)

    gate.leave()
    waiting.join(60)

    assert entered == [True]


def test_nobody_waits_where_it_stays_full():
    clock = Clock()
    gate = Gate(1, clock)
    gate.try_enter()
    at_first = gate.patience_seconds()
    clock.now += overload.BURST_SECONDS

    assert at_first == overload.BURST_SECONDS
    assert gate.patience_seconds() == 0
    assert not gate.wait()


def test_after_somebody_was_sent_away_nobody_waits_until_it_was_calm():
    clock = Clock()
    gate = Gate(1, clock)
    gate.try_enter()
    clock.now += overload.BURST_SECONDS
    gate.wait()
    gate.leave()
    gate.try_enter()

    at_once = gate.patience_seconds()
    gate.leave()
    clock.now += overload.CALM_SECONDS
    gate.try_enter()

    assert (at_once, gate.patience_seconds()) == (0, overload.BURST_SECONDS)


@pytest.mark.parametrize(
    ("room_for", "patience"),
    [(0.0, 0.05), (overload.LULL_SECONDS / 2, 0.04), (overload.LULL_SECONDS, 0.25)],
)
def test_it_stays_full_while_one_request_follows_the_other(room_for, patience):
    clock = Clock()
    gate = Gate(1, clock)
    clock.now += 60
    gate.try_enter()
    clock.now += 0.2
    gate.leave()
    clock.now += room_for
    gate.try_enter()

    assert gate.patience_seconds() == pytest.approx(patience)


def test_a_process_that_was_idle_is_not_full_at_once():
    clock = Clock()
    gate = Gate(1, clock)
    gate.try_enter()
    gate.leave()
    clock.now += 60
    gate.try_enter()

    assert gate.patience_seconds() == overload.BURST_SECONDS
