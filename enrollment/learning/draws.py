"""Which questions one attempt asks, and in which order: decided by its key alone.

Places are taken by a hash of the key and the uid, so the same key gives the same quiz for ever,
in every process and version of Python.
"""

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from catalog.published import (
    Draw,
    PublishedContent,
    PublishedLesson,
    PublishedOption,
    PublishedQuestion,
)
from enrollment.learning.answers import MATCHING, ORDERING, SHORT_ANSWER
from tenants.context import current_place

FIXED = frozenset({"true_false", SHORT_ANSWER, MATCHING})
"""Kinds whose options stand as written."""


def attempt_key(learner_uid: uuid.UUID, lesson_uid: uuid.UUID, attempt_count: int) -> uuid.UUID:
    """Return the key of a learner's next attempt: the same in every tab and on every device."""
    said = f"attempt:{current_place().uuid}:{learner_uid}:{lesson_uid}:{attempt_count}".encode()
    digest = hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256)
    return uuid.UUID(bytes=digest[:16], version=4)


def asked(
    content: PublishedContent, lesson: PublishedLesson, key: uuid.UUID
) -> tuple[PublishedQuestion, ...]:
    """Return the questions an attempt with this key asks, in order; options as in the document."""
    if not lesson.draws:
        return lesson.questions
    found: dict[uuid.UUID, PublishedQuestion] = {}
    for draw in lesson.draws:
        bank = (one for one in _bank(content, lesson, draw) if one.uid not in found)
        for question in _by_place(bank, key)[: draw.count]:
            found[question.uid] = question
    return tuple(_by_place(found.values(), key))


def _bank(
    content: PublishedContent, lesson: PublishedLesson, draw: Draw
) -> Iterable[PublishedQuestion]:
    questions = lesson.questions if draw.source == "lesson" else content.questions
    return (one for one in questions if not draw.tag or draw.tag in one.tags)


def shown_options(question: PublishedQuestion, key: uuid.UUID) -> list[PublishedOption]:
    """Return the options of a question in the order this attempt shows them."""
    if (question.keeps_order and question.kind != ORDERING) or question.kind in FIXED:
        return list(question.options)
    shown = _by_place(question.options, key)
    if question.kind == ORDERING and tuple(shown) == question.options:
        return [*shown[1:], shown[0]]
    return shown


def shown_matches(question: PublishedQuestion, key: uuid.UUID) -> list[PublishedOption]:
    """Return the options whose right sides may be chosen, in the order this attempt shows them."""
    return _by_place(question.options, key)


def _by_place(nodes: Iterable[Any], key: uuid.UUID) -> list[Any]:
    return sorted(nodes, key=lambda one: hashlib.sha256(key.bytes + one.uid.bytes).digest())
