"""The words of a package: course.yaml, lessons, quizzes; every part remembers its line."""

from typing import Any

from catalog import documents, optional
from catalog.packages import layout, quizzes
from catalog.packages.errors import PackageInvalid
from catalog.packages.lesson_parts import PartsReader
from catalog.packages.quizzes import QuizReader
from catalog.packages.shown import ShownFiles
from catalog.packages.texts import Texts
from catalog.packages.yaml_files import Part

COURSE_KEYS = (
    *("uid", "slug", "title", "audience", "summary", "state", "open_to_guests"),
    *("pass_mark_percent", "outline", "modules"),
)
LESSON_KEYS = (
    *("uid", "title", "summary", "minutes", "video", "draws", "audio", "files"),
    "practice_url",
)
STATES = ("complete", "drafting")


class Places:
    """Which file and line every node of the document came from."""

    def __init__(self) -> None:
        self._lines: dict[str, tuple[str, int]] = {}

    def note(self, path: str, part: Part) -> None:
        """Remember where the node at this path ("modules.0.lessons.1") begins."""
        self._lines[path] = (part.file, part.line)

    def refusal(self, problems: list[str]) -> PackageInvalid:
        """Return the first problem of a document as one of the package."""
        path = problems[0].split(": ")[0]
        key = path
        while path and path not in self._lines:
            path = path.rpartition(".")[0]
        file, line = self._lines.get(path, (layout.COURSE, 1))
        key = key.removeprefix(path).lstrip(".")
        if not path and key in ("uid", "media", "text"):
            return PackageInvalid(f"DOCUMENT_{key.upper()}", file=file, problem=problems[0])
        return PackageInvalid("VALUE", file=file, line=line, key=key)


class CourseReader:
    """Builds the document of a package."""

    def __init__(self, texts: Texts, shown: ShownFiles) -> None:
        self._texts = texts
        self._shown = shown
        self.places = Places()

    def course(self) -> dict[str, Any]:
        """Return the document without its media, which are known afterwards."""
        course, words = self._texts.mapping(layout.COURSE), self._texts.words
        course.only(*COURSE_KEYS)
        self.places.note("", course)
        audience = course.text("audience")
        if course.text("state") not in STATES:
            raise PackageInvalid("VALUE", file=course.file, line=course.line, key="state")
        return {
            "format": documents.FORMAT,
            "format_version": documents.FORMAT_VERSION,
            "uid": course.text("uid"),
            "slug": course.text("slug"),
            "title": words(course.text("title")),
            "summary": words(course.text("summary", "")),
            "audience": audience,
            "is_drafting": course.text("state") == "drafting",
            "is_open_to_guests": course.flag("open_to_guests", audience == "community"),
            "pass_mark_percent": course.number("pass_mark_percent", 80),
            "outline": [self._planned(one) for one in course.parts("outline", ())],
            "modules": [
                self._module(one, f"modules.{index}")
                for index, one in enumerate(course.parts("modules"))
            ],
        }

    def _planned(self, part: Part) -> dict[str, Any]:
        part.only("title", "lessons")
        words = self._texts.words
        return {
            "title": words(part.text("title")),
            "lessons": [words(title) for title in part.texts("lessons")],
        }

    def _module(self, part: Part, path: str) -> dict[str, Any]:
        part.only("uid", "title", "lessons")
        self.places.note(path, part)
        return {
            "uid": part.text("uid"),
            "title": self._texts.words(part.text("title")),
            "lessons": [
                self._lesson(name, f"{path}.lessons.{index}")
                for index, name in enumerate(part.texts("lessons"))
            ],
        }

    def _lesson(self, name: str, path: str) -> dict[str, Any]:
        facts, body = self._texts.lesson(name)
        facts.only(*LESSON_KEYS)
        self.places.note(path, facts)
        words = self._texts.words
        quiz = QuizReader(self._texts, self._shown, self.places, name)
        parts = PartsReader(self._texts, self._shown, self.places, name)
        node = {
            "uid": facts.text("uid"),
            "title": words(facts.text("title")),
            "summary": words(facts.text("summary", "")),
            "duration_minutes": facts.number("minutes"),
            "body": self._shown.body(words(body), name),
            "note": self._texts.markdown(layout.beside(name, "note.md")),
            "video": self._video(facts, name) if facts.has("video") else None,
            "questions": quiz.questions(layout.beside(name, "quiz.yaml"), f"{path}.questions"),
            "draws": quizzes.draws(facts),
        } | parts.parts(facts, path)
        return optional.compact("lesson", node)

    def _video(self, facts: Part, lesson: str) -> dict[str, Any]:
        transcript = layout.beside(lesson, "transcript.md")
        if facts.is_text("video"):
            transcript = f"media/{facts.text('video')}.transcript.md"
        video = self._shown.video(facts, lesson)
        return video | {"transcript": self._texts.markdown(transcript)}
