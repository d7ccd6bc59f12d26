"""One national course on its way through releases, and a province that has it."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from catalog import actions, documents, rows
from catalog.actions import desk, publishing
from catalog.library.actions import Envelope
from catalog.library.models import Release
from catalog.models import Course, Lesson
from tenants.context import Place, in_ministry, in_province
from tests.merging import courses

type Change = Callable[[dict[str, Any]], None]


@dataclass
class Story:
    """The places, and what stands where."""

    ministry: Place
    province: Place
    document: dict[str, Any]
    """The newest national document."""
    release: Release

    @classmethod
    def begin(cls, ministry: Place, province: Place) -> "Story":
        document = courses.course()
        with in_ministry():
            checked = documents.check(document)
            new = rows.NewCourse(checked, document["slug"], 1, None, "", timezone.now())
            rows.insert_courses([new])
            release = _released(document, "Bản đầu tiên", Envelope())
        with in_province(province):
            actions.adopt_releases(release_uids=[release.uid], by=None)
        return cls(ministry, province, document, release)

    def publish(
        self, change: Change, *, envelope: Envelope | None = None, note: str = "Sửa"
    ) -> Release:
        """Release the national course with a change made to its document."""
        self.document = copy.deepcopy(self.document)
        change(self.document)
        with in_ministry():
            self.release = _released(self.document, note, envelope or Envelope())
        return self.release

    def course(self) -> Course:
        """Return the province's course; inside its block."""
        return Course.objects.get(uid=self.document["uid"])

    def mine(self) -> dict[str, Any]:
        """Return the province's desk as a document; inside its block."""
        return documents.from_course(self.course())


def _released(document: dict[str, Any], note: str, envelope: Envelope) -> Release:
    course = desk.lock(Course.objects.get(uid=document["uid"]).pk)
    return publishing.release_document(
        course=course, content=document, changelog=note, is_minor=False, by=None, envelope=envelope
    )


def lesson(document: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the lesson with this key of tests.merging.courses."""
    return next(
        one for one in courses.lessons_of(document) if one["uid"] == courses.uid("lesson", key)
    )


def replace(key: str, old: str, new: str) -> Change:
    """Return a change of words in a lesson's text."""

    def change(document: dict[str, Any]) -> None:
        one = lesson(document, key)
        assert old in one["body"]
        one["body"] = one["body"].replace(old, new)

    return change


def write(key: str, old: str, new: str) -> None:
    """Change words of a lesson at the province's desk; inside its block."""
    row = Lesson.objects.get(uid=courses.uid("lesson", key))
    assert old in row.body
    actions.change_lesson(lesson=row, body=row.body.replace(old, new), by=None)
