"""What a page costs: processor milliseconds of the real server, statements, bytes."""

import datetime
import uuid
from collections.abc import Callable
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.utils import timezone

from catalog import actions as catalog_actions
from catalog import queries as catalog_queries
from catalog.models import Course
from catalog.published import PublishedCourse
from enrollment.actions.cohorts import ensure_cohorts
from enrollment.learning import actions as learning
from enrollment.models import Cohort, Enrollment, Learner, LessonProgress
from tenants.context import Place, in_province
from tenants.people import actions as people
from tests.bench import bulk, library
from tests.bench.measure import Measurement, counted
from tests.bench.server import Server

HOST = "quangnam.localhost"
REQUESTS, WARM_UP = 200, 20
CSRF = "a" * 32
"""Cookie and form field alike: Django takes any 32 letters that agree."""
NOW = datetime.datetime(2026, 11, 22, 3, 0, tzinfo=datetime.UTC)


@cache
def school() -> tuple[Place, str]:
    """Make Linh, enrolled in nine generated courses; return the place and her cookie."""
    place = bulk.province("quangnam")
    uids = library.release_library()
    with in_province(place):
        catalog_actions.adopt_releases(release_uids=uids, by=None)
        ensure_cohorts()
        user = people.create_user(full_name="Nguyễn Thị Linh", email="linh@bench.example")
        linh = Learner.objects.create(
            user=user, full_name=user.full_name, cohort=Cohort.objects.get(key="officials")
        )
        Enrollment.objects.bulk_create(
            Enrollment(
                learner=linh, course=one, is_mandatory=True, enrolled_at=NOW,
                due_date=datetime.date(2100, 1, 1),
            )
            for one in Course.objects.all()[:9]
        )  # fmt: skip
        _set_goal(linh)
        client = Client(HTTP_HOST=HOST)
        client.force_login(user)
    return place, client.cookies[settings.SESSION_COOKIE_NAME].value


def _set_goal(learner: Learner) -> None:
    """Half a year of weeks with a goal that was reached, changed every month."""
    now = timezone.now()
    for weeks in range(0, 26, 4):
        at = timezone.localdate(now - datetime.timedelta(weeks=weeks))
        learning.set_goal(learner=learner, lessons_per_week=2 + weeks % 8 // 4, today=at)
    LessonProgress.objects.bulk_create(
        LessonProgress(
            learner=learner, course_uid=uuid.uuid4(), lesson_uid=uuid.uuid4(), opened_at=at,
            done_at=at,
        )
        for weeks in range(26)
        for at in [now - datetime.timedelta(weeks=weeks)] * 3
    )  # fmt: skip


@cache
def server() -> Server:
    """Start the server once for all pages."""
    return Server()


def stop_server() -> None:
    """End the server if a page was measured."""
    if server.cache_info().currsize:
        server().stop()
        server.cache_clear()


def cookie() -> str:
    """Return Linh's session as a request header."""
    return f"{settings.SESSION_COOKIE_NAME}={school()[1]}"


def browser() -> Client:
    """Return Linh's browser inside this process, for counting statements."""
    client = Client(HTTP_HOST=HOST)
    client.cookies[settings.SESSION_COOKIE_NAME] = school()[1]
    return client


def first_course() -> PublishedCourse:
    """Return the first generated course as it is published."""
    with in_province(school()[0]):
        return catalog_queries.published_course("khoa-1")


def cpu_milliseconds(work: Callable[[], object]) -> float:
    """Return the server's processor milliseconds per call, once it is warm."""
    for _ in range(WARM_UP):
        work()
    before = server().cpu_seconds()
    for _ in range(REQUESTS):
        work()
    return (server().cpu_seconds() - before) * 1000 / REQUESTS


@cache
def floor() -> float:
    """Return what the same server spends on a constant page."""
    return cpu_milliseconds(lambda: server().ask(HOST, "/healthz/live"))


def page(name: str, path: str) -> list[Measurement]:
    """Measure one page of Linh's."""
    header, client = cookie(), browser()
    status, body, _to = server().ask(HOST, path, cookie=header)
    assert status == 200, status
    client.get(path)
    with counted() as statements:
        client.get(path)
    value = cpu_milliseconds(lambda: server().ask(HOST, path, cookie=header))
    return [Measurement(name, value, "CPU-ms", floor(), len(statements), len(body))]


def home() -> list[Measurement]:
    """Measure the learner's home."""
    return page("home", "/")


def course() -> list[Measurement]:
    """Measure a course of 48 lessons."""
    school()
    return page("course", "/courses/khoa-1/")


def lesson() -> list[Measurement]:
    """Measure a lesson of about 1,300 words."""
    return page("lesson", lesson_path())


def lesson_path() -> str:
    """Return the address of the first lesson."""
    return f"/courses/khoa-1/lessons/{first_course().lessons[0].uid}/"


def quiz_attempt() -> list[Measurement]:
    """Measure a whole attempt of five questions: questions, submission, result."""
    path = f"{lesson_path()}quiz/"
    client = browser()
    fields = answers()
    client.post(path, answers())
    with counted() as statements:
        assert client.post(path, fields).status_code == 302
    value = cpu_milliseconds(lambda: attempt(path))
    return [Measurement("quiz_attempt", value, "CPU-ms", floor() * 3, len(statements))]


def attempt(path: str) -> None:
    """Do the quiz once as a browser does."""
    header = f"{cookie()}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    assert server().ask(HOST, path, cookie=header)[0] == 200
    fields = answers() | {"csrfmiddlewaretoken": CSRF}
    status, _body, to = server().ask(
        HOST, path, cookie=header, body=urlencode(fields, doseq=True).encode()
    )
    assert status == 302, status
    assert server().ask(HOST, to, cookie=header)[0] == 200


def answers() -> dict[str, list[str] | str]:
    """Return right answers to every question, with a fresh key."""
    questions = first_course().lessons[0].questions
    fields: dict[str, list[str] | str] = {
        f"q-{one.uid}": [str(uid) for uid in one.correct_uids] for one in questions
    }
    return fields | {"submission_key": str(uuid.uuid4())}
