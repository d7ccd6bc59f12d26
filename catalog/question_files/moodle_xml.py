"""Moodle XML (docs.moodle.org/en/Moodle_XML_format): choices and true/false, by line."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from catalog.packages.errors import PackageInvalid, PackageUnsafe
from catalog.question_files import html_text
from catalog.question_files.drafts import (
    Answer,
    LeftOut,
    Parsed,
    QuestionDraft,
    excerpt,
    judged,
)
from catalog.question_files.html_text import NO_WORDS, Words

LINE = "line of the file"
FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain"}
KINDS = {
    "matching": "MATCHING",
    "shortanswer": "SHORT_ANSWER",
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
    if kind not in ("multichoice", "truefalse"):
        name = (element.findtext("name/text") or "").strip()
        shown = excerpt(words.text or name)
        return LeftOut(line, KINDS.get(kind, "UNKNOWN_KIND"), shown, {"kind": kind[:40]})
    general = _words(element.find("generalfeedback"))
    try:
        answers = [_answer(one, kind) for one in element.findall("answer")]
    except ValueError:
        return LeftOut(line, "FRACTION", excerpt(words.text))
    is_single = kind == "truefalse" or (element.findtext("single") or "true").strip() in (
        "true",
        "1",
    )
    return judged(line, words, answers, general, is_multiple=not is_single)


def _answer(element: Element, kind: str) -> Answer:
    words = _words(element)
    if kind == "truefalse":
        is_true = words.text.strip().lower() == "true"
        words = Words(_("Đúng") if is_true else _("Sai"))
    return Answer(words, float(element.get("fraction", "0")), _words(element.find("feedback")))


def _words(element: Element | None) -> Words:
    text = element.findtext("text") if element is not None else None
    if element is None or not text:
        return NO_WORDS
    return html_text.of(text, FORMATS.get(element.get("format", ""), ""))


def _line(element: Element) -> int:
    return int(element.get(LINE, "1"))
