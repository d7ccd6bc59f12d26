"""What differs between two states of a course, word by word; without a database.

`words` compares two wordings of one text, `courses` two course documents node by node. Pages show a
FieldDiff with the component <c-field-diff>.
"""

from catalog.diffs.courses import (
    LABELS,
    DocumentDiff,
    NodeDiff,
    compare,
    compare_nodes,
    field_diff,
    value_text,
)
from catalog.diffs.words import BlockDiff, FieldDiff, Run, Segment, segments, text_diff

__all__ = [
    "LABELS",
    "BlockDiff",
    "DocumentDiff",
    "FieldDiff",
    "NodeDiff",
    "Run",
    "Segment",
    "compare",
    "compare_nodes",
    "field_diff",
    "segments",
    "text_diff",
    "value_text",
]
