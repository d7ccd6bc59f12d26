"""The form that says which questions one attempt asks."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import banks, frameworks
from catalog.actions import DrawDraft
from catalog.banks import Banks

ALL, DRAWN = "all", "drawn"
MOST_DRAWS = 12
MOST_QUESTIONS = 100
NAMES = ("source", "tag", "count")


class WayForm(forms.Form):
    """All questions, or some of a bank."""

    way = forms.ChoiceField(
        label=gettext_lazy("Mỗi lần làm bài hỏi"),
        choices=[
            (ALL, gettext_lazy("Tất cả câu hỏi của bài, theo thứ tự đã viết")),
            (DRAWN, gettext_lazy("Một số câu được rút ngẫu nhiên, mỗi lần một khác")),
        ],
        widget=forms.RadioSelect,
    )


class DrawForm(forms.Form):
    """One line: how many questions, of which bank, of which skill. A line without a number counts
    for nothing."""

    count = forms.IntegerField(
        label=gettext_lazy("Số câu"), min_value=1, max_value=MOST_QUESTIONS, required=False
    )
    source = forms.ChoiceField(label=gettext_lazy("Rút từ"))
    tag = forms.ChoiceField(label=gettext_lazy("Năng lực số"), required=False)

    def __init__(self, *args: Any, found: Banks, tags: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source, tag = (self.fields[name] for name in ("source", "tag"))
        own, course = found[banks.LESSON], found[banks.COURSE]
        source.choices = [  # type: ignore[attr-defined]
            (banks.LESSON, _("Câu của bài này (%(count)s câu)") % {"count": own.count}),
            (banks.COURSE, _("Câu của cả khóa (%(count)s câu)") % {"count": course.count}),
        ]
        tag.choices = [  # type: ignore[attr-defined]
            ("", _("Bất kỳ")),
            *((one, frameworks.label(one)) for one in tags),
        ]


class BaseDrawFormSet(forms.BaseFormSet):
    """All lines."""

    def drafts(self) -> list[DrawDraft]:
        """Return the lines that hold a number."""
        return [
            DrawDraft(**{name: form.cleaned_data[name] for name in NAMES})
            for form in self.forms
            if form.cleaned_data.get("count")
        ]


DrawFormSet = forms.formset_factory(
    DrawForm, formset=BaseDrawFormSet, extra=0, max_num=MOST_DRAWS, validate_max=True
)


def tags_to_choose(found: Banks, draws: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the tags of the course's questions and those drawn already, in order."""
    used = {draw["tag"] for draw in draws if draw["tag"]}
    return sorted(found[banks.COURSE].by_tag.keys() | used)


def typed_rows(data: QueryDict) -> list[dict[str, Any]]:
    """Return the lines as they were typed."""
    count = data.get("draws-TOTAL_FORMS", "0")
    count_typed = min(int(count), MOST_DRAWS) if count.isdecimal() else 0
    return [
        {name: data.get(f"draws-{row}-{name}", "") for name in NAMES} for row in range(count_typed)
    ]
