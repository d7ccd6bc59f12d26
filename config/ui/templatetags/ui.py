"""Tags and filters used inside the components; pages use the components."""

import json
import mimetypes
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.ui import widgets

register = template.Library()
ICONS_FILE = Path(__file__).parents[1] / "icons.json"
BAR_UNITS = 1000
OFFICE = "application/vnd.openxmlformats-officedocument."
FILE_TYPES = {
    "application/pdf": "PDF",
    f"{OFFICE}wordprocessingml.document": "Word",
    f"{OFFICE}spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.text": "ODT",
    "image/webp": "WebP",
}


@lru_cache(maxsize=1)
def icons() -> dict[str, str]:
    """The inside of each icon by name (Lucide, made by config/frontend/build.mjs)."""
    found: dict[str, str] = json.loads(ICONS_FILE.read_text("utf-8"))
    return found


@lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    inside = mark_safe(icons()[name])
    if label:
        return format_html(
            '<svg class="hv-icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            label,
            inside,
        )
    return format_html(
        '<svg class="hv-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        inside,
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """The icon inline; a name that is not in icons.txt is a KeyError, found by the tests."""
    return _icon(str(name), str(label))


@register.simple_tag
def bar(value: Any, total: Any, css: str = "hv-bar") -> SafeString:
    """A bar of value out of total; words beside it say the same."""
    return format_html(
        '<svg class="{}" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="10"/></svg>',
        css,
        BAR_UNITS,
        _part(value, total),
    )


@register.simple_tag
def cohort_bar(value: Any, target: Any, total: Any) -> SafeString:
    """A bar of value on a track of total with a line at the target."""
    full = max(_number(total), _number(target), _number(value), 1)
    line = min(max(_part(target, full), 2), BAR_UNITS - 4)
    return format_html(
        '<svg class="hv-cohort__bar" viewBox="0 0 {full} 24" preserveAspectRatio="none" '
        'aria-hidden="true"><rect class="track" y="6" width="{full}" height="12"/>'
        '<rect class="value" y="6" width="{value}" height="12"/>'
        '<rect class="target" x="{line}" width="4" height="24"/></svg>',
        full=BAR_UNITS,
        value=_part(value, full),
        line=line,
    )


@register.filter
def vietnamese(words: Any) -> Any:
    """Words of a course or a place, always Vietnamese: tagged so on pages of another language."""
    if not words or get_language() == "vi":
        return words
    return format_html('<span lang="vi">{}</span>', words)


@register.simple_tag
def vietnamese_here() -> SafeString:
    """The attribute for an element that holds only such words."""
    return SafeString("" if get_language() == "vi" else ' lang="vi"')


@register.filter
def figure(value: Any) -> str:
    """A number as Vietnamese write it: 5140 → 5.140; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return str(value)
    return f"{value:,}".replace(",", ".")


@register.filter
def percent(value: Any, total: Any) -> str:
    """Value out of total in percent; few of many is never 0, nearly all never 100."""
    whole, part = _number(total), _number(value)
    if not whole or not part:
        return "0"
    share = part * 100 / whole
    if share < 1:
        return f"{share:.1f}".replace(".", ",") if share >= 0.1 else _("dưới 0,1")
    return str(min(round(share), 99) if share < 100 else round(share))


@register.filter
def file_size(size_bytes: Any) -> str:
    """A size as people read it, small ones in KB: 30500 → 31 KB, 3400000 → 3,4 MB."""
    size = _number(size_bytes)
    return f"{max(round(size / 1000), 1)} KB" if size < 100_000 else megabytes(size)


@register.filter
def megabytes(size_bytes: Any) -> str:
    """A size in MB with one decimal: 3400000 → 3,4 MB."""
    return f"{_number(size_bytes) / 1_000_000:.1f} MB".replace(".", ",")


@register.filter
def size(size_bytes: Any) -> str:
    """A size as people read it: 340000 → 340 KB, 1240000 → 1,2 MB."""
    number = _number(size_bytes)
    return megabytes(number) if number >= 1_000_000 else f"{max(1, round(number / 1000))} KB"


@register.filter
def clock(seconds: Any) -> str:
    """A length as minutes and seconds: 95 → 1:35."""
    minutes, rest = divmod(int(_number(seconds)), 60)
    return f"{minutes}:{rest:02d}"


@register.filter
def minutes(seconds: Any) -> int:
    """A length in whole minutes, never less than one: 95 → 2."""
    return max(1, -int(-_number(seconds) // 60))


@register.filter
def file_type(content_type: Any) -> str:
    """A file's type as people call it: application/pdf → PDF."""
    return FILE_TYPES.get(str(content_type)) or _("Tệp")


@register.filter
def file_ending(content_type: Any) -> str:
    """What stands behind a file's name: application/pdf → .pdf; empty for an unknown type."""
    return mimetypes.guess_extension(str(content_type)) or ""


@register.filter
def host_name(address: Any) -> str:
    """Whose page an address is: https://dichvucong.gov.vn/p/home → dichvucong.gov.vn."""
    return urlsplit(str(address)).hostname or str(address)


@register.filter
def steps(total: Any) -> range:
    """1 to total, for drawing the steps."""
    return range(1, int(_number(total)) + 1)


@register.simple_tag
def field_parts(
    field: BoundField, label: str = "", hint: str = "", optional: Any = False, attrs: Any = None
) -> widgets.FieldParts:
    """What <c-field> draws of a bound field."""
    extra: Mapping[str, Any] = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs or {}
    return widgets.parts(field, label=label, hint=hint, optional=bool(optional), extra=extra)


@register.filter
def error_links(form: BaseForm | None) -> list[dict[str, str]]:
    """Every error of a form in the order of its fields, with the address of its input."""
    return widgets.error_links(form) if form is not None else []


@register.simple_tag
def page_range(page: Page[Any]) -> list[int | str]:
    """The page numbers to show, "…" where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def sort_href(context: Context, key: str, current: str) -> str:
    """The address that sorts by key, or turns the order round; back to the first page."""
    query = context["request"].GET.copy()
    query["sort"] = f"-{key}" if current == key else key
    query.pop("page", None)
    return f"?{query.urlencode()}"


def _number(value: Any) -> float:
    try:
        return max(0.0, float(value))
    except (TypeError, ValueError):
        return 0.0


def _part(value: Any, total: Any) -> int:
    whole = _number(total)
    return round(min(1.0, _number(value) / whole) * BAR_UNITS) if whole else 0
