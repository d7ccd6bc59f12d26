"""Stories in which the learner decides: where they lead, and what is wrong with one. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

type Step = dict[str, Any]


def unreachable(steps: Sequence[Step]) -> list[Step]:
    """Return the steps no choice leads to; the story begins with the first."""
    met = _from(steps, steps[0]["uid"]) if steps else set()
    return [step for step in steps if step["uid"] not in met]


def without_end(steps: Sequence[Step]) -> list[Step]:
    """Return the steps one can come to and never gets out of: whatever is chosen goes round."""
    ending = {step["uid"] for step in steps if any(not one["next"] for one in step["choices"])}
    size = -1
    while size != len(ending):
        size = len(ending)
        ending |= {step["uid"] for step in steps if ending & set(_targets(step))}
    met = _from(steps, steps[0]["uid"]) if steps else set()
    return [
        step
        for step in steps
        if step["uid"] in met and step["uid"] not in ending and step["choices"]
    ]


def into_nothing(steps: Sequence[Step]) -> list[Step]:
    """Return the steps with a choice that leads to a step that is not there."""
    known = {step["uid"] for step in steps}
    return [step for step in steps if set(_targets(step)) - known]


def without_words(steps: Sequence[Step]) -> list[Step]:
    """Return the steps whose situation, choices or consequences are not written."""
    return [step for step in steps if not all(words.strip() for words in _words(step))]


def number_of(steps: Sequence[Step], uid: str) -> int:
    """Return the place of a step, from 1; 0 if it is not there."""
    return next((number for number, step in enumerate(steps, 1) if step["uid"] == uid), 0)


def _from(steps: Sequence[Step], uid: str) -> set[str]:
    by_uid = {step["uid"]: step for step in steps}
    met, waiting = set(), [uid]
    while waiting:
        here = waiting.pop()
        if here not in met and here in by_uid:
            met.add(here)
            waiting += _targets(by_uid[here])
    return met


def _targets(step: Step) -> list[str]:
    return [one["next"] for one in step["choices"] if one["next"]]


def _words(step: Step) -> Iterator[str]:
    yield step["text"]
    for one in step["choices"]:
        yield one["text"]
        yield one["consequence"]
