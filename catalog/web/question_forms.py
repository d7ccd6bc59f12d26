"""The words of a question beside its rows: what is asked, why, where to read, which skill."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog import frameworks, markdown
from catalog.actions import OptionDraft
from catalog.models import Lesson, Question
from catalog.question_kinds import SHUFFLED, Kind

LONGEST_PASSAGE = 200
PLAIN = ("kind", "text", "situation", "explanation", "passage")


class KindForm(forms.Form):
    """What a question becomes when its kind is changed."""

    new_kind = forms.ChoiceField(
        label=_("Dạng mới"),
        help_text=_("Chữ đã viết được giữ lại nếu dạng mới có chỗ cho nó."),
        choices=Question.Kind.choices,
        widget=forms.RadioSelect,
    )


class QuestionForm(forms.Form):
    """The words of a question; which fields there are depends on its kind."""

    kind = forms.ChoiceField(
        label=_("Dạng câu hỏi"), choices=Question.Kind.choices, widget=forms.HiddenInput
    )
    situation = forms.CharField(
        label=_("Tình huống"),
        help_text=_(
            "Viết đúng như người học sẽ gặp: nguyên văn tin nhắn, thư, thông báo. Viết như nội "
            "dung bài; mỗi dòng bắt đầu bằng dấu > sẽ hiện thành một khung tin nhắn."
        ),
        widget=forms.Textarea(
            attrs={
                "rows": 6,
                "hx-post": reverse_lazy("desk-text-preview"),
                "hx-trigger": "input changed delay:800ms",
                "hx-target": "#preview",
                "hx-swap": "innerHTML",
                "hx-include": "closest form",
            }
        ),
    )
    text = forms.CharField(label=_("Nội dung câu hỏi"), widget=forms.Textarea(attrs={"rows": 3}))
    truth = forms.ChoiceField(
        label=_("Câu nhận định này"),
        choices=[("true", _("Đúng")), ("false", _("Sai"))],
        error_messages={"required": _("Hãy chọn câu nhận định này đúng hay sai.")},
        widget=forms.RadioSelect,
    )
    keeps_order = forms.BooleanField(
        label=_("Giữ nguyên thứ tự các phương án"),
        help_text=_(
            "Thường các phương án được xáo trộn. Đánh dấu khi thứ tự có ý nghĩa, ví dụ “Tất cả "
            "các ý trên”."
        ),
        required=False,
    )
    explanation = forms.CharField(
        label=_("Giải thích chung"),
        help_text=_("Người học đọc sau khi trả lời, dù trả lời thế nào."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    passage = forms.ChoiceField(
        label=_("Đoạn để đọc lại"),
        help_text=_("Tiêu đề trong bài giải thích điều này. Người học trả lời sai được dẫn về đó."),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: str,
        lesson: Lesson,
        initial: dict[str, Any],
        saved_tags: Sequence[str],
    ) -> None:
        super().__init__(data, initial=initial | {"kind": kind})
        self.shown_kind = kind
        self._drop(initial)
        passage: Any = self.fields["passage"]
        passage.choices = passages(lesson, initial.get("passage", ""))
        for name, field in tag_fields(saved_tags):
            self.fields[name] = field
            self.initial[name] = initial.get("tags", ())

    def _drop(self, initial: dict[str, Any]) -> None:
        """Leave out what this kind does not ask for; a situation that is there is never lost."""
        if self.shown_kind != Kind.SCENARIO:
            if initial.get("situation"):
                self.fields["situation"].required = False
            else:
                del self.fields["situation"]
        if self.shown_kind != Kind.TRUE_FALSE:
            del self.fields["truth"]
        if self.shown_kind not in SHUFFLED:
            del self.fields["keeps_order"]

    @property
    def tags(self) -> list[forms.BoundField]:
        """The fields of the skills, an area each."""
        return [self[name] for name in self.fields if name.startswith("tags-")]

    @property
    def tag_count(self) -> int:
        """How many skills are chosen."""
        return len({tag for field in self.tags for tag in field.value() or ()} & self._offered)

    @property
    def _offered(self) -> set[str]:
        fields: Any = [field.field for field in self.tags]
        return {tag for field in fields for tag, _label in field.choices}

    @property
    def values(self) -> dict[str, Any]:
        """What save_question takes, but for the options."""
        found: dict[str, Any] = {name: self.cleaned_data.get(name, "") for name in PLAIN}
        found["keeps_order"] = self.cleaned_data.get("keeps_order", False)
        names = [field.name for field in self.tags]
        return found | {"tags": [tag for name in names for tag in self.cleaned_data[name]]}

    def options(self, drafts: list[OptionDraft]) -> list[OptionDraft]:
        """Return the drafts of the rows, marked where the right one is chosen here."""
        if self.shown_kind != Kind.TRUE_FALSE:
            return drafts
        is_true = self.cleaned_data["truth"] == "true"
        return [
            OptionDraft(draft.uid, draft.text, is_correct, draft.explanation)
            for draft, is_correct in zip(drafts, (is_true, not is_true), strict=False)
        ]


def passages(lesson: Lesson, chosen: str) -> list[tuple[str, Any]]:
    """Return the headings of a lesson to choose from; one that is gone stays until changed."""
    found = dict.fromkeys(
        one for one in markdown.headings(lesson.body) if one and len(one) <= LONGEST_PASSAGE
    )
    gone = [(chosen, _("%(heading)s (không còn trong bài)") % {"heading": chosen})]
    return [
        ("", _("Cả bài")),
        *((one, one) for one in found),
        *(gone if chosen and chosen not in found else []),
    ]


def tag_fields(saved: Sequence[str]) -> Iterator[tuple[str, forms.Field]]:
    """Yield a field for each area of the framework in force, and one for tags of other ones."""
    offered: set[str] = set()
    for area in frameworks.in_force(timezone.localdate()).areas:
        offered |= {one.tag for one in area.competences}
        yield f"tags-{area.code}", _tag_field(area.label, [one.tag for one in area.competences])
    if others := [tag for tag in saved if tag not in offered]:
        yield "tags-other", _tag_field(_("Mã của khung khác"), others)


def _tag_field(label: Any, tags: Sequence[str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=[(tag, frameworks.label(tag)) for tag in tags],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def saved(question: Question | None) -> dict[str, Any]:
    """Return what a question's form shows at first."""
    if question is None:
        return {}
    names = ("text", "situation", "explanation", "passage", "tags", "keeps_order")
    found = {name: getattr(question, name) for name in names}
    if question.kind == Kind.TRUE_FALSE:
        right = [one.is_correct for one in question.options.all()]
        found["truth"] = {"[True, False]": "true", "[False, True]": "false"}.get(str(right), "")
    return found


def typed(data: QueryDict) -> dict[str, Any]:
    """Return what was typed, whatever it is, for a form that is shown again."""
    names = ("text", "situation", "explanation", "passage", "truth")
    found: dict[str, Any] = {name: data.get(name, "") for name in names}
    tags = [tag for name in data if name.startswith("tags-") for tag in data.getlist(name)]
    return found | {"keeps_order": "keeps_order" in data, "tags": tags}
