"""What the kinds of questions have in common, wherever they are written, read or checked."""

import string

from catalog.models import Question
from tenants.people import names

Kind = Question.Kind

ALL_RIGHT = frozenset({Kind.ORDERING, Kind.MATCHING})
"""Kinds whose options are all right: what counts is their order, or which belong together."""
ONE_RIGHT = frozenset({Kind.SINGLE, Kind.TRUE_FALSE, Kind.SCENARIO})
"""Kinds with exactly one right option."""
SHUFFLED = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.SCENARIO})
"""Kinds whose options an author may keep in order."""
TRUE_FALSE_TEXTS = ("Đúng", "Sai")
"""The options of a true-or-false question, in this order; content, so never translated."""
ENDS = string.punctuation + string.whitespace + "“”‘’…"


def folded(words: str) -> str:
    """Return a short answer as it is compared: no diacritics, case, doubled blanks, end marks."""
    return names.folded(words).strip(ENDS)
