"""Forms of what stands beside a lesson's text."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from catalog.actions import ChoiceDraft, StepDraft
from catalog.models import Lesson

FILE_TYPES = ".pdf,.docx,.xlsx,.odt,.jpg,.jpeg,.png,.webp"
SOUND_TYPES = ".mp3,.m4a,.ogg,.oga,.opus,.wav,audio/*"
MOST_STEPS, MOST_CHOICES = 20, 6
TEXT_AT_MOST, CONSEQUENCE_AT_MOST = 5_000, 2_000


class SoundForm(forms.Form):
    """The text of a lesson read aloud."""

    sound = forms.FileField(
        label=_("Tệp âm thanh"),
        help_text=_("MP3, M4A, OGG hoặc WAV, nhỏ hơn 30 MB. Nên đọc chậm, rõ, đúng như bài viết."),
        error_messages={"required": _("Chưa chọn tệp âm thanh.")},
        widget=forms.FileInput(attrs={"accept": SOUND_TYPES}),
    )
    is_machine_voice = forms.BooleanField(
        label=_("Giọng đọc máy"),
        help_text=_("Đánh dấu nếu máy đọc, không phải người đọc. Người học được biết điều này."),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, lesson: Lesson) -> None:
        audio = lesson.audio or {}
        initial = {"is_machine_voice": audio.get("voice") == "machine"}
        super().__init__(data, files, initial=initial)
        if audio:
            self.fields["sound"].required = False
            self.fields["sound"].help_text = _("Để trống nếu giữ tệp đang dùng.")


class NewFileForm(forms.Form):
    """A file to take home."""

    file = forms.FileField(
        label=_("Chọn tệp"),
        help_text=_("PDF, DOCX, XLSX, ODT hoặc hình, nhỏ hơn 10 MB."),
        error_messages={"required": _("Chưa chọn tệp.")},
        widget=forms.FileInput(attrs={"accept": FILE_TYPES}),
    )
    title = forms.CharField(
        label=_("Tên tệp để người học đọc"),
        help_text=_("Ví dụ: Tờ rơi “Dừng lại, hỏi lại”."),
        error_messages={"required": _("Vui lòng đặt tên cho tệp.")},
        max_length=200,
    )


class FileTitleForm(forms.Form):
    """Another title of a file."""

    title = forms.CharField(
        label=_("Tên tệp để người học đọc"),
        error_messages={"required": _("Vui lòng đặt tên cho tệp.")},
        max_length=200,
    )


class PracticeForm(forms.Form):
    """What to do outside this service."""

    text = forms.CharField(
        label=_("Việc cần làm"),
        help_text=_("Viết từng bước ngắn. Người học làm xong thì tự đánh dấu."),
        error_messages={"required": _("Vui lòng viết việc cần làm.")},
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    url = forms.URLField(
        label=_("Địa chỉ trang để thực hành"),
        help_text=_("Bắt đầu bằng https://. Để trống nếu không cần trang nào."),
        error_messages={"invalid": _("Địa chỉ chưa đúng. Ví dụ: https://dichvucong.gov.vn")},
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def clean_url(self) -> str:
        """Take web addresses only."""
        url: str = self.cleaned_data["url"]
        if url and not url.startswith("https://"):
            raise forms.ValidationError(_("Địa chỉ phải bắt đầu bằng https://."))
        return url


@dataclass
class ChoiceRow:
    """One choice as it stands in the form."""

    uid: str
    text: str = ""
    consequence: str = ""
    next: str = ""
    errors: list[str] = field(default_factory=list)


@dataclass
class StepRow:
    """One step as it stands in the form."""

    uid: str
    text: str = ""
    choices: list[ChoiceRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class Story:
    """The whole form: rows as typed, read from the page or from the lesson."""

    steps: list[StepRow]

    @classmethod
    def of_lesson(cls, lesson: Lesson) -> "Story":
        """Return the story of a lesson; a new one begins with one empty step."""
        steps = (lesson.scenario or {"steps": []})["steps"]
        rows = [
            StepRow(
                step["uid"],
                step["text"],
                [
                    ChoiceRow(one["uid"], one["text"], one["consequence"], one["next"] or "")
                    for one in step["choices"]
                ],
            )
            for step in steps
        ]
        return cls(rows or [_empty_step()])

    @classmethod
    def typed(cls, data: QueryDict) -> "Story":
        """Return what was typed; a uid nobody could have been given becomes a new one."""
        steps = [
            StepRow(
                _uid(data.get(f"steps-{place}-uid", "")),
                data.get(f"steps-{place}-text", "")[:TEXT_AT_MOST],
                list(_typed_choices(data, f"steps-{place}-choices")),
            )
            for place in range(_count(data, "steps-count", MOST_STEPS))
        ]
        return cls(steps or [_empty_step()])

    def changed(self, do: str) -> "Story":
        """Do what a button of a row says: add, remove, move."""
        verb, _dash, where = do.partition(":")
        step, _dot, choice = where.partition(".")
        at = int(step) if step.isdecimal() and int(step) < len(self.steps) else None
        if verb == "add-step" and len(self.steps) < MOST_STEPS:
            self.steps.append(_empty_step())
        elif at is not None:
            self._change(verb, at, int(choice) if choice.isdecimal() else -1)
        return self

    def _change(self, verb: str, at: int, choice: int) -> None:
        row = self.steps[at]
        if verb == "add-choice" and len(row.choices) < MOST_CHOICES:
            row.choices.append(ChoiceRow(str(uuid.uuid4())))
        elif verb == "remove-choice" and 0 <= choice < len(row.choices):
            del row.choices[choice]
        elif verb == "remove-step" and len(self.steps) > 1:
            del self.steps[at]
        elif verb == "up" and at > 0:
            self.steps[at - 1 : at + 1] = [row, self.steps[at - 1]]
        elif verb == "down" and at + 1 < len(self.steps):
            self.steps[at : at + 2] = [self.steps[at + 1], row]

    def is_valid(self) -> bool:
        """Whether everything is written; else each row says what is missing."""
        for step in self.steps:
            step.errors = list(_step_errors(step))
            for choice in step.choices:
                choice.errors = list(_choice_errors(choice))
        return not self.errors

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is missing: the id of the field and the words."""
        found = []
        for place, step in enumerate(self.steps):
            found += [(f"id_steps-{place}-text", words) for words in step.errors]
            for number, choice in enumerate(step.choices):
                place_of = f"id_steps-{place}-choices-{number}-text"
                found += [(place_of, words) for words in choice.errors]
        return found

    @property
    def drafts(self) -> list[StepDraft]:
        """The story as the action takes it."""
        return [
            StepDraft(
                uuid.UUID(step.uid),
                step.text,
                tuple(
                    ChoiceDraft(
                        *(uuid.UUID(one.uid), one.text, one.consequence),
                        uuid.UUID(one.next) if _is_uid(one.next) else None,
                    )
                    for one in step.choices
                ),
            )
            for step in self.steps
        ]

    @property
    def is_full(self) -> bool:
        """Whether no step can be added."""
        return len(self.steps) >= MOST_STEPS


