"""What a row would do: new, changed, unchanged or wrong, and why."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from django.db.models import Q

from enrollment.models import Learner, RosterRow, SubGroup, Unit
from enrollment.roster import columns, parsing
from enrollment.roster.parsing import CellWrong
from tenants.people import names

WRITTEN = (
    "full_name",
    "folded_name",
    "staff_code",
    "phone",
    "email",
    "birth_date",
    "job_title",
    "citizen_id_digest",
    "citizen_id_last3",
    "unit_code",
    "cohort",
    "sub_group",
)
"""What a row's values may hold; "cohort" and "sub_group" are keys. Empty cells are left out."""
NEW, CHANGED = RosterRow.Outcome.NEW, RosterRow.Outcome.CHANGED
UNCHANGED, WRONG = RosterRow.Outcome.UNCHANGED, RosterRow.Outcome.WRONG


@dataclass(slots=True)
class Judged:
    """One row on its way into staging."""

    sheet_name: str
    row_number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    outcome: str = NEW
    learner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the list already says of one person."""

    id: int
    staff_code: str | None
    phone: str | None
    cohort: str | None
    values: dict[str, Any]


class Book:
    """What every row of one file is held against: units, sub-groups, and the rows before it."""

    def __init__(self, units: Iterable[tuple[str, str]], *, today: datetime.date) -> None:
        """Take the units as (code, name), those of the file's own sheet included."""
        self.today = today
        self.citizen_id_key = parsing.citizen_id_key()
        self.unit_codes: dict[str, str] = {}
        self.ambiguous: set[str] = set()
        for code, name in units:
            self.add_unit(code, name)
        self.sub_groups = list(
            SubGroup.objects.order_by("position").values_list("key", "name", "cohort__key")
        )
        self.sub_group_answers: dict[tuple[str, str], str | None] = {}
        self.unit_answers: dict[str, str] = {}
        self.seen: dict[tuple[str, str], tuple[str, int]] = {}

    def add_unit(self, code: str, name: str) -> None:
        """Let rows name this unit by code, by name, or by name without its kind."""
        self.unit_codes[columns.plain(code)] = code
        words = columns.plain(name)
        for key in {words, without_kind(words)}:
            if self.unit_codes.setdefault(key, code) != code:
                self.ambiguous.add(key)

    def unit(self, text: str) -> str:
        """Return the code of the unit a cell names. Raises CellWrong."""
        if text not in self.unit_answers:
            self.unit_answers[text] = self._unit(text)
        return self.unit_answers[text]

    def _unit(self, text: str) -> str:
        words = columns.plain(text)
        for key in (words, without_kind(words)):
            if key in self.ambiguous:
                raise CellWrong("UNIT_AMBIGUOUS")
            if key and key in self.unit_codes:
                return self.unit_codes[key]
        raise CellWrong("UNIT_UNKNOWN")

    def sub_group(self, text: str, cohort: str) -> str:
        """Return the key of the sub-group a cell names in this cohort. Raises CellWrong."""
        known = self.sub_group_answers
        if (cohort, text) not in known:
            known[cohort, text] = self._sub_group(columns.plain(text), cohort)
        key = known[cohort, text]
        if key is None:
            raise CellWrong("SUB_GROUP_UNKNOWN")
        return key

    def _sub_group(self, words: str, cohort: str) -> str | None:
        own = [
            (key, columns.plain(name)) for key, name, owner in self.sub_groups if owner == cohort
        ]
        for key, name in own:
            if words in {name, columns.plain(key), *SUB_GROUP_WORDS.get(key, ())}:
                return str(key)
        parts = [key for key, name in own if len(words) >= 6 and words in name]
        return str(parts[0]) if len(parts) == 1 else None

    def note(self, row: Judged) -> None:
        """Remember who stands in this row; somebody met before is an error naming both rows."""
        here = (row.sheet_name, row.row_number)
        named = {here}
        for name, column in ONCE:
            value = row.values.get(name)
            first = self.seen.setdefault((name, value), here) if value else here
            if first not in named:
                named.add(first)
                add_error(
                    row, column, "DUPLICATE_IN_FILE", other_sheet=first[0], other_row=first[1]
                )


