"""The questions draws take from: what a bank holds, and whether it holds enough."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalog import frameworks, question_linter
from catalog.findings import Finding, Spot

type Node = dict[str, Any]

LESSON, COURSE = "lesson", "course"


@dataclass(frozen=True)
class Bank:
    """How many questions there are, and how many with each tag."""

    count: int
    by_tag: dict[str, int]

    def holds(self, tag: str) -> int:
        """Return how many questions a draw with this tag may take from; "" is any."""
        return self.by_tag.get(tag, 0) if tag else self.count


type Banks = dict[str, Bank]
"""By source of a draw."""


def of_tags(questions: Iterable[Iterable[str]]) -> Bank:
    """Return the bank of questions of which only the tags are given."""
    tags = [set(one) for one in questions]
    return Bank(len(tags), dict(Counter(tag for one in tags for tag in sorted(one))))


def of_questions(questions: Iterable[Node]) -> Bank:
    """Return the bank of a document's questions."""
    return of_tags(question.get("tags", ()) for question in questions)


def of_course(document: Node) -> Bank:
    """Return the bank of a whole course document."""
    lessons = (lesson for module in document["modules"] for lesson in module["lessons"])
    return of_questions(question for lesson in lessons for question in lesson["questions"])


def words(draw: Node) -> str:
    """Return a draw as people read it."""
    own, course = _("%(count)s câu của bài"), _("%(count)s câu của cả khóa")
    text = (own if draw["source"] == LESSON else course) % {"count": draw["count"]}
    return f"{text} · {frameworks.label(draw['tag'])}" if draw["tag"] else text


def findings(lesson: Node, place: str, course: Bank) -> list[Finding]:
    """Return what is wrong with the draws of a document's lesson."""
    found = {LESSON: of_questions(lesson["questions"]), COURSE: course}
    return draw_findings(lesson.get("draws", ()), found, Spot("draws", lesson["uid"], place))


def draw_findings(draws: Sequence[Node], banks: Banks, spot: Spot) -> list[Finding]:
    """Return what is wrong with draws from these banks."""
    tagged = [draw for draw in draws if draw["tag"]]
    tags = dict.fromkeys(draw["tag"] for draw in tagged)
    return [
        *_size_findings(draws, banks, spot),
        *(one for draw in tagged for one in _tag_findings(draw, banks[draw["source"]], spot)),
        *question_linter.tag_findings(tags, spot),
    ]


def _size_findings(draws: Iterable[Node], banks: Banks, spot: Spot) -> Iterator[Finding]:
    """No question is drawn twice: what is drawn from a lesson is not drawn from the course too."""
    own = sum(draw["count"] for draw in draws if draw["source"] == LESSON)
    every = sum(draw["count"] for draw in draws)
    has_course = any(draw["source"] == COURSE for draw in draws)
    advice = _("Hãy rút ít câu hơn, hoặc viết thêm câu hỏi.")
    if own > banks[LESSON].count:
        text = _("Bài rút %(wanted)s câu của bài, nhưng bài chỉ có %(count)s câu hỏi.")
        facts = {"wanted": own, "count": banks[LESSON].count}
        yield spot.error("DRAW_TOO_MANY", text % facts, advice)
    if has_course and every > banks[COURSE].count:
        text = _("Bài rút %(wanted)s câu, nhưng cả khóa chỉ có %(count)s câu hỏi.")
        facts = {"wanted": every, "count": banks[COURSE].count}
        yield spot.error("DRAW_TOO_MANY", text % facts, advice)


def _tag_findings(draw: Node, bank: Bank, spot: Spot) -> Iterator[Finding]:
    count = bank.holds(draw["tag"])
    if count >= draw["count"]:
        return
    facts = {"wanted": draw["count"], "count": count, "tag": frameworks.label(draw["tag"])}
    if not count:
        text = _("Không có câu hỏi nào thuộc năng lực “%(tag)s” để rút.")
        advice = _("Hãy gắn năng lực này cho câu hỏi, hoặc bỏ dòng rút câu này.")
        yield spot.error("DRAW_EMPTY", text % facts, advice)
        return
    text = _("Rút %(wanted)s câu thuộc năng lực “%(tag)s”, nhưng chỉ có %(count)s câu.")
    advice = _("Người học sẽ nhận ít câu hơn. Hãy viết thêm câu hỏi thuộc năng lực này.")
    yield spot.warning("DRAW_TAG_FEW", text % facts, advice)
