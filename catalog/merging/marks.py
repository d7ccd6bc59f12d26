"""What a fingerprint says in the words of people: which lessons differ."""

from typing import Any

from catalog.merging.states import State


def touched_lessons(marks: dict[str, Any], mine: State, base: State) -> list[str]:
    """Return the uids of lessons in which anything differs, in reading order, removed ones last."""
    if not marks:
        return []
    touched = {mine.lesson_of(uid) for uid in marks["nodes"]}
    touched |= {base.lesson_of(uid) for uid in marks["gone"]}
    here = [uid for uid in mine.nodes if uid in touched]
    return here + [uid for uid in base.nodes if uid in touched and uid not in mine.nodes]
