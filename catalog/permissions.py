"""Who may stand at the desk; fetch and permission in one call."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

from catalog.library.models import Contribution
from catalog.models import Course, Lesson, Module, NodeLock, Offer, Question, Review
from tenants.people.models import Role
from tenants.people.permissions import has_role

MINISTRY_DESK = (Role.MINISTRY_EDITOR, Role.MINISTRY_ADMINISTRATOR)
MINISTRY = (*MINISTRY_DESK, Role.MINISTRY_ANALYST)
OFFICE = (Role.PROVINCE_OFFICE,)
DESK = (*MINISTRY_DESK, Role.PROVINCE_OFFICE)
"""Ministry's roles are given on the national site only, the office's in provinces only."""


def require_desk(user: Any) -> None:
    """Raise PermissionDenied for anyone who does not write courses here."""
    if not has_role(user, *DESK):
        raise PermissionDenied


def require_ministry_desk(user: Any) -> None:
    """Raise PermissionDenied for anyone who does not write national courses."""
    if not has_role(user, *MINISTRY_DESK):
        raise PermissionDenied


def course_for(user: Any, uid: uuid.UUID) -> Course:
    """Return a course of this place for its desk; Http404 or PermissionDenied."""
    require_desk(user)
    return _there(Course.objects.select_related("current_edition").filter(uid=uid))


def course_at(slug: str) -> Course:
    """Return a course of this place by its address, for callers whose role is known; Http404."""
    return _there(Course.objects.select_related("current_edition").filter(slug=slug))


def module_for(user: Any, uid: uuid.UUID) -> Module:
    """Return a chapter with its course; Http404 or PermissionDenied."""
    require_desk(user)
    return _there(Module.objects.select_related("course").filter(uid=uid))


def lesson_for(user: Any, uid: uuid.UUID) -> Lesson:
    """Return a lesson with its chapter and course; Http404 or PermissionDenied."""
    require_desk(user)
    return _there(Lesson.objects.select_related("module__course").filter(uid=uid))


def question_for(user: Any, uid: uuid.UUID) -> Question:
    """Return a question with its lesson and course; Http404 or PermissionDenied."""
    require_desk(user)
    return _there(Question.objects.select_related("lesson__module__course").filter(uid=uid))


def review_for(user: Any, uid: uuid.UUID) -> Review:
    """Return a review with its course and frozen draft; Http404 or PermissionDenied."""
    require_ministry_desk(user)
    return _there(Review.objects.select_related("course", "document").filter(uid=uid))


def lock_for(user: Any, uid: uuid.UUID) -> NodeLock:
    """Return a lock of the ministry's desk with its course; Http404 or PermissionDenied."""
    require_ministry_desk(user)
    return _there(NodeLock.objects.select_related("course").filter(uid=uid))


def offer_for(user: Any, uid: uuid.UUID) -> Offer:
    """Return an offer of this province with its course; Http404 or PermissionDenied."""
    if not has_role(user, Role.PROVINCE_OFFICE):
        raise PermissionDenied
    return _there(Offer.objects.select_related("course").filter(uid=uid))


def contribution_for(user: Any, uid: uuid.UUID) -> Contribution:
    """Return what a province offered, with the province; Http404 or PermissionDenied."""
    require_ministry_desk(user)
    return _there(Contribution.objects.select_related("province").filter(uid=uid))


def _there[M: Model](rows: QuerySet[M]) -> M:
    """Return the row that was asked for; Http404, the same for foreign and absent."""
    row = rows.first()
    if row is None:
        raise Http404
    return row


def is_administrator(user: Any) -> bool:
    """Whether a person may do without a second editor, with a reason."""
    return has_role(user, Role.MINISTRY_ADMINISTRATOR)
