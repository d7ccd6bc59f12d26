"""Small course documents, and hypothesis strategies that edit them the way people do."""

import copy
import uuid
from typing import Any

from hypothesis import strategies as st

from catalog import documents

WORDS = ("mã", "dùng", "một", "lần", "ngân", "hàng", "gọi", "lại", "kiểm", "tra", "địa", "chỉ")


def uid(*key: Any) -> str:
    """Return a uid that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, ":".join(map(str, key))))


def option(key: str, *, right: bool = False) -> dict[str, Any]:
    return {
        "uid": uid("option", key),
        "text": f"Phương án {key}",
        "is_correct": right,
        "explanation": f"Vì {key}",
    }


def question(key: str) -> dict[str, Any]:
    return {
        "uid": uid("question", key),
        "kind": "single",
        "text": f"Câu {key}?",
        "options": [option(f"{key}.a", right=True), option(f"{key}.b")],
    }


def lesson(key: str, *, body: str = "") -> dict[str, Any]:
    paragraphs = [f"Đoạn {number} của bài {key}." for number in range(1, 5)]
    return {
        "uid": uid("lesson", key),
        "title": f"Bài {key}",
        "summary": f"Tóm tắt {key}",
        "duration_minutes": 12,
        "body": body or "\n\n".join(paragraphs),
        "note": "",
        "video": None,
        "questions": [question(f"{key}.1"), question(f"{key}.2")],
    }


def module(key: str, lesson_count: int = 2) -> dict[str, Any]:
    return {
        "uid": uid("module", key),
        "title": f"Chương {key}",
        "lessons": [lesson(f"{key}.{number}") for number in range(1, lesson_count + 1)],
    }


def course() -> dict[str, Any]:
    """Return a course of three chapters, the last one with one lesson."""
    return {
        "format": documents.FORMAT,
        "format_version": 1,
        "uid": uid("course"),
        "slug": "khoa-hoc",
        "title": "Khóa học",
        "summary": "Giới thiệu",
        "audience": "officials",
        "is_drafting": False,
        "is_open_to_guests": False,
        "pass_mark_percent": 80,
        "outline": [],
        "modules": [module("1"), module("2"), module("3", 1)],
        "media": [],
    }


def lessons_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for part in document["modules"] for one in part["lessons"]]


def questions_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for part in lessons_of(document) for one in part["questions"]]


def words_of(document: dict[str, Any]) -> set[str]:
    """Return every piece of text: titles, summaries, paragraphs, questions, options."""
    found = {document["title"], document["summary"]}
    for part in document["modules"]:
        found.add(part["title"])
    for one in lessons_of(document):
        found |= {one["title"], one["summary"], *one["body"].split("\n\n")}
    for one in questions_of(document):
        found.add(one["text"])
        for answer in one["options"]:
            found |= {answer["text"], answer["explanation"]}
    return found - {""}


OPERATIONS = (
    *("body", "body", "body", "body", "title", "summary", "course_title", "minutes", "pass_mark"),
    *("question_text", "option_text", "explanation", "answer", "kind", "add_option"),
    *("remove_option", "add_question", "remove_question", "move_question", "add_lesson"),
    *("remove_lesson", "move_lesson", "carry_lesson", "add_module", "remove_module"),
    *("move_module", "module_title", "outline"),
)


@st.composite
def edited(draw: st.DrawFn, document: dict[str, Any], side: str, most: int = 8) -> dict[str, Any]:
    """Return a copy that somebody worked on: up to `most` changes of every kind."""
    changed = copy.deepcopy(document)
    for number in range(draw(st.integers(0, most))):
        _edit(draw, changed, draw(st.sampled_from(OPERATIONS)), f"{side}{number}")
    return changed


def _pick(draw: st.DrawFn, rows: list[Any]) -> Any:
    return rows[draw(st.integers(0, len(rows) - 1))]


def _edit(draw: st.DrawFn, document: dict[str, Any], what: str, key: str) -> None:
    # Both sides sometimes write the very same words: then nobody has to decide.
    words = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4)))
    text = f"{words} {draw(st.sampled_from([key, key, key, 'chung']))}"
    lessons, questions = lessons_of(document), questions_of(document)
    if what == "course_title":
        document["title"] = text
    elif what == "pass_mark":
        document["pass_mark_percent"] = draw(st.integers(50, 100))
    elif what == "outline":
        document["outline"] = [{"title": text, "lessons": ["Sẽ có"]}]
    elif "module" in what:
        _edit_modules(draw, document["modules"], what, text, key)
    elif what == "add_lesson" and document["modules"]:
        rows = _pick(draw, document["modules"])["lessons"]
        rows.insert(draw(st.integers(0, len(rows))), lesson(f"{key}-{text}"))
    elif lessons and what in ("carry_lesson", "move_lesson", "remove_lesson"):
        _place_lesson(draw, document["modules"], _pick(draw, lessons), what)
    elif lessons and what in ("body", "title", "summary", "minutes", "add_question"):
        _edit_lesson(draw, _pick(draw, lessons), what, text, key)
    elif questions:
        _edit_question(draw, document, _pick(draw, questions), what, text, key)


def _edit_modules(draw: st.DrawFn, modules: list[Any], what: str, text: str, key: str) -> None:
    if what == "add_module":
        modules.insert(draw(st.integers(0, len(modules))), module(f"{key}-{text}", 1))
    elif what == "module_title":
        _pick(draw, modules)["title"] = text
    elif what == "move_module":
        _move(draw, modules)
    elif len(modules) > 1:
        modules.remove(_pick(draw, modules))


def _place_lesson(draw: st.DrawFn, modules: list[Any], one: dict[str, Any], what: str) -> None:
    rows = next(part for part in modules if one in part["lessons"])["lessons"]
    if what == "move_lesson":
        _move(draw, rows)
        return
    rows.remove(one)
    if what == "carry_lesson":
        rows = _pick(draw, modules)["lessons"]
        rows.insert(draw(st.integers(0, len(rows))), one)


def _edit_lesson(draw: st.DrawFn, one: dict[str, Any], what: str, text: str, key: str) -> None:
    if what == "minutes":
        one["duration_minutes"] = draw(st.integers(5, 20))
    elif what == "add_question":
        at = draw(st.integers(0, len(one["questions"])))
        one["questions"].insert(at, question(f"{key}-{text}"))
    elif what == "body":
        paragraphs = one["body"].split("\n\n") if one["body"] else []
        at = draw(st.integers(0, len(paragraphs)))
        how = draw(st.sampled_from(["change", "change", "insert", "remove"]))
        if how == "insert" or at == len(paragraphs):
            paragraphs.insert(at, text)
        elif how == "change":
            paragraphs[at] = text
        else:
            paragraphs.pop(at)
        one["body"] = "\n\n".join(paragraphs)
    else:
        one[what] = text


def _edit_question(
    draw: st.DrawFn,
    document: dict[str, Any],
    one: dict[str, Any],
    what: str,
    text: str,
    key: str,
) -> None:
    options = one["options"]
    answer = _pick(draw, options) if options else None
    if what == "question_text":
        one["text"] = text
    elif what == "kind":
        one["kind"] = draw(st.sampled_from(["single", "multiple"]))
    elif what == "add_option":
        options.insert(draw(st.integers(0, len(options))), option(f"{key}-{text}"))
    elif what == "remove_option" and answer:
        options.remove(answer)
    elif what == "option_text" and answer:
        answer["text"] = text
    elif what == "explanation" and answer:
        answer["explanation"] = text
    elif what == "answer" and answer:
        for other in options:
            other["is_correct"] = other is answer
    elif what in ("remove_question", "move_question"):
        rows = next(part for part in lessons_of(document) if one in part["questions"])["questions"]
        if what == "remove_question":
            rows.remove(one)
        else:
            _move(draw, rows)


def _move(draw: st.DrawFn, rows: list[Any]) -> None:
    one = rows.pop(draw(st.integers(0, len(rows) - 1)))
    rows.insert(draw(st.integers(0, len(rows))), one)
