"""What an office chose so far, place by place, as the form of an update carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.merging.results import Choice

CHOICES: dict[str, Choice] = {"national": "national", "ours": "ours", "text": "text"}
MOST_PLACES = 2000


@dataclass(frozen=True)
class Filled:
    """Choices and texts by the mark of the place they belong to."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Filled":
        """Return what was sent: choice-<mark> and text-<mark>; unknown choices are left out."""
        names = list(data)[: 3 * MOST_PLACES]
        choices = {name: data[name] for name in names if name.startswith("choice-")}
        texts = {name: data[name] for name in names if name.startswith("text-")}
        return cls(
            {
                name.removeprefix("choice-"): CHOICES[value]
                for name, value in choices.items()
                if value in CHOICES
            },
            {name.removeprefix("text-"): value for name, value in texts.items()},
        )

    def written(self, marks: set[str]) -> list[str]:
        """Return the words written by hand for places that are not among these any more."""
        return [
            text
            for mark, text in self.texts.items()
            if self.choices.get(mark) == "text" and mark not in marks and text.strip()
        ]


NOTHING_FILLED = Filled()
