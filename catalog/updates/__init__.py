"""What a national release would do to a province's course, as an office reads it; no database.

`places` are the spots somebody decides on, `shown` the parts that change (picked by `drawing`),
`numbers` the sum, `update` all of it.
"""

from catalog.updates.filled import NOTHING_FILLED, Filled
from catalog.updates.shown import LessonShown, NodeShown
from catalog.updates.update import Update

__all__ = ["NOTHING_FILLED", "Filled", "LessonShown", "NodeShown", "Update"]
