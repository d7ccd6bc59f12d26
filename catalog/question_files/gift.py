"""GIFT, the plain text Moodle reads (docs.moodle.org/en/GIFT_format), as far as our kinds go.

Blank lines part questions. `//` begins a comment, `$CATEGORY:` is passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
    written,
)
from catalog.question_files.html_text import NO_WORDS, Words
from catalog.question_kinds import TRUE_FALSE_TEXTS

ESCAPED = {
    letter: chr(0x10FF00 + place) for place, letter in enumerate("~=#{}:\\")
}  # stand-ins nobody types, while braces and signs are looked for
STAND_INS = {ord(stand_in): letter for letter, stand_in in ESCAPED.items()}
TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle|moodle_auto_format)\]", re.IGNORECASE)
TRUE_FALSE = re.compile(r"(T|TRUE|F|FALSE)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
PERCENT = re.compile(r"\s*%(-?[0-9]{1,3}(?:\.[0-9]{1,10})?)%")
ANSWER = re.compile(r"([=~])([^=~]*)")


@dataclass(frozen=True)
class Block:
    """The lines of one question, without comments."""

    line: int
    text: str


def parse(text: str) -> Parsed:
    """Return the questions of a GIFT file and what is left out."""
    found = [_question(block) for block in _blocks(text)]
    return Parsed(
        [one for one in found if isinstance(one, QuestionDraft)],
        [one for one in found if isinstance(one, LeftOut)],
    )


def _blocks(text: str) -> Iterator[Block]:
    first, lines = 0, list[str]()
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate([*plain.split("\n"), ""], 1):
        start = line.lstrip()
        if start.startswith("//") or start.upper().startswith("$CATEGORY:"):
            continue
        if start:
            first = first or number
            lines.append(line)
        elif lines:
            yield Block(first, "\n".join(lines))
            first, lines = 0, []


def _question(block: Block) -> QuestionDraft | LeftOut:
    text = _with_stand_ins(block.text)
    title = TITLE.match(text)
    if title:
        text = text[title.end() :]
    start, end = text.find("{"), text.rfind("}")
    shown = excerpt(_plain(FORMAT.sub("", text if start < 0 else text[:start], count=1)))
    if start < 0 and end < 0:
        return LeftOut(block.line, "DESCRIPTION", shown)
    if start < 0 or end < start or "{" in text[start + 1 : end] or "}" in text[start + 1 : end]:
        return LeftOut(block.line, "BRACES", shown)
    if text[end + 1 :].strip():
        return LeftOut(block.line, "MISSING_WORD", shown)
    words, text_format = _words(text[:start], "")
    inside, _mark, general = text[start + 1 : end].partition("####")
    return _answered(block.line, words, text_format, inside.strip(), general)


def _answered(
    line: int, words: Words, text_format: str, inside: str, general: str
) -> QuestionDraft | LeftOut:
    asked = Asked(line, words, _words(general, text_format)[0])
    true_false = TRUE_FALSE.fullmatch(inside)
    if true_false:
        is_true = true_false[1].upper().startswith("T")
        return judged(asked, _true_false(is_true, true_false[2] or "", text_format), "true_false")
    reason = _other_kind(inside)
    if reason:
        return LeftOut(line, reason, excerpt(words.text))
    found = [(one[1], one[2]) for one in ANSWER.finditer(inside)]
    if "~" not in inside and "->" in inside:
        return matched(asked, [_pair(body, text_format) for _sign, body in found])
    answers = [_answer(sign, body, text_format) for sign, body in found]
    return judged(asked, answers) if "~" in inside else written(asked, answers)


def _other_kind(inside: str) -> str:
    """Return which kind it is that the product does not have, "" for one it has."""
    if not inside:
        return "ESSAY"
    if inside.startswith("#"):
        return "NUMERICAL"
    return "" if inside.startswith(("=", "~")) else "SYNTAX"


def _pair(body: str, text_format: str) -> Pair:
    left, _arrow, right = body.partition("->")
    return Pair(_words(left, text_format)[0], _words(right, text_format)[0])


def _true_false(is_true: bool, feedback: str, text_format: str) -> list[Answer]:
    """The first feedback is for the wrong answer, the second for the right one."""
    wrong, right, *_more = [*feedback.split("#")[1:], "", ""]
    return [
        Answer(
            Words(word),
            100 if value is is_true else 0,
            _words(right if value is is_true else wrong, text_format)[0],
        )
        for value, word in zip((True, False), TRUE_FALSE_TEXTS, strict=True)
    ]


def _answer(sign: str, body: str, text_format: str) -> Answer:
    percent = 100.0 if sign == "=" else 0.0
    weight = PERCENT.match(body)
    if weight:
        percent, body = float(weight[1]), body[weight.end() :]
    text, _mark, feedback = body.partition("#")
    return Answer(_words(text, text_format)[0], percent, _words(feedback, text_format)[0])


def _words(text: str, text_format: str) -> tuple[Words, str]:
    """Return words and their format, the given one unless they name their own."""
    named = FORMAT.match(text)
    if named:
        name, text = named[1].lower(), text[named.end() :]
        text_format = "" if name.startswith("moodle") else name
    text = _plain(text)
    return (html_text.of(text, text_format) if text.strip() else NO_WORDS), text_format


def _with_stand_ins(text: str) -> str:
    text = "".join(letter for letter in text if ord(letter) not in STAND_INS)
    return re.sub(
        r"\\([~=#{}:\\n])", lambda found: ESCAPED.get(found[1], "\n"), text, flags=re.DOTALL
    )


def _plain(text: str) -> str:
    return text.translate(STAND_INS)
