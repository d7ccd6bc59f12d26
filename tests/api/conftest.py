"""The same people as at the desk, and callers with keys."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog import actions
from tenants.context import in_ministry, in_place
from tenants.people import tokens
from tenants.people.models import Role
from tests.catalog import library
from tests.catalog.conftest import _store, an, hoa, linh, member, minh

__all__ = ["_store", "an", "hoa", "linh", "minh"]


class Caller:
    """A machine with a key of one place."""

    def __init__(self, place, host, role, scopes):
        user = member(place, role, f"may-{place.schema}")
        now = timezone.now()
        with in_place(place):
            _token, key = tokens.create_token(
                user=user,
                name="Máy",
                scopes=scopes,
                expires_at=now + timedelta(days=1),
                by=user,
                at=now,
            )
        self.client = Client(HTTP_HOST=host, headers={"Authorization": f"Bearer {key}"})

    def get(self, path, **more):
        return self.client.get(f"/api/v1/{path}", **more)

    def post(self, path, body=None):
        return self.client.post(f"/api/v1/{path}", body or {}, content_type="application/json")


@pytest.fixture
def province_caller(quangnam):
    """A machine of Quảng Nam's office with every scope it can have."""
    scopes = ["library:read", "courses:read", "sync:read", "sync:write"]
    return Caller(quangnam, "quangnam.localhost", Role.PROVINCE_OFFICE, scopes)


@pytest.fixture
def ministry_caller(ministry):
    """A machine of an analyst of the ministry."""
    scopes = ["library:read", "adoptions:read"]
    return Caller(ministry, "localhost", Role.MINISTRY_ANALYST, scopes)


@pytest.fixture
def course(ministry):
    """A national course on the ministry's desk."""
    with in_ministry():
        return library.course_without_faults("Mật khẩu")


@pytest.fixture
def release(course):
    """Its first release."""
    with in_ministry():
        return actions.release_course(course=course, changelog="Lần đầu", by=None)


@pytest.fixture
def second_release(course, release):
    """Its second release: one sentence of the first lesson reads otherwise."""
    with in_ministry():
        lesson = course.modules.get().lessons.order_by("position").first()
        body = lesson.body.replace("Nội dung của bài.", "Nội dung mới của bài.")
        actions.change_lesson(lesson=lesson, body=body, by=None)
        return actions.release_course(course=course, changelog="Sửa bài một", by=None)
