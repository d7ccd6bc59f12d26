"""The places of a contribution where the ministry and the province both wrote, in its words.

The same as in the office's update (catalog.updates), seen from the other side: what comes is the
province's, what stands at the desk the ministry's.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.contributions import Merging
from catalog.diffs import FieldDiff
from catalog.merging.results import Choice
from catalog.merging.states import Kind
from catalog.updates.deciding import ToDecide
from catalog.updates.filled import NOTHING_FILLED, Filled
from catalog.updates.numbers import Numbers, numbers_of
from catalog.updates.places import Place, Sides, nodes_of, places_of

BY_PROVINCE, BY_MINISTRY = gettext_lazy("Tỉnh đề nghị"), gettext_lazy("Bộ đã sửa")
TAKEN_OUT_BY_PROVINCE: dict[Kind, Any] = {
    "module": gettext_lazy("Tỉnh bỏ chương này, nhưng Bộ đã sửa nội dung trong đó."),
    "lesson": gettext_lazy("Tỉnh bỏ bài này, nhưng Bộ đã sửa bài."),
    "question": gettext_lazy("Tỉnh bỏ câu hỏi này, nhưng Bộ đã sửa câu hỏi."),
    "option": gettext_lazy("Tỉnh bỏ phương án này, nhưng Bộ đã sửa phương án."),
}
TAKEN_OUT_BY_MINISTRY: dict[Kind, Any] = {
    "module": gettext_lazy("Bộ đã bỏ chương này, nhưng tỉnh sửa nội dung trong đó."),
    "lesson": gettext_lazy("Bộ đã bỏ bài này, nhưng tỉnh sửa bài."),
    "question": gettext_lazy("Bộ đã bỏ câu hỏi này, nhưng tỉnh sửa câu hỏi."),
    "option": gettext_lazy("Bộ đã bỏ phương án này, nhưng tỉnh sửa phương án."),
}
CHOICES: dict[str, dict[Choice, Any]] = {
    "both_changed": {
        "national": gettext_lazy("Lấy bản của tỉnh"),
        "ours": gettext_lazy("Giữ bản của Bộ"),
        "text": gettext_lazy("Tự viết lại từ hai bản"),
    },
    "removed_by_ministry": {
        "national": gettext_lazy("Bỏ phần này theo tỉnh"),
        "ours": gettext_lazy("Giữ phần này của Bộ"),
    },
    "removed_here": {
        "national": gettext_lazy("Đưa phần này trở lại theo bản của tỉnh"),
        "ours": gettext_lazy("Vẫn bỏ phần này"),
    },
}
"""By the reason, which the merge names from a province's side: the other side is the one that
sends."""


class OfferedPlace(Place):
    """One place to decide on, told to an editor of the ministry."""

    @property
    def explanation(self) -> str:
        """Why somebody must decide, in a sentence."""
        if self.conflict.reason == "removed_by_ministry":
            return str(TAKEN_OUT_BY_PROVINCE[self.kind])
        if self.conflict.reason == "removed_here":
            return str(TAKEN_OUT_BY_MINISTRY[self.kind])
        return _("Bộ và tỉnh cùng sửa một chỗ, mỗi bên một cách.")

    @property
    def options(self) -> list[tuple[Choice, Any]]:
        """The choices there are, with their words."""
        return [
            (choice, label)
            for choice, label in CHOICES[self.conflict.reason].items()
            if choice != "text" or self.conflict.can_be_written
        ]


@dataclass(frozen=True)
class Deciding(ToDecide[OfferedPlace]):
    """What taking changes into the desk means, and what was decided so far."""

    numbers: Numbers


def deciding(merging: Merging, filled: Filled = NOTHING_FILLED) -> Deciding | None:
    """Return what is to decide; None where a new course is made and nothing is merged."""
    if merging.plan is None or merging.mine is None:
        return None
    three = (merging.base, merging.theirs.content, merging.mine.content)
    sides = Sides(merging.plan, *(dict(nodes_of(one)) for one in three))
    places = {name: _told(one) for name, one in places_of(sides, filled).items()}
    return Deciding(places, filled, numbers_of(merging.plan))


def _told(place: Place) -> OfferedPlace:
    named = replace(
        place,
        national=_named(place.national, BY_PROVINCE),
        own=_named(place.own, BY_MINISTRY),
    )
    return OfferedPlace(**vars(named))


def _named(diff: FieldDiff | None, label: Any) -> FieldDiff | None:
    return replace(diff, label=label) if diff is not None else None
