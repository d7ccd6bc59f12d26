"""From the stored file to staged rows: sheets found, rows judged, written by COPY in blocks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import batched, islice
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from enrollment.actions.units import UnitFacts
from enrollment.models import RosterRow, RosterUpload, Unit
from enrollment.roster import columns, files, judging, parsing
from enrollment.roster.columns import Heading
from enrollment.roster.judging import Book, Judged
from tenants.jobs.work import JobRun
from tenants.people import names

BLOCK_ROWS = 2_000
UNIT_ROW = "unit"
"""values["row"] of a row that is a unit; people's rows have none."""
UNIT_KIND_WORDS = {
    Unit.Kind.DEPARTMENT: ("so", "so ban nganh", "ban", "department", "van phong", "co quan"),
    Unit.Kind.COMMUNE: ("xa", "phuong", "dac khu", "thi tran", "xa phuong dac khu", "commune"),
    Unit.Kind.SUBUNIT: ("phong", "phong don vi truc thuoc", "don vi truc thuoc", "subunit"),
}


@dataclass(slots=True)
class Roster:
    """One file as it was understood."""

    people: list[tuple[files.Sheet, Heading, str | None]] = field(default_factory=list)
    """Sheets of people with their heading and, if the sheet's name says it, the cohort."""
    units: list[tuple[files.Sheet, Heading]] = field(default_factory=list)

    def mapping(self) -> dict[str, dict[str, int]]:
        """Return the columns found by sheet, as the upload keeps them."""
        found = {sheet.name: heading.columns for sheet, heading, _cohort in self.people}
        return found | {sheet.name: heading.columns for sheet, heading in self.units}

    def row_count(self) -> int:
        """Return how many rows stand below the headings at most."""
        people = sum(len(sheet.rows) - heading.row - 1 for sheet, heading, _cohort in self.people)
        return people + sum(len(sheet.rows) - heading.row - 1 for sheet, heading in self.units)


def understand(sheets: list[files.Sheet]) -> Roster:
    """Return which sheets hold people or units. Raises ColumnsUnknown if none does."""
    roster = Roster()
    for sheet in sheets:
        if columns.is_unit_sheet(sheet.name):
            if heading := columns.find_heading(sheet.rows, columns.UNIT_FIELDS):
                roster.units.append((sheet, heading))
            continue
        heading = columns.find_heading(sheet.rows, columns.PERSON_FIELDS)
        if heading is None or "full_name" not in heading.columns:
            continue
        cohort = None if "cohort" in heading.columns else columns.cohort_of(sheet.name)
        if cohort or "cohort" in heading.columns:
            roster.people.append((sheet, heading, cohort))
    if not roster.people and not roster.units:
        raise files.ColumnsUnknown(sheets=[sheet.name for sheet in sheets][:10])
    return roster


def read(run: JobRun) -> None:
    """Stage every row of the upload; killed anywhere, a rerun goes on after the last block."""
    with run.block() as job:
        upload = RosterUpload.objects.get(uid=run.params["upload"])
        if upload.state != RosterUpload.State.READING:
            run.finish(job, result=_result(upload))
            return
        done = int(job.checkpoint.get("row_count", 0))
        path = default_storage.path(upload.file_path)
    try:
        roster = understand(files.sheets(path))
    except files.FileRefused as error:
        _refuse(run, error)
        return
    _stage_in_blocks(run, roster, upload.pk, done)
    _close(run, upload.pk, roster)


def _stage_in_blocks(run: JobRun, roster: Roster, upload_id: int, done: int) -> None:
    with run.block():
        book = Book(judging.known_units(), today=timezone.localdate())
    total, count = roster.row_count(), 0
    for block in batched(judged_rows(roster, book), BLOCK_ROWS):
        count += len(block)
        with run.block() as job:
            # also blocks staged before a crash: the book remembers whom it met
            judging.judge(book, [row for row in block if row.values.get("row") != UNIT_ROW])
            if count > done:
                stage(upload_id, block, roster)
                run.progress(
                    job, done_count=count, total_count=total, checkpoint={"row_count": count}
                )


def judged_rows(roster: Roster, book: Book) -> Iterator[Judged]:
    """Return every row that is not empty: units first, so that people may name new ones."""
    for sheet, heading in roster.units:
        for number, cells in _rows(sheet, heading):
            yield _unit_row(book, sheet.name, number, cells)
    for sheet, heading, cohort in roster.people:
        for number, cells in _rows(sheet, heading):
            yield judging.parse(
                book, sheet_name=sheet.name[:64], row_number=number, cells=cells, cohort=cohort
            )


def _rows(sheet: files.Sheet, heading: Heading) -> Iterator[tuple[int, dict[str, Any]]]:
    wanted = list(heading.columns.items())
    for number, row in islice(enumerate(sheet.rows, start=1), heading.row + 1, None):
        width = len(row)
        cells = {key: row[column] for key, column in wanted if column < width}
        if any(cell not in ("", None) for cell in cells.values()):
            yield number, cells


