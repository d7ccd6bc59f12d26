"""Rows of a question's form: options, steps, pairs or answers, by the kind of question."""

from functools import cache
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.actions import OptionDraft
from catalog.models import Question
from catalog.question_kinds import TRUE_FALSE_TEXTS, Kind

LEAST_ROWS = 3
MOST_ROWS = 10
NAMES = ("uid", "text", "match", "explanation")
NEW_ROWS: dict[str, dict[str, Any]] = {"add": {}, "add-accepted": {"is_correct": True}}
"""By button: the row it adds."""

type Row = dict[str, Any]


def _area(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


def _hidden() -> forms.CharField:
    return forms.CharField(required=False, widget=forms.HiddenInput)


class OptionForm(forms.Form):
    """One row; an empty row is left out. A field that a kind does not ask for goes along hidden."""

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = _area(gettext_lazy("Phương án"))
    is_correct = forms.BooleanField(label=gettext_lazy("Phương án này đúng"), required=False)
    explanation = _area(gettext_lazy("Giải thích"), gettext_lazy("Vì sao đúng, hoặc vì sao sai."))
    match = _hidden()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in the row."""
        return not self.cleaned_data.get("text", "").strip()

    @property
    def draft(self) -> OptionDraft:
        """The row as typed."""
        names = (*NAMES, "is_correct")
        return OptionDraft(**{name: self.cleaned_data[name] for name in names})


class WayForm(OptionForm):
    """A way to act in a situation."""

    text = _area(gettext_lazy("Cách làm"))
    is_correct = forms.BooleanField(label=gettext_lazy("Cách xử lý này đúng"), required=False)
    explanation = _area(
        gettext_lazy("Điều gì xảy ra"), gettext_lazy("Người học đọc câu này sau khi chọn.")
    )


class TruthForm(OptionForm):
    """What is said to who answers "right" or "wrong"."""

    text = _hidden()
    is_correct = forms.BooleanField(required=False, widget=forms.HiddenInput)


class StepForm(OptionForm):
    """One step, in its right place."""

    text = _area(gettext_lazy("Việc cần làm"))
    is_correct = forms.BooleanField(required=False, widget=forms.HiddenInput)
    explanation = _hidden()


class PairForm(OptionForm):
    """Two sides that belong together."""

    text = _area(gettext_lazy("Vế trái"))
    match = _area(gettext_lazy("Vế phải"))
    is_correct = forms.BooleanField(required=False, widget=forms.HiddenInput)
    explanation = _hidden()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written on either side."""
        return not any(self.cleaned_data.get(name, "").strip() for name in ("text", "match"))

    def clean(self) -> dict[str, Any]:
        """Ask for the other side."""
        cleaned = super().clean() or {}
        for name, other in (("text", "match"), ("match", "text")):
            if cleaned.get(other, "").strip() and not cleaned.get(name, "").strip():
                self.add_error(name, _("Hãy viết đủ hai vế của cặp này."))
        return cleaned


class AnswerForm(OptionForm):
    """An accepted answer, or a wrong one that is often given, with what is said to it."""

    text = forms.CharField(label=gettext_lazy("Câu trả lời"), required=False)
    is_correct = forms.BooleanField(required=False, widget=forms.HiddenInput)
    explanation = _area(
        gettext_lazy("Giải thích"), gettext_lazy("Vì sao câu trả lời này chưa đúng.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_accepted:
            self.fields["explanation"].widget = forms.HiddenInput()

    @property
    def is_accepted(self) -> bool:
        """Whether this answer counts as right."""
        return bool(self.fields["is_correct"].to_python(self["is_correct"].value()))


FORMS: dict[str, type[OptionForm]] = {
    Kind.SINGLE: OptionForm,
    Kind.MULTIPLE: OptionForm,
    Kind.TRUE_FALSE: TruthForm,
    Kind.ORDERING: StepForm,
    Kind.MATCHING: PairForm,
    Kind.SHORT_ANSWER: AnswerForm,
    Kind.SCENARIO: WayForm,
}
TOO_FEW: dict[str, Any] = {
    Kind.ORDERING: gettext_lazy("Hãy viết ít nhất hai bước."),
    Kind.MATCHING: gettext_lazy("Hãy viết ít nhất hai cặp."),
    Kind.SCENARIO: gettext_lazy("Hãy viết ít nhất hai cách xử lý."),
}


class BaseOptionFormSet(forms.BaseFormSet):
    """All rows of a question."""

    kind: str

    def clean(self) -> None:
        """Ask for as many rows as the kind needs."""
        if any(self.errors):
            return
        drafts = self.drafts()
        if self.kind == Kind.SHORT_ANSWER:
            if not any(draft.is_correct for draft in drafts):
                raise forms.ValidationError(_("Hãy viết ít nhất một câu trả lời được chấp nhận."))
        elif len(drafts) < 2:
            raise forms.ValidationError(
                str(TOO_FEW.get(self.kind, _("Hãy viết ít nhất hai phương án.")))
            )

    def drafts(self) -> list[OptionDraft]:
        """Return the rows that hold words."""
        forms_: list[Any] = self.forms
        return [form.draft for form in forms_ if not form.is_empty]


@cache
def form_set(kind: str) -> Any:
    """Return the class of a kind's rows."""
    made: Any = forms.formset_factory(
        FORMS[kind],
        formset=BaseOptionFormSet,
        extra=0,
        absolute_max=MOST_ROWS + 10,
        max_num=MOST_ROWS,
        validate_max=True,
    )
    made.kind = kind
    return made


def saved_rows(question: Question) -> list[Row]:
    """Return the rows of a question's options."""
    names = (*NAMES, "is_correct")
    return [{name: getattr(one, name) for name in names} for one in question.options.all()]


def typed_rows(data: QueryDict) -> list[Row]:
    """Return the rows as they were typed, whatever they hold."""
    count = data.get("options-TOTAL_FORMS", "0")
    count_typed = min(int(count), MOST_ROWS) if count.isdecimal() else 0
    return [
        {name: data.get(f"options-{row}-{name}", "") for name in NAMES}
        | {"is_correct": data.get(f"options-{row}-is_correct", "") not in ("", "False")}
        for row in range(count_typed)
    ]


def fitted(kind: str, rows: list[Row], *, is_new_kind: bool) -> list[Row]:
    """Return the rows a kind's form shows, with what is there already."""
    if kind == Kind.TRUE_FALSE:
        two = [*rows, {}, {}][:2]
        texts = ["", ""] if is_new_kind else [row.get("text", "") for row in two]
        return [
            row | {"text": text or fixed}
            for row, text, fixed in zip(two, texts, TRUE_FALSE_TEXTS, strict=True)
        ]
    if kind == Kind.SHORT_ANSWER:
        found = rows or [{"is_correct": True}]
        return sorted(found, key=lambda row: not row.get("is_correct"))
    return rows or [{} for _row in range(LEAST_ROWS)]


def changed(rows: list[Row], do: str) -> list[Row]:
    """Return the typed rows with one more, one less, or one moved, as the button says."""
    if do in NEW_ROWS:
        return [*rows, dict(NEW_ROWS[do])][:MOST_ROWS]
    name, _dash, number = do.rpartition("-")
    index = int(number) if number.isdecimal() else -1
    if not 0 <= index < len(rows):
        return rows
    if name == "remove":
        return [row for place, row in enumerate(rows) if place != index]
    other = index + {"up": -1, "down": 1}.get(name, 0)
    if 0 <= other < len(rows):
        rows = list(rows)
        rows[index], rows[other] = rows[other], rows[index]
    return rows