ONCE = (
    ("staff_code", "staff_code"),
    ("phone", "phone"),
    ("citizen_id_digest", "citizen_id"),
)
"""Values that belong to one person only, and the column an error about them is shown at."""
SUB_GROUP_WORDS = {
    "leaders": ("lanh dao", "quan ly", "lanh dao quan ly"),
    "civil_servants": ("cong chuc", "cc"),
    "public_employees": ("vien chuc", "vc"),
    "it_advisers": ("cntt", "chuyen trach cntt", "tham muu", "chuyen trach", "tham muu cds"),
    "enterprises": ("doanh nghiep", "dn", "cong ty"),
    "cooperatives": ("hop tac xa", "htx", "ho kinh doanh"),
    "team_members": ("thanh vien to", "to cong nghe so", "to cong nghe so cong dong", "tcnscd"),
    "citizens": ("nguoi dan", "cong dan"),
}
UNIT_KINDS = ("ubnd", "uy ban nhan dan")
UNIT_WORDS = ("xa", "phuong", "thi tran", "dac khu", "so", "ban")


def without_kind(words: str) -> str:
    """Return a unit's plain name without UBND and its kind: "ubnd xa nam phuoc" is "nam phuoc"."""
    for prefix in UNIT_KINDS:
        words = words.removeprefix(f"{prefix} ")
    for prefix in UNIT_WORDS:
        if words.startswith(f"{prefix} "):
            return words.removeprefix(f"{prefix} ")
    return words


def parse(
    book: Book,
    *,
    sheet_name: str,
    row_number: int,
    cells: Mapping[str, Any],
    cohort: str | None,
) -> Judged:
    """Return the row with its values and the errors of its own cells; `cohort` is the sheet's."""
    texts = {name: parsing.text_of(cell) for name, cell in cells.items()}
    shown = {name: text for name, text in texts.items() if text}
    if "citizen_id" in shown:
        shown["citizen_id"] = parsing.masked("citizen_id", shown["citizen_id"])
    row = Judged(sheet_name, row_number, shown)
    if cohort is None:
        cohort = columns.cohort_of(texts.get("cohort", "")) if texts.get("cohort") else None
        if cohort is None:
            add_error(row, "cohort", "COHORT_UNKNOWN", texts.get("cohort", ""))
    for name in ("full_name", "staff_code", "phone", "email", "job_title", "unit"):
        _take(row, name, texts.get(name, ""), partial(_value, book, name))
    _take(
        row,
        "birth_date",
        texts.get("birth_date", ""),
        lambda text: parsing.birth_date(cells["birth_date"], text, today=book.today),
    )
    _take(
        row,
        "citizen_id",
        texts.get("citizen_id", ""),
        lambda text: parsing.citizen_id(text, key=book.citizen_id_key),
    )
    if cohort:
        row.values["cohort"] = cohort
        _take(row, "sub_group", texts.get("sub_group", ""), lambda t: book.sub_group(t, cohort))
    _finish(row, has_code_column="staff_code" in cells)
    return row


def _value(book: Book, name: str, text: str) -> Any:
    if name == "full_name":
        return parsing.full_name(text)
    if name == "staff_code":
        return parsing.staff_code(text)
    if name == "phone":
        return parsing.phone(text)
    if name == "email":
        return parsing.email(text)
    if name == "unit":
        return book.unit(text)
    return parsing.short_text(name, text)


def _take(row: Judged, name: str, text: str, read: Callable[[str], Any]) -> None:
    if not text and name != "full_name":
        return
    try:
        value = read(text)
    except CellWrong as error:
        add_error(row, name, error.code, text, **error.facts)
        return
    if isinstance(value, parsing.CitizenId):
        row.values["citizen_id_digest"] = value.digest
        row.values["citizen_id_last3"] = value.last3
    elif isinstance(value, datetime.date):
        row.values[name] = value.isoformat()
    elif value:
        row.values["unit_code" if name == "unit" else name] = value


@lru_cache(maxsize=8192)
def _folded_word(word: str) -> str:
    """A name's words come again and again: most of a roster is folded by looking up."""
    return names.folded(word)


def _finish(row: Judged, *, has_code_column: bool) -> None:
    if "full_name" in row.values:
        row.values["folded_name"] = " ".join(map(_folded_word, row.values["full_name"].split()))
    wrong = {error["field"] for error in row.errors}
    has_key = row.values.get("staff_code") or row.values.get("phone")
    is_official = row.values.get("cohort") == "officials"
    if not has_key and not wrong & {"staff_code", "phone"}:
        _ask_for_key(row, may_have_code=is_official or has_code_column)
    for error in row.errors:
        if error["field"] == "phone" and not row.values.get("staff_code"):
            error["is_needed"] = True
    if is_official and "unit_code" not in row.values and "unit" not in wrong:
        add_error(row, "unit", "UNIT_MISSING")


def _ask_for_key(row: Judged, *, may_have_code: bool) -> None:
    if may_have_code:
        add_error(row, "staff_code", "KEY_MISSING")
    else:
        add_error(row, "phone", "PHONE_MISSING")


