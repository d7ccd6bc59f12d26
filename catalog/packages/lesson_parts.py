"""What stands beside a lesson's text in a package: sound, files, practice, the story."""

from collections.abc import Iterator
from typing import Any

from catalog.packages import layout, yaml_files
from catalog.packages.quizzes import Notes
from catalog.packages.shown import ShownFiles
from catalog.packages.texts import Texts
from catalog.packages.yaml_files import Part

PRACTICE, SCENARIO = "practice.md", "scenario.yaml"

type Node = dict[str, Any]


class PartsReader:
    """Reads the parts of one lesson."""

    def __init__(self, texts: Texts, shown: ShownFiles, places: Notes, lesson: str) -> None:
        self._texts, self._shown, self._places = texts, shown, places
        self._lesson = lesson

    def parts(self, facts: Part, path: str) -> Node:
        """Return the optional keys of the lesson at this path, the empty ones too."""
        return {
            "audio": self._shown.sound(facts) if facts.has("audio") else None,
            "files": [self._file(one) for one in facts.parts("files", ())],
            "practice": self._practice(facts),
            "scenario": self._scenario(f"{path}.scenario"),
        }

    def _file(self, part: Part) -> Node:
        part.only("file", "title")
        return {
            "sha256": self._shown.named(part.text("file")),
            "title": self._texts.words(part.text("title")),
        }

    def _practice(self, facts: Part) -> Node | None:
        name = layout.beside(self._lesson, PRACTICE)
        if name not in self._texts.names:
            return None
        text = self._shown.body(self._texts.markdown(name), name)
        return {"text": text, "url": facts.text("practice_url", "")}

    def _scenario(self, path: str) -> Node | None:
        name = layout.beside(self._lesson, SCENARIO)
        if name not in self._texts.names:
            return None
        story = self._texts.mapping(name)
        story.only("steps")
        self._places.note(path, story)
        return {
            "steps": [
                self._step(one, f"{path}.steps.{index}")
                for index, one in enumerate(story.parts("steps"))
            ]
        }

    def _step(self, part: Part, path: str) -> Node:
        part.only("uid", "text", "choices")
        self._places.note(path, part)
        return {
            "uid": part.text("uid"),
            "text": self._markdown(part, "text"),
            "choices": [
                self._choice(one, f"{path}.choices.{index}")
                for index, one in enumerate(part.parts("choices"))
            ],
        }

    def _choice(self, part: Part, path: str) -> Node:
        part.only("uid", "text", "consequence", "next")
        self._places.note(path, part)
        return {
            "uid": part.text("uid"),
            "text": self._texts.words(part.text("text")),
            "consequence": self._markdown(part, "consequence"),
            "next": part.text("next") if part.has("next") else None,
        }

    def _markdown(self, part: Part, key: str) -> str:
        return self._shown.body(self._texts.words(part.text(key)), self._lesson)


def written_facts(lesson: Node, paths: dict[str, str]) -> Node:
    """Return the parts of a lesson that stand in its front matter."""
    facts: Node = {}
    if audio := lesson.get("audio"):
        facts["audio"] = {"file": paths[audio["sha256"]], "seconds": audio["duration_seconds"]}
        if voice := audio.get("voice"):
            facts["audio"]["voice"] = voice
    if files := lesson.get("files"):
        facts["files"] = [{"file": paths[one["sha256"]], "title": one["title"]} for one in files]
    if (practice := lesson.get("practice")) and practice["url"]:
        facts["practice_url"] = practice["url"]
    return facts


def written_texts(lesson: Node) -> Iterator[tuple[str, str]]:
    """Yield the parts of a lesson that have files of their own: suffix and text."""
    if practice := lesson.get("practice"):
        yield PRACTICE, practice["text"]
    if scenario := lesson.get("scenario"):
        yield (
            SCENARIO,
            yaml_files.dump({"steps": [_written_step(one) for one in scenario["steps"]]}),
        )


def _written_step(step: Node) -> Node:
    choices = [
        {key: one[key] for key in ("uid", "text", "consequence", "next") if one[key] is not None}
        for one in step["choices"]
    ]
    return {"uid": step["uid"], "text": step["text"], "choices": choices}