def _unit_row(book: Book, sheet_name: str, number: int, cells: dict[str, Any]) -> Judged:
    texts = {name: parsing.text_of(cell) for name, cell in cells.items()}
    row = Judged(sheet_name[:64], number, {name: text for name, text in texts.items() if text})
    row.values = {"row": UNIT_ROW}
    code, name = texts.get("code", ""), texts.get("name", "")
    if not name:
        judging.add_error(row, "name", "UNIT_NAME_MISSING")
    code = code or columns.plain(name).replace(" ", "-")[:32]
    if len(code) > 32 or len(name) > 200:
        judging.add_error(row, "code", "TOO_LONG", found=max(len(code), len(name)), expected=200)
    if row.errors:
        row.outcome = judging.WRONG
        return row
    row.values |= {
        "code": code,
        "name": name,
        "kind": unit_kind(texts.get("kind", ""), name),
        "parent_code": texts.get("parent", ""),
        "help_name": texts.get("help_name", "")[:120],
        "help_phone": texts.get("help_phone", "")[:20],
    }
    book.add_unit(code, name)
    return row


def unit_kind(words: str, name: str) -> str:
    """Return the kind a cell names, else the one the unit's own name begins with."""
    plain = columns.plain(words)
    for kind, synonyms in UNIT_KIND_WORDS.items():
        if plain and plain in synonyms:
            return kind
    first = columns.plain(name).split(" ")[0]
    for kind, synonyms in UNIT_KIND_WORDS.items():
        if first in synonyms:
            return kind
    return Unit.Kind.OTHER


def unit_facts(values: dict[str, Any]) -> UnitFacts:
    """Return a staged unit as saving takes it."""
    return UnitFacts(**{key: value for key, value in values.items() if key != "row"})


as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
COPY = (
    "COPY enrollment_rosterrow"
    " (upload_id, sheet_name, row_number, cells, values, outcome, errors, learner_id) FROM STDIN"
)


def stage(upload_id: int, rows: tuple[Judged, ...], roster: Roster) -> None:
    """Write judged rows into staging by COPY; errors learn the letter of their column."""
    mapping = roster.mapping()
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            if row.errors:
                _name_columns(row, mapping.get(row.sheet_name, {}))
            copy.write_row(
                (
                    upload_id,
                    row.sheet_name,
                    row.row_number,
                    as_json(row.cells),
                    as_json(row.values),
                    str(row.outcome),
                    as_json(row.errors) if row.errors else "[]",
                    row.learner_id,
                )
            )


def _name_columns(row: Judged, mapping: dict[str, int]) -> None:
    for error in row.errors:
        column = mapping.get(error["field"])
        error["column"] = columns.letters(column) if column is not None else ""


def _close(run: JobRun, upload_id: int, roster: Roster) -> None:
    with run.block() as job:
        upload = RosterUpload.objects.select_for_update().get(pk=upload_id)
        _mark_units(upload)
        counts = dict(
            upload.rows.exclude(values__has_key="row")
            .values_list("outcome")
            .order_by("outcome")
            .annotate(n=Count("pk"))
        )
        units = dict(
            upload.rows.filter(values__has_key="row")
            .values_list("outcome")
            .order_by("outcome")
            .annotate(n=Count("pk"))
        )
        upload.new_count = counts.get("new", 0)
        upload.changed_count = counts.get("changed", 0)
        upload.unchanged_count = counts.get("unchanged", 0)
        upload.wrong_count = counts.get("wrong", 0) + units.get("wrong", 0)
        upload.mapping = {"columns": roster.mapping(), "unit_counts": units}
        upload.state = RosterUpload.State.PREVIEW
        upload.save()
        run.finish(job, result=_result(upload))


def _mark_units(upload: RosterUpload) -> None:
    """Units that are here already become changed or unchanged."""
    known = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    rows = list(upload.rows.filter(values__row=UNIT_ROW).exclude(outcome=judging.WRONG))
    for row in rows:
        unit = known.get(row.values["code"])
        if unit is not None:
            same = unit_facts(row.values) == replace(
                unit_facts(row.values),
                name=names.tidy_name(unit.name),
                kind=unit.kind,
                parent_code=unit.parent.code if unit.parent else "",
                help_name=unit.help_name,
                help_phone=unit.help_phone,
            )
            row.outcome = judging.UNCHANGED if same else judging.CHANGED
    RosterRow.objects.bulk_update(rows, ["outcome"], batch_size=1000)


def _refuse(run: JobRun, error: files.FileRefused) -> None:
    with run.block() as job:
        upload = RosterUpload.objects.get(uid=run.params["upload"])
        upload.state = RosterUpload.State.REFUSED
        upload.error = {"code": error.code, **error.facts}
        upload.save(update_fields=["state", "error"])
        run.refuse(job, code=error.code, result=_result(upload))


def _result(upload: RosterUpload) -> dict[str, str]:
    return {"url": f"/office/roster/{upload.uid}/"}