def _step_errors(step: StepRow) -> Iterator[str]:
    if not step.text.strip():
        yield _now("Vui lòng viết tình huống của bước này.")
    if not step.choices:
        yield _now("Vui lòng thêm ít nhất một cách xử lý cho bước này.")


def _choice_errors(choice: ChoiceRow) -> Iterator[str]:
    if not choice.text.strip():
        yield _now("Vui lòng viết cách xử lý, hoặc bỏ dòng này.")
    if not choice.consequence.strip():
        yield _now("Vui lòng viết điều gì xảy ra khi chọn cách này.")


def _typed_choices(data: QueryDict, prefix: str) -> Iterator[ChoiceRow]:
    for number in range(_count(data, f"{prefix}-count", MOST_CHOICES)):
        row = f"{prefix}-{number}"
        text = " ".join(data.get(f"{row}-text", "")[:500].split())
        consequence = data.get(f"{row}-consequence", "")[:CONSEQUENCE_AT_MOST]
        following = data.get(f"{row}-next", "")
        yield ChoiceRow(_uid(data.get(f"{row}-uid", "")), text, consequence, following)


def _count(data: QueryDict, name: str, at_most: int) -> int:
    value = data.get(name, "0")
    return min(int(value), at_most) if value.isdecimal() and len(value) < 6 else 0


def _empty_step() -> StepRow:
    choices = [ChoiceRow(str(uuid.uuid4())), ChoiceRow(str(uuid.uuid4()))]
    return StepRow(str(uuid.uuid4()), choices=choices)


def _uid(value: str) -> str:
    return str(uuid.UUID(value)) if _is_uid(value) else str(uuid.uuid4())


def _is_uid(value: str) -> bool:
    try:
        return bool(uuid.UUID(value))
    except ValueError:
        return False
