"""How much a lesson takes when it is kept on a device for reading off line."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from catalog.published import PublishedLesson, PublishedQuestion

MEDIA = re.compile(r"/media/([0-9a-f]{64})")
PAGE_BYTES = 5_900
QUIZ_BYTES = 3_900
"""A kept page without its text: head, header, buttons, footer."""
QUESTION_BYTES = 250
OPTION_BYTES = 150
"""The marks around a question's and an option's words."""
TYPICAL_QUESTION_BYTES = 1_200
"""Of a question that is drawn from elsewhere."""


class SavedSize(NamedTuple):
    """Bytes of a lesson on a device; the film only if the reader wants it."""

    bytes: int
    film_bytes: int


def saved_size(lesson: "PublishedLesson") -> SavedSize:
    """Return what keeping a lesson takes: text, pictures, sound, captions, the quiz; the film."""
    film = lesson.video.played.size_bytes if lesson.video and lesson.video.played else 0
    return SavedSize(_page_bytes(lesson) + _quiz_bytes(lesson), film)


def _page_bytes(lesson: "PublishedLesson") -> int:
    text = lesson.html + lesson.note_html
    for step in lesson.scenario:
        text += step.html + "".join(one.html for one in step.choices)
    files = set(MEDIA.findall(text))
    if lesson.audio:
        files.add(lesson.audio.sha256)
    if lesson.video:
        text += lesson.video.transcript_html
        files |= {lesson.video.captions_sha256 or "", lesson.video.poster_sha256 or ""}
        files.add(lesson.video.audio.sha256 if lesson.video.audio else "")
    media = sum(lesson.media_bytes.get(sha256, 0) for sha256 in files)
    return PAGE_BYTES + len(text.encode()) + media


def _quiz_bytes(lesson: "PublishedLesson") -> int:
    if not lesson.has_quiz:
        return 0
    own = _question_bytes(lesson.questions)
    if lesson.draws:
        typical = own // len(lesson.questions) if lesson.questions else TYPICAL_QUESTION_BYTES
        own = lesson.question_count * typical
    return QUIZ_BYTES + own


def _question_bytes(questions: "Sequence[PublishedQuestion]") -> int:
    options = [option.text for one in questions for option in one.options]
    words = [one.text + one.situation_html for one in questions]
    marks = QUESTION_BYTES * len(words) + OPTION_BYTES * len(options)
    return marks + len("".join(words + options).encode())
