"""Moodle XML (docs.moodle.org/en/Moodle_XML_format), as far as our kinds go, by line."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from catalog.packages.errors import PackageInvalid, PackageUnsafe
from catalog.question_files import html_text
from catalog.question_files.drafts import (
    Answer,
    Asked,
    LeftOut,
    Pair,
    Parsed,
    QuestionDraft,
    excerpt,
    judged,
    matched,
    ordered,
    written,
)
from catalog.question_files.html_text import NO_WORDS, Words
from catalog.question_kinds import TRUE_FALSE_TEXTS

LINE = "line of the file"
FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain"}
TAKEN = frozenset({"multichoice", "truefalse", "matching", "shortanswer", "ordering"})
KINDS = {
    "numerical": "NUMERICAL",
    "essay": "ESSAY",
    "cloze": "CLOZE",
    "multianswer": "CLOZE",
    "description": "DESCRIPTION",
    "gapselect": "MISSING_WORD",
    "ddwtos": "MISSING_WORD",
}


class LineParser(DefusedXMLParser):
    """Writes on every element the line it begins on."""

    def _start(self, tag: str, attributes: list[str]) -> Element:
        element: Element = super()._start(tag, attributes)
        element.set(LINE, str(self.parser.CurrentLineNumber))
        return element


def parse(text: str, file: str) -> Parsed:
    """Return the questions of a Moodle XML file; raises PackageInvalid, PackageUnsafe."""
    root = _root(text, file)
    if root.tag != "quiz":
        raise PackageInvalid("XML_ROOT", file=file, line=_line(root), found=str(root.tag)[:40])
    found = [_question(one) for one in root.findall("question") if one.get("type") != "category"]
    return Parsed(
        [one for one in found if isinstance(one, QuestionDraft)],
        [one for one in found if isinstance(one, LeftOut)],
    )


def _root(text: str, file: str) -> Element:
    parser: Any = LineParser(forbid_dtd=True)
    try:
        parser.feed(text.lstrip())
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise PackageUnsafe("xml_entities", 0, type(error).__name__) from error
    except ParseError as error:
        skipped = text[: len(text) - len(text.lstrip())].count("\n")
        raise PackageInvalid("XML", file=file, line=error.position[0] + skipped) from error
    return root


def _question(element: Element) -> QuestionDraft | LeftOut:
    line, kind = _line(element), element.get("type", "")
    words = _words(element.find("questiontext"))
    if kind not in TAKEN:
        name = (element.findtext("name/text") or "").strip()
        shown = excerpt(words.text or name)
        return LeftOut(line, KINDS.get(kind, "UNKNOWN_KIND"), shown, {"kind": kind[:40]})
    asked = Asked(line, words, _words(element.find("generalfeedback")))
    if kind == "matching":
        return matched(asked, [_pair(one) for one in element.findall("subquestion")])
    try:
        answers = [_answer(one, kind) for one in element.findall("answer")]
    except ValueError:
        return LeftOut(line, "FRACTION", excerpt(words.text))
    if kind == "ordering":  # the fraction of a step is its place
        steps = sorted(answers, key=lambda one: one.percent)
        return ordered(asked, [one.words for one in steps])
    if kind == "shortanswer":
        return written(asked, answers)
    return judged(asked, answers, "true_false" if kind == "truefalse" else _choice_kind(element))


def _choice_kind(element: Element) -> str:
    is_single = (element.findtext("single") or "true").strip() in ("true", "1")
    return "single" if is_single else "multiple"


def _pair(element: Element) -> Pair:
    return Pair(_words(element), _words(element.find("answer")))


def _answer(element: Element, kind: str) -> Answer:
    words = _words(element)
    if kind == "truefalse":
        true, false = TRUE_FALSE_TEXTS
        words = Words(true if words.text.strip().lower() == "true" else false)
    return Answer(words, float(element.get("fraction", "0")), _words(element.find("feedback")))


def _words(element: Element | None) -> Words:
    text = element.findtext("text") if element is not None else None
    if element is None or not text:
        return NO_WORDS
    return html_text.of(text, FORMATS.get(element.get("format", ""), ""))


def _line(element: Element) -> int:
    return int(element.get(LINE, "1"))
