"""Gives Django's widgets our look and the relations that screen readers need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.safestring import SafeString

CHOICE_CLASSES = {"radios": "govuk-radios__input", "checkboxes": "govuk-checkboxes__input"}


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox of a group."""

    tag: SafeString
    label: str
    id: str


@dataclass(frozen=True)
class FieldParts:
    """What <c-field> draws: kind is input, textarea, radios, checkboxes, checkbox or hidden."""

    kind: str
    id: str
    label: str
    hint: str
    hint_id: str
    errors: list[str]
    error_id: str
    described_by: str
    optional: bool
    control: SafeString | str = ""
    choices: list[Choice] = field(default_factory=list)


def parts(
    bound: forms.BoundField, *, label: str, hint: str, optional: bool, extra: Mapping[str, Any]
) -> FieldParts:
    """The parts of one bound field, its control rendered with our classes and aria relations."""
    kind = kind_of(bound.field.widget)
    name = str(extra.get("id") or bound.auto_id or bound.html_name)
    hint = hint or str(bound.help_text or "")
    errors = [str(error) for error in bound.errors]
    described = [f"{name}_helptext"] * bool(hint) + [f"{name}_error"] * bool(errors)
    if kind in CHOICE_CLASSES:
        bound.field.widget.attrs["class"] = CHOICE_CLASSES[kind]
    grouped = kind in CHOICE_CLASSES
    return FieldParts(
        kind=kind,
        id=extra.get("id") or bound.id_for_label or name,
        label=label or str(bound.label),
        hint=hint,
        hint_id=f"{name}_helptext",
        errors=errors,
        error_id=f"{name}_error",
        described_by=" ".join(described),
        optional=optional,
        control="" if grouped else _control(bound, kind, " ".join(described), extra),
        choices=_choices(bound) if grouped else [],
    )


def kind_of(widget: forms.Widget) -> str:
    """Which of our shapes a widget takes."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "textarea" if isinstance(widget, forms.Textarea) else "input"


def error_links(form: forms.BaseForm) -> list[dict[str, str]]:
    """Errors as {"text", "href"}, those of the whole form first and without href."""
    links = [{"text": str(error), "href": ""} for error in form.non_field_errors()]
    for bound in form:
        for error in bound.errors:
            href = "" if bound.is_hidden else f"#{_first_id(bound)}"
            links.append({"text": f"{bound.label}: {error}", "href": href})
    return links


def _first_id(bound: forms.BoundField) -> str:
    grouped = kind_of(bound.field.widget) in CHOICE_CLASSES
    return f"{bound.auto_id}_0" if grouped else bound.id_for_label or bound.auto_id


def _choices(bound: forms.BoundField) -> list[Choice]:
    return [
        Choice(tag=each.tag(), label=str(each.choice_label), id=each.id_for_label)
        for each in bound.subwidgets
    ]


def _control(
    bound: forms.BoundField, kind: str, described_by: str, extra: Mapping[str, Any]
) -> SafeString:
    widget = bound.field.widget
    attrs: dict[str, Any] = {"class": _css_class(widget, kind, extra)}
    attrs |= {key: value for key, value in extra.items() if key != "width" and value is not False}
    if described_by:
        attrs["aria-describedby"] = described_by
    if isinstance(widget, forms.DateInput) and widget.input_type == "text":
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    return bound.as_widget(attrs={key: value for key, value in attrs.items() if value != ""})


def _css_class(widget: forms.Widget, kind: str, extra: Mapping[str, Any]) -> str:
    base = {
        "textarea": "govuk-textarea",
        "checkbox": "govuk-checkboxes__input",
        "hidden": "",
    }.get(kind, "hv-input")
    width = f" hv-input--{extra['width']}" if extra.get("width") else ""
    own = f" {widget.attrs['class']}" if widget.attrs.get("class") else ""
    return f"{base}{width}{own}".strip()
