"""The adoption matrix in words, and what its address asks for."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.library.matrix import Cell, Matrix, State
from catalog.models.desk import Audience

STATE_WORDS: dict[State, Any] = {
    "absent": gettext_lazy("Chưa đưa vào danh mục"),
    "current": gettext_lazy("Đang dùng bản mới nhất"),
    "behind": gettext_lazy("Chậm so với bản mới nhất"),
    "conflicting": gettext_lazy("Có chỗ tỉnh phải tự quyết định"),
    "postponed": gettext_lazy("Tỉnh hẹn nhận bản mới sau"),
    "detached": gettext_lazy("Tỉnh không theo bản quốc gia nữa"),
}
TAGS: dict[State, str] = {
    "absent": "todo",
    "current": "done",
    "behind": "due",
    "conflicting": "late",
    "postponed": "info",
    "detached": "draft",
}


class FilterForm(forms.Form):
    """What the matrix is narrowed to; lives in the address."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Đối tượng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *Audience.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *STATE_WORDS.items()],
    )
    q = forms.CharField(
        label=gettext_lazy("Tên tỉnh hoặc khóa học"), required=False, max_length=120
    )
    province = forms.SlugField(required=False, widget=forms.HiddenInput)
    course = forms.SlugField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Wanted:
    """The filters of the address; what cannot be understood is no filter."""

    form: FilterForm
    audience: str
    state: str
    q: str
    province: str
    course: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Wanted":
        """Return what this address asks for."""
        form = FilterForm(request.GET)
        form.is_valid()
        names = ("audience", "state", "q", "province", "course")
        return cls(form, **{name: form.cleaned_data.get(name, "") for name in names})

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered."""
        return any((self.audience, self.state, self.q, self.province, self.course))

    def part_of(self, matrix: Matrix) -> Matrix:
        """Return the part of the matrix that is asked for."""
        return matrix.only(
            audience=self.audience,
            state=self.state,
            search=self.q,
            provinces=[self.province] if self.province else (),
            courses=[self.course] if self.course else (),
        )


def version_words(cell: Cell) -> str:
    """Return which release a cell stands on; 0 is what the province itself had offered."""
    if cell.version == 0:
        return _("bản gốc")
    return _("bản %(number)s") % {"number": cell.version}


def mark_of(cell: Cell) -> str:
    """Return the few words below the version."""
    if cell.state == "behind":
        return _("chậm %(count)s") % {"count": cell.behind_count}
    if cell.state == "conflicting":
        return _("vướng %(count)s") % {"count": cell.conflict_count}
    marks = {"current": _("mới nhất"), "postponed": _("hẹn sau"), "detached": _("bản riêng")}
    return marks.get(cell.state, _("chưa lấy"))


def example_of(state: State) -> str:
    """Return the mark of a state as the legend shows it."""
    return mark_of(Cell(state, version=1, behind_count=1, conflict_count=2))
