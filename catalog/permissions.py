"""Who may stand at the desk; fetch and permission in one call."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
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


def course_for(user: Any, uid: uuid.UUID) -> Course:
    """Return a course of this place for its desk; Http404 or PermissionDenied."""
    require_desk(user)
    course = Course.objects.select_related("current_edition").filter(uid=uid).first()
    if course is None:
        raise Http404
    return course


def course_at(slug: str) -> Course:
    """Return a course of this place by its address, for callers whose role is known; Http404."""
    course = Course.objects.select_related("current_edition").filter(slug=slug).first()
    if course is None:
        raise Http404
    return course


def module_for(user: Any, uid: uuid.UUID) -> Module:
    """Return a chapter with its course; Http404 or PermissionDenied."""
    require_desk(user)
    module = Module.objects.select_related("course").filter(uid=uid).first()
    if module is None:
        raise Http404
    return module


def lesson_for(user: Any, uid: uuid.UUID) -> Lesson:
    """Return a lesson with its chapter and course; Http404 or PermissionDenied."""
    require_desk(user)
    lesson = Lesson.objects.select_related("module__course").filter(uid=uid).first()
    if lesson is None:
        raise Http404
    return lesson


def question_for(user: Any, uid: uuid.UUID) -> Question:
    """Return a question with its lesson and course; Http404 or PermissionDenied."""
    require_desk(user)
    question = Question.objects.select_related("lesson__module__course").filter(uid=uid).first()
    if question is None:
        raise Http404
    return question


def review_for(user: Any, uid: uuid.UUID) -> Review:
    """Return a review with its course and frozen draft; Http404 or PermissionDenied."""
    require_ministry_desk(user)
    review = Review.objects.select_related("course", "document").filter(uid=uid).first()
    if review is None:
        raise Http404
    return review


def lock_for(user: Any, uid: uuid.UUID) -> NodeLock:
    """Return a lock of the ministry's desk with its course; Http404 or PermissionDenied."""
    require_ministry_desk(user)
    lock = NodeLock.objects.select_related("course").filter(uid=uid).first()
    if lock is None:
        raise Http404
    return lock


def offer_for(user: Any, uid: uuid.UUID) -> Offer:
    """Return an offer of this province with its course; Http404 or PermissionDenied."""
    if not has_role(user, Role.PROVINCE_OFFICE):
        raise PermissionDenied
    offer = Offer.objects.select_related("course").filter(uid=uid).first()
    if offer is None:
        raise Http404
    return offer


def contribution_for(user: Any, uid: uuid.UUID) -> Contribution:
    """Return what a province offered, with the province; Http404 or PermissionDenied."""
    require_ministry_desk(user)
    found = Contribution.objects.select_related("province").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def require_ministry_desk(user: Any) -> None:
    """Raise PermissionDenied for anyone who does not write national courses."""
    if not has_role(user, *MINISTRY_DESK):
        raise PermissionDenied


def is_administrator(user: Any) -> bool:
    """Whether a person may do without a second editor, with a reason."""
    return has_role(user, Role.MINISTRY_ADMINISTRATOR)