def add_error(row: Judged, name: str, code: str, text: str = "", **facts: Any) -> None:
    """Put one error on a row; its column is added where the sheet is known."""
    error = {"field": name, "code": code, **facts}
    shown = text or row.cells.get(name, "")
    if shown:
        error["value"] = shown if parsing.MASK in shown else parsing.masked(name, shown)
    row.errors.append(error)


def judge(book: Book, rows: list[Judged]) -> None:
    """Hold a block of rows against each other and against the people already here."""
    for row in rows:
        book.note(row)
    known = _known(rows)
    for row in rows:
        _judge_one(row, known)


def _judge_one(row: Judged, known: "Index") -> None:
    person = known.person(row)
    if person is None:
        row.outcome = WRONG if row.errors else NEW
        return
    _check_person(row, person, known)
    row.learner_id = person.id
    changes = [
        name
        for name in WRITTEN
        if name in row.values and row.values[name] != person.values.get(name)
    ]
    if row.errors:
        row.outcome = WRONG
    elif changes:
        row.outcome = CHANGED
        row.values["changes"] = changes
    else:
        row.outcome = UNCHANGED


def _check_person(row: Judged, person: Known, known: "Index") -> None:
    code, number = row.values.get("staff_code"), row.values.get("phone")
    if code and person.staff_code and code != person.staff_code:
        is_phone = bool(number) and number == person.phone
        add_error(
            row,
            "phone" if is_phone else "citizen_id",
            "BELONGS_TO_ANOTHER",
            other=person.staff_code,
        )
    elif number and (other := known.by_phone.get(number)) and other.id != person.id:
        add_error(row, "phone", "BELONGS_TO_ANOTHER", other=other.staff_code or "")
    digest = row.values.get("citizen_id_digest", "")
    holder = known.by_digest.get(digest) if digest else None
    if holder and holder.id != person.id:
        add_error(row, "citizen_id", "BELONGS_TO_ANOTHER", other=holder.staff_code or "")
    if person.cohort and row.values.get("cohort") not in (None, person.cohort):
        add_error(row, "cohort", "IN_OTHER_COHORT", cohort=person.cohort)


@dataclass(slots=True)
class Index:
    """People already here whom a block of rows may mean."""

    by_code: dict[str, Known] = field(default_factory=dict)
    by_phone: dict[str, Known] = field(default_factory=dict)
    by_digest: dict[str, Known] = field(default_factory=dict)

    def person(self, row: Judged) -> Known | None:
        """Return whom a row means: by staff code, else by phone, else by citizen id."""
        values = row.values
        return (
            self.by_code.get(values.get("staff_code", ""))
            or self.by_phone.get(values.get("phone", ""))
            or self.by_digest.get(values.get("citizen_id_digest", ""))
        )


def _known(rows: list[Judged]) -> Index:
    wanted = {
        name: [row.values[name] for row in rows if row.values.get(name)]
        for name in ("staff_code", "phone", "citizen_id_digest")
    }
    condition = Q()
    for name, values in wanted.items():
        if values:
            condition |= Q(**{f"{name}__in": values})
    index = Index()
    if not condition:
        return index
    people = Learner.objects.filter(condition, guest_expires_at=None).select_related(
        "unit", "cohort", "sub_group"
    )
    for person in people:
        _add(index, person)
    return index


def _add(index: Index, person: Learner) -> None:
    known = Known(
        id=person.pk,
        staff_code=person.staff_code,
        phone=person.phone,
        cohort=person.cohort.key if person.cohort else None,
        values={
            "full_name": person.full_name,
            "folded_name": person.folded_name,
            "staff_code": person.staff_code,
            "phone": person.phone,
            "email": person.email,
            "birth_date": person.birth_date.isoformat() if person.birth_date else None,
            "job_title": person.job_title,
            "citizen_id_digest": person.citizen_id_digest,
            "citizen_id_last3": person.citizen_id_last3,
            "unit_code": person.unit.code if person.unit else None,
            "cohort": person.cohort.key if person.cohort else None,
            "sub_group": person.sub_group.key if person.sub_group else None,
        },
    )
    if known.staff_code:
        index.by_code[known.staff_code] = known
    if known.phone:
        index.by_phone[known.phone] = known
    if person.citizen_id_digest:
        index.by_digest[person.citizen_id_digest] = known


def known_units() -> list[tuple[str, str]]:
    """Return every unit of this province as (code, name)."""
    return list(Unit.objects.order_by("pk").values_list("code", "name"))
