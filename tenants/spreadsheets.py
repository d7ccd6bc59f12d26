"""Tables as .xlsx: the facts and filters in the head, every cell of a person as text."""

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands above it, how wide it is (characters), what it holds."""

    heading: str
    width: int = 14
    kind: Literal["text", "number", "date", "moment"] = "text"


def workbook(
    *,
    title: str,
    facts: Sequence[tuple[str, str]],
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
) -> bytes:
    """Return a workbook of one sheet: title, facts (label, value), heading row, rows.

    Text is always written as text, so "=1+1" stays what somebody typed.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **SAFE})
    sheet = book.add_worksheet(title[:31].translate(str.maketrans("", "", "[]:*?/\\")))
    formats = _formats(book)
    sheet.write_string(0, 0, title, formats["title"])
    for number, (label, value) in enumerate(facts, start=1):
        sheet.write_string(number, 0, label, formats["label"])
        sheet.write_string(number, 1, value)
    head = len(facts) + 2
    for column, spec in enumerate(columns):
        sheet.set_column(column, column, spec.width)
        sheet.write_string(head, column, spec.heading, formats["head"])
    sheet.freeze_panes(head + 1, 1)
    for row, cells in enumerate(rows, start=head + 1):
        for column, (spec, value) in enumerate(zip(columns, cells, strict=True)):
            _write(sheet, row, column, spec, value, formats)
    book.close()
    return buffer.getvalue()


def download(content: bytes, *, file_name: str) -> HttpResponse:
    """Return an answer that saves the workbook under this name."""
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": content_disposition_header(True, file_name) or "",
            "Cache-Control": "no-store, private",
        },
    )


def _formats(book: Any) -> dict[str, Any]:
    font = {"font_name": "Be Vietnam Pro", "font_size": 11}
    return {
        "title": book.add_format({**font, "bold": True, "font_size": 14}),
        "label": book.add_format({**font, "bold": True}),
        "head": book.add_format(
            {**font, "bold": True, "bg_color": "#E1EEEC", "bottom": 1, "text_wrap": True}
        ),
        "text": book.add_format(font),
        "number": book.add_format({**font, "num_format": "#,##0"}),
        "date": book.add_format({**font, "num_format": "dd/mm/yyyy"}),
        "moment": book.add_format({**font, "num_format": "dd/mm/yyyy hh:mm"}),
    }


def _write(
    sheet: Any, row: int, column: int, spec: Column, value: Any, formats: dict[str, Any]
) -> None:
    style = formats[spec.kind]
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif spec.kind == "number":
        sheet.write_number(row, column, value, style)
    elif spec.kind == "date":
        sheet.write_datetime(row, column, value, style)
    elif spec.kind == "moment":
        sheet.write_datetime(row, column, _local(value), style)
    else:
        sheet.write_string(row, column, str(value), style)


def _local(moment: datetime.datetime) -> datetime.datetime:
    """Spreadsheets know no time zones: the wall clock in Vietnam."""
    return timezone.localtime(moment).replace(tzinfo=None)
