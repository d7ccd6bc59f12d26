"""The questions of a package's lessons, and which of them an attempt asks."""

from typing import Any, Protocol

from catalog import optional
from catalog.packages.shown import ShownFiles
from catalog.packages.texts import Texts
from catalog.packages.yaml_files import Part

QUESTION_KEYS = (
    *("uid", "kind", "text", "situation", "options", "explanation", "passage", "tags"),
    "keeps_order",
)


class Notes(Protocol):
    """Who remembers where the nodes came from."""

    def note(self, path: str, part: Part) -> None:
        """Remember where the node at this path begins."""


class QuizReader:
    """Reads the questions of one lesson."""

    def __init__(self, texts: Texts, shown: ShownFiles, places: Notes, lesson: str) -> None:
        self._texts, self._shown, self._places = texts, shown, places
        self._lesson = lesson

    def questions(self, name: str, path: str) -> list[dict[str, Any]]:
        """Return the questions in a file, [] if there is none."""
        if name not in self._texts.names:
            return []
        quiz = self._texts.mapping(name)
        quiz.only("questions")
        return [
            self._question(one, f"{path}.{index}")
            for index, one in enumerate(quiz.parts("questions"))
        ]

    def _question(self, part: Part, path: str) -> dict[str, Any]:
        part.only(*QUESTION_KEYS)
        self._places.note(path, part)
        words = self._texts.words
        node = {
            "uid": part.text("uid"),
            "kind": part.text("kind"),
            "text": words(part.text("text")),
            "options": [
                self._option(one, f"{path}.options.{index}")
                for index, one in enumerate(part.parts("options"))
            ],
            "situation": self._shown.body(words(part.text("situation", "")), self._lesson),
            "explanation": words(part.text("explanation", "")),
            "passage": words(part.text("passage", "")),
            "tags": part.texts("tags", ()),
            "keeps_order": part.flag("keeps_order", False),
        }
        return optional.compact("question", node)

    def _option(self, part: Part, path: str) -> dict[str, Any]:
        part.only("uid", "text", "match", "correct", "explanation")
        self._places.note(path, part)
        words = self._texts.words
        node = {
            "uid": part.text("uid"),
            "text": words(part.text("text")),
            "is_correct": part.flag("correct"),
            "explanation": words(part.text("explanation", "")),
            "match": words(part.text("match", "")),
        }
        return optional.compact("option", node)


def draws(facts: Part) -> list[dict[str, Any]]:
    """Return the draws in a lesson's front matter."""
    return [_draw(part) for part in facts.parts("draws", ())]


def _draw(part: Part) -> dict[str, Any]:
    part.only("source", "tag", "count")
    return {
        "source": part.text("source"),
        "tag": part.text("tag", ""),
        "count": part.number("count"),
    }


def written_question(question: dict[str, Any]) -> dict[str, Any]:
    """Return a question as a package holds it; what is empty and optional is left out."""
    named = {key: question[key] for key in QUESTION_KEYS if key in question}
    return named | {"options": [_written_option(option) for option in question["options"]]}


def _written_option(option: dict[str, Any]) -> dict[str, Any]:
    match = {"match": option["match"]} if "match" in option else {}
    return {
        "uid": option["uid"],
        "text": option["text"],
        **match,
        "correct": option["is_correct"],
        "explanation": option["explanation"],
    }


def written_draws(lesson: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the draws of a lesson as its front matter holds them."""
    return [
        {key: one[key] for key in ("source", "tag", "count") if one[key] != ""}
        for one in lesson.get("draws", ())
    ]
